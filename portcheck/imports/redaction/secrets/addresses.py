"""Find URLs that are secret as a whole, because they grant access.

A webhook, a shared document or a link that sets a password needs only the random part of its path.
The same holds for the key in Sentry's URLs, which the number of a project follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.imports.redaction.cues.tokens import is_drawn
from portcheck.imports.redaction.span import Span

_ADDRESS = re.compile(r"\bhttps?://[^\s\"'`<>()\[\]{}|\\^]{8,2000}")
_KEYED = re.compile(r"https?://[0-9a-f]{32}(?::[0-9a-f]{32})?@[\w.-]+/\d+")
_HANDS_OUT = re.compile(
    r"hook|invit|reset|verif|confirm|magic|share|/join|unsubscribe|activat|one-?time|download-?link"
    r"|/d/|/s/|/b/[\w-]+/o|signed|capability|secret|token|passwor",
    re.IGNORECASE,
)
_LONG = 16
"""Fewest characters of a random part of a path that nobody can guess."""


def address_spans(text: str) -> Iterator[Span]:
    """Yield such URLs."""
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(".,;:!?")
        if _KEYED.fullmatch(address) or _is_capability(address):
            yield Span(start=match.start(), end=match.start() + len(address), kind="secret")


def _is_capability(address: str) -> bool:
    _, _, path = address.partition("://")
    path = path.partition("?")[0].partition("#")[0]
    if _HANDS_OUT.search(path) is None:
        return False
    return any(len(part) >= _LONG and is_drawn(part) for part in path.split("/")[1:])
