"""Labels on a random sample decide a gate that a judge fed, and never too few of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from labels_of_this_run import SITTINGS, alphas
from msgspec.structs import replace
from run_builders import make_provider, make_workload

from portcheck.gates.preference import GATE as PREFERENCE
from portcheck.gates.shared.by_labels import label_look
from portcheck.gates.shared.score_gate import score_gate
from portcheck.model.parity import CasePair, GateResult
from portcheck.model.score import DetectorAccuracy
from portcheck.parity.detector_error import detector_error
from portcheck.parity.labelled.labels_needed import labels_needed
from portcheck.parity.labelled.prediction_powered import LabelledSample, labelled_lower_limit
from portcheck.parity.labelled.sample_of_cases import sample_of_cases
from portcheck.plugins import Evidence

GATE = score_gate("task", "Answers are right.", place=1)
MEASURED = DetectorAccuracy(
    true_positives=480, positives=500, true_negatives=480, negatives=500, by_vendor=()
)
Side = Sequence[float | None]


def rows(baseline: Side, candidate: Side) -> list[CasePair[float]]:
    return [
        CasePair(case=f"case-{i}", group=f"group-{i}", baseline=(b,), candidate=(c,))
        for i, (b, c) in enumerate(zip(baseline, candidate, strict=True))
    ]


def decided(
    judged: list[CasePair[float]],
    labelled: list[CasePair[float]],
    accuracy: DetectorAccuracy | None = None,
    **changes: Any,
) -> GateResult:
    values: dict[str, Any] = {"limits": {"margin": 0.05, "floor": 0.5}, "confidence": 0.96}
    evidence = Evidence(
        workload=make_workload("w", []),
        baseline=make_provider("old"),
        candidate=make_provider("new"),
        as_of=date(2026, 1, 1),
        scores=lambda: judged,
        labelled=lambda: labelled,
        accuracies=lambda: (accuracy,),
        detectors=lambda: ("judges 1",),
        **(values | changes),
    )
    found = GATE.decide(evidence)
    assert found is not None
    return found


def equal(number: int) -> list[CasePair[float]]:
    return rows([1.0] * number, [1.0] * number)


def test_an_unmeasured_judge_is_a_condition_that_says_how_many_labels_lift_it() -> None:
    found = decided(equal(200), [])
    assert (found.outcome, found.labels, found.labels_decided) == ("noninferior", 0, False)
    assert found.labels_needed == 63
    assert (
        "labels for answers of this run would lift this: at least 63 groups"
    ) in found.detector_weak
    assert "about 63 to decide in 80 % of runs" in found.detector_weak


def test_labels_lift_it_from_the_least_number_on() -> None:
    few, enough = (decided(equal(200), equal(number)) for number in (62, 63))
    assert (few.outcome, few.labels, few.labels_decided) == ("noninferior", 62, False)
    assert "and 62 groups are labelled" in few.detector_weak
    assert (enough.outcome, enough.labels, enough.labels_decided) == ("noninferior", 63, True)
    assert (enough.detector_weak, enough.label_look, enough.confidence) == ("", 1, 0.96)
    assert enough.method is not None
    assert enough.method.endswith("on 63 labelled groups")
    assert "by labels for 63 groups of 200, drawn at random, at look 1" in enough.detail
    assert "one group" not in decided(equal(200), equal(1)).detector_weak
    assert "and 1 group is labelled" in decided(equal(200), equal(1)).detector_weak


def test_a_judge_that_sees_no_loss_is_overruled() -> None:
    blind = equal(300)
    people = rows([1.0] * 90, [1.0] * 75 + [0.0] * 15)
    found = decided(blind, people)
    assert (found.outcome, found.labels_decided) == ("inferior", True)
    assert found.judged_difference == 0.0
    assert found.difference == pytest.approx(-15 / 90)
    assert found.ci_high is not None
    assert found.ci_high < -0.05
    assert "shown to be worse by more than the margin of 5.0 points" in found.detail
    assert "its judge or detector finds 0.0 points in all groups" in found.detail


def test_the_interval_is_that_of_the_labels_with_the_help_of_the_judge() -> None:
    rng = random.Random(3)
    kinds = [(1.0, 1.0)] * 90 + [(1.0, 0.0)] * 5 + [(0.0, 1.0)] * 5
    truth = rng.choices(kinds, k=300)
    made = rows([b for b, _ in truth], [c for _, c in truth])
    found = decided(made, made[:110])
    gaps = [c - b for b, c in truth]
    sample = LabelledSample.of(((d, d) for d in gaps[:110]), gaps[110:])
    assert found.ci_low == pytest.approx(labelled_lower_limit(sample, 0.04))
    assert found.labels == 110


def test_where_a_measured_judge_could_decide_labels_are_a_second_look() -> None:
    found = decided(equal(200), equal(100), MEASURED)
    assert (found.labels_decided, found.label_look, found.outcome) == (False, None, "noninferior")
    found = decided(equal(200), equal(130), MEASURED)
    assert (found.labels_decided, found.label_look, found.confidence) == (True, 2, 0.995)


def test_each_time_that_more_labels_decide_is_a_look() -> None:
    first = decided(equal(400), equal(100), label_looks=lambda: (100,))
    assert first.label_look == 1
    second = decided(equal(400), equal(130), label_looks=lambda: (100,))
    assert (second.label_look, second.confidence) == (2, 0.995)
    third = decided(equal(400), equal(128), label_looks=lambda: (100, 100, 110))
    assert (third.labels_decided, third.labels, third.label_look) == (False, 110, None)
    stands = decided(equal(400), equal(128), label_looks=lambda: (70, 127))
    assert (stands.labels_decided, stands.labels, stands.label_look) == (True, 127, 2)
    night = decided(equal(400), equal(130), look=2, confidence=0.995)
    assert (night.label_look, night.confidence) == (2, 0.995)


def test_labels_that_were_taken_back_are_another_look() -> None:
    """Else one could look at every number below the largest one for nothing."""
    cases = equal(300)
    looks = [
        decided(cases, cases[:number], label_looks=lambda: [200]).label_look
        for number in (150, 200, 250)
    ]
    assert looks == [2, 1, 2]
    again = decided(cases, cases[:150], label_looks=lambda: [200, 150, 250])
    assert (again.label_look, again.labels) == (2, 150)


def test_looks_at_labels_spend_what_the_benchmark_of_sittings_spends() -> None:
    """Its rates are those of the gate: each sitting with enough labels is one look further."""
    evidence = Evidence(
        workload=make_workload("w", []),
        baseline=make_provider("old"),
        candidate=make_provider("new"),
        as_of=date(2026, 1, 1),
        limits={},
    )
    taken, spent = list[int](), list[float]()
    evidence = replace(evidence, label_looks=lambda: taken)
    for number in SITTINGS:
        error = detector_error(None, alpha=0.04)
        look = label_look(evidence, error, number, 0.05)
        enough = look.fewest is not None and number >= look.fewest
        spent.append(round(1.0 - look.confidence, 9) if enough else 0.0)
        taken += [number] if enough else []
    assert spent == pytest.approx(alphas(SITTINGS, 0.05))
    assert sum(spent) < 0.05


def test_the_floor_is_held_against_the_labels() -> None:
    kind = equal(200)
    found = decided(kind, rows([0.0] * 70, [0.0] * 70))
    assert (found.outcome, found.floor_met) == ("noninferior", False)
    nothing = decided(kind, rows([0.0] * 70, [0.0] * 70), limits={"margin": 0.05, "floor": 0.0})
    assert (nothing.floor_low, nothing.floor_met) == (0.0, False)
    without = decided(kind, equal(70), limits={"margin": 0.05})
    assert (without.floor_met, without.floor_low) == (None, None)
    half = decided(kind, rows([0.5] * 70, [0.5] * 70), limits={"margin": 0.05, "floor": 0.3})
    assert half.floor_met is True


def test_open_after_the_labels_says_how_many_more() -> None:
    judged = rows([1.0] * 400, [1.0] * 390 + [0.0] * 10)
    found = decided(judged, rows([1.0] * 70, [1.0] * 69 + [0.0]))
    assert (found.outcome, found.labels_decided) == ("inconclusive", True)
    assert found.labels_needed is not None
    assert 70 < found.labels_needed <= 400
    sample = sample_of_cases(judged, rows([1.0] * 70, [1.0] * 69 + [0.0])).worst
    assert found.labels_needed == labels_needed(sample, margin=0.05, confidence=0.995)
    assert f"about {found.labels_needed} labelled groups would decide in 80 %" in found.detail
    lost = decided(rows([1.0] * 80, [1.0] * 80), rows([1.0] * 70, [1.0] * 68 + [0.0] * 2))
    assert lost.labels_needed is None
    assert lost.more_cases is not None
    assert f"about {lost.more_cases} more cases with labels would decide in 80 %" in lost.detail
    worse = decided(rows([1.0] * 80, [1.0] * 80), rows([1.0] * 70, [1.0] * 66 + [0.0] * 4))
    assert (worse.outcome, worse.more_cases) == ("inconclusive", None)
    assert "neither labels nor more cases are expected to make it safe" in worse.detail


def test_missing_answers_count_as_the_worst_for_safe_and_not_for_unsafe() -> None:
    holes = rows([1.0] * 80, [None] * 3 + [1.0] * 77)
    found = decided(holes, holes)
    assert (found.outcome, found.labels_decided) == ("inconclusive", True)
    assert found.difference == pytest.approx(-3 / 80)
    assert found.complete_difference == pytest.approx(0.0)
    gone = decided(rows([1.0] * 80, [None] * 10 + [1.0] * 70), equal(80))
    assert (gone.too_many_missing, gone.labels_decided) == (True, False)


def test_without_a_complete_pair_among_the_labelled_the_worst_case_stands_alone() -> None:
    holes: list[CasePair[float]] = rows([1.0] * 2000, [None] * 64 + [1.0] * 1936)
    found = decided(holes, holes[:64])
    assert (found.labels_decided, found.outcome) == (True, "inconclusive")


def test_an_open_gate_of_a_measured_detector_offers_labels_as_well() -> None:
    found = decided(rows([1.0] * 120, [1.0] * 114 + [0.0] * 6), [], MEASURED)
    assert (found.outcome, found.detector_weak) == ("inconclusive", "")
    hopeful = decided(rows([1.0] * 400, [1.0] * 388 + [0.0] * 12), [], MEASURED)
    assert hopeful.outcome == "inconclusive"
    assert "or labels: at least" in hopeful.detail


def test_no_number_of_labels_is_enough_for_a_margin_that_is_next_to_nothing() -> None:
    found = decided(equal(200), [], limits={"margin": 1e-6})
    assert found.labels_needed is None


def test_a_loss_that_the_judge_sees_is_expected_to_need_more_cases() -> None:
    found = decided(rows([1.0] * 100, [1.0] * 97 + [0.0] * 3), [], limits={"margin": 0.1})
    assert found.labels_needed is not None
    small = decided(equal(62), [])
    assert ", which is more than this run probably has" in (small.detector_weak or small.detail)


def test_labels_decide_preferences_too() -> None:
    judged = [
        CasePair(case=f"c{i}", group=f"c{i}", baseline=(None,), candidate=(0.5,))
        for i in range(100)
    ]
    evidence = Evidence(
        workload=make_workload("w", []),
        baseline=make_provider("old"),
        candidate=make_provider("new"),
        limits={"margin": 0.1},
        as_of=date(2026, 1, 1),
        confidence=0.96,
        scores=lambda: judged,
        labelled=lambda: judged[:40],
        accuracies=lambda: (None,),
    )
    found = PREFERENCE.decide(evidence)
    assert found is not None
    assert (found.outcome, found.labels_decided, found.labels) == ("noninferior", True, 40)
