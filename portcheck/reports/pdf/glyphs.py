"""Text as a document's fonts can show it: what they lack is written as its code point.

`visible` makes control and format characters plain; here what no font has a glyph for becomes
`U+4E2D`, so no page has an empty box.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from itertools import groupby
from typing import Any

import regex

from portcheck.model.numbers import number
from portcheck.model.visible_text import visible

_LETTERS = 2000
"""The most of one string: a megabyte on one line would be hundreds of pages."""
_WORD = 120
_ENDLESS = regex.compile(r"[^\s\p{Lo}]{300,}")
"""A word that is none, of a script that writes spaces between words."""
_UNSEEN = regex.compile(r"\p{Co}+|(?<=\p{M}{3})\p{M}+")
"""Letters of private fonts, and marks above marks, which would be drawn over the lines around."""

_CODES = 60
"""Code points in a row; nobody reads more."""
_TIES = "\u200c\u200d\ufe0e\ufe0f"
"""Joiners and selectors, which belong to the character before them."""


def displayed(text: str) -> str:
    """The text, or as much of it as a page holds, with nothing in it that cannot be seen."""
    left = len(text) - _LETTERS
    if left > 0:
        text = f"{text[:_LETTERS]} [{number(left)} more characters]"
    text = _ENDLESS.sub(_shortened, text)
    if text.isascii() and text.isprintable():
        return text
    return visible(_UNSEEN.sub(_coded, text)).replace("\t", " ")


def _shortened(word: regex.Match[str]) -> str:
    left = len(word[0]) - _WORD
    return f"{word[0][:_WORD]} [{number(left)} more characters]"


def coded(text: str, lacking: Set[str]) -> str:
    """The text with characters that no font has as code points."""
    if lacking.isdisjoint(text):
        return text
    runs = ("".join(run) for _, run in groupby(text, lambda char: char in lacking or char in _TIES))
    return "".join(run if lacking.isdisjoint(run) else _code_points(run) for run in runs)


def _coded(found: regex.Match[str]) -> str:
    return _code_points(found[0])


def _code_points(run: str) -> str:
    """`U+4E2D U+6587`."""
    codes = [f"U+{ord(char):04X}" for char in run[:_CODES]]
    left = len(run) - _CODES
    return " ".join([*codes, *([f"[{number(left)} more characters]"] if left > 0 else [])])


def every_text(data: Any, change: Callable[[str], str]) -> Any:
    """JSON with all of its texts changed; keys stay."""
    if isinstance(data, dict):
        return {key: every_text(value, change) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [every_text(value, change) for value in data]
    return change(data) if isinstance(data, str) else data
