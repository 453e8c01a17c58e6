"""The weights of the signs; made by benchmarks/fit_pushback.py (docs/detectors.md)."""

from __future__ import annotations

from types import MappingProxyType

INTERCEPT = -1.809
WEIGHTS = MappingProxyType(
    {
        "along": -0.052,
        "bare_no": 0.609,
        "cannot": 0.611,
        "caution": 0.612,
        "clarify": 0.550,
        "comply": -0.753,
        "denied": 0.825,
        "instead": 0.725,
        "is_not_a": 0.446,
        "joke": 0.795,
        "literal": 0.254,
        "metaphor": -0.025,
        "mixing": 0.161,
        "no_single": -0.187,
        "not_fit": 0.177,
        "not_have": 0.357,
        "not_real": 0.400,
        "number": -0.695,
        "request": -0.339,
        "setaside": 0.381,
        "subjective": -0.163,
        "todo": -0.808,
        "unknown": 0.048,
        "unrelated": 0.767,
        "wrong": 0.456,
        "later_along": -0.018,
        "later_clarify": 0.134,
        "later_comply": -0.367,
        "later_instead": 0.170,
        "conceded": 0.983,
        "outright": 0.709,
        "firm_first": 1.108,
        "firm_tied": 0.573,
        "firm_twice": 0.765,
        "firm_only": 0.357,
        "firm_polar": -0.882,
        "praised_metaphor": -0.445,
        "restates": -0.026,
    }
)
"""Added where an answer shows the sign; signs that tell nothing are left out."""
