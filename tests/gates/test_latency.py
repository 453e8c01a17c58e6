"""How long answers take, beside the baseline's."""

from __future__ import annotations

import math
import random

import pytest
from scipy import stats
from timed_cases import Values, timed_cases

from portcheck.gates.latency import latency_result


def test_latency_is_a_paired_t_interval_of_logs() -> None:
    rng = random.Random(5)
    before: Values = [(rng.uniform(1, 3),) * 3 for _ in range(20)]
    after: Values = [(values[0] * rng.uniform(1.0, 1.4),) * 3 for values in before]  # type: ignore[operator]  # none is None
    result = latency_result(timed_cases(before, after), {"max_ratio": 1.5}, 0.95)
    assert result is not None
    logs = [math.log(a[0] / b[0]) for a, b in zip(after, before, strict=True)]  # type: ignore[operator]  # none is None
    low, high = stats.t.interval(0.90, 19, sum(logs) / 20, stats.sem(logs))
    assert (result.ci_low, result.ci_high) == pytest.approx((math.exp(low), math.exp(high)))
    assert (result.outcome, result.scale, result.clusters) == ("ok", "ratio", 20)


def test_latency_medians_and_groups() -> None:
    result = latency_result(
        timed_cases([(1.0, 1.0, 9.0)] * 4, [(2.0, 2.0, 0.1)] * 4, ["a", "a", "b", "c"]),
        {"max_ratio": 3.0},
        0.95,
    )
    assert result is not None
    assert result.difference == pytest.approx(2.0)
    assert (result.clusters, result.outcome) == (3, "ok")
    assert (result.baseline, result.candidate) == (1.0, 2.0)


def test_latency_percentile_is_observed() -> None:
    before: Values = [(1.0,)] * 20
    after: Values = [(1.0,)] * 18 + [(5.0,)] * 2
    both = {"max_ratio": 2.0, "max_p95_ratio": 3.0}
    result = latency_result(timed_cases(before, after), both, 0.95)
    assert result is not None
    assert result.outcome == "exceeded"
    assert "95th percentile 5.00 times" in result.detail
    alone = latency_result(timed_cases(before, before), {"max_p95_ratio": 3.0}, 0.95)
    assert alone is not None
    assert (alone.outcome, alone.margin) == ("ok", 3.0)


@pytest.mark.parametrize(
    ("answers", "ratio"), [(20, 19.0), (21, 20.0), (19, 19.0), (40, 38.0), (100, 95.0), (2, 2.0)]
)
def test_the_percentile_is_the_nearest_rank(answers: int, ratio: float) -> None:
    """Of n answers the ceil(0.95 n)-th in order, so that 95 of 100 are at or below it."""
    before: Values = [(1.0,)] * answers
    after: Values = [(float(rank),) for rank in range(answers, 0, -1)]
    result = latency_result(timed_cases(before, after), {"max_p95_ratio": 1000.0}, 0.95)
    assert result is not None
    assert f"95th percentile {ratio:.2f} times" in result.detail
    turned = latency_result(timed_cases(after, before), {"max_p95_ratio": 1000.0}, 0.95)
    assert turned is not None
    assert f"95th percentile {1 / ratio:.2f} times" in turned.detail


def test_latency_needs_two_groups() -> None:
    spec = {"max_ratio": 2.0}
    one = latency_result(timed_cases([(1.0,), (1.0,)], [(1.0,), (None,)]), spec, 0.95)
    assert one is not None
    assert (one.outcome, one.scale) == ("unknown", "ratio")


def test_off_without_a_limit() -> None:
    assert latency_result([], {}, 0.95) is None


def test_a_percentile_at_its_limit_is_inside() -> None:
    before: Values = [(1.0,)] * 20
    after: Values = [(2.0,)] * 20
    for limit, outcome in ((2.0, "ok"), (1.999, "exceeded")):
        result = latency_result(timed_cases(before, after), {"max_p95_ratio": limit}, 0.95)
        assert result is not None
        assert result.outcome == outcome


def test_the_percentile_is_of_all_answers_and_not_of_medians() -> None:
    before: Values = [(1.0, 1.0, 1.0)] * 10
    after: Values = [(1.0, 1.0, 9.0)] * 10
    result = latency_result(timed_cases(before, after), {"max_p95_ratio": 3.0}, 0.95)
    assert result is not None
    assert (result.outcome, result.difference) == ("exceeded", 1.0)
