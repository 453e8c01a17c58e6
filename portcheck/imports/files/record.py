"""One record of a log, before its format is known."""

from __future__ import annotations

import hashlib
from typing import Any

from msgspec import Struct

from portcheck.imports.exchange import Place

MAX_RECORD = 8 * 1024 * 1024
"""Most bytes of a record; longer ones are skipped. In memory, JSON takes up to ten times more."""


class Record(Struct, frozen=True, gc=False):
    """A record and its place."""

    place: Place
    digest: bytes
    """BLAKE2b of its bytes, 8 bytes."""
    raw: bytes
    """The JSON, unparsed; b"" for a row of a table."""
    row: dict[str, Any] | None = None
    """The cells of a row of a table, by header."""


def digest_of(raw: bytes) -> bytes:
    """Hash the bytes of a record."""
    return hashlib.blake2b(raw, digest_size=8).digest()
