"""Apply `--fail-on new` to a report."""

from __future__ import annotations

from portcheck.errors import ExitCode
from portcheck.model.parity import RunReport
from portcheck.run.judge.exit_code import verdicts_code


def new_code(report: RunReport) -> ExitCode:
    """The exit code of `--fail-on new`, for verdicts that got worse since the accepted night.

    A verdict without an accepted night counts as by default.
    """
    accepted = {(one.workload, one.candidate): one for one in report.since or () if one.accepted_by}
    names: set[str] = set()
    for verdict in report.verdicts:
        since = accepted.get((verdict.workload, verdict.candidate))
        if since is None or since.verdict_worse:
            names.add(verdict.counted)
        elif since.worse:
            names.add("unsafe" if since.shown else "inconclusive")
    return verdicts_code(names)


def without_acceptance(report: RunReport) -> tuple[str, ...]:
    """Workload and candidate of each verdict without an accepted night."""
    accepted = {(one.workload, one.candidate) for one in report.since or () if one.accepted_by}
    return tuple(
        f"{each.workload} to {each.candidate}"
        for each in report.verdicts
        if (each.workload, each.candidate) not in accepted
    )
