"""Warn of limits with which `safe` says little."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.model.numbers import one_sided, percent, points
from portcheck.model.suite import Workload

LEAST_CONFIDENCE = 0.8
LARGEST_MARGIN = 0.25


def unusual_limits(workload: Workload) -> Iterator[str]:
    """Yield one sentence for each limit that makes a claim weak."""
    if workload.confidence < LEAST_CONFIDENCE:
        yield (
            f"The confidence is {one_sided(workload.confidence)}: one wrong `safe` in "
            f"{1.0 / (1.0 - workload.confidence):.0f} is accepted."
        )
    for gate, limits in workload.gates.items():
        margin, floor = limits.get("margin"), limits.get("floor")
        if margin is not None and margin > LARGEST_MARGIN:
            size = points(margin, exact=True, signed=False)
            yield f"{gate}: a loss of up to {size} points counts as no worse."
        if floor == 0:
            yield (
                f"{gate}: with a floor of {percent(0.0, exact=True)}, a candidate that fails as "
                "often as the baseline passes, however often both fail."
            )
