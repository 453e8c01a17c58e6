"""Samples to scores: every check of a case on every answer to it. Pure but for plug-ins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portcheck.model.completion import Completion
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.score import Outcome, Score
from portcheck.model.suite import Case, CheckSpec
from portcheck.plugins import CHECKS, GATES, CheckKind, Context


def score_samples(plan: Plan, samples: Mapping[str, Sample]) -> list[Score]:
    """The scores of all samples, in the order of the plan.

    A missing answer has no scores. A request that a candidate rejected as invalid fails every
    check of its case, but breaches nothing; one that the baseline rejected leaves no baseline
    answer, or a misconfigured baseline would buy safety. A check that crashes leaves its score
    unscored.
    """
    return list(_scores(plan, samples))


def _scores(plan: Plan, samples: Mapping[str, Sample]) -> Iterator[Score]:
    known: dict[Outcome, Outcome] = {}
    kinds = _Kinds()
    for trial in plan.trials:
        sample = samples.get(trial.key)
        if sample is not None:
            rejected = sample.completion is None and trial.provider == plan.baseline
            if not rejected:
                yield from _score_sample(trial, plan.case(trial), sample, known, kinds)


class _Kinds(dict[str, CheckKind]):
    """The kinds of check by name; each is looked up once."""

    def __missing__(self, name: str) -> CheckKind:
        found = self[name] = CHECKS.get(name)
        return found


def _score_sample(
    trial: Trial, case: Case, sample: Sample, known: dict[Outcome, Outcome], kinds: _Kinds
) -> Iterator[Score]:
    for spec in case.checks:
        if sample.completion is not None:
            outcome = _apply(kinds[spec.name], spec, case, sample.completion)
        elif sample.failure is not None and not sample.failure.missing:
            outcome = _rejected(spec, sample.failure.message)
        else:
            continue
        # Most answers pass, and the passes of a check are alike: one value stands for them all.
        outcome = known.setdefault(outcome, outcome)
        yield Score(trial=trial.key, check=spec.id, gate=spec.fed_gate, outcome=outcome)


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
