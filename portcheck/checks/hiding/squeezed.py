"""Reduce a text to letters and digits, with the places where its words begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from portcheck.checks.hiding.look_alikes import latin
from portcheck.checks.shared.forbidden_text import as_read

_APART = re.compile(r"[\W_]+")


def letters_of(text: str) -> str:
    """The text in lower case, with Latin letters in place of look-alikes."""
    return as_read(latin(text), ignore_case=True)


def words_in(text: str) -> list[str]:
    """The runs of letters and digits in `letters_of` a text."""
    return _APART.sub(" ", letters_of(text)).split()


def squeeze(text: str) -> str:
    """The letters and digits in `letters_of` a text, with nothing between them."""
    return _APART.sub("", letters_of(text))


class Squeezed:
    """Joined words, and the words that a part of the whole consists of."""

    def __init__(self, words: Iterable[str]) -> None:
        """Join words as `words_in` returns them, or texts as `squeeze` does."""
        self.words: Sequence[str] = list(words)
        self.letters = "".join(self.words)

    @cached_property
    def _starts(self) -> dict[int, int]:
        return {at: number for number, at in enumerate(accumulate(map(len, self.words), initial=0))}

    def whole_words(self, start: int, end: int) -> Sequence[str]:
        """The words from one offset to another; none if an offset is inside a word."""
        first, last = self._starts.get(start), self._starts.get(end)
        return () if first is None or last is None else self.words[first:last]
