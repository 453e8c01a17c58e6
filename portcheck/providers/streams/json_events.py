"""Decode server-sent events with JSON data, the streaming format of most vendors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, overload

from msgspec import Struct

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.lazy_pattern import LazyPattern
from portcheck.model.chat import JsonObject
from portcheck.providers.streams.sse import SseEvent, SseParser
from portcheck.vendor_json import load_json

DONE = "[DONE]"
"""Name of the event for the end marker of OpenAI's format."""
_END_MARKERS = frozenset({DONE, "DONE"})
_NO_DATA = LazyPattern(
    r":|[^\w{]*$|null$|\W{0,2}"
    r"(?:ping|heart-?beat|keep-?alive|connect(?:ed|ing)|processing|waiting|ok)\b",
    re.IGNORECASE,
)
"""A keep-alive comment that a proxy sends as data."""


class StreamEvent(Struct, frozen=True):
    """One event of a stream: its name ("" if there is none) and its data."""

    name: str
    data: JsonObject


KEPT = 4_000
"""Most events that are kept parsed; ordinary answers have fewer."""


class EventLog(Sequence[StreamEvent]):
    """The events of a stream in order; after the first thousands they are kept as text.

    Parsed JSON takes ten times the memory of its text, and a stream may be very long before it
    reaches the limit of bytes.
    """

    def __init__(self) -> None:
        self._first: list[StreamEvent] = []
        self._others: list[tuple[str, str]] = []

    def extend(self, events: Iterable[StreamEvent]) -> None:
        """Append events."""
        for event in events:
            if len(self._first) < KEPT:
                self._first.append(event)
            else:
                self._others.append((event.name, json.dumps(event.data)))

    def __len__(self) -> int:
        return len(self._first) + len(self._others)

    @overload
    def __getitem__(self, index: int) -> StreamEvent: ...

    @overload
    def __getitem__(self, index: slice) -> list[StreamEvent]: ...

    def __getitem__(self, index: int | slice) -> StreamEvent | list[StreamEvent]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        if place < len(self._first):
            return self._first[place]
        name, text = self._others[place - len(self._first)]
        return StreamEvent(name, json.loads(text))


class JsonEvents:
    """Decodes bytes to JSON events, up to an end marker.

    An event that is not a JSON object ends the stream. The events before it are returned first, and
    then every call raises, so that the events do not depend on the chunking.
    """

    def __init__(self) -> None:
        self._parser = SseParser()
        self._done = False
        self._damage: ProviderError | None = None

    def feed(self, chunk: bytes) -> list[StreamEvent]:
        """Events that `chunk` completes.

        Raises:
            ProviderError: `malformed_response`, an event is not a JSON object.
        """
        if self._damage is not None:
            raise self._damage
        found: list[StreamEvent] = []
        try:
            for event in self._parser.feed(chunk) if not self._done else ():
                found += _read(event)
                if found and found[-1].name == DONE:
                    self._done = True
                    break
        except ProviderError as exc:
            self._damage = exc
            if not found:
                raise
        return found

    def close(self) -> list[StreamEvent]:
        """Events that the end of the stream completes; one that is torn is dropped.

        Raises:
            ProviderError: `malformed_response`, an event before it is not a JSON object.
        """
        if self._damage is not None:
            raise self._damage
        found = []
        for event in self._parser.close() if not self._done else ():
            try:
                found += _read(event)
            except ProviderError:
                continue
        return found


def _read(event: SseEvent) -> list[StreamEvent]:
    """Read one event, or several without blank lines in between."""
    if not event.data.strip():
        return []
    data = _json(event.data)
    if isinstance(data, dict):
        return [StreamEvent(event.name, data)]
    if isinstance(data, list) and data and all(isinstance(one, dict) for one in data):
        # Several events in one.
        return [StreamEvent(event.name, one) for one in data]
    if event.name == "error":
        return [StreamEvent("error", {"error": {"message": event.data}})]
    return [read for line in event.data.split("\n") for read in _line(event.name, line.strip())]


def is_comment(line: str) -> bool:
    """Whether a line that is not a JSON object is only a keep-alive."""
    return not line or _NO_DATA.match(line) is not None


def _line(name: str, line: str) -> list[StreamEvent]:
    while line.startswith("data:"):
        # Twice, where a proxy makes events of events.
        line = line.removeprefix("data:").strip()
    if line.strip('"').upper() in _END_MARKERS:
        return [StreamEvent(DONE, {})]
    data = _json(line)
    if isinstance(data, dict):
        return [StreamEvent(name, data)]
    if is_comment(line):
        return []
    raise ProviderError(
        Failure(
            error_class="malformed_response",
            message="the stream holds an event that is not a JSON object",
        )
    )


def _json(text: str) -> Any:
    try:
        return load_json(text)
    except ValueError:
        return None
