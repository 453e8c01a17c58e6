"""Limits of differences and rates, written a second time with numpy and scipy.

Nothing of `portcheck.parity` is used: root finders stand for its closed forms, so that a mistake
would have to be made twice to go unnoticed. Differences and rates are those of groups of cases.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import beta, fisher_exact, norm

Values = NDArray[np.float64]

TIGHT = 1e-14


def statistic(values: Values, counts: Values, mean: float) -> float:
    """The score statistic of "the true mean is `mean`", below the observed mean.

    The weights are those of greatest likelihood on the values and an atom at -1; -1 < mean.
    """
    number = counts.sum()
    shifted = values - mean
    total = float(counts @ shifted)
    most = 1.0 / (1.0 + mean)

    def slope(multiplier: float) -> float:
        return float(counts @ (shifted / (1.0 + multiplier * shifted)))

    lost = bool(np.any(values <= -1.0))
    if lost or slope(most) < 0.0:
        upper = most * (1.0 - 1e-13) if lost else most
        if slope(upper) > 0.0:  # the root lies closer to the end than floats can tell
            multiplier = upper
        else:
            multiplier = brentq(slope, 0.0, upper, xtol=TIGHT, rtol=1e-15, maxiter=500)
        weights = counts / (number * (1.0 + multiplier * shifted))
        variance = float(weights @ shifted**2)
    else:
        weights = counts / (number * (1.0 + most * shifted))
        variance = float(weights @ shifted**2) + (1.0 - float(weights.sum())) * (1.0 + mean) ** 2
    return total / math.sqrt(number * variance)


def counted(values: Sequence[float]) -> tuple[Values, Values]:
    """Different values, and how often each occurs; a difference below 1e-12 is rounding."""
    found, counts = np.unique(np.round(np.asarray(values, float), 12), return_counts=True)
    return found, counts.astype(float)


def guard(values: Sequence[float], mean: float) -> float:
    """An upper bound on the chance of such values where the true mean is `mean`; 1: no bound.

    Only where no pair lost everything. Losses count as 0.
    """
    if min(values) <= -1.0:
        return 0.0
    gains = np.maximum(np.asarray(values, float), 0.0)
    return float(np.exp(np.sum(np.log1p(mean) - np.log1p(gains))))


def p_value(values: Sequence[float], mean: float) -> float:
    """Of "the true mean is at most `mean`"; 1 where the observed mean is not above it."""
    found, counts = counted(values)
    if float(counts @ found) / counts.sum() <= mean + 1e-12:
        return 1.0
    return max(float(norm.sf(statistic(found, counts, mean))), guard(values, mean))


def lower_limit(values: Sequence[float], alpha: float) -> float:
    """One-sided lower limit of the true mean of differences in [-1, 1]."""
    found, counts = counted(values)
    observed = float(counts @ found) / counts.sum()
    if observed <= -1.0 + 1e-12:
        return -1.0
    quantile = float(norm.isf(alpha))

    def excess(mean: float) -> float:
        return statistic(found, counts, mean) - quantile

    low, high = -1.0 + 1e-9, observed - 1e-12
    if excess(low) <= 0.0:
        limit = -1.0
    else:
        limit = float(brentq(excess, low, high, xtol=TIGHT, rtol=1e-14, maxiter=500))
    if min(values) > -1.0:
        gains = np.maximum(np.asarray(values, float), 0.0)
        bound = math.exp((math.log(alpha) + float(np.log1p(gains).sum())) / len(values)) - 1.0
        limit = min(limit, bound)
    return limit


def upper_limit(values: Sequence[float], alpha: float) -> float:
    """One-sided upper limit: the mirrored lower one."""
    return -lower_limit([-value for value in values], alpha)


def rate_lower_limit(rates: Sequence[float], alpha: float) -> float:
    """One-sided lower limit of the mean of rates in [0, 1], one of each group."""
    number = len(rates)
    if all(min(abs(rate), abs(rate - 1.0)) < 1e-12 for rate in rates):
        return clopper_pearson(round(sum(rates)), number, alpha)[0]
    limit = lower_limit([rate - 1.0 for rate in rates], alpha) + 1.0
    return min(limit, alpha ** (1.0 / number)) if min(rates) > 0.0 else limit


def clopper_pearson(passed: int, number: int, alpha: float) -> tuple[float, float]:
    """Exact one-sided limits of a rate, each at error `alpha`."""
    low = 0.0 if passed == 0 else float(beta.ppf(alpha, passed, number - passed + 1))
    high = 1.0 if passed == number else float(beta.isf(alpha, passed + 1, number - passed))
    return low, high


def wilson_lower(right: int, number: int, alpha: float) -> float:
    """One-sided lower limit of a rate (Wilson 1927)."""
    quantile = float(norm.isf(alpha))
    rate, square = right / number, quantile**2
    half = quantile * math.sqrt(rate * (1 - rate) / number + square / (4 * number**2))
    return (rate + square / (2 * number) - half) / (1 + square / number)


def youden(counts: tuple[int, int, int, int], alpha: float) -> tuple[float, float]:
    """J of (true positives, positives, true negatives, negatives), and its one-sided lower limit.

    The limits of the two rates are combined as by Zou and Donner (2008).
    """
    found, positives, clear, negatives = counts
    sensitivity, specificity = found / positives, clear / negatives
    loss = math.hypot(
        sensitivity - wilson_lower(found, positives, alpha),
        specificity - wilson_lower(clear, negatives, alpha),
    )
    index = sensitivity + specificity - 1.0
    return index, index - loss


def arms_differ(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Whether a detector is shown, at 1 %, to be unequally good on two vendors."""
    return any(
        fisher_exact(
            [
                [one[place], one[place + 1] - one[place]],
                [other[place], other[place + 1] - other[place]],
            ]
        ).pvalue
        < 0.01
        for place in (0, 2)
    )


def holm(values: Sequence[float]) -> list[float]:
    """p-values after Holm's correction (1979), in the order given."""
    order = sorted(range(len(values)), key=values.__getitem__)
    adjusted, largest = [1.0] * len(values), 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = largest
    return adjusted
