"""List the cases on which a candidate and the baseline differ, with both answers."""

from __future__ import annotations

from portcheck.model.parity import Flip
from portcheck.model.suite import Workload
from portcheck.run.judge.case_text import answer_text, last_turn
from portcheck.run.judge.failures.changes import CaseChange, case_changes, form_of
from portcheck.run.judge.failures.groups import CRITICALITIES
from portcheck.run.judge.tabulate import Results


def flips(results: Results) -> tuple[Flip, ...]:
    """Every case and gate on which a candidate and the baseline differ.

    Losses are first, then the most critical workloads, then the largest changes.
    """
    found = [
        (workload.criticality, _flip(results, workload, candidate, change))
        for workload in results.plan.suite.workloads
        for candidate in results.plan.candidates
        for change in case_changes(results, workload, candidate)
        if change.kind != "both"
    ]
    found.sort(
        key=lambda of: (
            of[1].direction != "loss",
            CRITICALITIES.index(of[0]),
            -abs(of[1].candidate_value - of[1].baseline_value),
        )
    )
    return tuple(flip for _, flip in found)


def _flip(results: Results, workload: Workload, candidate: str, change: CaseChange) -> Flip:
    case = workload.cases[change.place]
    before, after = change.sides
    return Flip(
        workload=workload.id,
        candidate=candidate,
        case=case.id,
        gate=change.gate,
        direction="loss" if change.kind == "loss" else "gain",
        baseline_value=change.before,
        candidate_value=change.after,
        question=last_turn(case.request),
        baseline_answer=answer_text(results.samples[before.key]),
        candidate_answer=answer_text(results.samples[after.key]),
        reason=change.reason,
        form=form_of(results, workload, change)[1],
    )
