"""What a share that was counted says of the share behind it."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054
"""The standard normal deviate of a two-sided 95 % interval."""


def wilson(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """Lower and upper limit of a proportion (Wilson 1927, JASA 22:209), within 0..1.

    Args:
        successes: 0..trials.
        trials: 1 or more.
        z: standard normal deviate of the confidence, above 0; by default of 95 %, two-sided.
    """
    p, n = successes / trials, float(trials)
    centre = p + z * z / (2.0 * n)
    spread = z * math.sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n))
    whole = 1.0 + z * z / n
    return max(0.0, (centre - spread) / whole), min(1.0, (centre + spread) / whole)
