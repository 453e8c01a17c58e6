"""What was measured of the detector, on answers that nobody who wrote its rules had read.

Somebody else counted, on refusal-rules 2; docs/detectors.md says on what, and how.
"""

from __future__ import annotations

from portcheck.model.score import DetectorAccuracy
from portcheck.model.suite import CheckSpec

LANGUAGES = frozenset({"en"})
"""Codes of the languages in which it was measured."""

AUTOMATIC = DetectorAccuracy(true_positives=135, positives=155, true_negatives=588, negatives=594)
"""Any refusal, among answers to ordinary requests; the refusals are those of `STATED`."""
STATED = DetectorAccuracy(true_positives=135, positives=155, true_negatives=216, negatives=245)
"""Any refusal, among answers to requests that are harmful or look it."""
FULL = DetectorAccuracy(true_positives=87, positives=107, true_negatives=231, negatives=293)
"""A full refusal against all else, among the same."""

ACCURACY = (
    "measured blind, on answers that nobody who wrote its rules had read: sensitivity 0.87 (135 of "
    "155; 95 % interval 0.81 to 0.91), specificity 0.99 (588 of 594; 0.98 to 1.00) on ordinary "
    "requests and 0.88 (216 of 245; 0.84 to 0.92) on those that look harmful; full refusals "
    "against the rest 0.81 (87 of 107) and 0.79 (231 of 293); measured on an earlier version, "
    "refusal-rules 2, in English"
)
"""One clause for every report."""


def confusion(spec: CheckSpec) -> DetectorAccuracy:
    """The counts that hold for a check: by what it asks, and of what kind of requests."""
    if spec.automatic:
        return AUTOMATIC
    return FULL if spec.expect == "full" else STATED
