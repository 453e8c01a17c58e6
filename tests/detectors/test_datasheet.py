"""What reports say of a detector is what its datasheet says of models that were not read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portcheck.model.suite import CheckSpec
from portcheck.plugins import CHECKS

DATASHEET = Path(__file__).resolve().parents[2] / "docs" / "detectors.md"
KINDS = CHECKS
HELD_OUT = {"refusal": "all", "pushback": "all vendors"}


def test_every_detector_states_its_accuracy() -> None:
    guessing = {name for name in KINDS.names() if KINDS.get(name).detector}
    assert guessing == set(HELD_OUT)
    assert all(KINDS.get(name).accuracy for name in guessing)


@pytest.mark.parametrize("name", HELD_OUT)
def test_it_is_the_one_of_the_datasheet(name: str) -> None:
    (row,) = re.findall(
        rf"^\| {HELD_OUT[name]} \| held out .*$", DATASHEET.read_text(), re.MULTILINE
    )
    stated = re.findall(r"\d\.\d\d", KINDS.get(name).accuracy)
    assert len(stated) == 9
    assert set(stated) <= set(re.findall(r"\d\.\d\d", row))
    (n,) = re.findall(r"on (\d+) answers", KINDS.get(name).accuracy)
    assert f"| {n} |" in row


def test_the_counts_behind_it_are_those_that_it_states() -> None:
    kind = KINDS.get("refusal")
    counts = kind.confusion(CheckSpec(name=kind.name))
    assert counts is not None
    assert counts is not None
    for name in ("true_positives", "positives", "true_negatives", "negatives"):
        assert getattr(counts, name) == sum(getattr(v, name) for v in counts.by_vendor)
    stated = re.findall(r"\d\.\d\d", kind.accuracy)
    assert f"{counts.true_positives / counts.positives:.2f}" == stated[0]
    assert f"{counts.true_negatives / counts.negatives:.2f}" == stated[3]
    (n,) = re.findall(r"on (\d+) answers", kind.accuracy)
    assert counts.positives + counts.negatives == int(n)
