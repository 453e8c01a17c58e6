"""Apply `--fail-on new` to a report."""

from __future__ import annotations

from collections.abc import Set

from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.parity import RunReport


def failing_as_new(report: RunReport) -> Set[VerdictName]:
    """The verdicts that fail under `--fail-on new`: those that got worse since the accepted night.

    A verdict without an accepted night counts as it does without the flag.
    """
    accepted = {(one.workload, one.candidate): one for one in report.since or () if one.accepted_by}
    names: set[VerdictName] = set()
    for verdict in report.verdicts:
        since = accepted.get((verdict.workload, verdict.candidate))
        if since is None or since.verdict_worse:
            names.add(verdict.counted)
        elif since.worse:
            names.add("unsafe" if since.shown else "inconclusive")
    return names


def without_acceptance(report: RunReport) -> tuple[str, ...]:
    """Each verdict without an accepted night, as `WORKLOAD to CANDIDATE`."""
    accepted = {(one.workload, one.candidate) for one in report.since or () if one.accepted_by}
    return tuple(
        f"{each.workload} to {each.candidate}"
        for each in report.verdicts
        if (each.workload, each.candidate) not in accepted
    )
