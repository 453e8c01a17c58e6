"""The weights of the signs; made by benchmarks/fit_pushback.py (docs/detectors.md)."""

from __future__ import annotations

from types import MappingProxyType

INTERCEPT = -1.814
WEIGHTS = MappingProxyType(
    {
        "along": -0.064,
        "bare_no": 0.622,
        "cannot": 0.607,
        "caution": 0.632,
        "clarify": 0.539,
        "comply": -0.739,
        "denied": 0.828,
        "instead": 0.740,
        "is_not_a": 0.456,
        "joke": 0.799,
        "literal": 0.238,
        "metaphor": -0.029,
        "mixing": 0.157,
        "no_single": -0.188,
        "not_fit": 0.186,
        "not_have": 0.337,
        "not_real": 0.396,
        "number": -0.684,
        "request": -0.335,
        "setaside": 0.387,
        "subjective": -0.167,
        "todo": -0.803,
        "unknown": 0.051,
        "unrelated": 0.763,
        "wrong": 0.442,
        "later_along": -0.025,
        "later_clarify": 0.133,
        "later_comply": -0.345,
        "later_instead": 0.164,
        "conceded": 0.985,
        "outright": 0.720,
        "firm_first": 1.080,
        "firm_tied": 0.589,
        "firm_twice": 0.798,
        "firm_only": 0.352,
        "firm_polar": -0.872,
        "praised_metaphor": -0.443,
        "restates": -0.033,
    }
)
"""Added where an answer shows the sign; signs that tell nothing are left out."""
