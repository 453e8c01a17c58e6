"""How long answers take, beside the baseline's."""

from __future__ import annotations

import math
import random

import pytest
from msgspec import UNSET
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


def test_the_worse_of_two_limits_decides_and_its_numbers_are_given() -> None:
    before: Values = [(1.0,)] * 100
    after: Values = [(1.0,)] * 80 + [(5.0,)] * 20
    tail = latency_result(
        timed_cases(before, after), {"max_ratio": 2.0, "max_p95_ratio": 3.0}, 0.95
    )
    assert tail is not None
    assert (tail.outcome, tail.measure, tail.margin) == ("exceeded", "95th percentile", 3.0)
    assert (tail.baseline, tail.candidate, tail.difference) == (1.0, 5.0, 5.0)
    assert (tail.ci_low, tail.ci_high) == (5.0, 5.0)
    assert "typical latency 1.38 times" in tail.detail
    assert "95th percentile 5.00 times" in tail.detail
    typical = latency_result(
        timed_cases(before, after), {"max_ratio": 2.0, "max_p95_ratio": 5.0}, 0.95
    )
    assert typical is not None
    assert (typical.outcome, typical.measure, typical.margin) == ("ok", UNSET, 2.0)


def test_a_limit_that_is_exceeded_is_worse_than_one_that_is_open() -> None:
    found = latency_result(
        timed_cases([(1.0,)] * 20, [(3.0,)] * 20), {"max_ratio": 2.0, "max_p95_ratio": 4.0}, 0.95
    )
    assert found is not None
    assert (found.outcome, found.measure) == ("exceeded", UNSET)


def test_cases_of_a_group_count_once() -> None:
    found = latency_result(
        timed_cases([(1.0,)] * 4, [(2.0,), (8.0,), (4.0,), (4.0,)], ["a", "a", "b", "c"]),
        {"max_ratio": 5.0},
        0.95,
    )
    assert found is not None
    assert (found.ci_low, found.ci_high) == pytest.approx((4.0, 4.0))


def test_few_answers_prove_nothing_of_the_slowest() -> None:
    same: Values = [(1.0,)] * 71
    short = latency_result(timed_cases(same, same), {"max_p95_ratio": 3.0}, 0.95)
    assert short is not None
    assert (short.outcome, short.ci_low, short.ci_high) == ("inconclusive", 0.0, None)
    assert "without an upper limit: that needs 72 cases" in short.detail
    enough = latency_result(
        timed_cases([*same, (1.0,)], [*same, (1.0,)]), {"max_p95_ratio": 3.0}, 0.95
    )
    assert enough is not None
    assert (enough.outcome, enough.ci_high) == ("ok", 1.0)


def test_an_answer_that_did_not_come_may_have_been_the_slowest() -> None:
    same: Values = [(1.0,)] * 72
    lost: Values = [(None,), *same[1:]]
    spec = {"max_p95_ratio": 3.0}
    found = latency_result(timed_cases(same, lost), spec, 0.95)
    assert found is not None
    assert (found.outcome, found.missing, found.ci_high) == ("inconclusive", 1, None)
    # That it was slow is not shown either.
    many = latency_result(timed_cases([(1.0,)] * 100, [*same, *[(None,)] * 28]), spec, 0.95)
    assert many is not None
    assert (many.outcome, many.ci_low) == ("inconclusive", 1.0)
    # With more cases, one that is missing does not matter.
    more = latency_result(timed_cases([*same] * 3, [*lost, *same, *same]), spec, 0.95)
    assert more is not None
    assert more.outcome == "ok"
    # One of the baseline may have been the fastest: it is no longer shown that a tenth are slow.
    slow: Values = [(2.0,)] * 10 + [(1.0,)] * 80
    whole, part = (
        latency_result(timed_cases([*slow, *rest], [(2.0,)] * (90 + len(rest))), spec, 0.95)
        for rest in ([], [(None,)] * 10)
    )
    assert whole is not None
    assert part is not None
    assert (whole.ci_high, part.ci_high) == (1.0, 2.0)
    assert part.ci_low == whole.ci_low


def test_the_interval_of_a_percentile_ratio_is_made_of_order_statistics() -> None:
    rng = random.Random(7)
    slow = [rng.lognormvariate(0.0, 0.5) for _ in range(150)]
    slower = [1.2 * rng.lognormvariate(0.0, 0.5) for _ in range(150)]
    found = latency_result(
        timed_cases([(x,) for x in slow], [(x,) for x in slower]), {"max_p95_ratio": 1.5}, 0.95
    )
    assert found is not None

    def limit(values: list[float], side: str) -> float:
        test = stats.quantile_test(values, p=0.95, alternative=side)
        return float(getattr(test.confidence_interval(0.975), "high" if side == "less" else "low"))

    assert found.ci_high == pytest.approx(limit(slower, "less") / limit(slow, "greater"))
    assert found.ci_low == pytest.approx(limit(slower, "greater") / limit(slow, "less"))


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
    before: Values = [(1.0,)] * 100
    after: Values = [(2.0,)] * 100
    for limit, outcome in ((2.0, "ok"), (1.999, "exceeded")):
        result = latency_result(timed_cases(before, after), {"max_p95_ratio": limit}, 0.95)
        assert result is not None
        assert result.outcome == outcome


def test_the_percentile_is_of_all_answers_and_not_of_medians() -> None:
    before: Values = [(1.0, 1.0, 1.0)] * 100
    after: Values = [(1.0, 1.0, 9.0)] * 100
    result = latency_result(timed_cases(before, after), {"max_p95_ratio": 3.0}, 0.95)
    assert result is not None
    assert (result.outcome, result.difference) == ("exceeded", 9.0)
