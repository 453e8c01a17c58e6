"""Phrases find what they are meant for, and are looked for wherever they may stand."""

from __future__ import annotations

import pytest

from portcheck.detectors.refusal import cue
from portcheck.detectors.refusal.cue import Cue, Lookup, Phrase, stands
from portcheck.detectors.refusal.cues import CUES, PROMPT_CUES
from portcheck.detectors.refusal.opening import opening

ALL = {**CUES, **PROMPT_CUES}
EACH = [(name, number) for name, one in ALL.items() for number in range(len(one.phrases))]


@pytest.mark.parametrize(("name", "number"), EACH)
def test_a_phrase_finds_its_sentence_and_passes_one_much_like_it(name: str, number: int) -> None:
    """Each phrase is tried alone, by its own part of the index and its own expression."""
    phrase = ALL[name].phrases[number]
    lookup = _alone(ALL[name], number)
    for said, has_it in ((phrase.finds, True), (phrase.passes, False)):
        found = [
            stands(patterns, sentence.padded)
            for sentence in opening(said)
            for patterns in lookup.hints(sentence.words, sentence.first).values()
        ]
        assert any(found) == has_it, said


def _alone(one: Cue, number: int) -> Lookup:
    """A lookup of one phrase, with what the index says of it."""
    lookup = Lookup([one])
    (kept,) = [row for row in lookup._phrases if row[1] == one.phrases[number].pattern]
    lookup._phrases = [
        row if row is kept else (row[0], r"\b(?!)", row[2]) for row in lookup._phrases
    ]
    return lookup


def test_every_phrase_of_a_table_is_in_the_index() -> None:
    names = {name: len(one.phrases) for name, one in ALL.items()}
    assert names == {name: len(lists) for name, lists in cue._index().items()}
    assert len(ALL) == len(CUES) + len(PROMPT_CUES)


def test_no_two_phrases_are_the_same() -> None:
    patterns = [phrase.pattern for one in ALL.values() for phrase in one.phrases]
    assert len(patterns) == len(set(patterns))


def test_a_phrase_is_looked_for_where_all_its_words_are() -> None:
    lookup = Lookup([CUES["scope"]])
    assert lookup.hints(frozenset({"i", "only", "answer", "questions"}), "i")
    assert not lookup.hints(frozenset({"i", "answer", "questions"}), "questions")
    assert not lookup.hints(frozenset(), "")


def test_a_phrase_that_begins_a_sentence_is_looked_for_by_its_first_word() -> None:
    lookup = Lookup([CUES["welcomes"]])
    assert lookup.hints(frozenset({"certainly", "almost"}), "certainly")
    assert not lookup.hints(frozenset({"certainly", "almost"}), "almost")


@pytest.mark.parametrize("pattern", ["cannot", r"^i|\bi cannot", r"(?:\bi|^i) cannot"])
def test_a_pattern_that_begins_anywhere_is_a_mistake(pattern: str) -> None:
    with pytest.raises(ValueError, match="neither a word nor the text"):
        stands([Phrase(pattern, "", "").pattern], " i cannot")
