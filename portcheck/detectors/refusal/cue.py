"""A cue: phrases with one meaning, searched only where one of their words occurs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from msgspec import Struct


class Cue(Struct, frozen=True):
    """A group of phrases that say one thing."""

    name: str
    words: frozenset[str]
    """One of them stands in every phrase of the group."""
    patterns: tuple[str, ...]
    """Regular expressions, each of which begins with `\\b` or `^`."""
    beside: frozenset[str]
    """Another word of which one stands there as well; empty where none is needed."""

    def stands(self, text: str, words: frozenset[str]) -> bool:
        """Whether the cue stands in a text that has these words.

        The text is lower-cased, spelled out, and begins with a space.
        """
        if self.words.isdisjoint(words) or (self.beside and self.beside.isdisjoint(words)):
            return False
        return _finder(self.patterns)(text) is not None

    def occurs(self, text: str) -> bool:
        """Whether the cue stands in a text, whatever its words."""
        return _finder(self.patterns)(text) is not None


def vocabulary(words: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(words.split())


def cue(name: str, words: str, *patterns: str, beside: str = "") -> Cue:
    r"""A cue of these words and regular expressions, each of which begins with `\b` or `^`."""
    return Cue(name, vocabulary(words), patterns, vocabulary(beside))


@cache  # Most texts have the words of few cues, and compiling all takes longer than a start should.
def _finder(patterns: tuple[str, ...]) -> Callable[[str], re.Match[str] | None]:
    """What looks for one of the patterns."""
    branches = [branch for pattern in patterns for branch in _branches(pattern)]
    # A search for what precedes a word visits the beginnings of words only.
    joined = re.compile(r"\W(?:" + "|".join(map(_from_here, branches)) + ")")
    anchored = all(branch.startswith("^") for branch in branches)
    return joined.match if anchored else joined.search


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


def _from_here(branch: str) -> str:
    """The alternative as it stands behind the character before it."""
    if branch.startswith("^"):
        return r"(?<=^\W)" + branch[1:]
    if not branch.startswith(r"\b"):
        raise ValueError(f"begins with neither a word nor the text: {branch}")
    return branch[2:]
