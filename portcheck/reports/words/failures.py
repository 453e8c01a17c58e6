"""Describe failures by reason: what was lost, what fails on both sides, what was gained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from portcheck.model.comparison.failure_group import FailureGroup, FailureKind
from portcheck.model.numbers import number
from portcheck.model.parity import RunReport, Verdict

FAILURES = "Failures by reason"
KINDS: Mapping[FailureKind, str] = MappingProxyType(
    {"loss": "lost", "both": "both sides fail", "gain": "gained"}
)
_MOST = 8
"""Most lines of one verdict."""


def failure_lines(report: RunReport, verdict: Verdict) -> tuple[str, ...]:
    """One clause for each group of a verdict's cases, losses first, and a count of the rest."""
    return group_lines(
        group
        for group in report.failures or ()
        if (group.workload, group.candidate) == (verdict.workload, verdict.candidate)
    )


def group_lines(groups: Iterable[FailureGroup]) -> tuple[str, ...]:
    """One clause for each group, and a count of the rest."""
    found = tuple(groups)
    lines = [group_line(group) for group in found[:_MOST]]
    if len(found) > _MOST:
        lines.append(f"{number(len(found) - _MOST)} more reasons in report.json")
    return tuple(lines)


def group_line(group: FailureGroup) -> str:
    """Say how many cases of a group fail, of how many, and why."""
    return (
        f"{KINDS[group.kind]}, {number(group.cases)} of {number(group.of)}: {group.reason} "
        f"({group.gate})"
    )
