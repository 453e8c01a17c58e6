"""Prediction-powered limits: those of the labels alone where the judge is no help, and never bold.

Reference values are those of ppi-python 0.2.3 (`ppi_mean_pointestimate`, `ppi_mean_ci`), of
statsmodels for the slope, and of the interval without a judge, which the tests of
`portcheck.parity.intervals` compare with published examples.
"""

from __future__ import annotations

import importlib.util
import math
import random

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from labels_of_this_run import JUDGES, ever_safe, shapes

from portcheck.parity.intervals import count_values, lower_limit, p_value, upper_limit
from portcheck.parity.labelled.prediction_powered import (
    LabelledSample,
    compare_labelled,
    labelled_lower_limit,
    labelled_p_value,
    labelled_upper_limit,
    prediction_powered,
    tuned_weight,
)

PAIRS = [(0, 0)] * 70 + [(-1, -1)] * 5 + [(-1, 0)] * 2 + [(1, 1)] * 3 + [(0, -1)] * 3 + [(1, 0)] * 2
OTHERS = [0] * 260 + [-1] * 25 + [1] * 15


def sample() -> LabelledSample:
    return LabelledSample.of(PAIRS, OTHERS)


def agreeing(number: int, others: int = 200) -> LabelledSample:
    return LabelledSample.of([(0, 0)] * number, [0] * others)


def test_the_estimate_is_that_of_ppi_python() -> None:
    assert prediction_powered(sample(), 1.0) == pytest.approx(0.00196078431372549, abs=1e-12)
    assert prediction_powered(sample(), 0.4) == pytest.approx(-0.013333333333333334, abs=1e-12)
    assert prediction_powered(sample(), 0.0) == pytest.approx(-2 / 85, abs=1e-12)


@pytest.mark.skipif(not importlib.util.find_spec("ppi_py"), reason="ppi-python is not installed")
def test_the_estimate_is_that_of_ppi_python_where_that_is_installed() -> None:
    from ppi_py import ppi_mean_pointestimate  # type: ignore[import-not-found]

    y, g = np.array(PAIRS, dtype=float).T
    found = ppi_mean_pointestimate(y, g, np.array(OTHERS, dtype=float), lam=0.7)
    assert prediction_powered(sample(), 0.7) == pytest.approx(found.item(), abs=1e-12)


def test_with_many_labels_the_limits_are_those_of_ppi_python() -> None:
    """The normal interval is right where everything is frequent."""
    rng = random.Random(5)
    drawn = [rng.choice([(-1, -1), (-1, 0), (0, 0), (1, 1), (1, 0), (0, 1)]) for _ in range(6000)]
    many = LabelledSample.of(drawn[:3000], [g for _, g in drawn[3000:]])
    compared = compare_labelled(many, margin=0.1, confidence=0.96)
    assert compared.difference == pytest.approx(0.00056779, abs=5e-4)
    # With the judge's losses alone for the lower limit, and its gains alone for the upper one.
    assert compared.ci_low == pytest.approx(-0.01843, abs=1e-3)
    assert compared.ci_high == pytest.approx(0.02271, abs=1e-3)


def test_the_weight_is_the_slope_of_statsmodels_times_the_share_of_the_others() -> None:
    y, g = np.array(PAIRS, dtype=float).T
    slope = sm.OLS(y, sm.add_constant(g)).fit().params[1]
    share = len(OTHERS) / (len(OTHERS) + len(PAIRS))
    assert tuned_weight(sample()) == pytest.approx(slope * share, abs=1e-12)


@pytest.mark.parametrize(
    "others",
    [[], [0] * 100, [-1] * 40 + [0] * 60],
    ids=["everything is labelled", "a judge without an opinion", "opinions elsewhere"],
)
def test_without_help_from_the_judge_the_labels_decide_alone(others: list[float]) -> None:
    labels = [0.0] * 80 + [-1.0] * 3 + [1.0] * 2 + [0.5]
    alone, judged = count_values(labels), [0.0] * len(labels)
    made = LabelledSample.of(zip(labels, judged, strict=True), others)
    assert tuned_weight(made) == 0.0
    assert prediction_powered(made, 0.0) == pytest.approx(sum(labels) / len(labels))
    assert labelled_lower_limit(made, 0.04) == pytest.approx(lower_limit(alone, 0.04), abs=1e-6)
    assert labelled_upper_limit(made, 0.04) == pytest.approx(upper_limit(alone, 0.04), abs=1e-6)
    assert labelled_p_value(made, -0.1) == pytest.approx(p_value(alone, -0.1), abs=1e-9)


def test_a_judge_that_agrees_needs_fewer_labels() -> None:
    with_judge = labelled_lower_limit(sample(), 0.04)
    alone = lower_limit(count_values(y for y, _ in PAIRS), 0.04)
    assert alone < with_judge < prediction_powered(sample(), tuned_weight(sample()))


def test_a_judge_that_says_the_opposite_has_no_weight() -> None:
    turned = LabelledSample.of(((y, -y) for y, _ in PAIRS), OTHERS)
    assert tuned_weight(turned) == 0.0


@pytest.mark.parametrize(("margin", "fewest"), [(0.05, 63), (0.1, 31)])
def test_below_the_least_number_of_labels_nothing_is_shown(margin: float, fewest: int) -> None:
    for number, outcome in ((fewest - 1, "inconclusive"), (fewest, "noninferior")):
        found = compare_labelled(agreeing(number), margin=margin, confidence=0.96)
        assert (found.outcome, found.labels) == (outcome, number)
    # A judge that sees gains everywhere does not help.
    glad = LabelledSample.of([(0, 0)] * (fewest - 2) + [(1, 1)], [1] * 300)
    assert compare_labelled(glad, margin=margin, confidence=0.96).outcome == "inconclusive"


def test_losses_that_the_judge_cannot_have_shown_are_guarded_against() -> None:
    """Every loss that people found the judge had found: others that it misses may be left."""
    pairs = [(0.0, 0.0)] * 40 + [(-1.0, -1.0)] * 2
    made = LabelledSample.of(pairs, [0.0] * 340 + [-1.0] * 18)
    assert labelled_p_value(made, -0.05) > 0.04


def test_a_loss_is_shown_as_well() -> None:
    worse = LabelledSample.of([(-1, -1)] * 30 + [(0, 0)] * 40, [-1] * 80 + [0] * 100)
    found = compare_labelled(worse, margin=0.1, confidence=0.96)
    assert found.outcome == "inferior"
    assert found.ci_low <= found.difference <= found.ci_high < -0.1
    assert found.p_inferior < 0.04
    assert found.label_difference == pytest.approx(-30 / 70)
    better = compare_labelled(worse.turned, margin=0.1, confidence=0.96)
    assert (better.ci_low, better.ci_high) == pytest.approx((-found.ci_high, -found.ci_low))
    assert better.outcome == "noninferior"


def test_a_bound_needs_a_label_a_margin_and_a_confidence() -> None:
    with pytest.raises(ValueError, match="needs at least one"):
        compare_labelled(LabelledSample(labelled=(), others=()), margin=0.1, confidence=0.96)
    with pytest.raises(ValueError, match="a margin must lie between 0 and 1"):
        compare_labelled(sample(), margin=1.0, confidence=0.96)
    with pytest.raises(ValueError, match=r"a confidence must lie between 0\.5 and 1"):
        compare_labelled(sample(), margin=0.1, confidence=1.0)


steps = st.integers(-3, 3).map(lambda third: third / 3)
samples = st.builds(
    LabelledSample.of,
    st.lists(st.tuples(steps, steps), min_size=1, max_size=40),
    st.lists(steps, max_size=60),
)


@given(samples)
@settings(max_examples=40)
def test_limits_hold_for_any_data(made: LabelledSample) -> None:
    low, high = labelled_lower_limit(made, 0.04), labelled_upper_limit(made, 0.04)
    assert -1.0 <= low <= high <= 1.0
    assert labelled_lower_limit(made, 0.01) <= low + 1e-6
    # Whatever the judge says, so few labels do not show a margin that they could not show alone.
    number = sum(count for _, count in made.labelled)
    if made.labels[0][0] > -1.0 and made.labels[-1][0] <= 0.0:
        assert low <= -1.0 + math.exp(math.log(0.04) / number) + 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("judge", ["ordinary", "favours"])
def test_looking_after_every_sitting_does_not_buy_safety(judge: str) -> None:
    """Somebody labels in eight goes, and stops where the verdict is `safe`; the truth does not."""
    shape = dict(shapes(0.05))["10%"]
    counted, free = ever_safe(shape, JUDGES[judge], 0.05, 500, "slow test")
    assert counted < 0.075
    assert free > 0.08
