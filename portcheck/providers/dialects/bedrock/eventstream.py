"""Decode Amazon's binary event stream into JSON events, for any chunking of the bytes. Pure.

A frame is: length of the frame and of its headers (4 bytes each, big-endian), CRC-32 of those
eight bytes, headers, payload, CRC-32 of everything before it. A header is: length of its name
(1 byte), name, kind of its value (1 byte), value. Source: the event stream encoding as the AWS
documentation of Amazon Transcribe and Amazon Bedrock describes it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from zlib import crc32

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import JsonObject
from portcheck.providers.streams.json_events import StreamEvent
from portcheck.vendor_json import load_json

MAX_FRAME_BYTES = 2**24 - 1
"""Longest frame that is accepted, so that the first byte of every frame is zero."""
TORN = ":torn"
"""Name of the event for a frame that the end of the stream cut off."""
EXCEPTION = ":exception"
"""Name of the event for an error; its data has the form `{"error": {...}}`."""

_PRELUDE = struct.Struct(">III")
_MIN_FRAME_BYTES = 16
_STRING = 7
_FIXED_SIZES: Mapping[int, int] = {0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16}
"""Kind of a value to its size in bytes: truth values, whole numbers, a time, a UUID."""
_COUNTED = frozenset({6, _STRING})
"""Kinds whose value follows its own length (2 bytes): bytes and text."""


class EventStream:
    """Splits a stream into events; any chunking of the same bytes gives the same events.

    A damaged frame ends the stream: the events before it are returned first, and then every
    further call raises. Bytes that cannot begin a stream at all, such as a plain JSON body, bring
    no event and no error, as a request for a stream may get an ordinary answer.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._started = False
        self._is_plain = False
        self._damage: ProviderError | None = None

    def feed(self, chunk: bytes) -> list[StreamEvent]:
        """Events that `chunk` completes.

        Raises:
            ProviderError: `malformed_response`, a frame before this chunk is damaged.
        """
        if self._damage is not None:
            raise self._damage
        if self._is_plain:
            return []
        self._buffer += chunk
        found: list[StreamEvent] = []
        try:
            while (event := self._next()) is not None:
                found.append(event)
        except ProviderError as exc:
            self._damage = exc
            self._buffer.clear()
        return found

    def close(self) -> list[StreamEvent]:
        """The event that says that a frame was cut off, if one was.

        Raises:
            ProviderError: `malformed_response`, a frame is damaged.
        """
        if self._damage is not None:
            raise self._damage
        torn = bool(self._buffer)
        self._buffer.clear()
        return [StreamEvent(TORN, {})] if torn else []

    def _next(self) -> StreamEvent | None:
        buffer = self._buffer
        if not self._started and buffer and buffer[0] != 0:
            self._is_plain = True
            buffer.clear()
        if len(buffer) < _PRELUDE.size:
            return None
        # Checked before the rest is awaited, so no false length makes anybody collect bytes.
        total, header_size, crc = _PRELUDE.unpack_from(buffer)
        if crc32(buffer[:8]) != crc:
            raise _damaged("a frame whose lengths do not fit their checksum")
        if not _MIN_FRAME_BYTES + header_size <= total <= MAX_FRAME_BYTES:
            raise _damaged(f"a frame of {total} bytes with {header_size} bytes of headers")
        self._started = True
        if len(buffer) < total:
            return None
        frame = bytes(buffer[:total])
        del buffer[:total]
        if crc32(frame[:-4]) != int.from_bytes(frame[-4:], "big"):
            raise _damaged("a frame that does not fit its checksum")
        start = _PRELUDE.size
        headers = _headers(frame[start : start + header_size])
        return _event(headers, frame[start + header_size : -4])


def _headers(raw: bytes) -> dict[str, str]:
    """The headers whose value is text."""
    found: dict[str, str] = {}
    position = 0
    try:
        while position < len(raw):
            name_end = position + 1 + raw[position]
            name, kind = raw[position + 1 : name_end], raw[name_end]
            position = name_end + 1
            if kind in _COUNTED:
                (size,) = struct.unpack_from(">H", raw, position)
                position += 2
            else:
                size = _FIXED_SIZES[kind]
            value = raw[position : position + size]
            position += size
            if kind == _STRING:
                found[name.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
    except (IndexError, KeyError, struct.error):
        raise _damaged("a frame with headers that cannot be read") from None
    if position != len(raw):
        raise _damaged("a frame with headers that are cut off")
    return found


def _event(headers: Mapping[str, str], payload: bytes) -> StreamEvent:
    kind = headers.get(":message-type", "event")
    if kind == "error":
        # An error has no payload: its code and message are headers.
        error = {
            "type": headers.get(":error-code", ""),
            "message": headers.get(":error-message", ""),
        }
        return StreamEvent(EXCEPTION, {"error": error})
    if kind == "exception":
        return StreamEvent(EXCEPTION, {"error": _exception(headers, payload)})
    try:
        data = load_json(payload) if payload.strip() else {}
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise _damaged("an event that is not a JSON object")
    return StreamEvent(headers.get(":event-type", ""), data)


def _exception(headers: Mapping[str, str], payload: bytes) -> JsonObject:
    try:
        data = load_json(payload)
    except ValueError:
        data = None
    said = data if isinstance(data, dict) else {"message": payload.decode("utf-8", "replace")}
    return {**said, "type": headers.get(":exception-type", "")}


def _damaged(found: str) -> ProviderError:
    return ProviderError(
        Failure(error_class="malformed_response", message=f"the stream holds {found}")
    )
