"""Find addresses of machines: IP and MAC addresses."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from portcheck.imports.redaction.formatted.edges import after, before
from portcheck.imports.redaction.span import Span
from portcheck.lazy_pattern import LazyPattern

_IP = LazyPattern(
    before(r"\w.:")
    + r"(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9a-fA-F:]*:[0-9a-fA-F:]*:)[0-9a-fA-F:]{6,39})"
    + after(r"\w:")
    + r"(?!\.\d)"
)
_WITH_PORT = LazyPattern(before(r"\w.:") + r"\d{1,3}(?:\.\d{1,3}){3}(?=:\d{1,5}(?![\w:]))")
_MAC = LazyPattern(
    r"(?<![\w:.-])(?:[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}"
    r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![\w:-])"
)
_OF_NOBODY = frozenset({"0" * 12, "f" * 12})


def machine_spans(text: str) -> Iterator[Span]:
    """Yield MAC addresses and public IP addresses; those of private networks stay."""
    for match in _MAC.compiled.finditer(text):
        signs = [ch for ch in match[0].lower() if ch.isalnum()]
        if "".join(signs) not in _OF_NOBODY and any(ch.isdigit() for ch in signs):
            yield Span(start=match.start(), end=match.end(), kind="IP address")
    for form in (_IP, _WITH_PORT):
        for match in form.compiled.finditer(text):
            try:
                address = ipaddress.ip_address(match[0])
            except ValueError:
                continue
            if address.is_global:
                yield Span(start=match.start(), end=match.end(), kind="IP address")
