"""How long answers took."""

from __future__ import annotations

import math
from collections.abc import Sequence

from portcheck.value import Value, Whole


def nearest_rank(ordered: Sequence[float], share: float) -> float:
    """The smallest of ascending values that this share of them, 0..1, does not exceed."""
    return ordered[max(1, math.ceil(share * len(ordered))) - 1]


class LatencyDistribution(Value, kw_only=True):
    """The latencies of one provider's answers in one workload, as they were measured."""

    workload: str
    provider: str
    answers: Whole
    """Number of answers; failed calls have no latency."""
    quantiles: tuple[tuple[float, float], ...]
    """Share of answers 0..1, ascending, and the seconds within which they came (nearest rank)."""

    def within(self, share: float) -> float | None:
        """Seconds within which a share of the answers came; `None` if that is not listed."""
        return dict(self.quantiles).get(share)
