"""Read a text as a person would: undo what hides a value from patterns, and keep positions."""

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
"""Percent-encoding, invisible characters, and full-width letters."""
_ESCAPE = re.compile(
    r"""\\+(?:u([Dd][89ABab][0-9A-Fa-f]{2}\\+u[Dd][C-Fc-f][0-9A-Fa-f]{2})"""
    r"""|u([0-9A-Fa-f]{4})|([nrt"/]))"""
)
"""Escapes of JSON, also nested: a surrogate pair, one character, or a short form."""
_SIGNS = {"n": "\n", "r": "\r", "t": "\t"}


class PlainView:
    """The plain form of a text, and the origin of each of its characters."""

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        self._from: list[tuple[int, int]] = []
        for start, end, read in _signs(text):
            letters += read
            self._from += [(start, end)] * len(read)
        self.text = "".join(letters)

    def spans(self, search: Callable[[str], Iterable[Span]]) -> Iterator[Span]:
        """Search the plain form, and yield the spans in the text itself."""
        for one in search(self.text):
            start, end = self._from[one.start][0], self._from[one.end - 1][1]
            yield Span(start=start, end=end, kind=one.kind)


class Unescaped:
    r"""A text without the escapes of JSON, and the origin of each of its characters.

    A JSON answer writes `J\u00fcrgen` for a name of the prompt, and a tool's result has a name
    right after `\n`: neither would be found as written.
    """

    def __init__(self, text: str) -> None:
        read: list[str] = []
        self._from: list[int] = []
        """The start of each character; after the last one, the end."""
        done = 0
        for start, end, sign in _escapes(text):
            read += [text[done:start], sign]
            self._from += [*range(done, start), start]
            done = end
        self.text = "".join([*read, text[done:]])
        self._from += range(done, len(text) + 1)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Convert a range of the unescaped text to a range of the text itself."""
        return self._from[start], self._from[end]


def unescaped(text: str) -> Unescaped | None:
    """The text without escapes; `None` if it has none."""
    return Unescaped(text) if "\\" in text and _ESCAPE.search(text) else None


def _escapes(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and character of each escape; lone surrogates are skipped."""
    for match in _ESCAPE.finditer(text):
        pair, one, sign = match.groups()
        if sign:
            yield match.start(), match.end(), _SIGNS.get(sign, sign)
        elif pair:
            high, low = int(pair[:4], 16), int(pair[-4:], 16)
            yield match.start(), match.end(), chr(0x10000 + (high - 0xD800) * 1024 + low - 0xDC00)
        elif not 0xD800 <= (code := int(one, 16)) <= 0xDFFF:
            yield match.start(), match.end(), chr(code)


def plain_view(text: str) -> PlainView | None:
    """The plain form of a text; `None` if nothing in it is hidden."""
    return PlainView(text) if _HIDES.search(text) else None


def _signs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and plain form of each character; invisible ones become ""."""
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
