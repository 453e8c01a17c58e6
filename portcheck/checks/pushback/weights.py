"""The weights of the signs; made by benchmarks/fit_pushback.py, see docs/detectors.md."""

from __future__ import annotations

from types import MappingProxyType

INTERCEPT = -1.766
WEIGHTS = MappingProxyType(
    {
        "along": -0.018,
        "bare_no": 0.606,
        "cannot": 0.514,
        "caution": 0.682,
        "clarify": 0.521,
        "comply": -0.784,
        "denied": 0.600,
        "domain": 0.104,
        "instead": 0.844,
        "is_not_a": 0.407,
        "joke": 0.754,
        "literal": 0.226,
        "metaphor": -0.072,
        "mixing": 0.528,
        "no_single": -0.027,
        "not_fit": 0.351,
        "not_have": 0.546,
        "not_real": 0.367,
        "number": -0.621,
        "request": -0.353,
        "setaside": 0.379,
        "subjective": -0.228,
        "todo": -0.973,
        "unknown": 0.052,
        "unrelated": 0.887,
        "wrong": 0.645,
        "later_along": -0.316,
        "later_clarify": 0.125,
        "later_comply": -0.011,
        "later_instead": 0.221,
        "conceded": 1.201,
        "firm_first": 0.903,
        "firm_tied": 0.737,
        "firm_twice": 0.681,
        "firm_only": 0.410,
        "firm_polar": -0.865,
        "later_firm": 0.174,
        "praised_metaphor": -0.275,
        "restates": -0.034,
    }
)
"""Added where an answer shows the sign; signs that tell nothing are left out."""
