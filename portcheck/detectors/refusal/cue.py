"""Cues: phrases with one meaning, each tried only on sentences with the words that it needs."""

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
    r"""A regular expression over lower-case text without contractions ("I can't" is "i cannot");
    each of its alternatives begins with `\b` or `^`."""
    finds: str
    """A sentence that matches."""
    passes: str
    """A similar sentence that does not match."""


class Cue(Struct, frozen=True):
    """Phrases with one meaning."""

    name: str
    phrases: tuple[Phrase, ...]


def vocabulary(words: str) -> frozenset[str]:
    """Split a list of words."""
    return frozenset(words.split())


def cue(name: str, *phrases: Phrase) -> Cue:
    """Make a cue of these phrases."""
    return Cue(name, phrases)


class Lookup:
    """Finds the phrases that may be in a sentence by its words.

    Most sentences have the words of only a few phrases, so few expressions are tried, and unused
    ones are never compiled.
    """

    def __init__(self, cues: Iterable[Cue]) -> None:
        """Build the lookup from the words that `index.json` lists for each phrase."""
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
        """The phrases that may be in a sentence of these words, by the names of their cues.

        Args:
            words: all words of the sentence.
            first: the first word.
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
    """Lists of words by cue and phrase: a sentence with the phrase has a word of each list.

    A list that begins with ^ has first words of a sentence. Made by benchmarks/write_index.py.
    """
    content = Path(__file__).with_name("index.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, list[list[str]]])


def stands(patterns: Iterable[str], text: str) -> bool:
    """Whether one of these phrases is in a text.

    The text is in lower case, without contractions, and begins with a space.
    """
    return any(_finder(pattern)(text) is not None for pattern in patterns)


@cache
def _finder(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """The search function of a phrase."""
    branches = _branches(pattern)
    begins = {branch[:1] if branch.startswith("^") else branch[:2] for branch in branches}
    if begins not in ({"^"}, {r"\b"}):
        raise ValueError(f"begins with neither a word nor the text: {pattern}")
    (begin,) = begins
    # Matching the character before a word limits the search to beginnings of words.
    joined = re.compile(
        r"\W(?:" + "|".join(branch.removeprefix(begin) for branch in branches) + ")"
    )
    return joined.match if begin == "^" else joined.search


def _branches(pattern: str) -> list[str]:
    """Split a regular expression into alternatives; it has no `|` in a character set."""
    branches, depth = [""], 0
    for part in re.split(r"(\\.|[()|])", pattern):
        depth += (part == "(") - (part == ")")
        if part == "|" and depth == 0:
            branches.append("")
        else:
            branches[-1] += part
    return branches
