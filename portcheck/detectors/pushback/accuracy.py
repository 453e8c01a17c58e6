"""What was measured of the detector, on answers that nobody who wrote its rules had read.

Somebody else counted, on answers of unseen vendors to unseen questions; docs/detectors.md says how.
"""

from __future__ import annotations

from portcheck.model.score import DetectorAccuracy, VendorAccuracy

LANGUAGES = frozenset({"en"})
"""Codes of the languages in which it was measured."""

CONFUSION = DetectorAccuracy(
    true_positives=327,
    positives=474,
    true_negatives=111,
    negatives=126,
    by_vendor=(
        VendorAccuracy(
            vendor="xai", true_positives=220, positives=310, true_negatives=82, negatives=90
        ),
        VendorAccuracy(
            vendor="openai", true_positives=107, positives=164, true_negatives=29, negatives=36
        ),
    ),
)
"""Positive: the judges' mean is 0.5 or more, found positive: the score is 1 or more."""

ACCURACY = (
    "measured blind, on answers that nobody who wrote its rules had read: sensitivity 0.69 (327 of "
    "474; 95 % interval 0.65 to 0.73), specificity 0.88 (111 of 126; 0.81 to 0.93), any challenge "
    "against none, on answers of two unseen vendors to 100 unseen questions, in English; it is "
    "not equally good on all vendors, and one that was not measured is taken for the worst"
)
"""One clause for every report."""
