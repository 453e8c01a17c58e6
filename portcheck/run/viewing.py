"""A run as cases to read: every answer beside the baseline's, with its scores."""

from __future__ import annotations

from portcheck.errors import UsageError
from portcheck.model.run import Trial
from portcheck.model.suite import SCORE_GATES, Case, Workload
from portcheck.model.view import AnswerView, CaseView
from portcheck.run.describe import answer_text, question_text
from portcheck.run.tabulate import Table, gate_cases


def case_views(
    table: Table, workload_id: str, case_id: str | None = None, *, flips_only: bool = False
) -> list[CaseView]:
    """The cases of a workload, in the suite's order.

    Args:
        table: the run.
        workload_id: id of the workload.
        case_id: only this case.
        flips_only: only cases on which a candidate and the baseline differ.

    Raises:
        UsageError: there is no such workload or case in the run.
    """
    workload = next((w for w in table.plan.suite.workloads if w.id == workload_id), None)
    if workload is None:
        known = ", ".join(w.id for w in table.plan.suite.workloads)
        raise UsageError(f"this run has no workload {workload_id!r}", hint=f"it has: {known}")
    cases = [case for case in workload.cases if case_id in {None, case.id}]
    if not cases:
        raise UsageError(
            f"workload {workload_id!r} has no case {case_id!r}",
            hint=f"list them: portcheck show RUN {workload_id}",
        )
    changes = _changes(table, workload)
    views = [_view(table, workload, case, changes.get(case.id, ())) for case in cases]
    return [view for view in views if view.losses or view.gains or not flips_only]


def _changes(table: Table, workload: Workload) -> dict[str, list[tuple[str, bool]]]:
    """Case id to (`candidate: gate`, lost)."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for candidate in table.plan.candidates:
        for gate in SCORE_GATES:
            for row in gate_cases(table, workload, candidate, gate):
                pairs = [
                    (before, after)
                    for before, after in zip(row.baseline, row.candidate, strict=True)
                    if before is not None and after is not None
                ]
                change = sum(after - before for before, after in pairs)
                if change:
                    found.setdefault(row.case, []).append((f"{candidate}: {gate}", change < 0))
    return found


def _view(
    table: Table, workload: Workload, case: Case, changes: list[tuple[str, bool]] | tuple[()]
) -> CaseView:
    trials = [
        trial
        for spec in table.plan.providers
        for trial in table.of_case(workload.id, case.id, spec.id)
    ]
    return CaseView(
        workload=workload.id,
        case=case.id,
        group=case.group,
        system=case.request.system,
        question=question_text(case.request),
        baseline=table.plan.baseline,
        answers=tuple(_answer(table, trial) for trial in trials),
        losses=tuple(name for name, lost in changes if lost),
        gains=tuple(name for name, lost in changes if not lost),
    )


def _answer(table: Table, trial: Trial) -> AnswerView:
    sample = table.samples.get(trial.key)
    if sample is None:
        return AnswerView(
            provider=trial.provider, repeat=trial.repeat, text="", failure="not asked yet"
        )
    completion, failure = sample.completion, sample.failure
    return AnswerView(
        provider=trial.provider,
        repeat=trial.repeat,
        text=answer_text(sample) if completion else "",
        failure=f"{failure.error_class}: {failure.message}" if failure else None,
        finish_reason=completion.finish_reason if completion else None,
        served_model=completion.served_model if completion else None,
        total_s=completion.timing.total_s if completion else None,
        scores=table.scores.get(trial.key, ()),
    )
