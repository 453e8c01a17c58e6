"""Collect the cases of a run to show: every answer next to the baseline's, with its scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from portcheck.errors import UsageError
from portcheck.model.did_you_mean import known
from portcheck.model.run import Trial
from portcheck.model.score import AnswerView, CaseView
from portcheck.model.suite import Case, Workload
from portcheck.run.judge.case_text import answer_text, question_text
from portcheck.run.judge.failures.changes import case_changes
from portcheck.run.judge.index.case_calls import NO_CALLS
from portcheck.run.judge.tabulate import Results
from portcheck.shell_words import last_word

Chosen = Literal["all", "flips", "failures"]


def case_views(
    results: Results,
    workload_id: str,
    case_id: str | None = None,
    *,
    candidates: Sequence[str] = (),
    chosen: Chosen = "all",
) -> list[CaseView]:
    """The cases of a workload, in the suite's order.

    Args:
        results: Of the run.
        workload_id: Id of the workload.
        case_id: Only this case.
        candidates: Only the answers of these candidates and of the baseline; empty: of all.
        chosen: `flips`: only cases on which a candidate and the baseline differ, with one view for
            each such candidate; `failures`: the same for cases on which a candidate scores lower
            than the baseline, or both fail.

    Raises:
        UsageError: The run has no such workload, case or candidate.
    """
    for name in candidates:
        known(name, results.plan.candidates, "candidate of this run")
    workloads = {workload.id: workload for workload in results.plan.suite.workloads}
    workload = workloads[known(workload_id, workloads, "workload of this run")]
    places = [n for n, case in enumerate(workload.outlines) if case_id in {None, case.id}]
    if not places:
        raise UsageError(
            f"workload {workload_id!r} has no case {case_id!r}",
            hint=f"list them: portcheck show RUN {last_word(workload_id)}",
        )
    wanted = tuple(candidates) or results.plan.candidates
    changes = _changes(results, workload)
    if chosen == "all":
        return [
            _view(results, workload, workload.cases[place], wanted, changes) for place in places
        ]
    named = {name: _chosen(results, workload, name, chosen, changes) for name in wanted}
    return [
        _view(results, workload, workload.cases[place], (candidate,), changes)
        for place in places
        for candidate in wanted
        if workload.outlines[place].id in named[candidate]
    ]


def _chosen(
    results: Results,
    workload: Workload,
    candidate: str,
    chosen: Chosen,
    changes: Mapping[str, Sequence[_Change]],
) -> set[str]:
    """Ids of the cases that `chosen` asks for."""
    if chosen == "flips":
        return {
            case for case, found in changes.items() if any(c.candidate == candidate for c in found)
        }
    return {
        workload.outlines[change.place].id
        for change in case_changes(results, workload, candidate)
        if change.kind != "gain"
    }


class _Change(Struct, frozen=True):
    """A gate of a case on which a candidate's answers score lower or higher than the baseline's."""

    candidate: str
    variant: str
    gate: str
    lost: bool

    def __str__(self) -> str:
        asked = f", variant {self.variant}" if self.variant else ""
        return f"{self.candidate}{asked}: {self.gate}"


def _changes(results: Results, workload: Workload) -> dict[str, list[_Change]]:
    found: dict[str, list[_Change]] = {}
    for candidate, variant in results.plan.arms(workload):
        if candidate == results.plan.baseline:
            continue
        of_arm = results.choosing({(workload.id, candidate): variant}) if variant else results
        for change in case_changes(of_arm, workload, candidate):
            if change.kind != "both":
                case = workload.outlines[change.place].id
                lost = _Change(candidate, variant, change.gate, change.kind == "loss")
                found.setdefault(case, []).append(lost)
    return found


def _view(
    results: Results,
    workload: Workload,
    case: Case,
    candidates: Sequence[str],
    changes: Mapping[str, Sequence[_Change]],
) -> CaseView:
    mine = [change for change in changes.get(case.id, ()) if change.candidate in candidates]
    return CaseView(
        workload=workload.id,
        case=case.id,
        group=case.group,
        system=case.request.system,
        question=question_text(case.request),
        baseline=results.plan.baseline,
        answers=tuple(
            answer
            for provider in (results.plan.baseline, *candidates)
            for answer in _answers(results, workload, case, provider)
        ),
        losses=tuple(str(change) for change in mine if change.lost),
        gains=tuple(str(change) for change in mine if not change.lost),
    )


def _answers(
    results: Results, workload: Workload, case: Case, provider: str
) -> Iterator[AnswerView]:
    plan = results.plan
    if plan.asks(workload.id, provider):
        for variant in ("", *(one.name for one in workload.variants_of(provider))):
            arm = results.arms.get((workload.id, provider, variant), {})
            for trial in arm.get(case.id, NO_CALLS).trials:
                yield _answer(results, trial)
        return
    found = plan.lacks(workload.id, provider)
    why = "; ".join(found.reasons) if found else "no candidate supports what the workload needs"
    yield AnswerView(provider=provider, repeat=1, text="", failure=f"not asked: {why}")


def _answer(results: Results, trial: Trial) -> AnswerView:
    sample = results.samples.get(trial.key)
    if sample is None:
        return AnswerView(
            provider=trial.provider,
            repeat=trial.repeat + 1,
            text="",
            failure="not asked yet",
            variant=trial.variant or "",
        )
    completion, failure = sample.completion, sample.failure
    return AnswerView(
        provider=trial.provider,
        repeat=trial.repeat + 1,
        text=answer_text(sample) if completion else "",
        failure=f"{failure.error_class}: {failure.message}" if failure else None,
        finish_reason=completion.finish_reason if completion else None,
        served_model=completion.served_model if completion else None,
        upstream_provider=completion.upstream_provider if completion else None,
        carried=tuple(one.kind for one in completion.other_content) if completion else (),
        total_s=completion.timing.total_s if completion else None,
        scores=results.scores.get(trial.key, ()),
        variant=trial.variant or "",
    )


def failed_cases(results: Results) -> frozenset[tuple[str, str]]:
    """(workload, case) of every case to ask again for `--failed RUN`.

    These are cases in which, for any provider and repeat, the call failed or was not made, or the
    answer did not pass a check; an unscored check counts as not passed.
    """
    return frozenset(
        (trial.workload, trial.case)
        for trial in results.plan.trials
        if (sample := results.samples.get(trial.key)) is None
        or sample.failure is not None
        or any(
            said.gate and said.outcome.status != "passed"
            for said in results.scores.outcomes(trial.key)
        )
    )
