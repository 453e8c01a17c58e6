"""Group losses, gains and shared failures by the form of the failure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Literal

from msgspec import Struct

from portcheck.model.comparison.failure_group import FailureGroup, FailureKind
from portcheck.model.suite import Workload
from portcheck.run.judge.failures.changes import KINDS, CaseChange, case_changes, form_of
from portcheck.run.judge.tabulate import Results, gate_cases

CRITICALITIES = ("critical", "high", "medium", "low")
"""The worst first."""
_EXAMPLES = 3


def failure_groups(results: Results) -> tuple[FailureGroup, ...]:
    """The groups of all workloads and candidates, with a few examples of each.

    The most critical workloads are first; in a workload and candidate, losses come before shared
    failures and these before gains, each with the largest groups first.
    """
    found = [
        one.group
        for workload in results.plan.suite.workloads
        for candidate in results.plan.candidates
        for one in _of(results, workload, candidate, most=_EXAMPLES)
    ]
    return tuple(sorted(found, key=lambda group: CRITICALITIES.index(group.criticality)))


class Grouped(Struct, frozen=True):
    """A group with its changes, or only the first of them."""

    group: FailureGroup
    changes: Sequence[CaseChange]


def worst_first(
    results: Results,
    workloads: Collection[str],
    candidates: Collection[str],
    chosen: Literal["flips", "failures"],
) -> list[Grouped]:
    """The groups of some workloads and candidates, the worst first.

    Losses come before shared failures and these before gains; in each kind the most critical
    workloads are first, then the groups with the largest share of a workload's cases.

    Args:
        results: Of the run.
        workloads: Ids of the workloads.
        candidates: Ids of the candidates; empty: all.
        chosen: `flips`: losses and gains; `failures`: losses and shared failures.
    """
    other: FailureKind = "both" if chosen == "flips" else "gain"
    found = [
        one
        for workload in results.plan.suite.workloads
        for candidate in results.plan.candidates
        if workload.id in workloads and (not candidates or candidate in candidates)
        for one in _of(results, workload, candidate)
        if one.group.kind != other
    ]
    return sorted(found, key=lambda one: _badness(one.group))


def _badness(group: FailureGroup) -> tuple[int, int, float]:
    return (
        KINDS.index(group.kind),
        CRITICALITIES.index(group.criticality),
        -group.cases / group.of,
    )


def _of(
    results: Results, workload: Workload, candidate: str, *, most: int | None = None
) -> list[Grouped]:
    """The groups of a workload and candidate, each with at most `most` changes."""
    found: defaultdict[tuple[FailureKind, str, str, str], list[CaseChange]] = defaultdict(list)
    cases: Counter[tuple[FailureKind, str, str, str]] = Counter()
    for change in case_changes(results, workload, candidate):
        place = (change.kind, change.gate, *form_of(results, workload, change))
        cases[place] += 1
        if most is None or cases[place] <= most:
            found[place].append(change)
    groups = [
        Grouped(
            FailureGroup(
                workload=workload.id,
                candidate=candidate,
                criticality=workload.criticality,
                kind=kind,
                gate=gate,
                check=check,
                reason=form,
                cases=cases[kind, gate, check, form],
                of=len(gate_cases(results, workload, candidate, gate)),
                examples=tuple(
                    workload.outlines[change.place].id for change in changes[:_EXAMPLES]
                ),
            ),
            changes,
        )
        for (kind, gate, check, form), changes in found.items()
    ]
    return sorted(groups, key=lambda one: (KINDS.index(one.group.kind), -one.group.cases))
