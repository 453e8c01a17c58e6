"""Compute how many labels would decide, before the first label and after."""

from __future__ import annotations

import math
from statistics import NormalDist

from portcheck.parity.intervals import Counts, mean, mirror, size
from portcheck.parity.labelled.prediction_powered import (
    LabelledSample,
    Pair,
    fewest_labels,
    labelled_p_value,
    merged,
)
from portcheck.parity.power import POWER, smallest


def labels_needed(sample: LabelledSample, *, margin: float, confidence: float) -> int | None:
    """Number of labelled groups, including the sample's, that decides in `POWER` of runs.

    It is assumed that there is no real difference, and that further groups are distributed like the
    labelled ones, or before the first label like the judge's scores. If these find the candidate
    worse on average, half of the signs are changed: same discordance, no difference. If anything
    differs, one more loss and one more gain that the judge misses are assumed (the rule of
    succession); if nothing differs, nothing is assumed to differ later.

    Args:
        sample: The labelled groups, if any, and the judge's differences of the others.
        margin: 0 < margin < 1.
        confidence: One-sided, 0.5 < confidence < 1, of the look at which they decide.

    Returns:
        `None` if labels of all groups are not expected to be enough, so that more cases are needed.
    """
    seen, rest = size(sample.labels), size(sample.others)
    fewest = fewest_labels(margin, confidence)
    if fewest is None or seen + rest < fewest:
        return None
    if seen >= fewest and labelled_p_value(sample, -margin) < 1.0 - confidence:
        return round(seen)
    if sample.labelled and mean(sample.labels) <= -margin:
        return None
    unit, others = _assumed(sample)

    def shows(more: int) -> bool:
        new = tuple((pair, share * more) for pair, share in _unlucky(unit, more))
        left = tuple((g, share * (rest - more)) for g, share in others if rest > more)
        made = LabelledSample(labelled=merged((*sample.labelled, *new)), others=left)
        return labelled_p_value(made, -margin) < 1.0 - confidence

    more = smallest(shows, round(rest)) if rest >= 1.0 else None
    return None if more is None else max(fewest, round(seen) + more)


def _assumed(sample: LabelledSample) -> tuple[tuple[tuple[Pair, float], ...], Counts]:
    """The distributions of one group's labels and judgements, and of the others' judgements."""
    pairs = sample.labelled or tuple(((g, g), count) for g, count in sample.others)
    others = sample.others
    if math.fsum(y * count for (y, _), count in pairs) < 0.0:
        turned = (((0.0 - y, 0.0 - g), count) for (y, g), count in pairs)
        pairs = merged((*pairs, *turned))
        both = merged(((g, 0.0), count) for g, count in (*others, *mirror(others)))
        others = tuple((g, count) for (g, _), count in both)
    if any(y or g for (y, g), _ in pairs):
        pairs = merged((*pairs, ((-1.0, 0.0), 1.0), ((1.0, 0.0), 1.0)))
    number, rest = math.fsum(count for _, count in pairs), size(others)
    return (
        tuple((pair, count / number) for pair, count in pairs),
        tuple((g, count / rest) for g, count in others),
    )


def _unlucky(unit: tuple[tuple[Pair, float], ...], number: int) -> tuple[tuple[Pair, float], ...]:
    """The distribution of `number` draws that is better than in only 1 - `POWER` of runs.

    It does what `portcheck.parity.power` does for differences: it tilts the weights, by the labels
    minus the part that the judge explains.
    """
    slope_over = math.fsum(share * g * g for (_, g), share in unit)
    slope = math.fsum(share * y * g for (y, g), share in unit) / slope_over if slope_over else 0.0
    left = [(y - slope * g, share) for (y, g), share in unit]
    middle = math.fsum(value * share for value, share in left)
    spread = math.fsum(share * (value - middle) ** 2 for value, share in left)
    if spread <= 0.0:
        return unit
    below = NormalDist().inv_cdf(POWER) * math.sqrt(spread / number) + 0.5 / number
    tilted = [
        (pair, max(0.0, share * (1.0 - below * (value - middle) / spread)))
        for (pair, share), (value, _) in zip(unit, left, strict=True)
    ]
    total = math.fsum(share for _, share in tilted)
    return tuple((pair, share / total) for pair, share in tilted if share > 0.0)
