"""Decode server-sent events, for any chunking of the bytes. Pure.

It follows the event-stream grammar of the WHATWG HTML standard (section 9.2.6), with deviations for
some vendors: an event that the end of the stream cuts off before its blank line is still returned;
a field `error`, or an error as a bare line of JSON, is an event of that name; the case of a field
and spaces before it do not matter. The length of a line is limited. `id` and `retry` are ignored,
because there are no reconnections.
"""

from __future__ import annotations

import codecs

from msgspec import Struct

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError

MAX_EVENT_CHARS = 8 * 1024 * 1024
"""Longest line, and longest data of one event, in characters."""
_BARE_ERROR = ('{"error"', '{ "error"')
"""Start of an error that gateways send as a body in the middle of a stream."""


class SseEvent(Struct, frozen=True):
    """One event: its name ("" if the stream gives none) and its data, lines joined by LF."""

    name: str
    data: str


class SseParser:
    """Splits a stream into events; any chunking of the same bytes gives the same events."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pieces: list[str] = []
        self._pending = 0
        self._after_cr = False
        self._started = False
        self._name = ""
        self._data: list[str] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[SseEvent]:
        """Events that `chunk` completes.

        Raises:
            ProviderError: `malformed_response`, a line or an event is longer than the bound.
        """
        return self._take(self._decoder.decode(chunk))

    def close(self) -> list[SseEvent]:
        """Events that the end of the stream completes: at most one, possibly torn."""
        found = self._take(self._decoder.decode(b"", final=True))
        last = self._line("".join(self._pieces)) if self._pieces else None
        self._pieces.clear()
        return [*found, *(event for event in (last, self._dispatch()) if event)]

    def _take(self, text: str) -> list[SseEvent]:
        if not text:
            return []
        if not self._started:
            self._started = True
            text = text.removeprefix("\ufeff")
        if self._after_cr and text:
            self._after_cr = False
            text = text.removeprefix("\n")
        if text.endswith("\r"):
            self._after_cr = True
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._hold(lines[0])
        found: list[SseEvent | None] = []
        for rest in lines[1:]:
            found.append(self._line("".join(self._pieces)))
            self._pieces.clear()
            self._pending = 0
            self._hold(rest)
        return [event for event in found if event]

    def _hold(self, piece: str) -> None:
        if piece:
            self._pieces.append(piece)
            self._pending += len(piece)
            _bound(self._pending)

    def _line(self, line: str) -> SseEvent | None:
        if not line:
            return self._dispatch()
        field, _, value = line.partition(":")
        field, value = field.strip().lower(), value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
            self._size += len(value) + 1
            _bound(self._size)
        elif field == "event":
            self._name = value
        elif field == "error":
            # llama.cpp's name for its own event.
            self._name = "error"
            self._data.append(value)
        elif line.startswith(_BARE_ERROR) and not self._data:
            return SseEvent("error", line)
        return None

    def _dispatch(self) -> SseEvent | None:
        event = SseEvent(self._name, "\n".join(self._data)) if self._data else None
        self._name, self._data, self._size = "", [], 0
        return event


def _bound(size: int) -> None:
    if size > MAX_EVENT_CHARS:
        raise ProviderError(
            Failure(
                error_class="malformed_response",
                message=f"the stream holds an event longer than {MAX_EVENT_CHARS} characters",
            )
        )
