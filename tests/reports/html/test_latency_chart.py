"""Bars of latencies."""

from __future__ import annotations

from portcheck.model.comparison.latency import LatencyDistribution
from portcheck.reports.html.latency_chart import WIDTH, latency_rows

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def taken(provider: str, *seconds: float) -> LatencyDistribution:
    quantiles = tuple(zip(SHARES, seconds, strict=True))
    return LatencyDistribution(workload="w", provider=provider, answers=9, quantiles=quantiles)


def test_providers_share_an_axis_that_ends_at_the_slowest_95_percent() -> None:
    fast, slow = latency_rows([taken("a", 1, 1, 2, 3, 4, 40), taken("b", 2, 4, 5, 6, 8, 9)])

    assert 0 < fast.low == fast.quarter < fast.median < fast.three_quarters < fast.high
    assert fast.high == round(WIDTH / 2, 1)
    assert slow.high == WIDTH - 4
    assert fast.words == "half of 9 answers within 2.00 s, 95 % within 4.00 s, the slowest 40.00 s"


def test_nothing_and_no_time_at_all() -> None:
    assert latency_rows([]) == ()
    (row,) = latency_rows([taken("a", 0, 0, 0, 0, 0, 0)])
    assert row.low == row.high == 4.0
