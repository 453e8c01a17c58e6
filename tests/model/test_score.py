"""Outcomes of checks."""

from __future__ import annotations

from portcheck.model.score import DetectorAccuracy, VendorAccuracy, failed, passed, turned


def test_passed_and_failed_are_the_ends_of_the_scale() -> None:
    good, bad = passed("why"), failed("why not")
    assert (good.status, good.value, good.reason) == ("passed", 1.0, "why")
    assert (bad.status, bad.value, bad.reason) == ("failed", 0.0, "why not")


def test_counts_are_turned_as_a_whole() -> None:
    by_vendor = VendorAccuracy(
        vendor="v", true_positives=1, positives=2, true_negatives=3, negatives=4
    )
    counts = DetectorAccuracy(
        true_positives=1, positives=2, true_negatives=3, negatives=4, by_vendor=(by_vendor,)
    )
    assert turned(turned(counts)) == counts
    assert (turned(counts).positives, turned(counts).by_vendor[0].true_negatives) == (4, 1)
