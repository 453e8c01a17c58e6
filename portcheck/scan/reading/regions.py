"""Find the comments and strings of a text.

This is one pattern per family of languages, not a parser. It is right for files that compile;
elsewhere an unclosed string affects only its line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

_DOUBLE = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
_SINGLE = r"'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
_BACKTICK = r"`[^`\\]*(?:\\[\s\S][^`\\]*)*`"
_LONG = r'"""[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*"""'
_LONG_SINGLE = r"'''[^'\\]*(?:(?:\\[\s\S]|'(?!''))[^'\\]*)*'''"
_GRAMMARS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "python": (r"#[^\n]*", rf"{_LONG}|{_LONG_SINGLE}|{_DOUBLE}|{_SINGLE}"),
        "c": (r"//[^\n]*|/\*[\s\S]*?\*/", rf"{_LONG}|{_DOUBLE}|{_SINGLE}|{_BACKTICK}"),
        "hash": (r"(?:^|(?<=\s))#[^\n]*", rf"{_LONG}|{_DOUBLE}|{_SINGLE}"),
        "hcl": (r"(?:^|(?<=\s))(?:#|//)[^\n]*|/\*[\s\S]*?\*/", _DOUBLE),
        "json": (r"//[^\n]*|/\*[\s\S]*?\*/", _DOUBLE),
        "ini": (r"^[ \t]*[#;!][^\n]*", rf"{_DOUBLE}|{_SINGLE}"),
        "xml": (r"<!--[\s\S]*?-->|\{#[\s\S]*?#\}", rf"{_DOUBLE}|{_SINGLE}"),
    }
)
_OPERAND = frozenset("(,=[{+%|&:")


class Region(NamedTuple):
    """A comment or a string; offsets are characters of the text."""

    start: int
    end: int
    kind: Literal["comment", "string"]


class Regions:
    """The comments and strings of a text, in order."""

    def __init__(self, text: str, grammar: str) -> None:
        self._found = [] if grammar == "prose" else _found(text, grammar)
        self._starts = [region.start for region in self._found]

    def at(self, offset: int) -> Region | None:
        """The comment or string that contains an offset."""
        place = bisect_right(self._starts, offset) - 1
        if place >= 0 and offset < self._found[place].end:
            return self._found[place]
        return None


@cache
def _pattern(grammar: str) -> re.Pattern[str]:
    comment, string = _GRAMMARS[grammar]
    return re.compile(f"(?P<comment>{comment})|(?:{string})", re.MULTILINE)


def _found(text: str, grammar: str) -> list[Region]:
    found = []
    for match in _pattern(grammar).finditer(text):
        is_comment = match.lastgroup == "comment"
        if grammar == "python" and not is_comment:
            is_comment = _is_docstring(text, match.start(), match.end())
        found.append(Region(match.start(), match.end(), "comment" if is_comment else "string"))
    return found


def _is_docstring(text: str, start: int, end: int) -> bool:
    """Whether a triple-quoted string is a statement by itself."""
    if text[start : start + 3] not in {'"""', "'''"}:
        return False
    begin = text.rfind("\n", 0, start) + 1
    before = text[begin:start].strip().lower()
    after = text[end : end + 200].partition("\n")[0].strip()
    if before not in {"", "r", "u"} or (after and not after.startswith("#")):
        return False
    previous = text[:begin].rstrip()[-1:] if begin else ""
    return previous == ":" or previous not in _OPERAND
