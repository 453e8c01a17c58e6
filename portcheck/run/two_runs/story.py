"""Assemble the comparison of two runs: changes of scores and verdicts, and the exit code."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.errors import ExitCode
from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.parity import RunReport
from portcheck.run.two_runs.compared import RunComparison
from portcheck.value import Value


class VerdictChange(Value, kw_only=True):
    """A verdict that has changed."""

    workload: str
    candidate: str
    then: VerdictName
    then_rule: str
    now: VerdictName
    now_rule: str


class Run(Value, kw_only=True):
    """The identity of a run."""

    id: str
    started_at: str
    """UTC, ISO 8601."""
    digest: str
    """Digest of its findings."""
    incomplete: str
    """Why it was not finished; "" if it was."""


class Story(Value, kw_only=True):
    """A run compared with an earlier one, as `compare` and `drift` print it."""

    then: Run
    now: Run
    exit_code: int
    """0; 1 if a change is shown; 3 if undecided."""
    verdicts: tuple[VerdictChange, ...]
    """Empty for drift, which compares providers and not verdicts."""
    compared: RunComparison


def story(then: RunReport, now: RunReport, found: RunComparison, *, verdicts: bool) -> Story:
    """Assemble the findings.

    Args:
        then: the report of the earlier run.
        now: the report of the later run.
        found: the changes between the two.
        verdicts: whether a changed verdict counts as a change, as for `compare`.
    """
    changed = tuple(_verdicts(then, now)) if verdicts else ()
    code = ExitCode.OK
    if found.changed or changed:
        code = ExitCode.UNSAFE  # 1: a change is shown
    elif found.cannot_tell:
        code = ExitCode.INCONCLUSIVE  # 3: undecided
    return Story(then=_run(then), now=_run(now), exit_code=code, verdicts=changed, compared=found)


def _run(report: RunReport) -> Run:
    run = report.run
    digest = report.digest or ""
    return Run(id=run.id, started_at=run.started_at, digest=digest, incomplete=run.incomplete)


def _verdicts(then: RunReport, now: RunReport) -> Iterator[VerdictChange]:
    before = {(each.workload, each.candidate): each for each in then.verdicts}
    for each in now.verdicts:
        earlier = before.get((each.workload, each.candidate))
        if earlier is not None and earlier.verdict != each.verdict:
            yield VerdictChange(
                workload=each.workload,
                candidate=each.candidate,
                then=earlier.verdict,
                then_rule=earlier.rule,
                now=each.verdict,
                now_rule=each.rule,
            )
