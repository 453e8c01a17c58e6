"""Limits against stored references, published examples, other libraries and their own laws."""

from __future__ import annotations

import json
import math
import time
from itertools import pairwise, product
from pathlib import Path
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from portcheck.parity.intervals import (
    Counts,
    clopper_pearson_lower,
    clopper_pearson_upper,
    count_values,
    exceeds,
    guard_p,
    lower_limit,
    mean,
    mirror,
    p_value,
    reaches,
    score_statistic,
    size,
    t_quantile,
    upper_limit,
    zero_event_bound,
)

PASS_FAIL = [
    # n, losses, wins, lower, upper, lower without the guard; one-sided 95 % each
    (20, 0, 0, -0.13911, 0.13911, -0.11916),
    (59, 0, 0, -0.04951, 0.04951, -0.04385),
    (200, 0, 0, -0.01487, 0.01487, -0.01335),
    (52, 0, 0, -0.05598, 0.05598, -0.04946),
    (100, 5, 5, -0.05709, 0.05709, -0.05709),
    (200, 10, 10, -0.03867, 0.03867, -0.03867),
    (44, 0, 9, 0.07648, 0.32024, 0.12308),
    (50, 3, 1, -0.12463, 0.03398, -0.12463),
    (100, 10, 0, -0.16036, -0.04014, -0.16036),
    (30, 30, 0, -1.0, -0.80993, -1.0),
    (200, 20, 8, -0.10577, -0.01727, -0.10577),
    (12, 1, 0, -0.30117, 0.17460, -0.30117),
]
THIRD = 1 / 3
FRACTIONAL = [
    # values with counts, lower, upper, lower without the guard
    (
        {-0.4: 2, -0.2: 2, 0.0: 7, 0.2: 1, 0.4: 5, 0.6: 3},
        0.00416,
        0.25169,
        0.00416,
    ),
    (
        {-1.0: 3, -2 * THIRD: 2, -THIRD: 6, 0.0: 7, THIRD: 2, 2 * THIRD: 4},
        -0.29904,
        0.04508,
        -0.29904,
    ),
    ({0.0: 18, 0.1: 4, 0.3: 8}, -0.01704, 0.16834, 0.00289),
]


def table(number: int, losses: int, wins: int) -> Counts:
    return count_values([-1.0] * losses + [0.0] * (number - losses - wins) + [1.0] * wins)


def tango_statistic(number: int, losses: int, wins: int, null: float) -> float:
    """Tango (1998): the closed-form root of the likelihood equation, not the code under test."""
    gain = wins - losses - number * null
    a = 2.0 * number
    b = -losses - wins + (2.0 * number - wins + losses) * null
    c = -losses * null * (1.0 - null)
    q = (math.sqrt(max(b * b - 4.0 * a * c, 0.0)) - b) / (2.0 * a)
    variance = number * (2.0 * q + null * (1.0 - null))
    return gain / math.sqrt(variance) if variance > 0.0 else math.inf


def tango_lower(number: int, losses: int, wins: int, alpha: float) -> float:
    z = NormalDist().inv_cdf(1.0 - alpha)
    low, high = -1.0, (wins - losses) / number
    for _ in range(60):
        middle = 0.5 * (low + high)
        if tango_statistic(number, losses, wins, middle) > z:
            low = middle
        else:
            high = middle
    return low


@pytest.mark.parametrize(("number", "losses", "wins", "low", "high", "bare"), PASS_FAIL)
def test_reference_pass_fail(
    number: int, losses: int, wins: int, low: float, high: float, bare: float
) -> None:
    counts = table(number, losses, wins)
    assert lower_limit(counts, 0.05) == pytest.approx(low, abs=2e-5)
    assert upper_limit(counts, 0.05) == pytest.approx(high, abs=2e-5)
    assert lower_limit(counts, 0.05, guard=False) == pytest.approx(bare, abs=2e-5)


@pytest.mark.parametrize(("values", "low", "high", "bare"), FRACTIONAL)
def test_reference_fractional(
    values: dict[float, int], low: float, high: float, bare: float
) -> None:
    counts = count_values(value for value, count in values.items() for _ in range(count))
    assert lower_limit(counts, 0.05) == pytest.approx(low, abs=2e-5)
    assert upper_limit(counts, 0.05) == pytest.approx(high, abs=2e-5)
    assert lower_limit(counts, 0.05, guard=False) == pytest.approx(bare, abs=2e-5)


def test_reference_file(shared: Path) -> None:
    path = shared / "statistics_reference.json"
    if not path.is_file():
        pytest.skip(f"no reference limits at {path}")
    for case in json.loads(path.read_text(encoding="utf-8"))["cases"]:
        if case["values"] is None:
            losses, wins = (int(part.split()[-1]) for part in case["name"].split(", ")[1:])
            counts = table(case["n"], losses, wins)
        else:
            counts = count_values(case["values"])
        assert size(counts) == case["n"]
        assert mean(counts) == pytest.approx(case["mean"], abs=2e-6)
        assert lower_limit(counts, 0.05) == pytest.approx(case["ci_low"], abs=2e-4)
        assert upper_limit(counts, 0.05) == pytest.approx(case["ci_high"], abs=2e-4)


def test_published_bentur() -> None:
    # Fagerland, Lydersen and Laake (2014), Statistics in Medicine 33:2850, tables II and V:
    # 21 pairs, 1 and 7 discordant, two-sided 95 % Tango interval -0.517 to -0.026.
    counts = table(21, 7, 1)
    assert lower_limit(counts, 0.025, guard=False) == pytest.approx(-0.517, abs=5e-4)
    assert upper_limit(counts, 0.025, guard=False) == pytest.approx(-0.026, abs=5e-4)


def test_published_cavo() -> None:
    # Fagerland, Lydersen and Laake (2017), Statistical Analysis of Contingency Tables, chapter 8:
    # 161 pairs, 6 and 16 discordant, two-sided 95 % Tango interval -0.1240 to -0.0054.
    counts = table(161, 16, 6)
    assert lower_limit(counts, 0.025) == pytest.approx(-0.1240, abs=5e-5)
    assert upper_limit(counts, 0.025) == pytest.approx(-0.0054, abs=5e-5)


@pytest.mark.parametrize("number", [1, 2, 7, 20])
def test_pass_fail_is_tango(number: int) -> None:
    for losses, wins in product(range(number + 1), repeat=2):
        if losses + wins > number:
            continue
        counts = table(number, losses, wins)
        for alpha in (0.05, 0.01):
            assert lower_limit(counts, alpha, guard=False) == pytest.approx(
                tango_lower(number, losses, wins, alpha), abs=1e-7
            )


def test_statistic_is_the_most_likely_null() -> None:
    """The weights against a direct maximisation of the likelihood."""
    from scipy.optimize import minimize

    values, counts, null = [-0.5, 0.0, 0.25, 1.0], [2, 9, 5, 4], -0.1
    support = [-1.0, *values]

    def loss(p: list[float]) -> float:
        return -sum(c * math.log(max(x, 1e-12)) for c, x in zip(counts, p[1:], strict=True))

    result = minimize(
        loss,
        [0.1, 0.2, 0.3, 0.2, 0.2],
        bounds=[(0.0, 1.0)] * 5,
        constraints=[
            {"type": "eq", "fun": lambda p: sum(p) - 1.0},
            {
                "type": "eq",
                "fun": lambda p: sum(x * v for x, v in zip(p, support, strict=True)) - null,
            },
        ],
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert result.success
    variance = sum(x * (v - null) ** 2 for x, v in zip(result.x, support, strict=True))
    expected = sum(c * (v - null) for c, v in zip(counts, values, strict=True)) / math.sqrt(
        sum(counts) * variance
    )
    observed = tuple((v, float(c)) for v, c in zip(values, counts, strict=True))
    assert score_statistic(observed, null) == pytest.approx(expected, abs=1e-4)


def test_no_disagreeing_pair_is_the_exact_bound() -> None:
    for number in (5, 19, 59, 149):
        counts = table(number, 0, 0)
        assert -lower_limit(counts, 0.05) == pytest.approx(zero_event_bound(number, 0.05), abs=1e-9)


def test_a_slight_loss_does_not_lift_the_guard() -> None:
    equal = count_values([0.0] * 58)
    worse = count_values([0.0] * 57 + [-0.001])
    assert lower_limit(worse, 0.05) <= lower_limit(equal, 0.05)
    assert lower_limit(worse, 0.05) < -0.05


def test_atom_zero_on_pass_fail_is_wilson() -> None:
    counts = count_values([1.0] * 43 + [0.0] * 7)
    wilson = stats.binomtest(43, 50).proportion_ci(0.90, method="wilson").low
    assert lower_limit(counts, 0.05, atom=0.0) == pytest.approx(wilson, abs=1e-8)


def test_atom_zero_without_failure_is_exact() -> None:
    counts = count_values([1.0] * 30)
    assert lower_limit(counts, 0.05, atom=0.0) == pytest.approx(
        clopper_pearson_lower(30, 30, 0.05), abs=1e-9
    )


def test_extremes() -> None:
    assert lower_limit(count_values([-1.0] * 4), 0.05) == -1.0
    assert upper_limit(count_values([1.0] * 4), 0.05) == 1.0
    assert lower_limit(count_values([0.3]), 0.05) < 0.3
    with pytest.raises(ValueError, match="at least one"):
        lower_limit((), 0.05)


@pytest.mark.timed
def test_fast() -> None:
    counts = table(200, 20, 8)
    start = time.process_time()
    for _ in range(50):
        lower_limit(counts, 0.05)
        upper_limit(counts, 0.05)
    assert (time.process_time() - start) / 50 < 2e-2


SAMPLES = st.lists(
    st.one_of(
        st.sampled_from([-1.0, -0.5, 0.0, 0.0, 0.0, 1 / 3, 1.0]),
        st.floats(-1.0, 1.0, allow_nan=False),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=200, deadline=None)
@given(SAMPLES, st.sampled_from([0.01, 0.05, 0.2]))
def test_limits_hold_the_mean_and_mirror(values: list[float], alpha: float) -> None:
    counts = count_values(values)
    low, high = lower_limit(counts, alpha), upper_limit(counts, alpha)
    assert -1.0 <= low <= mean(counts) + 1e-9
    assert mean(counts) - 1e-9 <= high <= 1.0
    assert lower_limit(mirror(counts), alpha) == -high
    assert low <= lower_limit(counts, 0.3) + 1e-8
    assert count_values(reversed(values)) == counts


@settings(max_examples=200, deadline=None)
@given(SAMPLES, st.floats(-0.9, 0.5))
def test_limit_and_p_value_agree(values: list[float], null: float) -> None:
    counts = count_values(values)
    low = lower_limit(counts, 0.05)
    if abs(low - null) > 1e-7:
        assert (p_value(counts, null) < 0.05) == (low > null)


@settings(max_examples=200, deadline=None)
@given(SAMPLES, st.data(), st.sampled_from([0.02, 0.05, 0.10, 0.15, 0.3]))
def test_a_worse_answer_never_helps(
    values: list[float], data: st.DataObject, margin: float
) -> None:
    index = data.draw(st.integers(0, len(values) - 1))
    worse = list(values)
    worse[index] = data.draw(st.sampled_from([-1.0, values[index] - 0.1, values[index] - 0.001]))
    worse[index] = max(-1.0, worse[index])
    before, after = p_value(count_values(values), -margin), p_value(count_values(worse), -margin)
    assert after >= before - 1e-9


@settings(max_examples=200, deadline=None)
@given(SAMPLES, st.sampled_from([0.02, 0.05, 0.10, 0.15, 0.3]))
def test_an_equal_pair_never_hurts(values: list[float], margin: float) -> None:
    before, after = (
        p_value(count_values(values), -margin),
        p_value(count_values([*values, 0.0]), -margin),
    )
    assert after <= before + 1e-9


@settings(max_examples=100, deadline=None)
@given(SAMPLES)
def test_p_falls_with_the_distance(values: list[float]) -> None:
    counts = count_values(values)
    p_values = [p_value(counts, -step / 20) for step in range(20)]
    assert all(far <= near + 1e-9 for near, far in pairwise(p_values))


def test_guard_is_off_once_the_atom_was_seen() -> None:
    assert guard_p(table(10, 1, 0), -0.2) == 0.0
    assert guard_p(table(10, 0, 0), -0.2) == pytest.approx(0.8**10)
    assert guard_p((), -0.2) == 0.0


@pytest.mark.parametrize("number", [1, 5, 60, 100, 2000])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_clopper_pearson(number: int, alpha: float) -> None:
    for successes in {0, 1, number // 2, number - 1, number}:
        low, high = stats.binomtest(successes, number).proportion_ci(1 - 2 * alpha, method="exact")
        lower = clopper_pearson_lower(successes, number, alpha)
        upper = clopper_pearson_upper(successes, number, alpha)
        assert lower == pytest.approx(low, abs=1e-9)
        assert upper == pytest.approx(high, abs=1e-9)


def test_published_clopper_pearson() -> None:
    # Fagerland, Lydersen and Laake (2017), chapter 2: 13 of 16, two-sided 95 %.
    assert clopper_pearson_lower(13, 16, 0.025) == pytest.approx(0.5435, abs=5e-5)
    assert clopper_pearson_upper(13, 16, 0.025) == pytest.approx(0.9595, abs=5e-5)


@pytest.mark.parametrize(
    ("passed", "number", "floor", "clears"),
    [
        (37, 60, 0.5, True),
        (36, 60, 0.5, False),
        (59, 100, 0.5, True),
        (54, 60, 0.8, True),
        (53, 60, 0.8, False),
        (87, 100, 0.8, True),
        (86, 100, 0.8, False),
        (170, 200, 0.8, True),
        (169, 200, 0.8, False),
    ],
)
def test_known_floors(passed: int, number: int, floor: float, clears: bool) -> None:
    assert (clopper_pearson_lower(passed, number, 0.05) > floor) is clears
    assert exceeds(passed, number, floor, 0.05) is clears


@given(
    number=st.integers(1, 400),
    share=st.floats(0.0, 1.0),
    floor=st.floats(0.0, 0.999),
    alpha=st.floats(0.001, 0.499),
)
def test_whether_a_limit_exceeds_a_floor_is_known_without_the_limit(
    number: int, share: float, floor: float, alpha: float
) -> None:
    limit = clopper_pearson_lower(share * number, number, alpha)
    assert exceeds(share * number, number, floor, alpha) is (limit > floor) or limit == (
        pytest.approx(floor, rel=1e-9)
    )


def test_impossible_proportions() -> None:
    for successes, number in ((1, 0), (-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="proportion"):
            clopper_pearson_lower(successes, number, 0.05)


def test_zero_event_bound() -> None:
    assert zero_event_bound(100, 0.05) == pytest.approx(0.0295, abs=5e-5)
    assert zero_event_bound(0, 0.05) == 1.0


@pytest.mark.parametrize("degrees", [1, 2, 5, 30, 1000, 10**6])
def test_t_quantile(degrees: int) -> None:
    for probability in (0.6, 0.95, 0.975, 0.999):
        assert t_quantile(probability, degrees) == pytest.approx(
            float(stats.t.ppf(probability, degrees)), rel=1e-7
        )
    assert t_quantile(0.5, degrees) == 0.0
    with pytest.raises(ValueError, match="quantile"):
        t_quantile(0.4, degrees)


def test_a_limit_at_a_share_reaches_it_and_does_not_exceed_it() -> None:
    """Of one success in one trial the limit is the error rate itself."""
    assert clopper_pearson_lower(1, 1, 0.25) == pytest.approx(0.25)
    assert reaches(1, 1, 0.25, 0.25)
    assert not exceeds(1, 1, 0.25, 0.25)
