"""Outcomes of checks."""

from __future__ import annotations

from portcheck.model.score import (
    Card,
    DetectorAccuracy,
    Measurement,
    PeopleSay,
    VendorAccuracy,
    Vote,
    failed,
    passed,
    swapped_classes,
)


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
    assert swapped_classes(swapped_classes(counts)) == counts
    assert (
        swapped_classes(counts).positives,
        swapped_classes(counts).by_vendor[0].true_negatives,
    ) == (4, 1)


def make_card(*vendors: VendorAccuracy) -> Card:
    counts = DetectorAccuracy(
        true_positives=9, positives=10, true_negatives=0, negatives=0, by_vendor=vendors
    )
    kind = Measurement(title="any yes", labelled_by="people", counts=counts)
    return Card(
        detector="yes-rules 1",
        measured="2026-01-02",
        source="0" * 64,
        languages=("en",),
        kinds={"all": kind},
    )


def test_counts_stand_with_their_rate_and_interval() -> None:
    words = make_card().words("yes-rules 1")
    assert "any yes: sensitivity 0.90 (9 of 10; 95 % interval 0.60 to 0.98)" in words
    assert "specificity unknown (none was labelled)" in words
    assert "earlier version" not in words
    assert "vendors" not in words


def test_counts_of_another_version_and_of_several_vendors_say_so() -> None:
    one = VendorAccuracy(vendor="a", true_positives=9, positives=10, true_negatives=0, negatives=0)
    words = make_card(one).words("yes-rules 2")
    assert words.endswith("measured on an earlier version, yes-rules 1")
    assert (
        "it is not equally good on all vendors; a vendor that was not measured counts as the worst"
        in words
    )


def test_reviewers_differ_where_those_who_are_sure_do() -> None:
    def said(*labels: str) -> PeopleSay:
        votes = tuple(Vote(reviewer=str(n), label=label) for n, label in enumerate(labels))
        return PeopleSay(
            votes=votes, label=None, decides=False, check_status="passed", check_value=1.0
        )

    assert said("pass", "fail").differ
    assert not said("pass", "unsure", "pass").differ
