"""One cell of the error rates."""

from __future__ import annotations

import math
from dataclasses import dataclass

from portcheck.parity.intervals import Counts, p_value

ALPHA = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How often `safe` (or `ok`) is wrong in one setting."""

    family: str
    setting: str
    rate: float
    """0..1."""
    runs: int = 0
    """Simulated; 0: exact."""

    @property
    def error(self) -> float:
        """Standard error of the rate where the truth is 5 %; 0 where it is exact."""
        return math.sqrt(ALPHA * (1.0 - ALPHA) / self.runs) if self.runs else 0.0


def noninferior(counts: Counts, margin: float, alpha: float = ALPHA) -> bool:
    """The decision, as `compare` makes it."""
    return p_value(counts, -margin) < alpha
