"""Lay out bars of latencies, one per provider, on one axis of seconds; no statistics."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from portcheck.model.comparison.latency import LatencyDistribution
from portcheck.model.numbers import number, seconds

WIDTH = 300.0
"""User units."""
_EDGE = 4.0


class LatencyRow(Struct, frozen=True, kw_only=True):
    """One provider; positions along the axis in user units."""

    provider: str
    low: float
    """Latency within which 5 % of the answers came."""
    quarter: float
    median: float
    three_quarters: float
    high: float
    """Latency within which 95 % of the answers came."""
    words: str


def latency_rows(found: Sequence[LatencyDistribution]) -> tuple[LatencyRow, ...]:
    """Lay out the bars on an axis from 0 to the largest 95 % latency."""
    end = max((each.within(0.95) or 0.0 for each in found), default=0.0)
    return tuple(_row(each, end) for each in found)


def _row(each: LatencyDistribution, end: float) -> LatencyRow:
    low, quarter, median, three, high = (
        each.within(share) or 0.0 for share in (0.05, 0.25, 0.5, 0.75, 0.95)
    )
    return LatencyRow(
        provider=each.provider,
        low=_along(low, end),
        quarter=_along(quarter, end),
        median=_along(median, end),
        three_quarters=_along(three, end),
        high=_along(high, end),
        words=(
            f"half of {number(each.answers)} answers within {seconds(median)}, 95 % within"
            f" {seconds(high)}, the slowest {seconds(each.within(1.0))}"
        ),
    )


def _along(value: float, end: float) -> float:
    return round(_EDGE + (WIDTH - 2 * _EDGE) * (min(1.0, value / end) if end else 0.0), 1)
