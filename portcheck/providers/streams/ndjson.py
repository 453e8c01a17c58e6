"""Decode streams of JSON objects, one per line, for any chunking of the bytes."""

from __future__ import annotations

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.providers.streams.json_events import StreamEvent, is_comment
from portcheck.vendor_json import load_json

MAX_LINE_BYTES = 8 * 1024 * 1024
"""Longest line, in bytes."""


class JsonLines:
    """Decodes bytes to events without names.

    A body whose first line is not a JSON object is not a stream: it has no events, and the caller
    reads it whole. Such a line later ends the stream: the events before it are returned first, and
    then every call raises.
    """

    def __init__(self) -> None:
        self._line = bytearray()
        self._plain = False
        self._started = False
        self._damage: ProviderError | None = None

    def feed(self, chunk: bytes) -> list[StreamEvent]:
        """Events that `chunk` completes.

        Raises:
            ProviderError: `malformed_response`, a later line is not a JSON object, or too long.
        """
        if self._damage is not None:
            raise self._damage
        first, *others = chunk.split(b"\n")
        found: list[StreamEvent] = []
        try:
            self._hold(first)
            for piece in others:
                found.extend(self._take())
                self._hold(piece)
        except ProviderError as exc:
            self._damage = exc
            if not found:
                raise
        return found

    def close(self) -> list[StreamEvent]:
        """The event that the end of the stream completes; one that is torn is dropped.

        Raises:
            ProviderError: `malformed_response`, a line before it is not a JSON object.
        """
        if self._damage is not None:
            raise self._damage
        try:
            return self._take()
        except ProviderError:
            return []

    def _hold(self, piece: bytes) -> None:
        self._line += piece
        if len(self._line) > MAX_LINE_BYTES and not self._plain:
            raise ProviderError(
                Failure(
                    error_class="malformed_response",
                    message=f"the stream holds a line longer than {MAX_LINE_BYTES} bytes",
                )
            )

    def _take(self) -> list[StreamEvent]:
        # Some proxies turn lines into server-sent events.
        line = bytes(self._line).strip().removeprefix(b"data:").strip()
        self._line.clear()
        if self._plain or not line or line == b"[DONE]" or line.startswith((b":", b"event:")):
            return []
        try:
            data = load_json(line)
        except ValueError:
            data = None
        if isinstance(data, dict):
            self._started = True
            return [StreamEvent("", data)]
        if not self._started:
            self._plain = True
        if self._plain or is_comment(line.decode("utf-8", "replace")):
            return []
        raise ProviderError(
            Failure(
                error_class="malformed_response",
                message="the stream holds a line that is not a JSON object",
            )
        )
