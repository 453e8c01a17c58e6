"""A cue: phrases with one meaning, each tried only where words that it needs stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct


class Phrase(NamedTuple):
    r"""One way to say something."""

    pattern: str
    r"""A regular expression that begins with `\b` or `^`, over lower-cased text without
    contractions ("I can't" is "i cannot"); so does each of its alternatives."""
    finds: str
    """A sentence that has it."""
    passes: str
    """A sentence much like it that has not."""


class Cue(Struct, frozen=True):
    """Phrases that say one thing."""

    name: str
    phrases: tuple[Phrase, ...]


def vocabulary(words: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(words.split())


def cue(name: str, *phrases: Phrase) -> Cue:
    """A cue of these phrases."""
    return Cue(name, phrases)


class Lookup:
    """Which phrases may stand in a sentence, by its words.

    Most sentences have the words of few phrases, so few expressions are tried, and those that
    no text ever needs are never compiled.
    """

    def __init__(self, cues: Iterable[Cue]) -> None:
        """A lookup of cues by what `index.json` says about their phrases."""
        index = _index()
        self._phrases: list[tuple[str, str, tuple[frozenset[str], ...]]] = []
        by_word: dict[str, set[int]] = {}
        by_first: dict[str, set[int]] = {}
        for one in cues:
            for phrase, lists in zip(one.phrases, index[one.name], strict=True):
                first, *others = map(vocabulary, lists)
                place = by_first if "^" in first else by_word
                for word in first - {"^"}:
                    place.setdefault(word, set()).add(len(self._phrases))
                self._phrases.append((one.name, phrase.pattern, tuple(others)))
        self._by_word = {word: frozenset(numbers) for word, numbers in by_word.items()}
        self._by_first = {word: frozenset(numbers) for word, numbers in by_first.items()}
        self._words = frozenset(by_word)

    def hints(self, words: frozenset[str], first: str) -> dict[str, list[str]]:
        """The phrases that may stand in a sentence of these words, by the names of their cues.

        Args:
            words: all words of the sentence.
            first: the first of them.
        """
        numbers = self._by_first.get(first, _NONE).union(
            *map(self._by_word.__getitem__, words & self._words)
        )
        phrases = self._phrases
        found: dict[str, list[str]] = {}
        for number in numbers:
            name, pattern, others = phrases[number]
            for other in others:
                if other.isdisjoint(words):
                    break
            else:
                if name in found:
                    found[name].append(pattern)
                else:
                    found[name] = [pattern]
        return found


_NONE = frozenset[int]()


@cache
def _index() -> dict[str, list[list[str]]]:
    """Lists of words by cue and phrase; of each list one stands where the phrase does.

    A list that begins with ^ is of words that come first. Made by benchmarks/write_index.py.
    """
    content = Path(__file__).with_name("index.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, list[list[str]]])


def stands(patterns: Iterable[str], text: str) -> bool:
    """Whether one of these phrases is in a text.

    The text is lower-cased, without contractions, and begins with a space.
    """
    return any(_finder(pattern)(text) is not None for pattern in patterns)


@cache
def _finder(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """What looks for a phrase."""
    branches = _branches(pattern)
    begins = {branch[:1] if branch.startswith("^") else branch[:2] for branch in branches}
    if begins not in ({"^"}, {r"\b"}):
        raise ValueError(f"begins with neither a word nor the text: {pattern}")
    (begin,) = begins
    # A search for what precedes a word visits the beginnings of words only.
    joined = re.compile(
        r"\W(?:" + "|".join(branch.removeprefix(begin) for branch in branches) + ")"
    )
    return joined.match if begin == "^" else joined.search


def _branches(pattern: str) -> list[str]:
    """The alternatives of a regular expression that has no bar in a set of characters."""
    branches, depth = [""], 0
    for part in re.split(r"(\\.|[()|])", pattern):
        depth += (part == "(") - (part == ")")
        if part == "|" and depth == 0:
            branches.append("")
        else:
            branches[-1] += part
    return branches
