"""The index of the phrases follows from them, and hides none."""

from __future__ import annotations

import random
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from typing import Any

import pytest
import write_index
from write_index import first_words, needs

from portcheck.detectors.refusal.cue import Lookup, stands
from portcheck.detectors.refusal.cues import CUES, PROMPT_CUES
from portcheck.detectors.refusal.opening import words_of

ALL = {**CUES, **PROMPT_CUES}


@pytest.mark.slow
def test_the_index_is_what_follows_from_the_phrases() -> None:
    assert write_index.TARGET.read_bytes() == write_index.written(), (
        "the phrases have changed: python benchmarks/write_index.py"
    )


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        (r"\bi cannot\b", ["i", "cannot"]),
        (r"\b(?:i|we) can(?: \w+)? (?:help|assist)\b", ["i we", "can", "help assist"]),
        (r"\bpolic(?:y|ies)\b", ["policy policies"]),
        (r"\b(?:in)?valid\b", ["invalid valid"]),
        (r"\bnormali[sz]e it\b", ["normalise normalize", "it"]),
        (r"\b\w+ing is\b", ["is"]),
        (r"\bhelp\w* me\b", ["me"]),
        (r"\bun\w+ words\b|\bother one\b", ["words other", "words one"]),
        (r"\bno(?!body) sense\b", ["no", "sense"]),
        (r"\ba(?=.{0,9}\bhelp\b) b\b", ["a", "b", "help"]),
        (r"\bx+y\b", []),
        (r"\b(?:\w+|one) \w+\b", []),
    ],
)
def test_the_words_that_a_match_needs(pattern: str, sets: list[str]) -> None:
    assert {frozenset(words.split()) for words in sets} == set(needs(pattern))


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"^(?:so |and )?let us\b", "so and let"),
        (r"^(?:no|nope)[,.]? way\b", "no nope"),
        (r"^(?:(?:well|ah)\W+)*never\b", "well ah never"),
        (r"^i am(?: \w+ly)? here\b", "i"),
        (r"^hm{1,2} no\b", "hm hmm"),
        (r"^\w+ing hurts\b", None),
        (r"^un\w+ly\b", None),
        (r"\bno way\b", None),
    ],
)
def test_the_words_that_a_match_begins_with(pattern: str, words: str | None) -> None:
    assert first_words(pattern) == (None if words is None else frozenset(words.split()))


def test_a_phrase_of_any_words_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no word must stand"):
        write_index.entry(CUES["norm"], r"\b\w+ing \w+\b")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ALL))
def test_no_text_that_a_phrase_matches_is_hidden(name: str) -> None:
    lookup = Lookup([ALL[name]])
    for phrase in ALL[name].phrases:
        rng, matched = random.Random(phrase.pattern), 0
        for _ in range(600):
            text = f" {_some(parser.parse(phrase.pattern), rng).lstrip()}"
            if not stands([phrase.pattern], text):
                continue
            matched += 1
            words = words_of(text)
            hints = lookup.hints(frozenset(words), words[0])
            assert phrase.pattern in hints.get(name, ()), text
        assert matched, phrase.pattern


def _some(nodes: Any, rng: random.Random) -> str:
    """A text that a regular expression may match."""
    parts = []
    for op, value in nodes:
        if op is codes.LITERAL:
            parts.append(chr(value))
        elif op in {codes.ANY, codes.NOT_LITERAL}:
            parts.append(" ")
        elif op is codes.IN:
            parts.append(_character(*rng.choice(value)))
        elif op is codes.SUBPATTERN:
            parts.append(_some(value[3], rng))
        elif op is codes.BRANCH:
            parts.append(_some(rng.choice(value[1]), rng))
        elif op in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
            least, most, inner = value
            times = rng.randint(least, min(most, least + 1))
            parts.extend(_some(inner, rng) for _ in range(times))
        elif op is codes.ASSERT and value[0] < 0:
            parts.append(_some(value[1], rng))
    return "".join(parts)


def _character(op: Any, value: Any) -> str:
    if op is codes.LITERAL:
        return chr(value)
    if op is codes.RANGE:
        return chr(value[0])
    return "x" if value is codes.CATEGORY_WORD else " "
