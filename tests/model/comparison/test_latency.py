"""How long answers took."""

from __future__ import annotations

from portcheck.model.comparison.latency import LatencyDistribution


def test_a_share_that_is_not_listed_is_not_known() -> None:
    found = LatencyDistribution(
        workload="w", provider="p", answers=2, quantiles=((0.5, 1.0), (1.0, 3.0))
    )
    assert found.within(0.5) == 1.0
    assert found.within(0.95) is None
