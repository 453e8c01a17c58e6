"""Samples to scores: every check of a case on every answer to it. Pure but for plug-ins."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from portcheck.model.completion import Completion
from portcheck.model.run import Plan, Sample
from portcheck.model.score import Outcome
from portcheck.model.suite import Case, CheckSpec
from portcheck.plugins import CHECKS, GATES, CheckKind, Context
from portcheck.run.store.scores import CheckOutcome, Scores


def score_samples(plan: Plan, samples: Mapping[str, Sample]) -> Scores:
    """The scores of all samples, in the order of the plan.

    A missing answer has no scores. A request that a candidate rejected as invalid fails every
    check of its case, but breaches nothing; one that the baseline rejected leaves no baseline
    answer, or a misconfigured baseline would buy safety. A check that crashes leaves its score
    unscored.
    """
    scores, scorer = Scores(), _Scorer()
    for trial in plan.trials:
        sample = samples.get(trial.key)
        if sample is None:
            continue
        if sample.completion is not None:
            scores.add(trial.key, scorer.answered(plan.case(trial), sample.completion))
        elif sample.failure and not sample.failure.missing and trial.provider != plan.baseline:
            scores.add(trial.key, scorer.rejected(plan.case(trial), sample.failure.message))
    return scores


class _Scorer:
    """Applies checks; to equal answers to the case at hand once."""

    def __init__(self) -> None:
        self._kinds: dict[str, CheckKind] = {}
        self._case: Case | None = None
        self._answers: dict[Hashable, tuple[CheckOutcome, ...]] = {}

    def answered(self, case: Case, completion: Completion) -> tuple[CheckOutcome, ...]:
        """What the checks of a case say of an answer."""
        if case is not self._case:
            self._case = case
            self._answers.clear()
        said = _said(case, completion)
        found = self._answers.get(said)
        if found is None:
            found = tuple(
                _scored(spec, _apply(self._kind(spec.name), spec, case, completion))
                for spec in case.checks
            )
            if said is not None:
                self._answers[said] = found
        return found

    def rejected(self, case: Case, message: str) -> tuple[CheckOutcome, ...]:
        """What a case gets whose request was rejected."""
        return tuple(_scored(spec, _rejected(spec, message)) for spec in case.checks)

    def _kind(self, name: str) -> CheckKind:
        found = self._kinds.get(name)
        if found is None:
            found = self._kinds[name] = CHECKS.get(name)
        return found


def _said(case: Case, completion: Completion) -> Hashable:
    """All that checks of this distribution read of an answer; `None` where they read more of it.

    A check of another distribution may read anything.
    """
    if completion.tool_calls or any(spec.name not in CHECKS.built_in for spec in case.checks):
        return None
    answer = completion
    return answer.text, answer.finish_reason, answer.refusal_text, answer.refusal_signal


def _scored(spec: CheckSpec, outcome: Outcome) -> CheckOutcome:
    return CheckOutcome(check=spec.id, gate=spec.fed_gate, outcome=outcome)


def _apply(kind: CheckKind, spec: CheckSpec, case: Case, completion: Completion) -> Outcome:
    try:
        return kind.score(Context(spec=spec, request=case.request, completion=completion))
    except Exception as exc:  # noqa: BLE001 - a check's crash is data about the check
        return Outcome(
            status="unscored", value=None, reason=f"the check failed: {type(exc).__name__}: {exc}"
        )


def _rejected(spec: CheckSpec, message: str) -> Outcome:
    if GATES.get(spec.gate).kind == "zero_tolerance":
        return Outcome(status="unscored", value=None, reason="the request was rejected")
    return Outcome(
        status="failed", value=0.0, reason=f"the provider rejected the request: {message}"
    )
