"""The weights of the signs; made by benchmarks/fit_pushback.py (docs/detectors.md)."""

from __future__ import annotations

from types import MappingProxyType

INTERCEPT = -3.341
UNIT = 0.03312
"""Value of one step of the weights in `ngrams.bin`."""
WEIGHTS = MappingProxyType(
    {
        "advised": 1.796,
        "bare_no": 0.570,
        "cannot": 0.720,
        "caution": 0.347,
        "clarify": 0.913,
        "comply": -0.817,
        "denied": 1.283,
        "instead": 1.058,
        "is_not_a": 0.512,
        "joke": 0.759,
        "literal": 0.273,
        "no_single": -0.012,
        "not_fit": 0.390,
        "not_have": 0.140,
        "not_real": 0.790,
        "number": -0.909,
        "request": -0.817,
        "setaside": 0.106,
        "todo": -0.914,
        "unknown": 0.352,
        "unrelated": 1.260,
        "verb_denied": 1.202,
        "wrong": 0.182,
        "later_clarify": 0.161,
        "later_comply": -0.192,
        "later_instead": 0.324,
        "conceded": 1.370,
        "outright": 1.555,
        "firm_first": 1.411,
        "firm_tied": 0.307,
        "firm_twice": 1.255,
        "firm_only": 0.920,
        "later_firm": 1.097,
        "firm_polar": -1.876,
        "firm_plain": -1.322,
        "late_plain": -1.724,
        "polar_plain": -1.075,
        "praised_build": -0.878,
        "praised_metaphor": -0.525,
        "restates": -0.072,
    }
)
"""Weights of the features; signs that tell nothing are left out."""
