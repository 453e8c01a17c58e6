"""The algebra of compositions over values from 0 to 1, some of which are unknown.

A value is an interval: a known one is a single point, an unknown one is all of 0..1. Each operation
returns the smallest interval that contains its value for all possible unknown values, so its value
is known if they do not matter. For passed, failed and unscored alone this is Kleene's strong
three-valued logic (Kleene 1952, Introduction to Metamathematics, section 64); for values between,
it is the min, max and 1 - x of Zadeh (1965, Fuzzy Sets, equations 3-5).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Bounds = tuple[float, float]
"""Lowest and highest possible value, 0..1."""
UNKNOWN: Bounds = (0.0, 1.0)


def known(value: float) -> Bounds:
    """The bounds of a known value."""
    return value, value


def conjunction(parts: Sequence[Bounds]) -> Bounds:
    """All of the parts: their lowest value."""
    return min(low for low, _ in parts), min(high for _, high in parts)


def disjunction(parts: Sequence[Bounds]) -> Bounds:
    """Any of the parts: their highest value."""
    return max(low for low, _ in parts), max(high for _, high in parts)


def negation(part: Bounds) -> Bounds:
    """The part negated: 1 - x."""
    low, high = part
    return 1.0 - high, 1.0 - low


def mean(parts: Sequence[Bounds], weights: Sequence[float]) -> Bounds:
    """The weighted mean of the parts; each weight is above 0."""
    total = math.fsum(weights)

    def weighted(values: Sequence[float]) -> float:
        return min(1.0, math.fsum(w * v for w, v in zip(weights, values, strict=True)) / total)

    return weighted([low for low, _ in parts]), weighted([high for _, high in parts])


def at_least(part: Bounds, limit: float) -> Bounds:
    """1 if the value is at least `limit`, else 0."""
    low, high = part
    return float(_reaches(low, limit)), float(_reaches(high, limit))


def _reaches(value: float, limit: float) -> bool:
    # A mean with weights 0.7, 0.1 and 0.2 is a rounding error below 0.8.
    return value >= limit or math.isclose(value, limit, rel_tol=1e-9)
