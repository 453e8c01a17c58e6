"""Ratios of both sides against a largest one."""

from __future__ import annotations

import pytest
from timed_cases import Values, timed_cases

from portcheck.gates.cost import cost_result
from portcheck.gates.latency import latency_result


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
