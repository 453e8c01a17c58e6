"""How many cases a decision needs, and whether more cases or more repeats would help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import variance
from typing import Literal

from portcheck.model.parity import CasePair
from portcheck.parity.intervals import (
    Counts,
    clopper_pearson_lower,
    lower_limit,
    mean,
    mirror,
    p_value,
    size,
)
from portcheck.parity.pairing import answered, average

MOST_CASES = 100_000
"""Beyond this no number is given: more cases count as not expected to help."""


def cases_needed(margin: float, confidence: float) -> int | None:
    """Smallest number of groups that shows non-inferiority when no pair disagrees.

    Args:
        margin: 0 < margin < 1.
        confidence: One-sided, 0.5 < confidence < 1.

    Returns:
        `None` where no number up to `MOST_CASES` is enough.
    """
    return smallest(
        lambda number: p_value(((0.0, float(number)),), -margin) < 1.0 - confidence, MOST_CASES
    )


def more_cases(counts: Counts, *, margin: float, confidence: float) -> int | None:
    """Further groups that are expected to show non-inferiority.

    The expected sample is the observed one with further groups added, whose differences are
    distributed like the observed ones if these are 0 or above on average, and otherwise like the
    observed ones with half the signs turned: same discordance, no difference.

    Args:
        counts: Observed differences, missing candidate answers counted 0.
        margin: 0 < margin < 1.
        confidence: One-sided, 0.5 < confidence < 1.

    Returns:
        `None` where none are needed, and where more are not expected to help: the observed
        difference is at or below -margin, or `MOST_CASES` would not be enough.
    """
    alpha = 1.0 - confidence
    if not counts or mean(counts) <= -margin or p_value(counts, -margin) < alpha:
        return None
    expected = counts
    if mean(counts) < 0.0:
        expected = _merge(_scale(counts, 0.5), _scale(mirror(counts), 0.5))
    unit = _scale(expected, 1.0 / size(expected))
    return smallest(
        lambda more: p_value(_merge(counts, _scale(unit, more)), -margin) < alpha, MOST_CASES
    )


def more_for_floor(
    counts: Counts, *, floor: float, confidence: float, pass_fail: bool
) -> int | None:
    """Further groups that are expected to show a mean score above the floor, at the same mean.

    Args:
        counts: Observed scores, 0..1, missing answers counted 0.
        floor: 0 <= floor < 1.
        confidence: One-sided.
        pass_fail: The scores are all 0 or 1, so that the exact binomial limit applies.

    Returns:
        `None` where none are needed or more are not expected to help.
    """
    alpha = 1.0 - confidence
    number = size(counts)

    def clears(more: int) -> bool:
        factor = 1.0 + more / number
        return floor_limit(_scale(counts, factor), alpha, pass_fail=pass_fail) > floor

    if mean(counts) <= floor or clears(0):
        return None
    return smallest(clears, MOST_CASES)


def floor_limit(counts: Counts, alpha: float, *, pass_fail: bool) -> float:
    """One-sided lower limit of a mean score 0..1: exact binomial, or the score limit."""
    if not pass_fail:
        return lower_limit(counts, alpha, atom=0.0)
    number = size(counts)
    return clopper_pearson_lower(min(mean(counts) * number, number), number, alpha)


def more_clean_cases(clean: int, *, max_rate: float, confidence: float, scale: float = 1.0) -> int:
    """Further groups without any event that bring the exact bound on a rate to `max_rate`.

    Args:
        clean: Groups seen without an event.
        max_rate: 0 < max_rate < 1.
        confidence: One-sided.
        scale: What the bound is divided by, the detector's sensitivity; 0 < scale <= 1.
    """
    alpha = 1.0 - confidence
    needed = smallest(lambda number: 1.0 - alpha ** (1.0 / number) <= max_rate * scale, 10**9)
    return max(0, (needed or 10**9) - clean)


def helps(cases: Sequence[CasePair[float]]) -> Literal["cases", "repeats"] | None:
    """Which of the two would narrow the interval: more cases, or more repeats of these.

    The variance of a case's difference is that between cases plus that of the means of its
    repeats, which alone shrinks with more repeats (Miller 2024, arXiv:2411.00640).

    Returns:
        `repeats` where at least half of the variance comes from repeats; `None` where that
        cannot be decided: fewer than two cases with two answered repeats on each side.
    """
    differences: list[float] = []
    within: list[float] = []
    for case in cases:
        if len(case.baseline) < 2 or len(case.candidate) < 2:
            continue
        baseline, candidate = answered(case.baseline), answered(case.candidate)
        if len(baseline) >= 2 and len(candidate) >= 2:
            differences.append(average(candidate) - average(baseline))
            within.append(variance(baseline) / len(baseline) + variance(candidate) / len(candidate))
    if len(differences) < 2:
        return None
    total = variance(differences)
    return "repeats" if total > 0.0 and average(within) >= 0.5 * total else "cases"


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
