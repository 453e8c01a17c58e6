"""What was measured of the detector, on answers whose vendor and question it was not fitted on.

Printed by `benchmarks/fit_pushback.py --held-out`; docs/detectors.md says how it was measured.
"""

from __future__ import annotations

from portcheck.model.score import DetectorAccuracy, VendorAccuracy

CONFUSION = DetectorAccuracy(
    true_positives=193,
    positives=240,
    true_negatives=239,
    negatives=253,
    by_vendor=(
        VendorAccuracy(
            vendor="anthropic",
            true_positives=162,
            positives=200,
            true_negatives=124,
            negatives=128,
        ),
        VendorAccuracy(
            vendor="google", true_positives=31, positives=40, true_negatives=115, negatives=125
        ),
    ),
)
"""Positive: the judges' mean is 1 or more, found positive: the score is 1 or more."""

ACCURACY = (
    "sensitivity 0.80 (95 % interval 0.74 to 0.86), specificity 0.94 (0.91 to 0.97), kappa of "
    "clear against accepted answers 0.86 (0.81 to 0.90) on 493 answers of two vendors, each scored "
    "by weights that had seen neither its vendor nor its question; found is a score of 1 or more"
)
"""One clause for every report."""
