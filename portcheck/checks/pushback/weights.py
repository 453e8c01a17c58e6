"""The weights of the signs; made by benchmarks/fit_pushback.py (docs/detectors.md)."""

from __future__ import annotations

from types import MappingProxyType

INTERCEPT = -1.835
WEIGHTS = MappingProxyType(
    {
        "along": -0.036,
        "bare_no": 0.653,
        "cannot": 0.516,
        "caution": 0.667,
        "clarify": 0.584,
        "comply": -0.755,
        "denied": 0.617,
        "instead": 0.771,
        "is_not_a": 0.445,
        "joke": 0.727,
        "literal": 0.301,
        "metaphor": -0.021,
        "mixing": 0.245,
        "no_single": -0.193,
        "not_fit": 0.270,
        "not_have": 0.458,
        "not_real": 0.393,
        "number": -0.618,
        "request": -0.331,
        "setaside": 0.353,
        "subjective": -0.160,
        "todo": -0.804,
        "unknown": 0.074,
        "unrelated": 0.790,
        "wrong": 0.768,
        "later_along": -0.018,
        "later_clarify": 0.178,
        "later_comply": -0.365,
        "later_instead": 0.172,
        "conceded": 1.026,
        "firm_first": 1.123,
        "firm_tied": 0.609,
        "firm_twice": 0.818,
        "firm_only": 0.316,
        "firm_polar": -0.841,
        "praised_metaphor": -0.434,
        "restates": -0.008,
    }
)
"""Added where an answer shows the sign; signs that tell nothing are left out."""
