"""Compute a percentile of answers in groups, with distribution-free limits."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate

from msgspec import Struct

from portcheck.parity.intervals import reaches

_DIGITS = 9
"""Decimals to which sums of weights are rounded."""


class Percentile(Struct, frozen=True, kw_only=True):
    """A percentile of one side, with a one-sided limit on each side."""

    value: float
    low: float
    """Lower limit; 0 if none is known."""
    high: float
    """Upper limit; infinite if none is known."""


def percentile(
    groups: Sequence[Sequence[Sequence[float]]], share: float, alpha: float
) -> Percentile:
    """The smallest value with at least `share` of the answers at or below it, with its limits.

    Groups count equally, as do the cases of a group and the answers of a case. The limits invert
    those of a proportion (Woodruff 1952, J. Amer. Statist. Assoc. 47:635): the upper one is the
    smallest value for which at least `share` of the answers are shown to be no larger; the lower
    one is the largest for which at least 1 - `share` are shown to be no smaller. The limit of the
    proportion is exact (Clopper and Pearson 1934) for the number of groups, so with one answer per
    group these are order statistics (Thompson 1936, Ann. Math. Statist. 7:122). The share of a
    group varies at most as much as that of a single answer.

    Args:
        groups: groups of cases of answers; no list is empty. A value that is known to be larger
            (or smaller) than all others may be infinite (or 0).
        share: 0 < share < 1.
        alpha: error rate of each limit.
    """
    weights: dict[float, float] = {}
    for cases in groups:
        for answers in cases:
            part = 1.0 / (len(cases) * len(answers))
            for value in answers:
                weights[value] = weights.get(value, 0.0) + part
    values = sorted(weights)
    sums = [round(found, _DIGITS) for found in accumulate(weights[value] for value in values)]
    number = len(groups)

    def enough_below(place: int) -> bool:
        return reaches(min(sums[place], number), number, share, alpha)

    def too_few_above(place: int) -> bool:
        below = sums[place - 1] if place else 0.0
        return not reaches(max(number - below, 0.0), number, 1.0 - share, alpha)

    high, low = _first(enough_below, len(values)), _first(too_few_above, len(values))
    return Percentile(
        value=values[min(bisect_left(sums, round(share * number, _DIGITS)), len(values) - 1)],
        low=values[low - 1] if low else 0.0,
        high=values[high] if high < len(values) else math.inf,
    )


def groups_needed(share: float, alpha: float) -> int:
    """Number of groups from which on the percentile has an upper limit, if no answer is missing."""
    return math.ceil(math.log(alpha) / math.log(share))


def _first(holds: Callable[[int], bool], number: int) -> int:
    """The first index for which a monotone condition holds; `number` if there is none."""
    return bisect_left(range(number), True, key=holds)
