"""Compute confidence limits of plain numbers.

Every limit is one-sided at error rate `alpha`. Samples are distinct values with counts, which makes
pass/fail data (three distinct differences) cheap at any size; counts may be fractional, because an
expected sample has fractional counts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from statistics import NormalDist

Counts = tuple[tuple[float, float], ...]
"""Distinct values in ascending order, each with its count (> 0)."""

_DIGITS = 12
"""Decimals to which values count as equal: means in another order differ in their last bits."""


def count_values(values: Iterable[float]) -> Counts:
    """Count the distinct values, ascending; values that agree to 12 decimals are the same."""
    counter = Counter[float]()
    for value, count in Counter(values).items():
        # Adding 0.0 turns a negative zero into zero.
        counter[round(value, _DIGITS) + 0.0] += count
    return tuple(sorted((value, float(count)) for value, count in counter.items()))


def mirror(counts: Counts) -> Counts:
    """The same sample with every sign changed."""
    return tuple((0.0 - value, count) for value, count in reversed(counts))


def size(counts: Counts) -> float:
    """Number of observations."""
    return math.fsum(count for _, count in counts)


def mean(counts: Counts) -> float:
    """Mean of the sample.

    Raises:
        ValueError: The sample is empty.
    """
    if not counts:
        raise ValueError("a mean needs at least one observation")
    return math.fsum(value * count for value, count in counts) / size(counts)


def score_statistic(counts: Counts, null: float, atom: float = -1.0) -> float:
    """Standard normal score of "the mean is above `null`", with the variance under the null.

    The null distribution is the most likely one (Owen 2001, Empirical Likelihood, eq. 2.4) on
    the observed values and the atom, the worst value that can occur, subject to the mean being
    `null`. On differences of pass/fail pairs it is the score of Tango (1998), Statistics in
    Medicine 17:891, eq. 9.

    Args:
        counts: Observations, none below `atom`.
        null: The mean to be tested, above `atom`.
        atom: Smallest possible value.

    Returns:
        0 if the sample mean does not exceed `null`.
    """
    total = math.fsum(count * (value - null) for value, count in counts)
    if total <= 0.0:
        return 0.0
    variance = null_variance(counts, null, atom)
    # Zero only by underflow, if the null is practically the sample mean.
    return total / math.sqrt(size(counts) * variance) if variance > 0.0 else 0.0


def null_variance(counts: Counts, null: float, atom: float = -1.0) -> float:
    """Variance of the most likely distribution with mean `null`; see `score_statistic`.

    Args:
        counts: Observations, none below `atom`.
        null: Above `atom`, at most the sample mean.
        atom: Smallest possible value.
    """
    reach = null - atom
    number = size(counts)
    if counts[0][0] > atom:
        # The weights with the largest multiplier; if their mean still exceeds the null, the
        # atom gets the rest of the weight, up to 1.
        weights = [(count * reach / (value - atom) / number, value) for value, count in counts]
        if math.fsum(weight * (value - null) for weight, value in weights) >= 0.0:
            rest = math.fsum(
                count * (value - null) / (value - atom) / number for value, count in counts
            )
            spread = math.fsum(weight * (value - null) ** 2 for weight, value in weights)
            return spread + rest * reach * reach
    scale = _multiplier(counts, null, reach) / reach
    return (
        math.fsum(
            count * (value - null) ** 2 / (1.0 + scale * (value - null)) for value, count in counts
        )
        / number
    )


def _multiplier(counts: Counts, null: float, reach: float) -> float:
    """Root t in (0, 1) of sum(x / (1 + t x / reach)), x = value - null; falls from + to -."""
    offsets = [((value - null) / reach, count) for value, count in counts]
    low, high, guess = 0.0, 1.0, 0.5
    for _ in range(200):  # pragma: no branch - converges in a few steps
        residual = slope = gross = 0.0
        for offset, count in offsets:
            ratio = offset / (1.0 + guess * offset)
            term = count * ratio
            residual += term
            gross += abs(term)
            slope += term * ratio
        if residual > 0.0:
            low = guess
        else:
            high = guess
        # Relative to the terms, because near the pole at 1 a tiny step does not mean a root.
        if abs(residual) <= 1e-13 * gross:
            break
        guess += residual / slope
        if not low < guess < high:
            guess = 0.5 * (low + high)
            if guess in {low, high}:  # pragma: no cover - nothing lies between two floats
                break
    return guess


def guard_p(counts: Counts, null: float, atom: float = -1.0) -> float:
    """p-value of "the mean is above `null`" if the atom was never observed; otherwise 0.

    A normal score does not measure the probability of missing an atom that the null needs. If no
    value is below the reference `atom` + 1 (no change, for differences), this is
    product((null - atom) / (value - atom)), a p-value by Markov's inequality, because the mean
    of 1 / product is 1 under the null; if every value equals the reference, it is the exact
    zero-event bound. Values below the reference count as the reference, so a slightly worse
    answer never removes the guard.
    """
    if not counts or counts[0][0] <= atom:
        return 0.0
    return math.exp(min(0.0, size(counts) * math.log(null - atom) - _log_product(counts, atom)))


def _log_product(counts: Counts, atom: float) -> float:
    return math.fsum(count * math.log(max(value - atom, 1.0)) for value, count in counts)


def p_value(counts: Counts, null: float, atom: float = -1.0) -> float:
    """p-value of "the mean is above `null`": the larger of the score test's and the guard's.

    It is 1 if the sample mean is not above `null`.
    """
    statistic = score_statistic(counts, null, atom)
    if statistic <= 0.0:
        return 1.0
    return max(1.0 - NormalDist().cdf(statistic), guard_p(counts, null, atom))


def lower_limit(counts: Counts, alpha: float, *, atom: float = -1.0, guard: bool = True) -> float:
    """One-sided lower confidence limit of the mean: the null that the score test just rejects.

    Args:
        counts: Observations, `atom` <= value <= `atom` + 2; not empty.
        alpha: Error rate, 0 < alpha < 0.5.
        atom: Smallest possible value: -1 for differences, 0 for scores.
        guard: Also apply the bound of `guard_p`.

    Returns:
        The limit, accurate to 1e-9, at most the sample mean.

    Raises:
        ValueError: The sample is empty.
    """
    centre = mean(counts)
    if centre <= atom:
        return atom
    z = NormalDist().inv_cdf(1.0 - alpha)

    def excess(null: float) -> float:
        # Bounded, so that it is finite at both ends of the bracket (statistic infinite, and 0).
        statistic = score_statistic(counts, null, atom)
        return statistic / (statistic + z) - 0.5

    limit = _falling_root(excess, (atom, 0.5), (centre, -0.5))
    if guard and counts[0][0] > atom:
        bound = (math.log(alpha) + _log_product(counts, atom)) / size(counts)
        limit = min(limit, atom + math.exp(bound))
    return limit


def upper_limit(counts: Counts, alpha: float, *, guard: bool = True) -> float:
    """One-sided upper limit of a mean in -1..1: `lower_limit` of the mirrored sample."""
    return 0.0 - lower_limit(mirror(counts), alpha, guard=guard)


def _falling_root(
    function: Callable[[float], float], left: tuple[float, float], right: tuple[float, float]
) -> float:
    """Root of a falling function between two points (x, f(x)) of opposite sign.

    Illinois variant of the regula falsi (Dowell and Jarratt 1971, BIT 11:168), with a
    bisection whenever the bracket has not halved in three steps.
    """
    (low, f_low), (high, f_high) = left, right
    side = 0
    width = high - low
    for step in range(1, 150):  # pragma: no branch - converges in a few steps
        middle = (low * f_high - high * f_low) / (f_high - f_low)
        if step % 3 == 0:
            if high - low > 0.5 * width:  # pragma: no cover - bounds the worst case
                middle = 0.5 * (low + high)
            width = high - low
        if not low < middle < high:  # pragma: no cover - rounding left the bracket
            middle = 0.5 * (low + high)
        value = function(middle)
        if value == 0.0:
            return middle
        if value > 0.0:
            low, f_low = middle, value
            f_high = 0.5 * f_high if side > 0 else f_high
            side = 1
        else:
            high, f_high = middle, value
            f_low = 0.5 * f_low if side < 0 else f_low
            side = -1
        if high - low < 1e-9:
            break
    return low


def clopper_pearson_lower(successes: float, trials: float, alpha: float) -> float:
    """Exact one-sided lower limit of a proportion (Clopper and Pearson 1934, Biometrika 26:404).

    Args:
        successes: 0 <= successes <= trials; fractional in planning.
        trials: At least 1.
        alpha: Error rate, 0 < alpha < 1.

    Raises:
        ValueError: The counts are impossible.
    """
    _check_counts(successes, trials)
    if successes <= 0:
        return 0.0
    return _beta_quantile(alpha, successes, trials - successes + 1)


def clopper_pearson_upper(successes: float, trials: float, alpha: float) -> float:
    """Exact one-sided upper limit of a proportion; arguments of `clopper_pearson_lower`."""
    _check_counts(successes, trials)
    if successes >= trials:
        return 1.0
    return _beta_quantile(1.0 - alpha, successes + 1, trials - successes)


def reaches(successes: float, trials: float, share: float, alpha: float) -> bool:
    """Whether `clopper_pearson_lower` is `share` or more, without computing it."""
    _check_counts(successes, trials)
    return successes > 0 and _beta_cdf(share, successes, trials - successes + 1) <= alpha


def exceeds(successes: float, trials: float, share: float, alpha: float) -> bool:
    """Whether `clopper_pearson_lower` is more than `share`, without computing it."""
    _check_counts(successes, trials)
    return successes > 0 and _beta_cdf(share, successes, trials - successes + 1) < alpha


def binomial_at_most(most: int, trials: int, share: float) -> float:
    """Probability of at most `most` successes (Abramowitz and Stegun 1964, 26.5.24).

    Args:
        most: -1 or more.
        trials: 0 or more.
        share: Probability of a success, 0..1.
    """
    if most >= trials:
        return 1.0
    return 0.0 if most < 0 else _beta_cdf(1.0 - share, trials - most, most + 1)


def zero_event_bound(trials: int, alpha: float) -> float:
    """Upper limit of a rate after `trials` without an event: 1 - alpha^(1/n); 1 without trials."""
    return 1.0 if trials <= 0 else -math.expm1(math.log(alpha) / trials)


def _check_counts(successes: float, trials: float) -> None:
    if trials <= 0 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is not a proportion")


def t_quantile(probability: float, degrees: float) -> float:
    """Quantile of Student's t distribution.

    Args:
        probability: 0.5 <= probability < 1.
        degrees: Degrees of freedom, > 0.

    Raises:
        ValueError: An argument is outside its range.
    """
    if not 0.5 <= probability < 1.0 or degrees <= 0:
        raise ValueError("a t quantile needs 0.5 <= probability < 1 and positive degrees")
    if probability == 0.5:
        return 0.0
    share = _beta_quantile(2.0 * probability - 1.0, 0.5, 0.5 * degrees)
    return math.sqrt(degrees * share / (1.0 - share))


@lru_cache(maxsize=1000)  # gates of equal size ask for the same quantile
def _beta_quantile(probability: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(90):  # pragma: no branch - halves until the break
        middle = 0.5 * (low + high)
        if _beta_cdf(middle, a, b) < probability:
            low = middle
        else:
            high = middle
        if high - low <= 1e-13 * high:
            break
    return 0.5 * (low + high)


def _beta_cdf(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function (Abramowitz and Stegun 1964, 26.5.8)."""
    if x <= 0.0 or x >= 1.0:  # pragma: no cover - rounding reached an end
        return float(x >= 1.0)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _beta_fraction(x, a, b) / a
    return 1.0 - front * _beta_fraction(1.0 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of 26.5.8, by the modified Lentz method."""
    tiny = 1e-300
    c = 1.0
    d = 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0), tiny)
    result = d
    for m in range(1, 10_000):  # pragma: no branch - converges long before
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for coefficient in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + coefficient * d, tiny)
            c = _away_from_zero(1.0 + coefficient / c, tiny)
            result *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return result


def _away_from_zero(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny
