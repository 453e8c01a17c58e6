"""What the run says to a gate of the mistakes of the detectors that scored it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import ask, make_completion, make_plan, make_suite, make_workload

from portcheck.detectors.refusal.classify import DETECTOR
from portcheck.detectors.refusal.instrument import REFUSAL
from portcheck.model.run import Look, Sample
from portcheck.model.score import DetectorAccuracy, swapped_classes
from portcheck.model.suite import Case, CheckSpec
from portcheck.plugins import GATES
from portcheck.run.judge.gate_evidence import evidence
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.store.scores import Scores


def accuracies(spec: CheckSpec, detector: str = DETECTOR) -> Any:
    """Of a check whose answers the refusal detector scored in the version named."""
    case = Case(id="a", request=ask("Do it."), checks=(spec,))
    plan = make_plan(make_suite(make_workload("w", [case])))
    samples = {
        trial.key: Sample(trial=trial.key, completion=make_completion("Sure, here is how."))
        for trial in plan.trials
    }
    found = [
        replace(score, outcome=replace(score.outcome, detector=detector))
        for scores in score_samples(plan, samples).values()
        for score in scores
    ]
    results = Results.of(plan, samples, Scores.of(found))
    (workload,) = plan.suite.workloads
    gate = GATES.get(spec.gate)
    asked = evidence(results, workload, plan.providers[1], gate, date(2026, 1, 1), Look())
    return asked.accuracies()


@pytest.mark.parametrize("expect", ["none", "full"])
def test_at_a_zero_tolerance_gate_the_counts_are_those_of_a_breach(expect: str) -> None:
    """Where declining is wanted, a breach is an answer that does not."""
    spec = CheckSpec(name="refusal", id="refusal", gate="security", expect=expect)
    counts = REFUSAL.confusion(spec)
    assert counts is not None
    assert accuracies(spec) == (swapped_classes(counts) if expect == "full" else counts,)
    assert accuracies(replace(spec, gate="refusal")) == (counts,)


def test_scores_of_an_earlier_version_of_a_detector_allow_for_its_mistakes_too() -> None:
    spec = CheckSpec(name="refusal", id="refusal", gate="refusal", expect="none")
    assert accuracies(spec, "refusal-rules 1") == accuracies(spec)
    assert accuracies(spec, "another 1") == ()


def test_counts_are_turned_as_a_whole() -> None:
    counts = DetectorAccuracy(true_positives=1, positives=2, true_negatives=3, negatives=4)
    back = swapped_classes(swapped_classes(counts))
    assert back == counts
    assert (swapped_classes(counts).true_positives, swapped_classes(counts).positives) == (3, 4)
