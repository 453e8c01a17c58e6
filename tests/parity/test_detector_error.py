"""Detector error: limits against independent code, and the rate of false claims by simulation."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from portcheck.gates.shared.score_gate import score_result
from portcheck.gates.shared.zero_tolerance import breach_result
from portcheck.model.parity import Breach, CasePair, GateResult
from portcheck.model.score import DetectorAccuracy, VendorAccuracy
from portcheck.parity.detector_error import (
    DetectorError,
    detector_error,
    fisher_p,
    wilson_lower,
)

ALPHA = 0.05
GOOD = DetectorAccuracy(true_positives=180, positives=200, true_negatives=288, negatives=300)


def binomial(rng: random.Random, trials: int, share: float) -> int:
    return sum(rng.random() < share for _ in range(trials))


def by_vendor(name: str, hits: int, clean: int) -> VendorAccuracy:
    return VendorAccuracy(
        vendor=name, true_positives=hits, positives=100, true_negatives=clean, negatives=100
    )


@given(st.integers(1, 500), st.floats(0, 1), st.sampled_from([0.01, 0.05, 0.2]))
def test_wilson_equals_statsmodels(trials: int, share: float, alpha: float) -> None:
    successes = round(share * trials)
    expected, _ = proportion_confint(successes, trials, alpha=2 * alpha, method="wilson")
    assert wilson_lower(successes, trials, alpha) == pytest.approx(max(0.0, expected), abs=1e-9)


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 60), st.integers(1, 60))
def test_fisher_equals_scipy(a: int, n: int, b: int, m: int) -> None:
    a, b = min(a, n), min(b, m)
    expected = stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue
    assert fisher_p((a, n), (b, m)) == pytest.approx(expected, rel=1e-6)


def test_nothing_to_compare_is_no_difference() -> None:
    assert fisher_p((0, 0), (3, 5)) == 1.0


@pytest.mark.parametrize(("hits", "clean"), [(180, 288), (150, 300), (200, 240), (120, 200)])
def test_the_lower_limit_of_j_adds_the_two_distances_as_squares(hits: int, clean: int) -> None:
    """Zou and Donner (2008), eq. 2.2, on Wilson limits of an independent library."""
    alpha = 0.2 * ALPHA
    shares = ((hits, 200), (clean, 300))
    below = [
        found / of - proportion_confint(found, of, alpha=2 * alpha, method="wilson")[0]
        for found, of in shares
    ]
    expected = hits / 200 + clean / 300 - 1 - (below[0] ** 2 + below[1] ** 2) ** 0.5
    accuracy = DetectorAccuracy(
        true_positives=hits, positives=200, true_negatives=clean, negatives=300
    )
    error = detector_error(accuracy, alpha=ALPHA)
    assert error.j_low == pytest.approx(expected, abs=1e-9)
    assert error.j == pytest.approx(hits / 200 + clean / 300 - 1)


def test_the_lower_limit_of_j_covers() -> None:
    """The limit at alpha / 5 = 0.01 lies above the true J in about 1 % of calibrations."""
    rng = random.Random(5)
    above = 0
    runs = 4000
    for _ in range(runs):
        found = replace(
            GOOD,
            true_positives=binomial(rng, 200, 0.85),
            true_negatives=binomial(rng, 300, 0.95),
        )
        above += detector_error(found, alpha=ALPHA).j_low > 0.80
    assert above / runs <= 0.02


def test_what_is_known_of_a_detector() -> None:
    error = detector_error(GOOD, alpha=ALPHA, vendors=("acme", "acme"))
    assert error.j == pytest.approx(0.86)
    assert 0.78 < error.j_low < 0.84
    assert 0.83 < error.finds_low < 0.90
    assert error.weak == ""
    assert error.untested == "the detector was not measured on answers of acme"


@pytest.mark.parametrize(
    ("accuracy", "weak"),
    [
        (None, "nobody has measured"),
        (replace(GOOD, positives=0, true_positives=0), "nobody has measured"),
        (replace(GOOD, negatives=0, true_negatives=0), "nobody has measured"),
        (replace(GOOD, negatives=99, true_negatives=99), "measured on 99 labels of one class"),
        (replace(GOOD, positives=99, true_positives=90), "measured on 99 labels of one class"),
        (replace(GOOD, true_positives=100), "wrong too often"),
    ],
)
def test_a_detector_that_cannot_be_trusted(accuracy: DetectorAccuracy | None, weak: str) -> None:
    assert weak in detector_error(accuracy, alpha=ALPHA).weak


def test_vendors_on_which_a_detector_differs() -> None:
    known = replace(GOOD, by_vendor=(by_vendor("a", 95, 97), by_vendor("b", 70, 97)))
    assert (
        "not equally good on A and on b"
        in detector_error(known, alpha=ALPHA, vendors=("A", "b")).weak
    )
    alike = replace(GOOD, by_vendor=(by_vendor("a", 95, 97), by_vendor("b", 95, 97)))
    assert detector_error(alike, alpha=ALPHA, vendors=("a", "b")).weak == ""
    apart = detector_error(known, alpha=ALPHA, vendors=("a", "b"))
    worse = detector_error(
        replace(GOOD, true_positives=70, positives=100, true_negatives=97, negatives=100),
        alpha=ALPHA,
    )
    assert apart.j_low == worse.j_low
    same = detector_error(known, alpha=ALPHA, vendors=("a", "a"))
    assert (same.weak, same.untested) == ("", "")
    assert same.j_low > apart.j_low
    other = detector_error(known, alpha=ALPHA, vendors=("a", "c"))
    assert "answers of c" in other.untested
    assert other.j_low == worse.j_low  # nobody has measured it: the worst that is known
    neither = detector_error(alike, alpha=ALPHA, vendors=("x", "y"))
    assert neither.j_low == detector_error(GOOD, alpha=ALPHA).j_low


def test_only_what_was_measured_well_enough_condemns_and_claims_more_than_the_least() -> None:
    error = DetectorError(j=0.9, j_low=0.8, finds_low=0.9)
    assert (error.condemns, error.share_of_margin) == (True, 0.8)
    assert not replace(error, weak="nobody has measured it").condemns
    assert not replace(error, language="9 answers in Finnish").condemns
    assert replace(error, labelled=False).share_of_margin == 0.5
    assert replace(error, j_low=0.49).share_of_margin == 0.5


def test_a_vendor_with_labels_of_one_class_says_nothing() -> None:
    half = VendorAccuracy(vendor="a", true_positives=9, positives=10, true_negatives=0, negatives=0)
    known = replace(GOOD, by_vendor=(half,))
    found = detector_error(known, alpha=ALPHA, vendors=("a", "a"))
    assert found.j_low == detector_error(GOOD, alpha=ALPHA).j_low


def test_two_vendors_are_pooled_with_no_third_that_is_better() -> None:
    known = replace(
        GOOD, by_vendor=(by_vendor("a", 80, 97), by_vendor("b", 80, 97), by_vendor("c", 99, 99))
    )
    own = replace(GOOD, true_positives=80, positives=100, true_negatives=97, negatives=100)
    found = detector_error(known, alpha=ALPHA, vendors=("a", "b"))
    assert (found.j_low, found.weak) == (detector_error(own, alpha=ALPHA).j_low, "")


def test_a_judge_that_favours_a_vendor_is_safe_in_few_calibrations() -> None:
    """Sensitivity 0.95 on the baseline's vendor, 0.7 on the candidate's, 100 labels of each."""
    rng, free = random.Random(4), 0
    for _ in range(400):
        one, other = (
            by_vendor(name, binomial(rng, 100, finds), binomial(rng, 100, 0.97))
            for name, finds in (("a", 0.95), ("b", 0.7))
        )
        known = replace(
            GOOD,
            true_positives=one.true_positives + other.true_positives,
            true_negatives=one.true_negatives + other.true_negatives,
            negatives=200,
            by_vendor=(one, other),
        )
        free += not detector_error(known, alpha=ALPHA, vendors=("a", "b")).weak
    assert free <= 4


def test_two_vendors_that_may_be_unequal_are_not_taken_for_equal() -> None:
    """A p-value of 0.1 is no evidence of being equal."""
    known = replace(GOOD, by_vendor=(by_vendor("a", 91, 97), by_vendor("b", 83, 97)))
    assert 0.05 < fisher_p((91, 100), (83, 100)) < 0.2
    assert "not equally good" in detector_error(known, alpha=ALPHA, vendors=("a", "b")).weak


# --- gates ---------------------------------------------------------------------------------------


def cases(*pairs: tuple[float, float]) -> list[CasePair[float]]:
    return [
        CasePair(case=str(i), group=str(i), baseline=(before,), candidate=(after,))
        for i, (before, after) in enumerate(pairs)
    ]


def gate(
    rows: list[CasePair[float]], error: DetectorError | None, margin: float = 0.05
) -> GateResult:
    found = score_result(
        "refusal",
        rows,
        {"margin": margin},
        confidence=0.95,
        max_missing=0.05,
        detector="refusal-rules 2",
        error=error,
    )
    assert found is not None
    return found


def test_safe_needs_what_the_mistakes_leave_of_the_margin() -> None:
    error = detector_error(GOOD, alpha=ALPHA)
    equal = [(1.0, 1.0)]
    both = [(0.0, 0.0)]
    raw, allowing = gate(cases(*both, *equal * 59), None), gate(cases(*both, *equal * 59), error)
    assert (raw.outcome, allowing.outcome) == ("noninferior", "inconclusive")
    assert allowing.detector_margin == pytest.approx(error.j_low * 0.05)
    assert (raw.confidence, allowing.confidence) == (0.95, 0.96)
    assert "which is the margin of 5.0 points" in allowing.detail
    assert allowing.more_cases is not None
    enough = gate(cases(*both, *equal * (59 + allowing.more_cases)), error)
    assert (enough.outcome, enough.corrected_difference) == ("noninferior", 0.0)


@pytest.mark.parametrize(("n", "outcome"), [(0, "inconclusive"), (1, "noninferior")])
def test_without_any_failure_the_exact_bound_has_to_clear_what_is_left(
    n: int, outcome: str
) -> None:
    error = detector_error(GOOD, alpha=ALPHA)
    needed = math.ceil(math.log(0.8 * ALPHA) / math.log1p(-error.j_low * 0.05))
    assert gate(cases(*[(1.0, 1.0)] * (needed - 1 + n)), error).outcome == outcome


@pytest.mark.parametrize("lost", range(2, 16))
def test_a_loss_of_less_than_the_margin_is_never_inferior(lost: int) -> None:
    error = detector_error(GOOD, alpha=ALPHA)
    rows = cases(*[(1.0, 0.0)] * lost, *[(1.0, 1.0)] * (100 - lost))
    found, raw = gate(rows, error), gate(rows, None)
    assert found.ci_high is not None
    assert (found.outcome == "inferior") == (raw.outcome == "inferior")
    assert (found.outcome == "inferior") == (found.ci_high < -0.05)


def test_unsafe_needs_the_whole_margin_and_the_correction_stands_beside() -> None:
    error = detector_error(GOOD, alpha=ALPHA)
    worse = gate(cases(*[(1.0, 0.0)] * 30, *[(1.0, 1.0)] * 70), error)
    assert worse.outcome == "inferior"
    assert worse.difference == pytest.approx(-0.30)
    assert worse.corrected_difference == pytest.approx(-0.30 / 0.86)
    total = gate(cases(*[(1.0, 0.0)] * 100), error)
    assert total.corrected_difference == -1.0


def test_a_detector_that_cannot_be_trusted_is_a_condition_at_best() -> None:
    error = detector_error(None, alpha=ALPHA)
    alike, lost = cases(*[(1.0, 1.0)] * 500), cases(*[(1.0, 0.0)] * 500)
    for rows, outcome in ((alike, "noninferior"), (lost, "inconclusive")):
        found = gate(rows, error)
        assert found.outcome == outcome
        assert (found.more_cases, found.p_inferior) == (None, None)
        assert "labels for answers of this run would lift this" in found.detector_weak
        assert found.corrected_difference is None


@pytest.mark.slow
@pytest.mark.parametrize(("n", "seed"), [(200, 1), (1000, 2)])
def test_false_claims_under_equal_mistakes(n: int, seed: int) -> None:
    """Sensitivity 0.8, specificity 0.95 on both sides, the truth at the margin of 10 points.

    Bad answers: 5 % of the baseline's, 15 % of the candidate's, independent; the detector, measured
    anew on 300 + 300 labels each time, flags bad ones with 0.8 and good ones with 0.05.
    """
    rng = random.Random(seed)
    runs = 300 if n == 200 else 80
    raw = allowed = 0
    for _ in range(runs):
        measured = DetectorAccuracy(
            true_positives=binomial(rng, 300, 0.8),
            positives=300,
            true_negatives=binomial(rng, 300, 0.95),
            negatives=300,
        )

        def seen(bad: float) -> float:
            flagged = 0.8 if rng.random() < bad else 0.05
            return 0.0 if rng.random() < flagged else 1.0

        rows = cases(*[(seen(0.05), seen(0.15)) for _ in range(n)])
        raw += gate(rows, None, 0.10).outcome == "noninferior"
        error = detector_error(measured, alpha=ALPHA)
        allowed += gate(rows, error, 0.10).outcome == "noninferior"
    assert allowed / runs <= 0.075
    assert raw > allowed
    assert raw / runs > 0.08


def test_a_clean_zero_tolerance_gate_knows_its_detector() -> None:
    rows: list[CasePair[Breach]] = [
        CasePair(case=str(i), group=str(i), baseline=("held",), candidate=("held",))
        for i in range(100)
    ]

    def bound(finds: float) -> float:
        error = DetectorError(j=0.9, j_low=0.8, finds_low=finds)
        found = breach_result("red_line", rows, {}, confidence=0.95, error=error)
        assert found is not None
        assert found.ci_high is not None
        return found.ci_high

    # What it finds at least takes a fifth of the error rate.
    assert bound(1.0) == pytest.approx(1 - 0.04 ** (1 / 100))
    assert bound(0.8) == pytest.approx(bound(1.0) / 0.8)
    assert bound(0.0) == 1.0


def test_a_vendor_that_nobody_measured_has_the_worst_known_counts() -> None:
    """Also where the measured ones are not shown to differ."""
    known = replace(GOOD, by_vendor=(by_vendor("a", 90, 97), by_vendor("b", 86, 97)))
    worst = replace(GOOD, true_positives=86, positives=100, true_negatives=97, negatives=100)
    unmeasured = detector_error(known, alpha=ALPHA, vendors=("a", "c"))
    assert unmeasured.j_low == detector_error(worst, alpha=ALPHA).j_low
    assert unmeasured.untested == "the detector was not measured on answers of c"


def test_an_unmeasured_vendor_beside_one_on_which_the_detector_is_shown_to_be_better() -> None:
    known = replace(GOOD, by_vendor=(by_vendor("a", 95, 97), by_vendor("b", 70, 97)))
    weak = detector_error(known, alpha=ALPHA, vendors=("a", "c")).weak
    assert "not equally good on a and on c" in weak
