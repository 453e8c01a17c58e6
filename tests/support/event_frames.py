"""Frames of Amazon's event stream, made from documentation."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping
from typing import Any
from zlib import crc32


def header(name: str, value: str) -> bytes:
    """A header whose value is text."""
    raw = value.encode()
    return bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(raw)) + raw


def frame(headers: bytes, payload: bytes) -> bytes:
    """A frame with its two checksums."""
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    head = prelude + struct.pack(">I", crc32(prelude)) + headers + payload
    return head + struct.pack(">I", crc32(head))


def event(name: str, data: Any, kind: str = "event") -> bytes:
    """An event or an exception; `data` may be bytes as they are."""
    payload = data if isinstance(data, bytes) else json.dumps(data).encode()
    names = (f":{kind}-type", name), (":content-type", "application/json"), (":message-type", kind)
    return frame(b"".join(header(*pair) for pair in names), payload)


def events(found: Iterable[tuple[str, Mapping[str, Any]]]) -> bytes:
    """A stream of events."""
    return b"".join(event(name, data) for name, data in found)
