"""Estimate how many cases a decision needs, and whether more cases or repeats would help."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist, variance

from portcheck.model.parity import CasePair
from portcheck.parity.intervals import (
    Counts,
    clopper_pearson_lower,
    count_values,
    exceeds,
    lower_limit,
    mean,
    mirror,
    p_value,
    size,
)
from portcheck.parity.pairing import answered, average

POWER = 0.8
"""Share of runs in which the estimated numbers are enough, if their assumptions are true."""
MOST_CASES = 100_000
"""Largest number that is estimated; beyond it, more cases are not expected to help."""


def cases_needed(margin: float, confidence: float) -> int | None:
    """Smallest number of groups that shows non-inferiority if no pair disagrees.

    Args:
        margin: 0 < margin < 1.
        confidence: One-sided, 0.5 < confidence < 1.

    Returns:
        `None` if no number up to `MOST_CASES` is enough.
    """
    return smallest(
        lambda number: p_value(((0.0, float(number)),), -margin) < 1.0 - confidence, MOST_CASES
    )


def more_cases(
    counts: Counts, *, margin: float, confidence: float, loss_is_real: bool = False
) -> int | None:
    """Further groups after which non-inferiority is shown in `POWER` of runs.

    They are judged together with the observed ones. Their differences are assumed to be distributed
    like the observed ones if these are 0 or above on average, and otherwise like the observed ones
    with half of the signs changed: same discordance, no difference. If any differ, one more loss
    and one more gain are assumed (the rule of succession), as few cases show too few of them; if
    none differs, none is assumed to differ later.

    Args:
        counts: Observed differences, missing answers counted as the worst.
        margin: 0 < margin < 1.
        confidence: One-sided, 0.5 < confidence < 1, of the look at which they are judged.
        loss_is_real: Assume the observed difference even if it is below 0.

    Returns:
        `None` if none are needed, or if more are not expected to help: the observed difference is
        at or below -margin, or `MOST_CASES` would not be enough.
    """
    if not counts or mean(counts) <= -margin or p_value(counts, -margin) < 1.0 - confidence:
        return None
    unit = _assumed(counts, loss_is_real=loss_is_real)
    return None if mean(unit) <= -margin else _needed(counts, unit, -margin, 1.0 - confidence)


def new_cases(counts: Counts, *, margin: float, confidence: float) -> int | None:
    """Like `more_cases`, but the new groups are judged without the observed ones."""
    if not counts or mean(counts) <= -margin:
        return None
    unit = _assumed(counts, loss_is_real=False)
    return _needed((), unit, -margin, 1.0 - confidence)


def more_for_inferior(counts: Counts, *, margin: float, confidence: float) -> int | None:
    """Further groups after which the loss is shown to exceed the margin in `POWER` of runs.

    Args:
        counts: Observed differences of complete pairs.
        margin: 0 < margin < 1.
        confidence: One-sided, 0.5 < confidence < 1, of the look at which they are judged.

    Returns:
        `None` if it is shown already, if the observed loss is within the margin, or if
        `MOST_CASES` would not be enough.
    """
    turned = mirror(counts)
    if not counts or mean(counts) >= -margin or p_value(turned, margin) < 1.0 - confidence:
        return None
    return _needed(turned, _scale(turned, 1.0 / size(turned)), margin, 1.0 - confidence)


def more_for_floor(
    counts: Counts, *, floor: float, confidence: float, pass_fail: bool, alone: bool = False
) -> int | None:
    """Further groups that show a mean score above the floor in `POWER` of runs, if the mean stays.

    Args:
        counts: Observed scores, 0..1, missing answers counted 0.
        floor: 0 <= floor < 1.
        confidence: One-sided.
        pass_fail: The scores are all 0 or 1, so the exact binomial limit applies.
        alone: The new groups are judged without the observed ones.

    Returns:
        `None` if none are needed or more are not expected to help.
    """
    alpha = 1.0 - confidence
    unit = _scale(counts, 1.0 / size(counts))

    def clears(more: int) -> bool:
        new = _scale(_unlucky(unit, more), more)
        added = new if alone else _merge(counts, new)
        return clears_floor(added, floor, alpha, pass_fail=pass_fail)

    if mean(counts) <= floor:
        return None
    if not alone and clears_floor(counts, floor, alpha, pass_fail=pass_fail):
        return None
    return smallest(clears, MOST_CASES)


def _assumed(counts: Counts, *, loss_is_real: bool) -> Counts:
    """The distribution of one new group."""
    expected = counts
    if mean(counts) < 0.0 and not loss_is_real:
        expected = _merge(_scale(counts, 0.5), _scale(mirror(counts), 0.5))
    if any(value for value, _ in expected):
        expected = _merge(expected, ((-1.0, 1.0), (1.0, 1.0)))
    return _scale(expected, 1.0 / size(expected))


def _needed(counts: Counts, unit: Counts, null: float, alpha: float) -> int | None:
    """New groups distributed like `unit` that bring the mean above `null` in `POWER` of runs."""

    def shows(new: Counts, number: int) -> bool:
        return p_value(_merge(counts, _scale(new, number)), null) < alpha

    # If most likely none of the new groups differs, the exact number is known.
    equal = smallest(lambda number: shows(((0.0, 1.0),), number), MOST_CASES)
    if equal is not None and dict(unit).get(0.0, 0.0) ** equal >= POWER:
        return equal
    return smallest(lambda number: shows(_unlucky(unit, number), number), MOST_CASES)


def _unlucky(unit: Counts, number: int) -> Counts:
    """A sample of `number` draws from a distribution that is worse in only 1 - `POWER` of runs.

    The weights are tilted until the mean is the corresponding number of standard errors below that
    of `unit`, and half a case lower, as cases are whole numbers.
    """
    middle = mean(unit)
    spread = math.fsum(weight * (value - middle) ** 2 for value, weight in unit)
    if spread <= 0.0:
        return unit
    below = NormalDist().inv_cdf(POWER) * math.sqrt(spread / number) + 0.5 / number
    tilted = [
        (value, max(0.0, weight * (1.0 - below * (value - middle) / spread)))
        for value, weight in unit
    ]
    total = math.fsum(weight for _, weight in tilted)
    return tuple((value, weight / total) for value, weight in tilted if weight > 0.0)


def floor_limit(counts: Counts, alpha: float, *, pass_fail: bool) -> float:
    """One-sided lower limit of a mean score 0..1: exact binomial, or the score limit."""
    if not pass_fail:
        return lower_limit(counts, alpha, atom=0.0)
    number = size(counts)
    return clopper_pearson_lower(min(mean(counts) * number, number), number, alpha)


def clears_floor(counts: Counts, floor: float, alpha: float, *, pass_fail: bool) -> bool:
    """Whether `floor_limit` is above a floor 0..1; fast, because searches call it often."""
    if not pass_fail:
        return floor_limit(counts, alpha, pass_fail=False) > floor
    number = size(counts)
    return exceeds(min(mean(counts) * number, number), number, floor, alpha)


def more_clean_cases(clean: int, *, max_rate: float, confidence: float, scale: float = 1.0) -> int:
    """Further groups without any event that bring the exact bound on a rate to `max_rate`.

    Args:
        clean: Groups seen without an event.
        max_rate: 0 < max_rate < 1.
        confidence: One-sided.
        scale: Divisor of the bound, the detector's sensitivity; 0 < scale <= 1.
    """
    alpha = 1.0 - confidence
    needed = smallest(lambda number: 1.0 - alpha ** (1.0 / number) <= max_rate * scale, 10**9)
    return max(0, (needed or 10**9) - clean)


def more_repeats(
    cases: Sequence[CasePair[float]], *, margin: float, confidence: float
) -> int | None:
    """Factor on the repeats of these cases with which they show non-inferiority.

    The variance of a case's difference is that between cases plus that of the means of its repeats,
    and only the latter shrinks with more repeats (Miller 2024, arXiv:2411.00640). The mean is
    assumed to stay as observed.

    Args:
        cases: Cases with their repeats.
        margin: 0 < margin < 1.
        confidence: One-sided, 0.5 < confidence < 1, of the look at which they are judged.

    Returns:
        2, 4 or 8; 0 if no number of repeats is enough; `None` if fewer than two cases have two
        answered repeats on each side, or if more than 8 times as many repeats are needed.
    """
    differences: list[float] = []
    within: list[float] = []
    for case in cases:
        baseline, candidate = answered(case.baseline), answered(case.candidate)
        if len(baseline) >= 2 and len(candidate) >= 2:
            differences.append(average(candidate) - average(baseline))
            within.append(variance(baseline) / len(baseline) + variance(candidate) / len(candidate))
    if len(differences) < 2:
        return None
    middle, total = average(differences), variance(differences)
    noise = min(average(within), total)

    def shows(left: float) -> bool:
        """Whether it is shown if this share of the variance between repeats is left."""
        scale = math.sqrt((total - noise + left * noise) / total) if total > 0.0 else 1.0
        steadier = count_values(middle + scale * (value - middle) for value in differences)
        return p_value(steadier, -margin) < 1.0 - confidence

    if not shows(0.0):
        return 0
    return next((times for times in (2, 4, 8) if shows(1.0 / times)), None)


def smallest(holds: Callable[[int], bool], most: int) -> int | None:
    """Smallest whole number in 1..most from which a monotone condition holds, or `None`."""
    high = 1
    while not holds(high):
        if high >= most:
            return None
        high = min(2 * high, most)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def _scale(counts: Counts, factor: float) -> Counts:
    return tuple((value, count * factor) for value, count in counts)


def _merge(first: Counts, second: Counts) -> Counts:
    merged = dict(first)
    for value, count in second:
        merged[value] = merged.get(value, 0.0) + count
    return tuple(sorted(merged.items()))
