"""The weights of the signs; made by benchmarks/fit_pushback.py (docs/detectors.md)."""

from __future__ import annotations

from types import MappingProxyType

INTERCEPT = -3.397
UNIT = 0.02290
"""Worth of one step of the weights of `ngrams.bin`."""
WEIGHTS = MappingProxyType(
    {
        "advised": 1.098,
        "bare_no": 0.578,
        "cannot": 0.692,
        "caution": 0.387,
        "clarify": 0.919,
        "comply": -0.821,
        "denied": 1.299,
        "instead": 1.041,
        "is_not_a": 0.460,
        "joke": 0.712,
        "literal": 0.284,
        "not_fit": 0.393,
        "not_have": 0.209,
        "not_real": 0.815,
        "number": -0.859,
        "request": -0.796,
        "setaside": 0.162,
        "todo": -0.856,
        "unknown": 0.363,
        "unrelated": 1.216,
        "verb_denied": 1.268,
        "wrong": 0.191,
        "later_clarify": 0.130,
        "later_comply": -0.176,
        "later_instead": 0.324,
        "conceded": 1.349,
        "outright": 1.545,
        "firm_first": 1.333,
        "firm_tied": 0.312,
        "firm_twice": 1.311,
        "firm_only": 0.849,
        "later_firm": 1.060,
        "firm_polar": -1.750,
        "firm_plain": -1.371,
        "late_plain": -1.591,
        "polar_plain": -0.956,
        "praised_build": -0.866,
        "praised_metaphor": -0.502,
    }
)
"""Added where an answer shows the sign; signs that tell nothing are left out."""
