"""Choose the changes of a run to show: some of each reason, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portcheck.model.comparison.shown_group import ShownChange, ShownGroup
from portcheck.model.suite import Workload
from portcheck.run.fair_shares import fair_shares
from portcheck.run.judge.case_text import answer_text, last_turn
from portcheck.run.judge.failures.changes import CaseChange
from portcheck.run.judge.failures.groups import Grouped
from portcheck.run.judge.tabulate import Results

EACH = 3
"""Number of cases that suffice to illustrate a reason."""


def shown_groups(
    results: Results, found: Sequence[Grouped], *, limit: int, each: int | None = EACH
) -> tuple[ShownGroup, ...]:
    """The groups with their first cases; a case of several groups is in the worst alone.

    Args:
        results: the run.
        found: its groups, the worst first.
        limit: cases over all groups, of which each gets its fair share.
        each: cases of one group, at most; `None`: no limit of its own.
    """
    workloads = {workload.id: workload for workload in results.plan.suite.workloads}
    new = list(_first_met(found))
    most = {str(at): min(len(mine), each or len(mine)) for at, mine in enumerate(new)}
    shares = fair_shares(most, limit)
    shown = []
    for at, (one, mine) in enumerate(zip(found, new, strict=True)):
        picked = mine[: min(shares[str(at)], most[str(at)], limit)]
        limit -= len(picked)
        workload = workloads[one.group.workload]
        shown.append(
            ShownGroup(
                group=one.group,
                changes=tuple(_shown(results, workload, change) for change in picked),
                above=len(one.changes) - len(mine),
            )
        )
    return tuple(shown)


def _first_met(found: Sequence[Grouped]) -> Iterator[list[CaseChange]]:
    """The changes of each group whose cases stand in no group before it."""
    seen: set[tuple[str, str, int]] = set()
    for one in found:
        whose = (one.group.workload, one.group.candidate)
        yield [change for change in one.changes if (*whose, change.place) not in seen]
        seen.update((*whose, change.place) for change in one.changes)


def _shown(results: Results, workload: Workload, change: CaseChange) -> ShownChange:
    case = workload.cases[change.place]
    before, after = (results.samples[trial.key] for trial in change.sides)
    return ShownChange(
        case=case.id,
        question=last_turn(case.request),
        baseline=answer_text(before),
        candidate=answer_text(after),
        reason=change.reason,
    )
