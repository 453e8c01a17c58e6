"""Estimate the mean paired difference that people would find, from few labels and many judgements.

A judge scores every group of cases, people score a random sample of them. The prediction-powered
estimate corrects the mean label of the sample by the judge's scores of the others (Angelopoulos et
al. 2023, Science 382:669; the weight of the judge is tuned as in PPI++, Angelopoulos, Duchi and
Zrnic 2024, arXiv:2311.01453). It assumes nothing about the judge: a bad judge makes the interval
wider, but not invalid.

The published interval is of the normal form, which is far too short with few labels. The limits
here invert a score test with the variance under the null, as in `portcheck.parity.intervals`, on
two samples: the labelled groups with their rectified differences r = y - w h, and the others with
the judge's differences h. For the lower limit, h is the judge's difference if it is a loss, and
otherwise 0, so no r is below -1, the worst that can happen to a pair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import NormalDist
from typing import Literal

from msgspec import Struct

from portcheck.parity.intervals import (
    Counts,
    count_values,
    guard_p,
    mean,
    mirror,
    null_variance,
    score_statistic,
    size,
)
from portcheck.parity.power import cases_needed

Pair = tuple[float, float]
"""The difference of a group by people, and by the judge, each -1..1."""


class LabelledSample(Struct, frozen=True, kw_only=True):
    """Differences of groups, candidate minus baseline, each -1..1; counts as in `Counts`."""

    labelled: tuple[tuple[Pair, float], ...]
    """Groups of a random sample of the run, both sides labelled; not empty."""
    others: Counts
    """The judge's differences of the groups outside the sample."""

    @classmethod
    def of(cls, labelled: Iterable[Pair], others: Iterable[float]) -> LabelledSample:
        """Make a sample from the differences of single groups."""
        pairs = Counter((round(y, 12) + 0.0, round(g, 12) + 0.0) for y, g in labelled)
        counted = tuple(sorted((pair, float(count)) for pair, count in pairs.items()))
        return cls(labelled=counted, others=count_values(others))

    @property
    def labels(self) -> Counts:
        """The differences by people, without the judge's."""
        return _counted((y, count) for (y, _), count in self.labelled)

    @property
    def turned(self) -> LabelledSample:
        """The sample with the two sides swapped."""
        pairs = sorted(((0.0 - y, 0.0 - g), count) for (y, g), count in self.labelled)
        return LabelledSample(labelled=tuple(pairs), others=mirror(self.others))


class LabelledComparison(Struct, frozen=True, kw_only=True):
    """The result for all groups from labels of a random sample, as a `Comparison` has it."""

    outcome: Literal["noninferior", "inferior", "inconclusive"]
    labels: int
    """Number of labelled groups."""
    difference: float
    """The prediction-powered estimate, -1..1; between the limits."""
    ci_low: float
    ci_high: float
    weight: float
    """Weight of the judge in the estimate, 0..1; at 0 it does not help, and only labels count."""
    label_difference: float
    """Mean of the labelled groups alone."""
    p_inferior: float


def fewest_labels(margin: float, confidence: float) -> int | None:
    """The fewest labelled groups that can show anything, with any labels and judgements.

    They are enough if people find no disagreeing pair: 63 at a margin of .05 and 31 at .10, at the
    first look of a claim of .95.

    Args:
        margin: 0 < margin < 1.
        confidence: One-sided, 0.5 < confidence < 1, of the look at which they decide.

    Returns:
        `None` if no number up to `MOST_CASES` is enough.
    """
    return cases_needed(margin, confidence)


def compare_labelled(
    sample: LabelledSample, *, margin: float, confidence: float
) -> LabelledComparison:
    """Decide whether the candidate is shown to be worse by no more, or by more, than the margin.

    With fewer labels than `fewest_labels`, it is never shown to be no worse than that.

    Args:
        sample: A sample with at least one label.
        margin: 0 < margin < 1.
        confidence: One-sided, 0.5 < confidence < 1.

    Raises:
        ValueError: Nothing is labelled, or a number is outside its range.
    """
    if not 0.0 < margin < 1.0:
        raise ValueError(f"a margin must lie between 0 and 1, not {margin}")
    if not 0.5 < confidence < 1.0:
        raise ValueError(f"a confidence must lie between 0.5 and 1, not {confidence}")
    if not sample.labelled:
        raise ValueError("a comparison by labels needs at least one")
    alpha = 1.0 - confidence
    low, high = labelled_lower_limit(sample, alpha), labelled_upper_limit(sample, alpha)
    number = round(size(sample.labels))
    fewest = fewest_labels(margin, confidence)
    outcome: Literal["noninferior", "inferior", "inconclusive"] = "inconclusive"
    # Gains in the labels do not make up for losses that so few labels cannot show.
    if low > -margin and fewest is not None and number >= fewest:
        outcome = "noninferior"
    elif high < -margin:
        outcome = "inferior"
    weight = tuned_weight(sample)
    return LabelledComparison(
        outcome=outcome,
        labels=number,
        # Each limit has its own weight, and may lie a little beyond the estimate.
        difference=min(max(prediction_powered(sample, weight), low), high),
        ci_low=low,
        ci_high=high,
        weight=weight,
        label_difference=mean(sample.labels),
        p_inferior=labelled_p_value(sample.turned, margin),
    )


def prediction_powered(sample: LabelledSample, weight: float) -> float:
    """Estimate: mean(y) of the labelled + weight (mean(g) of the others - of the labelled).

    Angelopoulos, Duchi and Zrnic 2024, eq. 4, for a mean; weight 1 gives the estimate of 2023, 0
    that of the labels alone.
    """
    if not sample.others:
        return mean(sample.labels)
    rectified = _counted((y - weight * g, count) for (y, g), count in sample.labelled)
    return mean(rectified) + weight * mean(sample.others)


def tuned_weight(sample: LabelledSample) -> float:
    """The weight of the judge, 0..1: the slope of labels on judgements, times the others' share.

    With m labelled groups and u others the estimate varies least at the slope over 1 + m / u
    (2024, Proposition 2, for a mean). The variance in the slope is that of the labelled groups:
    with the variance of all groups, a sample that happens to have few losses would give the judge
    too little weight.
    """
    number, rest = size(sample.labels), size(sample.others)
    at_y = mean(sample.labels)
    at_g = mean(_counted((g, count) for (_, g), count in sample.labelled))
    squares = sum(count * (g - at_g) ** 2 for (_, g), count in sample.labelled)
    products = sum(count * (y - at_y) * (g - at_g) for (y, g), count in sample.labelled)
    if squares <= 1e-12 * number:
        return 0.0
    return min(1.0, max(0.0, products / squares)) * rest / (number + rest)


def labelled_p_value(sample: LabelledSample, null: float) -> float:
    """p-value of "the mean difference that people would find is above `null`".

    It is the largest of three: the score test's, that of the guard on the labels, and that of the
    guard on the rectified differences (`portcheck.parity.intervals.guard_p`).

    Args:
        sample: A sample with at least one label.
        null: Above -1.
    """
    losses = _losses(sample)
    weight = tuned_weight(losses)
    rectified = _counted((y - weight * h, count) for (y, h), count in losses.labelled)
    judged = weight * mean(losses.others) if weight else 0.0
    statistic = _statistic(rectified, losses.others, weight, null)
    if statistic <= 0.0:
        return 1.0
    return max(
        1.0 - NormalDist().cdf(statistic),
        guard_p(sample.labels, null),
        guard_p(rectified, null - judged),
    )


def labelled_lower_limit(sample: LabelledSample, alpha: float) -> float:
    """One-sided lower limit of the mean difference that people would find.

    Args:
        sample: A sample with at least one label.
        alpha: Error rate, 0 < alpha < 0.5.

    Returns:
        The limit, accurate to 1e-7.
    """
    low, high = -1.0, 1.0
    while high - low > 1e-7:
        middle = 0.5 * (low + high)
        if labelled_p_value(sample, middle) < alpha:
            low = middle
        else:
            high = middle
    return low


def labelled_upper_limit(sample: LabelledSample, alpha: float) -> float:
    """One-sided upper limit: the lower limit with the sides swapped."""
    return 0.0 - labelled_lower_limit(sample.turned, alpha)


def _losses(sample: LabelledSample) -> LabelledSample:
    """The same labels, with the judge's gains set to 0."""
    pairs = merged(((y, min(g, 0.0)), count) for (y, g), count in sample.labelled)
    others = _counted((min(g, 0.0), count) for g, count in sample.others)
    return LabelledSample(labelled=pairs, others=others)


def _statistic(rectified: Counts, others: Counts, weight: float, null: float) -> float:
    """Standard normal score of "E r + weight E h is above `null`".

    Under the null E h = gamma and E r = null - weight gamma. The most likely pair of distributions
    divides the excess of the estimate over the null between the two samples in the proportion of
    their variances under it: stationarity of the two log likelihoods in gamma.
    """
    if not weight:
        return score_statistic(rectified, null)
    at_r, at_h = mean(rectified), mean(others)
    excess = at_r + weight * at_h - null
    if excess <= 0.0:
        return 0.0
    number, rest = size(rectified), size(others)
    low, high, variance = 0.0, 1.0, 0.0
    while high - low > 1e-7:
        share = 0.5 * (low + high)
        gamma = at_h - (1.0 - share) * excess / weight
        if gamma <= -1.0:
            low = share
            continue
        of_r = null_variance(rectified, at_r - share * excess) / number
        variance = of_r + null_variance(others, gamma) * weight * weight / rest
        if of_r > share * variance:
            low = share
        else:
            high = share
    # Zero only by underflow, if the null is practically the estimate.
    return excess / variance**0.5 if variance > 0.0 else 0.0


def _counted(values: Iterable[tuple[float, float]]) -> Counts:
    """Merge values with counts that agree to 12 decimals."""
    found: dict[float, float] = {}
    for value, count in values:
        place = round(value, 12) + 0.0
        found[place] = found.get(place, 0.0) + count
    return tuple(sorted(found.items()))


def merged(pairs: Iterable[tuple[Pair, float]]) -> tuple[tuple[Pair, float], ...]:
    """Merge equal pairs with counts."""
    found: dict[Pair, float] = {}
    for pair, count in pairs:
        found[pair] = found.get(pair, 0.0) + count
    return tuple(sorted(found.items()))
