"""Ratios of both sides against a largest one."""

from __future__ import annotations

import math

import pytest
from scipy import stats
from timed_cases import Values, timed_cases

from portcheck.gates.cost import cost_result
from portcheck.gates.latency import latency_result
from portcheck.gates.shared.ratio_gate import Ratio, ratio_of_totals, ratio_outcome


@pytest.mark.parametrize(
    ("limit", "outcome"), [(2.5, "ok"), (1.5, "exceeded"), (2.0, "inconclusive")]
)
def test_ratio_outcomes(limit: float, outcome: str) -> None:
    before: Values = [(1.0,)] * 10
    after: Values = [(1.9,), (2.1,)] * 5
    for gate in (latency_result, cost_result):
        result = gate(timed_cases(before, after), {"max_ratio": limit}, 0.95)
        assert result is not None
        assert result.outcome == outcome


@pytest.mark.parametrize(
    ("limit", "outcome"),
    [
        (2.5, "ok"),
        (2.4, "ok"),
        (2.2, "inconclusive"),
        (1.8, "inconclusive"),
        (1.6, "inconclusive"),
        (1.5, "exceeded"),
    ],
)
def test_a_ratio_is_shown_by_its_limits_and_not_by_its_value(limit: float, outcome: str) -> None:
    assert ratio_outcome(Ratio(value=2.0, low=1.6, high=2.4), limit) == outcome


@pytest.mark.parametrize("number", [2, 5, 20])
def test_the_ratio_of_totals_has_one_degree_of_freedom_less_than_groups(number: int) -> None:
    before, after = [1.0, 9.0] * number, [3.0, 9.0] * number
    found = ratio_of_totals(before, after, 0.95)
    influence = [3 / 6 - 1 / 5, 9 / 6 - 9 / 5] * number
    reach = stats.t.ppf(0.95, 2 * number - 1) * stats.sem(influence)
    assert found.value == pytest.approx(1.2)
    assert found.high == pytest.approx(1.2 * math.exp(reach))
    assert found.low == pytest.approx(1.2 * math.exp(-reach))
