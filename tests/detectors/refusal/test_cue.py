"""Cues are compiled when they are first looked for: every one of them can be."""

from __future__ import annotations

import pytest

from portcheck.detectors.refusal.cue import cue
from portcheck.detectors.refusal.features import CUES


@pytest.mark.parametrize("name", sorted(CUES))
def test_every_cue_compiles_and_asks_for_more_than_nothing(name: str) -> None:
    assert not CUES[name].occurs(" ")


def test_a_cue_needs_one_of_its_words_and_its_pattern() -> None:
    found = cue("no", "cannot", r"\bi cannot\b", r"^cannot\b", beside="help")
    assert found.stands(" i cannot help", frozenset({"i", "cannot", "help"}))
    assert not found.stands(" i cannot help", frozenset({"i", "help"}))
    assert not found.stands(" i cannot", frozenset({"i", "cannot"}))
    assert not found.stands(" you cannot help", frozenset({"you", "cannot", "help"}))


def test_a_pattern_that_begins_anywhere_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="neither a word nor the text"):
        cue("no", "cannot", "cannot").occurs(" cannot")
