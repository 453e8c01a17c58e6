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
        """Whether the cue stands in a text that has these words.

        The text is lower-cased, spelled out, and begins with a space.
        """
        if self.words.isdisjoint(words) or (self.beside and self.beside.isdisjoint(words)):
            return False
        find = self.pattern.match if self.anchored else self.pattern.search
        return find(text) is not None


def vocabulary(words: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(words.split())


def cue(name: str, words: str, *patterns: str, beside: str = "") -> Cue:
    r"""A cue of these words and regular expressions, each of which begins with `\b` or `^`."""
    branches = [branch for pattern in patterns for branch in _branches(pattern)]
    # A search for what precedes a word visits the beginnings of words only.
    joined = r"\W(?:" + "|".join(map(_from_here, branches)) + ")"
    anchored = all(branch.startswith("^") for branch in branches)
    return Cue(name, vocabulary(words), re.compile(joined), vocabulary(beside), anchored)


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
