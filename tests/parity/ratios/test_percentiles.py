"""Limits of a percentile, beside those of another library."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from portcheck.parity.ratios.percentiles import groups_needed, percentile


def alone(values: list[float]) -> list[list[list[float]]]:
    """Each value a group."""
    return [[[value]] for value in values]


@pytest.mark.parametrize("number", [72, 73, 100, 250, 1000])
@pytest.mark.parametrize("alpha", [0.025, 0.02])
def test_one_answer_a_group_gives_order_statistics(number: int, alpha: float) -> None:
    rng = random.Random(number)
    values = [rng.expovariate(1.0) for _ in range(number)]
    found = percentile(alone(values), 0.95, alpha)
    for side, limit in (("less", found.high), ("greater", found.low)):
        test = stats.quantile_test(values, p=0.95, alternative=side)
        expected = test.confidence_interval(1.0 - alpha)
        known = expected.high if side == "less" else expected.low
        assert limit == (known if math.isfinite(known) else math.inf)
    assert found.value == sorted(values)[math.ceil(0.95 * number) - 1]


def test_what_is_not_known_has_no_limit() -> None:
    needed = groups_needed(0.95, 0.025)
    assert needed == 72
    assert percentile(alone([1.0] * needed), 0.95, 0.025).high == 1.0
    assert math.isinf(percentile(alone([1.0] * (needed - 1)), 0.95, 0.025).high)
    assert percentile(alone([1.0]), 0.95, 0.025).low == 0.0
    assert percentile(alone([1.0]), 0.95, 0.025).value == 1.0
    assert percentile(alone([1.0] * 2), 0.95, 0.025).low == 1.0


def test_groups_count_alike_whatever_is_in_them() -> None:
    one = [[[1.0]]] * 80
    large = [[[9.0] * 50] * 20]
    assert percentile([*one, *large], 0.95, 0.05) == percentile([*one, [[9.0]]], 0.95, 0.05)
    # And so do the cases of a group, however often each was asked.
    uneven = percentile([[[1.0] * 9, [9.0]]] * 80, 0.75, 0.05)
    assert (uneven.value, uneven.low, uneven.high) == (9.0, 9.0, 9.0)


seconds = st.lists(st.floats(0.01, 100.0), min_size=1, max_size=3)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(seconds, min_size=1, max_size=2), min_size=2, max_size=40), st.data())
def test_a_slower_answer_never_lowers_a_limit(
    groups: list[list[list[float]]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(groups) - 1))
    (first, *others), *cases = groups[at]
    slower = [*groups[:at], [[first + 50.0, *others], *cases], *groups[at + 1 :]]
    before, after = (percentile(found, 0.8, 0.05) for found in (groups, slower))
    assert after.low >= before.low
    assert after.value >= before.value
    assert after.high >= before.high
    assert before.low <= before.value <= before.high
