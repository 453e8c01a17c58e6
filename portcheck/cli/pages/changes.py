"""Print the page of `show --flips` and `show --failures`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from portcheck.cli.output import Output
from portcheck.model.did_you_mean import known
from portcheck.model.score import CaseView
from portcheck.reports.terminal.changes import render_changes
from portcheck.run.judge.failures.groups import worst_first
from portcheck.run.judge.failures.shown import EACH, shown_groups
from portcheck.run.judge.tabulate import Results

Chosen = Literal["flips", "failures"]
CASES = 20
"""Number of cases that are shown by default."""


def show_changes(
    results: Results,
    workloads: Collection[str],
    candidates: Collection[str],
    chosen: Chosen,
    limit: int | None,
    output: Output,
) -> None:
    """Print differences or failures by reason, the worst first, with some cases of each.

    Args:
        results: the run.
        workloads: ids of the workloads to show.
        candidates: ids of the candidates to show; empty: all.
        chosen: differences, or failures of the candidate.
        limit: most cases in all, shared by the reasons; `None`: a few of each reason.
        output: where to print.

    Raises:
        UsageError: the run has no such workload or candidate.
    """
    for name in candidates:
        known(name, results.plan.candidates, "candidate of this run")
    for name in workloads:
        known(name, (one.id for one in results.plan.suite.workloads), "workload of this run")
    found = worst_first(results, workloads, candidates, chosen)
    if not found:
        output.note("no case differs" if chosen == "flips" else "no case fails")
        return
    each = EACH if limit is None else None
    shown = shown_groups(results, found, limit=limit or CASES, each=each)
    output.result(
        render_changes(
            shown,
            baseline=results.plan.baseline,
            width=output.width,
            color=output.color,
            ascii=output.ascii,
        )
    )
    left = sum(one.left for one in shown)
    if left:
        total = left + sum(len(one.changes) for one in shown)
        output.note(f"{left} of {total} cases are not shown: --limit N shows more")


def in_order(results: Results, views: Sequence[CaseView], chosen: Chosen) -> list[CaseView]:
    """The cases in the order of the page, the worst first."""
    names = {view.workload for view in views}
    workloads = {one.id: one for one in results.plan.suite.workloads}
    rank: dict[tuple[str, str, str], int] = {}
    for one in worst_first(results, names, (), chosen):
        group, outlines = one.group, workloads[one.group.workload].outlines
        for change in one.changes:
            key = (group.workload, group.candidate, outlines[change.place].id)
            rank.setdefault(key, len(rank))

    def place(view: CaseView) -> int:
        others = [answer.provider for answer in view.answers if answer.provider != view.baseline]
        return min(
            (rank.get((view.workload, name, view.case), len(rank)) for name in others),
            default=len(rank),
        )

    return sorted(views, key=place)
