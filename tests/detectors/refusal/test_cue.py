"""Cues are compiled when they are first looked for: every one of them can be."""

from __future__ import annotations

import random
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from typing import Any

import pytest

from portcheck.detectors.refusal import prompts
from portcheck.detectors.refusal.cue import Cue, _branches, cue
from portcheck.detectors.refusal.features import CUES
from portcheck.detectors.refusal.opening import words_of

ALL = {**CUES, **{one.name: one for one in vars(prompts).values() if isinstance(one, Cue)}}


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


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ALL))
def test_every_phrase_can_be_found(name: str) -> None:
    """The words that a cue is looked for by do not rule out an alternative of its pattern."""
    found = ALL[name]
    for branch in (branch for pattern in found.patterns for branch in _branches(pattern)):
        rng = random.Random(branch)
        texts = [f" {_some(parser.parse(branch), rng).lstrip()}" for _ in range(300)]
        assert any(found.stands(text, words_of(text)) for text in texts), branch


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
