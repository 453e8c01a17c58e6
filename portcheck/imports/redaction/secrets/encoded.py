"""Find secrets inside Base64, by searching the decoded text."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator

from portcheck.imports.redaction.span import Span
from portcheck.lazy_pattern import LazyPattern

_BASE64 = LazyPattern(
    r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{20,2000000}"
    r"(?:\r?\n[ \t]{0,40}[A-Za-z0-9+/_-]{4,2000}){0,4000}={0,2}"
    r"(?![A-Za-z0-9+/=_-])"
)
"""Base64 on one line, or wrapped as in mails and YAML."""
_SHORTEST = 8
"""Fewest characters of a decoded text that is searched."""


def encoded_spans(text: str, search: Callable[[str], Iterable[Span]]) -> Iterator[Span]:
    """Yield each piece of Base64 whose decoded text holds something that a search finds.

    Args:
        text: any text.
        search: finds what must not be written; it gets text decoded once, not twice.
    """
    for match in _BASE64.compiled.finditer(text):
        read = decoded(match[0])
        if read and next(iter(search(read)), None) is not None:
            yield Span(start=match.start(), end=match.end(), kind="secret")


def decoded(written: str) -> str:
    """Decode Base64 to printable text; "" if it is not that."""
    plain = "".join(written.split()).translate({ord("-"): "+", ord("_"): "/"}).rstrip("=")
    try:
        raw = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
        read = raw.decode()
    except (binascii.Error, ValueError):
        return ""
    shown = all(ch.isprintable() or ch in "\t\r\n" for ch in read)
    return read if shown and len(read) >= _SHORTEST else ""


def is_encoded_text(written: str) -> bool:
    """Whether Base64 or hexadecimal digits decode to printable text."""
    if decoded(written):
        return True
    try:
        read = bytes.fromhex(written[: len(written) // 2 * 2]).decode()
    except ValueError:
        return False
    return len(read) >= _SHORTEST and read.isprintable()
