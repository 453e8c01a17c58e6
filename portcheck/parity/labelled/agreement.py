"""Measure the agreement of judges: Cohen's kappa for two, Krippendorff's alpha for any number.

Agreement is not correctness: judges can agree and be wrong together.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from statistics import NormalDist
from typing import TypeVar

from msgspec import Struct

LEVEL = 0.95
"""Confidence level of the two-sided intervals of kappa."""
T = TypeVar("T", bound=Hashable)


class Kappa(Struct, frozen=True):
    """Cohen's kappa of two judges."""

    n: int
    """Number of answers that both judged."""
    agree: float
    """Share of them, 0..1, with the same label from both."""
    kappa: float | None
    """-1..1; `None` if both gave everything the same label, which leaves kappa undefined."""
    low: float | None
    """Lower limit of the two-sided interval at `LEVEL`; `None` as kappa."""
    high: float | None


def cohen_kappa(pairs: Sequence[tuple[T, T]]) -> Kappa:
    """Agreement of two judges beyond chance (Cohen 1960, Educ Psychol Meas 20:37).

    The interval uses the large-sample standard error (Fleiss, Cohen and Everitt 1969, Psychol Bull
    72:323, eq. 13), and is cut to -1..1.

    Args:
        pairs: labels of both judges for each answer; at least one pair.
    """
    n = len(pairs)
    both, first, second = Counter(pairs), Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    labels = list(dict.fromkeys([*first, *second]))
    same = sum(both[label, label] for label in labels) / n
    by_chance = sum(first[label] * second[label] for label in labels) / n**2
    if len(labels) == 1:
        return Kappa(n, same, None, None, None)
    kappa = (same - by_chance) / (1.0 - by_chance)
    spread = 0.0
    for a in labels:
        for b in labels:
            share = both[a, b] / n
            if a == b:
                margins = (first[a] + second[a]) / n
                spread += share * (1.0 - margins * (1.0 - kappa)) ** 2
            else:
                margins = (second[a] + first[b]) / n
                spread += share * (margins * (1.0 - kappa)) ** 2
    spread -= (kappa - by_chance * (1.0 - kappa)) ** 2
    error = math.sqrt(max(spread, 0.0) / n) / (1.0 - by_chance)
    reach = NormalDist().inv_cdf(0.5 + LEVEL / 2.0) * error
    return Kappa(n, same, kappa, max(-1.0, kappa - reach), min(1.0, kappa + reach))


def nominal(one: Hashable, other: Hashable) -> float:
    """The difference of two labels: 1 if they differ, otherwise 0."""
    return 0.0 if one == other else 1.0


def interval(one: float, other: float) -> float:
    """The difference of two grades: the square of their distance."""
    return (one - other) ** 2


def krippendorff_alpha(
    units: Sequence[Sequence[T]], difference: Callable[[T, T], float]
) -> float | None:
    """Agreement of any number of judges, some of whom may give no label.

    1 minus the observed disagreement over that expected by chance (Krippendorff 1970, Educ Psychol
    Meas 30:61; 2004, Content Analysis, 2nd ed., sect. 11.3).

    Args:
        units: labels of each answer; answers with fewer than two labels are ignored.
        difference: difference of two values: `nominal` or `interval`.

    Returns:
        At most 1; `None` if there are no labels, or all are the same.
    """
    judged = [unit for unit in units if len(unit) > 1]
    values = Counter(value for unit in judged for value in unit)
    total = values.total()
    expected = sum(
        values[one] * values[other] * difference(one, other)
        for one, other in combinations(values, 2)
    )
    if not expected:
        return None
    observed = sum(_within(unit, difference) / (len(unit) - 1) for unit in judged)
    return 1.0 - (total - 1) * observed / expected


def _within(unit: Sequence[T], difference: Callable[[T, T], float]) -> float:
    """The sum of the differences over all pairs of one answer's labels."""
    counts = Counter(unit)
    return sum(
        counts[one] * counts[other] * difference(one, other)
        for one, other in combinations(counts, 2)
    )
