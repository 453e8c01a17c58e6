"""Choose which changes of a run to show: some for each reason, the worst first."""

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
"""Number of cases that are enough to illustrate a reason."""


def shown_groups(
    results: Results, found: Sequence[Grouped], *, limit: int, each: int | None = EACH
) -> tuple[ShownGroup, ...]:
    """The groups with their first cases; a case is shown only in the worst of its groups.

    Args:
        results: Of the run.
        found: Its groups, the worst first.
        limit: Largest number of cases in all groups, shared fairly between them.
        each: Largest number of cases in one group; `None`: no limit for a group.
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
    """Yield for each group the changes whose cases are in no group before it."""
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
