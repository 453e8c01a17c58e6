"""A text as a person reads it: what hides a value from a pattern is undone, and places are kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from portcheck.imports.redaction.span import Span

_PERCENT = re.compile(r"%[2-7][0-9A-Fa-f]")
_HIDES = re.compile(
    r"%[2-7][0-9A-Fa-f]|[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uff01-\uffef]"
)
"""Percent signs of addresses, signs that draw nothing, full-width letters."""


class PlainView:
    """The plain reading of a text, and where each of its signs comes from."""

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        self._from: list[tuple[int, int]] = []
        for start, end, read in _signs(text):
            letters += read
            self._from += [(start, end)] * len(read)
        self.text = "".join(letters)

    def spans(self, search: Callable[[str], Iterable[Span]]) -> Iterator[Span]:
        """What a search finds in the reading, at its places in the text itself."""
        for one in search(self.text):
            start, end = self._from[one.start][0], self._from[one.end - 1][1]
            yield Span(start=start, end=end, kind=one.kind)


def plain_view(text: str) -> PlainView | None:
    """The plain reading of a text; `None` where it is the text itself."""
    return PlainView(text) if _HIDES.search(text) else None


def _signs(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and reading of each sign; one that draws nothing reads as nothing."""
    at = 0
    while at < len(text):
        if text[at] == "%" and _PERCENT.match(text, at):
            yield at, at + 3, chr(int(text[at + 1 : at + 3], 16))
            at += 3
            continue
        sign = text[at]
        read = sign if sign.isascii() else unicodedata.normalize("NFKC", sign)
        hidden = not sign.isascii() and _HIDES.match(sign) and unicodedata.category(sign) != "Zs"
        keeps = not hidden or "\uff01" <= sign <= "\uffef"
        yield at, at + 1, read if keeps else ""
        at += 1
