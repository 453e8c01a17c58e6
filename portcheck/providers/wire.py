"""The interface of a dialect: a `Wire` knows where and what to send, and how to read answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from portcheck.error_classes import ErrorClass
from portcheck.model.chat import JsonObject, Request
from portcheck.model.completion import Answer
from portcheck.model.suite import ProviderSpec
from portcheck.providers.answer_parts import not_an_answer
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.metadata.served import Facts, no_facts, with_metadata
from portcheck.providers.metadata.unread import Fields
from portcheck.providers.metadata.unreadable import unreadable
from portcheck.providers.streams.json_events import StreamEvent
from portcheck.providers.tool_call_ids import with_results

_LOGGED = ProviderSpec(id="log", vendor="", dialect="")
"""Stands for the provider of logged answers."""


@dataclass(frozen=True, slots=True)
class Route:
    """The address of requests and their headers, which contain the key."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    facts: Mapping[str, str] = field(default_factory=dict)
    """Other facts that identify the route, for example the API version."""
    ready: Callable[[], Awaitable[None]] | None = field(default=None, repr=False)
    """Awaited before `sign`; renews credentials. Raises ProviderError if that fails."""
    sign: Callable[[bytes], Mapping[str, str]] | None = field(default=None, repr=False)
    """Returns headers that depend on the body, for signatures."""
    secrets: Callable[[], Iterable[str]] | None = field(default=None, repr=False)
    """Returns the secrets of the last signature, which no message may show."""


class Outgoing(Struct, frozen=True):
    """A request in the vendor's form."""

    body: JsonObject
    dropped: tuple[str, ...] = ()
    """Requested settings that the vendor has no field for."""


class Folded(Struct, frozen=True):
    """The result of a stream's events."""

    body: JsonObject | None
    """The body of the same answer without streaming; `None` before its first event."""
    complete: bool
    """Whether the end marker or a finish reason was seen."""
    error: Any = None
    """The data of an error event."""


class Decoder(Protocol):
    """Decodes the bytes of a stream to events."""

    def feed(self, chunk: bytes) -> list[StreamEvent]:
        """Events that `chunk` completes."""
        ...

    def close(self) -> list[StreamEvent]:
        """Events that the end of the stream completes."""
        ...


class Wire(Struct, frozen=True, kw_only=True):
    """The functions of one dialect, without state."""

    name: str
    route: Callable[[ProviderSpec, str, str | None], Route]
    """`route(spec, base_url, key)`: address and headers."""
    body: Callable[[ProviderSpec, Request], Outgoing]
    """Returns the request with only the settings that are set."""
    decoder: Callable[[], Decoder]
    """Makes a decoder for a stream."""
    is_token: Callable[[StreamEvent], bool]
    """Whether an event has a piece of text, reasoning or a tool call."""
    is_end: Callable[[StreamEvent], bool]
    """Whether an event is the last one."""
    fold: Callable[[Sequence[StreamEvent]], Folded]
    """Folds the events of a stream to a body."""
    read: Callable[[ProviderSpec, JsonObject, Mapping[str, str]], Answer]
    """`read(spec, body, headers)`: the answer in a body. Raises ProviderError without one."""
    error_class: Callable[[VendorError], ErrorClass | None]
    """Returns the class of an error if the vendor's words differ from the common rules."""
    ordinary: Fields | None = None
    """The form of ordinary bodies; other content is counted. `None`: nothing is counted."""
    facts: Facts = no_facts
    """Reads facts about how an answer was served."""
    turn: Callable[[JsonObject], Any] | None = None
    """`turn(body)`: the parts of an answer with tool calls that must be sent back unchanged; `None`
    if text and calls suffice, which is always so for dialects without this function."""

    def answer(self, spec: ProviderSpec, body: JsonObject, headers: Mapping[str, str]) -> Answer:
        """Read the answer, facts and other content of a body; raises ProviderError without one."""
        found = with_metadata(
            self.read(spec, body, headers), body, headers, self.ordinary, self.facts
        )
        self._require_readable(found, body)
        if self.turn is None or not found.tool_calls:
            return found
        turn = self.turn(body)
        return found if turn is None else replace(found, turn=turn)

    def logged(self, found: JsonObject | Sequence[tuple[str, JsonObject]] | bytes, /) -> Answer:
        """Read the answer in a log: a body, the events of a stream, or their bytes.

        Raises:
            ProviderError: there is no answer, or the stream ends too early.
        """
        if isinstance(found, Mapping):
            return self._of_a_log(found)
        if isinstance(found, bytes):
            decoder = self.decoder()
            events = [*decoder.feed(found), *decoder.close()]
        else:
            events = [StreamEvent(name, data) for name, data in found]
        folded = self.fold(events)
        if folded.body is None or not folded.complete:
            raise not_an_answer("the stream ends before the answer does", "")
        return self._of_a_log(folded.body)

    def _of_a_log(self, body: JsonObject) -> Answer:
        found = self.read(_LOGGED, body, {})
        self._require_readable(found, body)
        return found

    def _require_readable(self, found: Answer, body: JsonObject) -> None:
        if self.ordinary is not None and (name := unreadable(found, body)):
            raise not_an_answer(
                f"the response has an answer that cannot be read: its '{name}' has another form",
                "check what stands between the vendor and base_url: a gateway may change answers",
            )

    def unsent(self, spec: ProviderSpec, request: Request) -> tuple[str, ...]:
        """The settings of a request that its body leaves out, for `Dialect.unsent`.

        Recorded tool results count as sent, because they are sent when the model calls.

        Raises:
            ProviderError: the request cannot be written in this format.
        """
        return self.body(spec, replace(request, messages=with_results(request))).dropped
