"""The weights of the signs; made by benchmarks/fit_pushback.py (docs/detectors.md)."""

from __future__ import annotations

from types import MappingProxyType

INTERCEPT = -1.810
WEIGHTS = MappingProxyType(
    {
        "along": -0.098,
        "bare_no": 0.721,
        "cannot": 0.825,
        "caution": 0.646,
        "clarify": 0.847,
        "comply": -0.697,
        "denied": 0.961,
        "instead": 0.927,
        "is_not_a": 0.629,
        "joke": 0.894,
        "literal": 0.200,
        "mixing": 0.270,
        "no_single": -0.290,
        "not_have": 0.401,
        "not_real": 0.446,
        "number": -1.148,
        "request": -0.522,
        "setaside": 0.334,
        "subjective": -0.139,
        "todo": -0.982,
        "unknown": 0.675,
        "unrelated": 0.828,
        "verb_denied": 1.121,
        "wrong": 0.604,
        "later_clarify": 0.028,
        "later_comply": -0.317,
        "later_instead": 0.178,
        "conceded": 1.261,
        "outright": 0.820,
        "firm_first": 1.015,
        "firm_tied": 0.577,
        "firm_twice": 0.942,
        "firm_only": 0.399,
        "firm_polar": -1.489,
        "firm_plain": -0.411,
        "late_plain": -1.585,
        "polar_plain": -0.749,
        "praised_build": -0.686,
        "praised_metaphor": -0.509,
    }
)
"""Added where an answer shows the sign; signs that tell nothing are left out."""
