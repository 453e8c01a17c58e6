"""Estimate how many repeats of its cases a gate needs, from a pilot with repeats.

The variance of a case's mean difference is that between cases plus that of its repeats, and only
the latter shrinks with more repeats (Miller 2024, arXiv:2411.00640). Sizes are those of a normal
score test with power `POWER`, without a true difference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist, variance

from msgspec import Struct

from portcheck.model.parity import CasePair
from portcheck.parity.pairing import answered, average
from portcheck.parity.power import POWER, cases_needed

MOST_REPEATS = 10
"""Most repeats that are proposed; beyond this, more cases are better."""


class Repeats(Struct, frozen=True, kw_only=True):
    """Estimates from a pilot about repeats."""

    cases: int
    """Number of cases with two or more answered repeats on each side."""
    between: float
    """Variance of a case's true difference."""
    within: float
    """Variance of the difference between single answers of both sides to the same case."""
    repeats: int | None
    """Fewest repeats with which the cases of the suite show the margin; `None` if no number up to
    `MOST_REPEATS` is enough."""
    groups_at_one: int | None
    """Number of groups that show it with one repeat each; `None` if too many are needed."""


def repeats_needed(
    cases: Sequence[CasePair[float]], *, groups: int, margin: float, confidence: float
) -> Repeats | None:
    """The fewest repeats with which a suite shows a margin in `POWER` of runs.

    Args:
        cases: Cases of the pilot, with their repeats; scores 0..1.
        groups: Number of groups of the suite.
        margin: 0 < margin < 1.
        confidence: One-sided confidence of the first look.

    Returns:
        `None` if fewer than two cases have two answered repeats on each side.
    """
    means, noises, wide = [], [], []
    for case in cases:
        baseline, candidate = answered(case.baseline), answered(case.candidate)
        if len(baseline) >= 2 and len(candidate) >= 2:
            means.append(average(candidate) - average(baseline))
            noises.append(variance(baseline) + variance(candidate))
            wide.append(variance(baseline) / len(baseline) + variance(candidate) / len(candidate))
    if len(means) < 2:
        return None
    within = average(noises)
    between = max(0.0, variance(means) - average(wide))
    least = cases_needed(margin, confidence)
    normal = NormalDist()
    z = normal.inv_cdf(confidence) + normal.inv_cdf(POWER)
    room = groups * (margin / z) ** 2
    found = None
    if least is not None and groups >= least:
        found = next((n for n in range(1, MOST_REPEATS + 1) if between + within / n <= room), None)
    at_one = math.ceil((between + within) * (z / margin) ** 2)
    return Repeats(
        cases=len(means),
        between=between,
        within=within,
        repeats=found,
        groups_at_one=None if least is None else max(least, at_one),
    )
