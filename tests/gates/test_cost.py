"""What the cases cost, beside the baseline's."""

from __future__ import annotations

import math

import pytest
from scipy import stats
from timed_cases import Values, timed_cases

from portcheck.gates.cost import cost_result


def test_cost_is_a_ratio_of_totals() -> None:
    before: Values = [(1.0,), (9.0,)] * 10
    after: Values = [(3.0,), (9.0,)] * 10
    result = cost_result(timed_cases(before, after), {"max_ratio": 1.5}, 0.95)
    assert result is not None
    assert result.difference == pytest.approx(120 / 100)
    assert (result.baseline, result.candidate) == (100.0, 120.0)
    influence = [3 / 6 - 1 / 5, 9 / 6 - 9 / 5] * 10
    reach = stats.t.ppf(0.95, 19) * stats.sem(influence)
    assert result.ci_high == pytest.approx(1.2 * math.exp(reach))


def test_cost_repeats_are_averaged_and_groups_summed() -> None:
    result = cost_result(
        timed_cases([(1.0, 3.0), (2.0,), (2.0,)], [(2.0,), (2.0,), (2.0,)], ["a", "a", "b"]),
        {"max_ratio": 1.5},
        0.95,
    )
    assert result is not None
    assert (result.difference, result.outcome, result.clusters) == (1.0, "ok", 2)


@pytest.mark.parametrize("bad", [None, 0.0, math.nan, math.inf])
def test_cost_unknown_or_zero_is_a_condition(bad: float | None) -> None:
    result = cost_result(
        timed_cases([(1.0,)] * 5, [(1.0,)] * 4 + [(bad,)]), {"max_ratio": 1.5}, 0.95
    )
    assert result is not None
    assert result.outcome == "unknown"
    assert "1 case is unknown or zero" in result.detail


def test_cost_without_answers_is_left_out() -> None:
    spec = {"max_ratio": 1.5}
    result = cost_result(timed_cases([(1.0,)] * 5, [(1.0,)] * 4 + [()]), spec, 0.95)
    assert result is not None
    assert (result.outcome, result.pairs, result.missing) == ("ok", 4, 1)
    one = cost_result(timed_cases([(1.0,)], [(1.0,)]), spec, 0.95)
    assert one is not None
    assert one.outcome == "unknown"


def test_off_without_a_limit() -> None:
    assert cost_result([], {}, 0.95) is None
