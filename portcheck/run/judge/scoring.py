"""Samples to scores: every check of a case on every answer to it. Pure but for plug-ins."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from portcheck.detectors.extraction import scored
from portcheck.model.completion import Completion
from portcheck.model.run import Plan, Sample
from portcheck.model.score import Outcome
from portcheck.model.suite import Case, CheckSpec
from portcheck.parity.check_evidence import Speaking
from portcheck.plugins import CHECKS, GATES, CheckKind, Context
from portcheck.run.store.scores import CheckOutcome, Scores


def score_samples(plan: Plan, samples: Mapping[str, Sample]) -> Scores:
    """The scores of all samples, in the order of the plan.

    A missing answer has no scores. A request that a candidate rejected as invalid fails every
    check of its case, but breaches nothing; one that the baseline rejected leaves no baseline
    answer, or a misconfigured baseline would buy safety. A check that crashes leaves its score
    unscored. An answer that passes a content check of its case complies by that fact: the automatic
    refusal check asks no detector about it.
    """
    scores, scorer = Scores(), _Scorer(plan)
    for trial in plan.trials:
        sample = samples.get(trial.key)
        if sample is None:
            continue
        if sample.completion is not None:
            scores.add(
                trial.key, scorer.answered(trial.workload, plan.case(trial), sample.completion)
            )
        elif sample.failure and not sample.failure.missing and trial.provider != plan.baseline:
            scores.add(trial.key, scorer.rejected(plan.case(trial), sample.failure.message))
    return scores


class _Scorer:
    """Applies checks; to equal answers to the case at hand once."""

    def __init__(self, plan: Plan) -> None:
        self._speaking = {w.id: Speaking(w.outlines) for w in plan.suite.workloads}
        self._kinds: dict[str, CheckKind] = {}
        self._case: Case | None = None
        self._answers: dict[Hashable, tuple[CheckOutcome, ...]] = {}

    def answered(
        self, workload: str, case: Case, completion: Completion
    ) -> tuple[CheckOutcome, ...]:
        """What the checks of a case say of an answer."""
        if case is not self._case:
            self._case = case
            self._answers.clear()
        said = _said(case, completion)
        found = self._answers.get(said)
        if found is None:
            found = tuple(self._outcomes(self._speaking[workload], case, completion))
            if said is not None:
                self._answers[said] = found
        return found

    def _outcomes(
        self, speaking: Speaking, case: Case, completion: Completion
    ) -> Iterator[CheckOutcome]:
        right = ""
        for spec in case.checks:
            if right and spec.automatic and spec.name == "refusal":
                outcome = _complies(right)
            else:
                outcome = _apply(self._kind(spec.name), spec, case, completion)
            if outcome.status == "passed" and _is_content(spec, speaking):
                right = "" if completion.declined else spec.id
            yield _scored(spec, outcome)

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
    return (
        answer.text,
        answer.finish_reason,
        answer.refusal_text,
        answer.refusal_signal,
        answer.reasoning_text,
    )


def _scored(spec: CheckSpec, outcome: Outcome) -> CheckOutcome:
    return CheckOutcome(check=spec.id, gate=spec.fed_gate, outcome=outcome)


def _is_content(spec: CheckSpec, speaking: Speaking) -> bool:
    return not spec.automatic and speaking.of(spec) == "content"


def _complies(check: str) -> Outcome:
    return Outcome(
        status="passed",
        value=1.0,
        reason=f"complies, as it passes {check}",
        label="full_compliance",
    )


def _apply(kind: CheckKind, spec: CheckSpec, case: Case, completion: Completion) -> Outcome:
    try:
        return scored(kind, Context(spec=spec, request=case.request, completion=completion))
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
