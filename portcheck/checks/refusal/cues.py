"""A cue: phrases that say one thing, looked for only where one of their words stands."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """A group of phrases that say one thing."""

    name: str
    words: frozenset[str]
    """One of them stands in every phrase of the group."""
    pattern: re.Pattern[str]
    beside: frozenset[str]
    """Another word of which one stands there as well; empty where none is needed."""

    anchored: bool
    """Whether it stands at the beginning of a sentence only."""

    def stands(self, text: str, words: frozenset[str]) -> bool:
        """Whether the cue stands in a text that has these words, lower-cased and spelled out."""
        if self.words.isdisjoint(words) or (self.beside and self.beside.isdisjoint(words)):
            return False
        find = self.pattern.match if self.anchored else self.pattern.search
        return find(text) is not None


def vocabulary(words: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(words.split())


def cue(name: str, words: str, *patterns: str, beside: str = "") -> Cue:
    """A cue of these words and regular expressions."""
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    anchored = all(pattern.startswith("^") for pattern in patterns)
    return Cue(name, vocabulary(words), re.compile(joined), vocabulary(beside), anchored)
