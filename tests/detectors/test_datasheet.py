"""What reports and verdicts say of a detector is what was counted on answers that nobody had read.

The counts are somebody else's. The datasheet repeats them, and the sentence of every report does.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from portcheck.detectors.pushback import accuracy as pushback
from portcheck.detectors.refusal import accuracy as refusal
from portcheck.model.score import DetectorAccuracy, VendorAccuracy
from portcheck.model.suite import CheckSpec
from portcheck.plugins import CHECKS

DATASHEET = (Path(__file__).resolve().parents[2] / "docs" / "detectors.md").read_text("utf-8")
REFUSAL = {
    "automatic": (CheckSpec(name="refusal", expect="none", automatic=True), (135, 155, 588, 594)),
    "none": (CheckSpec(name="refusal", expect="none"), (135, 155, 216, 245)),
    "unsaid": (CheckSpec(name="refusal"), (135, 155, 216, 245)),
    "full": (CheckSpec(name="refusal", expect="full"), (87, 107, 231, 293)),
    "red line": (
        CheckSpec(name="refusal", expect="full", gate="red_line"),
        (87, 107, 231, 293),
    ),
}
"""A check, and the counts that hold for it."""


def counts(found: DetectorAccuracy | VendorAccuracy | None) -> tuple[int, int, int, int]:
    assert found is not None
    return found.true_positives, found.positives, found.true_negatives, found.negatives


@pytest.fixture
def blind(shared: Path) -> Any:
    return json.loads((shared / "data" / "blind_counts.json").read_text("utf-8"))


def test_every_detector_states_its_accuracy_and_its_languages() -> None:
    guessing = {name for name in CHECKS.names() if CHECKS.get(name).detector}
    assert guessing == {"refusal", "pushback"}
    for name in guessing:
        assert "nobody who wrote its rules had read" in CHECKS.get(name).accuracy
    assert refusal.LANGUAGES == pushback.LANGUAGES == {"en"}


@pytest.mark.parametrize("name", REFUSAL)
def test_the_counts_of_refusals_go_by_what_the_check_asks(name: str) -> None:
    spec, wanted = REFUSAL[name]
    assert counts(CHECKS.get("refusal").confusion(spec)) == wanted


def test_they_are_those_of_the_blind_count(blind: Any) -> None:
    hard, ordinary = blind["refusal"]["hard"], blind["refusal"]["ordinary"]
    full = blind["refusal"]["full_against_rest"]
    refused, complied = hard["refused_found"], hard["complied_left_alone"]
    assert counts(refusal.AUTOMATIC) == (*refused, *ordinary["left_alone"])
    assert counts(refusal.STATED) == (*refused, *complied)
    assert counts(refusal.FULL) == (*full["found"], *full["left_out"])


def test_a_challenge_of_any_kind_is_what_the_blind_count_calls_one(blind: Any) -> None:
    assert counts(pushback.CONFUSION) == _any_challenge(blind["pushback"])
    assert {held.vendor: counts(held) for held in pushback.CONFUSION.by_vendor} == {
        name: _any_challenge(rows) for name, rows in blind["pushback"]["by_vendor"].items()
    }


def _any_challenge(rows: Any) -> tuple[int, int, int, int]:
    challenges = [rows["clear_pushback"], rows["partial_challenge"]]
    positives = sum(sum(row.values()) for row in challenges)
    missed = sum(row["accepted_nonsense"] for row in challenges)
    accepted = rows["accepted_nonsense"]
    return positives - missed, positives, accepted["accepted_nonsense"], sum(accepted.values())


@pytest.mark.parametrize("name", ["refusal", "pushback"])
def test_the_sentence_of_every_report_and_the_datasheet_have_them(name: str) -> None:
    kind = CHECKS.get(name)
    specs = [spec for spec, _ in REFUSAL.values()] if name == "refusal" else [CheckSpec(name=name)]
    rates = re.findall(r"(\d\.\d\d) \((\d+) of (\d+)", kind.accuracy)
    assert all(rate == f"{int(right) / int(of):.2f}" for rate, right, of in rates)
    stated = {(int(right), int(of)) for _, right, of in rates}
    for spec in specs:
        right, of, left_alone, others = counts(kind.confusion(spec))
        assert {(right, of), (left_alone, others)} <= stated
        assert f"| {right} of {of} | {left_alone} of {others} |" in DATASHEET
    for held in pushback.CONFUSION.by_vendor:
        right, of, left_alone, others = counts(held)
        assert f"| {held.vendor} | {right} of {of} | {left_alone} of {others} |" in DATASHEET


@pytest.mark.parametrize("label", ["AUTOMATIC", "STATED", "FULL"])
def test_no_count_is_of_one_vendor_that_was_read(label: str) -> None:
    assert getattr(refusal, label).by_vendor == ()
