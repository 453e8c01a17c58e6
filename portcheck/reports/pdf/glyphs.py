"""Write characters that a document's fonts lack as code points.

`visible` escapes control and format characters; here a character without a glyph becomes `U+4E2D`,
so no page has an empty box.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from itertools import groupby
from typing import Any

import regex

from portcheck.model.numbers import number
from portcheck.model.visible_text import visible

_LETTERS = 2000
"""Most characters of one string: a megabyte on one line would be hundreds of pages."""
_WORD = 120
_ENDLESS = regex.compile(r"[^\s\p{Lo}]{300,}")
"""An overlong run without spaces, in scripts that write spaces between words."""
_UNSEEN = regex.compile(r"\p{Co}+|(?<=\p{M}{3})\p{M}+")
"""Private-use characters, and stacked marks, which would be drawn over the lines around."""

_CODES = 60
"""Most code points in a row; nobody reads more."""
_TIES = "\u200c\u200d\ufe0e\ufe0f"
"""Joiners and selectors, which belong to the character before them."""


def displayed(text: str) -> str:
    """Cut a text to what a page holds, and make everything in it visible."""
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
    """Replace the characters that no font has by their code points."""
    if lacking.isdisjoint(text):
        return text
    runs = ("".join(run) for _, run in groupby(text, lambda char: char in lacking or char in _TIES))
    return "".join(run if lacking.isdisjoint(run) else _code_points(run) for run in runs)


def _coded(found: regex.Match[str]) -> str:
    return _code_points(found[0])


def _code_points(run: str) -> str:
    """Format characters as `U+4E2D U+6587`."""
    codes = [f"U+{ord(char):04X}" for char in run[:_CODES]]
    left = len(run) - _CODES
    return " ".join([*codes, *([f"[{number(left)} more characters]"] if left > 0 else [])])


def every_text(data: Any, change: Callable[[str], str]) -> Any:
    """Change all texts in JSON data; keys stay."""
    if isinstance(data, dict):
        return {key: every_text(value, change) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [every_text(value, change) for value in data]
    return change(data) if isinstance(data, str) else data
