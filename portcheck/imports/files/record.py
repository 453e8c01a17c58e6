"""One record of a log, before anybody knows its format."""

from __future__ import annotations

import hashlib
from typing import Any

from msgspec import Struct

from portcheck.imports.exchange import Place

MAX_RECORD = 8 * 1024 * 1024
"""Bytes of one record; a longer one is skipped. JSON takes up to ten times its size in memory."""


class Record(Struct, frozen=True, gc=False):
    """A record and where it stands."""

    place: Place
    digest: bytes
    """BLAKE2b of its bytes, 8 bytes."""
    raw: bytes
    """JSON as it stands there; b"" of a row of a table."""
    row: dict[str, Any] | None = None
    """A row of a table, by its header."""


def digest_of(raw: bytes) -> bytes:
    """The identity of a record."""
    return hashlib.blake2b(raw, digest_size=8).digest()
