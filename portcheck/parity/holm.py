"""Holm's correction of p-values for several claims that are made together."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values, in the order of `p_values` (Holm 1979, Scand. J. Statist. 6:65).

    A claim holds at error rate alpha for the whole family if its adjusted p-value is below alpha. A
    member of the family that makes no claim enters as 1.

    Raises:
        ValueError: A value is outside 0..1.
    """
    for p in p_values:
        if not 0.0 <= p <= 1.0:
            raise ValueError(f"a p-value must lie in 0..1, not {p}")
    adjusted = [1.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return tuple(adjusted)
