"""Server-sent events whose data is JSON, as most vendors stream."""

from __future__ import annotations

from dataclasses import dataclass

from portcheck.errors import ProviderError
from portcheck.model.chat import JsonObject
from portcheck.providers.reading import load_json
from portcheck.providers.sse import Event, SseParser

DONE = "[DONE]"
"""Name of the event that stands for the end marker of OpenAI's format."""


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One event of a stream: its name ("" where there is none) and its data."""

    name: str
    data: JsonObject


class JsonEvents:
    """Bytes to JSON events."""

    def __init__(self) -> None:
        self._parser = SseParser()

    def feed(self, chunk: bytes) -> list[StreamEvent]:
        """Events that `chunk` completes.

        Raises:
            ProviderError: `malformed_response`, an event is not a JSON object.
        """
        return [read for event in self._parser.feed(chunk) if (read := _read(event))]

    def close(self) -> list[StreamEvent]:
        """Events that the end of the stream completes; one that is torn is dropped."""
        found = []
        for event in self._parser.close():
            try:
                read = _read(event)
            except ProviderError:
                continue
            if read:
                found.append(read)
        return found


def _read(event: Event) -> StreamEvent | None:
    if not event.data.strip():
        return None
    if event.data.strip() == DONE:
        return StreamEvent(DONE, {})
    try:
        data = load_json(event.data)
    except ValueError:
        data = None
    if isinstance(data, dict):
        return StreamEvent(event.name, data)
    if event.name == "error":
        return StreamEvent("error", {"error": {"message": event.data}})
    raise ProviderError(
        "the stream holds an event that is not a JSON object", error_class="malformed_response"
    )
