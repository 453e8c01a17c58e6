"""Plan a canary: which share of calls goes to the target, and for how long."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

from portcheck.exitplan.cutover.gateways import FIRST_SHARE
from portcheck.value import Value

SHARES = (FIRST_SHARE, 5, 25, 50)
"""Percent of calls in each stage; after the last one all calls move."""
POWER = 0.8
DAYS_A_MONTH = 365.25 / 12


class Stage(Value, kw_only=True):
    """One stage of the canary."""

    share: int
    """Percent of calls."""
    calls: int
    """Number of calls to the target before the next stage."""
    days: float | None
    """Days that this takes at the mean rate; `None` if the monthly calls are not known."""


def calls_to_see(rate: float, margin: float, confidence: float) -> int:
    """Calls of each side with which a loss of `margin` is detected in 80 % of cases.

    Two independent proportions, normal approximation (Fleiss, Levin and Paik 2003, Statistical
    Methods for Rates and Proportions, eq. 4.14 without its continuity correction).

    Args:
        rate: share of today's calls that pass, 0..1.
        margin: the loss, above 0.
        confidence: one-sided.
    """
    lost = max(rate - margin, 0.0)
    mean = (rate + lost) / 2
    normal = NormalDist()
    reach = normal.inv_cdf(confidence) * math.sqrt(2 * mean * (1 - mean)) + normal.inv_cdf(
        POWER
    ) * math.sqrt(rate * (1 - rate) + lost * (1 - lost))
    return max(math.ceil((reach / (rate - lost)) ** 2), 1) if rate > lost else 1


def stages(calls: int, monthly_calls: int | None) -> Sequence[Stage]:
    """The stages; each lasts until the target has answered `calls` calls in it."""
    return [
        Stage(
            share=share,
            calls=calls,
            days=calls / (monthly_calls * share / 100 / DAYS_A_MONTH) if monthly_calls else None,
        )
        for share in SHARES
    ]
