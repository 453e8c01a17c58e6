"""The weights of the signs; made by benchmarks/fit_pushback.py (docs/detectors.md)."""

from __future__ import annotations

from types import MappingProxyType

INTERCEPT = -3.388
UNIT = 0.03338
"""Worth of one step of the weights of `ngrams.bin`."""
WEIGHTS = MappingProxyType(
    {
        "advised": 1.807,
        "bare_no": 0.565,
        "cannot": 0.722,
        "caution": 0.354,
        "clarify": 0.918,
        "comply": -0.813,
        "denied": 1.277,
        "instead": 1.054,
        "is_not_a": 0.507,
        "joke": 0.760,
        "literal": 0.295,
        "no_single": -0.013,
        "not_fit": 0.390,
        "not_have": 0.156,
        "not_real": 0.800,
        "number": -0.902,
        "request": -0.821,
        "setaside": 0.107,
        "todo": -0.908,
        "unknown": 0.345,
        "unrelated": 1.255,
        "verb_denied": 1.206,
        "wrong": 0.186,
        "later_clarify": 0.162,
        "later_comply": -0.183,
        "later_instead": 0.316,
        "conceded": 1.369,
        "outright": 1.555,
        "firm_first": 1.405,
        "firm_tied": 0.309,
        "firm_twice": 1.255,
        "firm_only": 0.920,
        "later_firm": 1.083,
        "firm_polar": -1.867,
        "firm_plain": -1.348,
        "late_plain": -1.709,
        "polar_plain": -1.069,
        "praised_build": -0.868,
        "praised_metaphor": -0.526,
        "restates": -0.044,
    }
)
"""Added where an answer shows the sign; signs that tell nothing are left out."""
