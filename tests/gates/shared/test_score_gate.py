"""Gates of scores: non-inferiority, with a floor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace
from run_builders import ask, make_provider, make_workload

from portcheck.gates.shared.outlook import NextLook
from portcheck.gates.shared.score_gate import (
    evidence_result,
    next_look,
    score_result,
    worst_error,
)
from portcheck.model.chat import JsonObject
from portcheck.model.parity import UNSCORED, CasePair, GateResult
from portcheck.model.score import DetectorAccuracy
from portcheck.model.suite import ANSWERED, Case, CheckSpec
from portcheck.parity.detector_error import DetectorError, detector_error
from portcheck.parity.intervals import clopper_pearson_lower
from portcheck.plugins import Evidence

LIMITS: JsonObject = {"margin": 0.05, "floor": 0.5}


def cases(
    baseline: Sequence[float | None], candidate: Sequence[float | None]
) -> list[CasePair[float]]:
    return [
        CasePair(case=f"case-{i}", group=f"case-{i}", baseline=(b,), candidate=(c,))
        for i, (b, c) in enumerate(zip(baseline, candidate, strict=True))
    ]


def score(
    baseline: Sequence[float | None],
    candidate: Sequence[float | None],
    limits: JsonObject = LIMITS,
    **overrides: Any,
) -> GateResult:
    arguments: dict[str, Any] = {"confidence": 0.95, "max_missing": 0.05} | overrides
    result = score_result("task", cases(baseline, candidate), limits, **arguments)
    assert result is not None
    return result


def test_absent_without_cases() -> None:
    assert score_result("task", [], LIMITS, confidence=0.95, max_missing=0.05) is None


def test_margin_is_needed() -> None:
    with pytest.raises(ValueError, match="margin"):
        score([1.0], [1.0], {})


def test_shown() -> None:
    result = score([1.0] * 200, [1.0] * 199 + [0.0], detector="equals 1")
    assert (result.outcome, result.floor_met, result.more_cases) == ("noninferior", True, None)
    assert result.detail == "worse by 0.5 points but inside the margin"
    assert (result.scale, result.margin, result.detector) == ("difference", 0.05, "equals 1")
    assert result.hard
    assert not result.baseline_weak


def test_floor_alone_is_not_shown() -> None:
    result = score([0.0] * 100 + [1.0] * 100, [0.0] * 100 + [1.0] * 100)
    assert result.outcome == "noninferior"
    assert result.floor_met is False
    assert result.baseline_weak
    assert result.more_cases is None
    assert "more cases are not expected to make it safe" in result.detail


def test_floor_within_reach_says_how_many() -> None:
    result = score(
        [1.0] * 170 + [0.0] * 30, [1.0] * 167 + [0.0] * 33, {"margin": 0.05, "floor": 0.8}
    )
    assert result.floor_met is False
    assert result.more_cases is not None
    number = 200 + result.more_cases
    assert clopper_pearson_lower(0.835 * number, number, 0.05) > 0.8
    assert f"about {result.more_cases} more cases" in result.detail


@pytest.mark.parametrize(
    ("passed", "number", "floor", "met"),
    [(59, 100, 0.5, True), (58, 100, 0.5, False), (87, 100, 0.8, True), (86, 100, 0.8, False)],
)
def test_floor_is_exact_for_pass_fail(passed: int, number: int, floor: float, met: bool) -> None:
    answers: list[float] = [1.0] * passed + [0.0] * (number - passed)
    assert score(answers, answers, {"margin": 0.05, "floor": floor}).floor_met is met


def test_floor_of_fractional_scores() -> None:
    answers: list[float] = [1.0, 0.5] * 60
    result = score(answers, answers, {"margin": 0.05, "floor": 0.7})
    assert result.floor_met is True
    assert result.floor_low == pytest.approx(0.71, abs=0.01)


def test_no_floor() -> None:
    result = score([0.0] * 100, [0.0] * 100, {"margin": 0.05})
    assert (result.floor_met, result.floor_low, result.outcome) == (None, None, "noninferior")


def test_missing_counts_against_the_floor() -> None:
    result = score([1.0] * 100, [1.0] * 50 + [None] * 50, max_missing=0.6)
    assert result.floor_met is False


@pytest.mark.parametrize("side", ["baseline", "candidate"])
def test_too_many_missing_decides_nothing(side: str) -> None:
    full: list[float | None] = [0.0] * 200
    holes: list[float | None] = [0.0] * 189 + [None] * 11
    baseline, candidate = (holes, full) if side == "baseline" else (full, holes)
    result = score(baseline, candidate)
    assert (result.outcome, result.too_many_missing) == ("inconclusive", True)
    assert side in result.detail
    assert result.more_cases is None
    inside = score([*baseline[:199], 0.0], [*candidate[:199], 0.0])
    assert not inside.too_many_missing


def test_a_missing_answer_of_the_baseline_makes_it_no_stronger() -> None:
    result = score([1.0] * 55 + [0.0] * 40 + [None] * 5, [1.0] * 100)
    assert (result.floor_met, result.baseline_weak) == (True, True)


def test_too_many_missing_also_stops_inferior() -> None:
    result = score([1.0] * 100, [0.0] * 90 + [None] * 10)
    assert result.outcome == "inconclusive"


def test_inferior() -> None:
    result = score([1.0] * 40, [0.0] * 40)
    assert (result.outcome, result.more_cases) == ("inferior", None)
    assert "shown to be worse by more than the margin of 5.0 points" in result.detail
    assert "more cases" not in result.detail


def test_a_limit_at_the_margin_shows_nothing() -> None:
    low = score([1.0] * 100, [1.0] * 98 + [0.0] * 2).ci_low
    assert low is not None
    at_it = score([1.0] * 100, [1.0] * 98 + [0.0] * 2, {"margin": -low})
    assert at_it.outcome == "inconclusive"


def test_repeats_or_cases() -> None:
    steady = [
        CasePair(case=str(i), group=str(i), baseline=(1.0, 1.0), candidate=(float(i > 1),) * 2)
        for i in range(60)
    ]
    result = score_result("task", steady, LIMITS, confidence=0.95, max_missing=0.05)
    assert result is not None
    assert result.outcome == "inconclusive"
    assert "more repeats of these cases would not" in result.detail
    assert result.more_repeats is UNSET


def test_repeats_where_answers_vary() -> None:
    noisy = [
        CasePair(case=str(i), group=str(i), baseline=(1.0, 0.0), candidate=answers)
        for i, answers in enumerate([(1.0, 0.0), (0.0, 1.0)] * 19 + [(0.0, 0.0), (1.0, 1.0)] * 11)
    ]
    for margin, words in (
        (0.05, "with 2 times as many repeats"),
        (0.02, "more repeats of these cases would not"),
    ):
        result = score_result("task", noisy, {"margin": margin}, confidence=0.95, max_missing=0.05)
        assert result is not None
        assert words in result.detail


def test_no_baseline_answer() -> None:
    result = score([None] * 20, [1.0] * 20, max_missing=1.0)
    assert result.outcome == "inconclusive"
    assert result.detail == "no case has a scored answer on both sides"
    assert result.floor_met is True  # the candidate's answers are there


def test_a_floor_has_to_be_exceeded() -> None:
    none = score([0.0] * 100, [0.0] * 100, {"margin": 0.05, "floor": 0.0})
    assert (none.floor_low, none.floor_met, none.baseline_weak) == (0.0, False, True)
    some = score([1.0] + [0.0] * 99, [1.0] + [0.0] * 99, {"margin": 0.05, "floor": 0.0})
    assert (some.floor_met, some.baseline_weak) == (True, False)


# --- detectors -----------------------------------------------------------------------------------

GOOD = DetectorAccuracy(true_positives=190, positives=200, true_negatives=295, negatives=300)
WEAK = DetectorAccuracy(true_positives=160, positives=200, true_negatives=280, negatives=300)
BROKEN = DetectorAccuracy(true_positives=100, positives=200, true_negatives=160, negatives=300)


def evidence(*accuracies: DetectorAccuracy | None) -> Evidence:
    return Evidence(
        workload=make_workload("w", []),
        baseline=make_provider("old"),
        candidate=make_provider("new"),
        limits=LIMITS,
        as_of=date(2026, 1, 1),
        accuracies=lambda: accuracies,
    )


def test_of_several_detectors_the_worst_counts() -> None:
    vendors = ("old", "new")
    good, weak, broken, unknown = (
        detector_error(found, alpha=0.05, vendors=vendors) for found in (GOOD, WEAK, BROKEN, None)
    )
    assert worst_error(evidence()) is None
    assert worst_error(evidence(GOOD)) == good
    assert worst_error(evidence(GOOD, WEAK)) == worst_error(evidence(WEAK, GOOD)) == weak
    assert weak.weak == ""
    assert worst_error(evidence(WEAK, BROKEN, GOOD)) == broken
    assert worst_error(evidence(GOOD, None)) == unknown


def test_a_detector_with_too_few_labels_is_worse_than_one_that_is_wrong_more_often() -> None:
    few = DetectorAccuracy(true_positives=99, positives=99, true_negatives=99, negatives=99)
    worst = worst_error(evidence(WEAK, few))
    assert worst == detector_error(few, alpha=0.05, vendors=("old", "new"))
    assert worst.j_low > detector_error(WEAK, alpha=0.05).j_low


def test_what_is_known_about_a_detector_is_held_at_the_rate_of_the_look() -> None:
    found = worst_error(replace(evidence(GOOD), confidence=0.995))
    assert found == detector_error(GOOD, alpha=0.005, vendors=("old", "new"))


def test_more_cases_are_judged_at_the_look_after_this_one() -> None:
    ahead = next_look(replace(evidence(), look=3))
    alphas = [round(1.0 - rate, 6) for rate in (ahead.confidence, ahead.fresh_confidence)]
    assert (ahead.number, alphas) == (4, [0.000833, 0.04])


def test_a_detector_that_may_be_no_better_than_chance_corrects_no_difference() -> None:
    chance = DetectorError(j=0.1, j_low=-0.1, finds_low=0.2)
    assert score([1.0] * 9, [1.0] * 8 + [0.0], error=chance).corrected_difference is None


def test_no_number_of_cases_helps_where_the_language_is_not_measured() -> None:
    error = replace(detector_error(GOOD, alpha=0.05), language="9 answers are in Finnish")
    found = score([1.0] * 40, [1.0] * 40, error=error)
    assert (found.outcome, found.more_cases, found.helps_more) == ("inconclusive", None, UNSET)


def test_the_floor_has_all_of_the_error_rate_as_no_mistakes_of_a_detector_enter() -> None:
    found = score(
        [1.0] * 90 + [0.0] * 10,
        [1.0] * 90 + [0.0] * 10,
        error=DetectorError(j=0.9, j_low=0.8, finds_low=0.9),
    )
    assert found.floor_low == pytest.approx(clopper_pearson_lower(90, 100, 0.05))


def test_a_detector_that_is_too_weak_claims_no_more_than_a_condition() -> None:
    error = detector_error(BROKEN, alpha=0.05)
    lost = score([1.0] * 40, [0.0] * 40, error=error)
    assert (lost.outcome, lost.p_inferior, lost.more_cases) == ("inconclusive", None, None)
    assert "labels for answers of this run would lift this" in lost.detector_weak
    known = score([1.0] * 40, [0.0] * 40, error=detector_error(GOOD, alpha=0.05))
    assert (known.outcome, known.p_inferior is None) == ("inferior", False)
    # Half of the margin is what the raw difference has to clear, at 0.8 of the error rate.
    for number, outcome in ((127, "inconclusive"), (128, "noninferior")):
        equal = score([1.0] * number, [1.0] * number, error=error)
        assert (equal.outcome, bool(equal.detector_weak)) == (outcome, True)
        assert equal.detector_margin == 0.025


def test_the_printed_interval_is_the_one_that_decided() -> None:
    plain = score([1.0] * 100, [1.0] * 98 + [0.0] * 2, confidence=0.96)
    guessed = score(
        [1.0] * 100,
        [1.0] * 98 + [0.0] * 2,
        confidence=0.96,
        error=detector_error(GOOD, alpha=0.04),
    )
    assert (plain.confidence, guessed.confidence) == (0.96, 0.968)
    assert plain.ci_low is not None
    assert guessed.ci_low is not None
    assert guessed.ci_low < plain.ci_low


def test_an_answer_that_could_not_be_scored_counts_as_the_worst() -> None:
    whole = score([1.0] * 200, [1.0] * 200)
    for baseline, candidate in (
        ([1.0] * 200, [*[1.0] * 192, *[UNSCORED] * 8]),
        ([*[1.0] * 192, *[UNSCORED] * 8], [*[1.0] * 192, *[0.0] * 8]),
    ):
        result = score(baseline, candidate)
        lost = score([1.0] * 200, [*[1.0] * 192, *[0.0] * 8])
        assert result.ci_low == lost.ci_low
        assert (result.unscored, result.missing) == (8, 0)
        assert (whole.outcome, result.outcome) == ("noninferior", "inconclusive")
    many = score([1.0] * 100, [*[1.0] * 90, *[UNSCORED] * 10])
    assert "are missing or could not be scored" in many.detail


def test_more_cases_are_counted_for_the_next_look() -> None:
    def more(confidence: float) -> int:
        look = NextLook(number=2, confidence=confidence, fresh_confidence=0.96)
        found = score([1.0] * 58, [1.0] * 58, confidence=0.96, next_look=look).more_cases
        assert found is not None
        return found

    assert more(0.96) == 5
    assert more(0.995) > 104 - 58


# --- cases of which it is only seen that there was an answer -------------------------------------

WAS_ANSWERED = CheckSpec(name=ANSWERED, id=ANSWERED, gate="task", automatic=True)


def _decided(judged: str, bare: str, baseline: str = "") -> GateResult:
    """The task gate on what a candidate did, `+` or `-` a case: cases with a check of what is
    right, and cases without one; the baseline did everything right but for `baseline`."""
    right = CheckSpec(name="equals", arguments="yes", id="equals", gate="task")
    checks = [(right, WAS_ANSWERED)] * len(judged) + [(WAS_ANSWERED,)] * len(bare)
    made = [Case(id=f"case-{i}", request=ask("?"), checks=each) for i, each in enumerate(checks)]
    before = baseline or "+" * len(made)
    rows = cases([float(c == "+") for c in before], [float(c == "+") for c in judged + bare])
    workload = make_workload("w", made)
    found = evidence_result("task", replace(evidence(), workload=workload, scores=lambda: rows))
    assert found is not None
    return found


def test_answers_that_cannot_be_wrong_hide_no_loss() -> None:
    lost = _decided("-" * 8 + "+" * 32, "+" * 400)
    assert (lost.clusters, lost.outcome) == (40, "inferior")
    alone = _decided("-" * 8 + "+" * 32, "")
    assert (lost.ci_low, lost.ci_high) == (alone.ci_low, alone.ci_high)


def test_they_make_nothing_safe_that_is_not() -> None:
    assert _decided("+" * 40, "+" * 400).outcome == "inconclusive"
    assert _decided("+" * 70, "+" * 400).outcome == "noninferior"


def test_a_loss_among_them_counts() -> None:
    silent = _decided("+" * 70, "-" * 100 + "+" * 300)
    assert (silent.clusters, silent.outcome) == (470, "inferior")
    few = _decided("+" * 70, "-" + "+" * 399)
    assert (few.clusters, few.outcome) == (70, "noninferior")


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_a_worse_answer_never_helps_wherever_it_is(
    right: int, wrong: int, silent: int, said: int
) -> None:
    def low(wrong: int, silent: int) -> float:
        judged = "-" * wrong + "+" * (right + 1 - wrong)
        found = _decided(judged, "-" * silent + "+" * (said + 1 - silent))
        assert found.ci_low is not None
        return found.ci_low

    wrong, silent = min(wrong, right), min(silent, said)
    assert low(wrong + 1, silent) <= low(wrong, silent)
    assert low(wrong, silent + 1) <= low(wrong, silent)
