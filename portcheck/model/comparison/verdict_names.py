"""The names of verdicts and their order."""

from __future__ import annotations

from typing import Literal

VerdictName = Literal["safe", "conditional", "unsafe", "inconclusive"]
BEST_FIRST: tuple[VerdictName, ...] = ("safe", "conditional", "inconclusive", "unsafe")
WORST_FIRST = BEST_FIRST[::-1]
"""The order in which verdicts are read and in which they decide an exit code."""
