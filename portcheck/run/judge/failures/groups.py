"""Failures grouped by the form that they have: losses, gains, and where both sides fail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Literal

from portcheck.model.comparison.failure_group import FailureGroup, FailureKind
from portcheck.model.suite import Workload
from portcheck.run.judge.failures.changes import KINDS, case_changes, form_of
from portcheck.run.judge.tabulate import Results, gate_cases

CRITICALITIES = ("critical", "high", "medium", "low")
"""The worst first."""
_EXAMPLES = 3


def failure_groups(results: Results) -> tuple[FailureGroup, ...]:
    """Workloads by criticality; of each candidate losses, shared failures and gains by number."""
    found = [
        group
        for workload in results.plan.suite.workloads
        for candidate in results.plan.candidates
        for group in _of(results, workload, candidate)
    ]
    return tuple(sorted(found, key=lambda group: CRITICALITIES.index(group.criticality)))


def chosen_groups(
    results: Results,
    workloads: Collection[str],
    candidates: Collection[str],
    chosen: Literal["all", "flips", "failures"],
) -> tuple[FailureGroup, ...]:
    """Those of some workloads and candidates (none named: all): differences, or failures.

    None where all cases are asked for.
    """
    other = {"flips": "both", "failures": "gain"}.get(chosen)
    return tuple(
        group
        for group in (failure_groups(results) if other else ())
        if group.workload in workloads
        and (not candidates or group.candidate in candidates)
        and group.kind != other
    )


def _of(results: Results, workload: Workload, candidate: str) -> list[FailureGroup]:
    cases: defaultdict[tuple[FailureKind, str, str, str], list[str]] = defaultdict(list)
    for change in case_changes(results, workload, candidate):
        form = form_of(results, workload, change)
        cases[change.kind, change.gate, *form].append(workload.outlines[change.place].id)
    groups = [
        FailureGroup(
            workload=workload.id,
            candidate=candidate,
            criticality=workload.criticality,
            kind=kind,
            gate=gate,
            check=check,
            reason=form,
            cases=len(names),
            of=len(gate_cases(results, workload, candidate, gate)),
            examples=tuple(names[:_EXAMPLES]),
        )
        for (kind, gate, check, form), names in cases.items()
    ]
    return sorted(groups, key=lambda group: (KINDS.index(group.kind), -group.cases))
