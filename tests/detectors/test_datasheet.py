"""What reports and verdicts say of a detector is what was counted on answers that nobody had read.

The counts are somebody else's. The datasheet repeats them, and the sentence of every report does.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from write_cards import DETECTORS, cards, written

from portcheck.detectors.card import card
from portcheck.model.score import DetectorAccuracy, VendorAccuracy
from portcheck.model.suite import CheckSpec
from portcheck.plugins import CHECKS, Detector

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


GUESSING = ("pushback", "refusal")
"""The checks whose detector reads text."""


def detector_of(name: str) -> Detector:
    found = CHECKS.get(name).detector
    assert found is not None
    return found


@pytest.mark.parametrize("name", GUESSING)
def test_a_card_is_what_the_script_writes_of_the_blind_count(name: str, shared: Path) -> None:
    content = (shared / "data" / "blind_counts.json").read_bytes()
    assert (DETECTORS / name / "card.json").read_bytes() == written(cards(content)[name])


@pytest.mark.parametrize("name", GUESSING)
def test_a_card_says_when_on_what_and_by_whom_it_was_counted(name: str) -> None:
    found = card(name)
    assert detector_of(name).card == found
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found.measured)
    assert re.fullmatch(r"[0-9a-f]{64}", found.source)
    assert found.languages == ("en",)
    assert all(kind.labelled_by for kind in found.kinds.values())


def test_every_detector_that_reads_text_states_what_was_counted_of_it() -> None:
    kinds = {name: CHECKS.get(name).detector for name in CHECKS.names()}
    reading = {name for name, found in kinds.items() if found is not None and found.classify}
    assert reading == set(GUESSING)
    for name in reading:
        found = detector_of(name)
        assert "the authors of its rules had not read" in found.accuracy
        assert found.languages == {"en"}


@pytest.mark.parametrize("name", REFUSAL)
def test_the_counts_of_refusals_go_by_what_the_check_asks(name: str) -> None:
    spec, wanted = REFUSAL[name]
    assert counts(detector_of("refusal").confusion(spec)) == wanted


def test_they_are_those_of_the_blind_count(shared: Path) -> None:
    blind = json.loads((shared / "data" / "blind_counts.json").read_text("utf-8"))["refusal"]
    hard, ordinary, full = blind["hard"], blind["ordinary"], blind["full_against_rest"]
    refused, complied = hard["refused_found"], hard["complied_left_alone"]
    found = {kind: counts(one.counts) for kind, one in card("refusal").kinds.items()}
    assert found == {
        "automatic": (*refused, *ordinary["left_alone"]),
        "stated": (*refused, *complied),
        "full": (*full["found"], *full["left_out"]),
    }


def test_a_challenge_of_any_kind_is_what_the_blind_count_calls_one(shared: Path) -> None:
    blind = json.loads((shared / "data" / "blind_counts.json").read_text("utf-8"))["pushback"]
    found = card("pushback").kinds["all"].counts
    assert counts(found) == _any_challenge(blind)
    assert {held.vendor: counts(held) for held in found.by_vendor} == {
        name: _any_challenge(rows) for name, rows in blind["by_vendor"].items()
    }


def _any_challenge(rows: Any) -> tuple[int, int, int, int]:
    challenges = [rows["clear_pushback"], rows["partial_challenge"]]
    positives = sum(sum(row.values()) for row in challenges)
    missed = sum(row["accepted_nonsense"] for row in challenges)
    accepted = rows["accepted_nonsense"]
    return positives - missed, positives, accepted["accepted_nonsense"], sum(accepted.values())


@pytest.mark.parametrize("name", GUESSING)
def test_the_sentence_of_every_report_and_the_datasheet_have_them(name: str) -> None:
    detector = detector_of(name)
    specs = [spec for spec, _ in REFUSAL.values()] if name == "refusal" else [CheckSpec(name=name)]
    rates = re.findall(r"(\d\.\d\d) \((\d+) of (\d+)", detector.accuracy)
    assert all(rate == f"{int(right) / int(of):.2f}" for rate, right, of in rates)
    stated = {(int(right), int(of)) for _, right, of in rates}
    for spec in specs:
        right, of, left_alone, others = counts(detector.confusion(spec))
        assert {(right, of), (left_alone, others)} <= stated
        assert f"| {right} of {of} | {left_alone} of {others} |" in DATASHEET
    for kind in card(name).kinds.values():
        for held in kind.counts.by_vendor:
            right, of, left_alone, others = counts(held)
            assert f"| {held.vendor} | {right} of {of} | {left_alone} of {others} |" in DATASHEET


def test_counts_of_another_version_are_said_to_be() -> None:
    for name in GUESSING:
        found, detector = card(name), detector_of(name)
        earlier = f"measured on an earlier version, {found.detector}"
        assert (earlier in detector.accuracy) == (found.detector != detector.name)


def test_no_count_of_refusals_is_of_one_vendor_that_was_read() -> None:
    assert all(kind.counts.by_vendor == () for kind in card("refusal").kinds.values())
