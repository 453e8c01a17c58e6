"""The weights of the signs; made by benchmarks/fit_pushback.py (docs/detectors.md)."""

from __future__ import annotations

from types import MappingProxyType

INTERCEPT = -1.834
WEIGHTS = MappingProxyType(
    {
        "along": -0.100,
        "bare_no": 0.809,
        "cannot": 0.797,
        "caution": 0.649,
        "clarify": 0.847,
        "comply": -0.696,
        "denied": 0.977,
        "instead": 0.938,
        "is_not_a": 0.661,
        "joke": 0.896,
        "literal": 0.186,
        "mixing": 0.243,
        "no_single": -0.290,
        "not_fit": 0.066,
        "not_have": 0.403,
        "not_real": 0.406,
        "number": -1.156,
        "request": -0.534,
        "setaside": 0.344,
        "subjective": -0.133,
        "todo": -0.998,
        "unknown": 0.663,
        "unrelated": 0.817,
        "verb_denied": 1.151,
        "wrong": 0.495,
        "later_clarify": 0.019,
        "later_comply": -0.307,
        "later_instead": 0.182,
        "conceded": 1.263,
        "outright": 1.028,
        "firm_first": 1.034,
        "firm_tied": 0.582,
        "firm_twice": 0.997,
        "firm_only": 0.414,
        "firm_polar": -1.548,
        "firm_plain": -0.264,
        "late_plain": -1.709,
        "polar_plain": -0.819,
        "praised_build": -0.688,
        "praised_metaphor": -0.507,
    }
)
"""Added where an answer shows the sign; signs that tell nothing are left out."""
