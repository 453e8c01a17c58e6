"""What only one dialect knows: its `Wire` says where and what to send, and how answers read."""

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
"""Of answers that somebody else asked for."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where requests go, and the headers that lead there; the headers hold the key."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    facts: Mapping[str, str] = field(default_factory=dict)
    """What else identifies the route, for example the API version."""
    ready: Callable[[], Awaitable[None]] | None = field(default=None, repr=False)
    """Awaited before `sign`: renews what signs. Raises ProviderError where that fails."""
    sign: Callable[[bytes], Mapping[str, str]] | None = field(default=None, repr=False)
    """Headers that depend on the body, for signatures."""
    secrets: Callable[[], Iterable[str]] | None = field(default=None, repr=False)
    """What `sign` last signed with, which no message may show."""


class Outgoing(Struct, frozen=True):
    """A request in the vendor's form."""

    body: JsonObject
    dropped: tuple[str, ...] = ()
    """Requested settings that the vendor has no field for."""


class Folded(Struct, frozen=True):
    """The result of a stream's events."""

    body: JsonObject | None
    """The body that the answer would have had without streaming; `None` before its first event."""
    complete: bool
    """The end marker or a finish reason was seen."""
    error: Any = None
    """An error event's data."""


class Decoder(Protocol):
    """Bytes of a stream to events."""

    def feed(self, chunk: bytes) -> list[StreamEvent]:
        """Events that `chunk` completes."""
        ...

    def close(self) -> list[StreamEvent]:
        """Events that the end of the stream completes."""
        ...


class Wire(Struct, frozen=True, kw_only=True):
    """What only one dialect knows: functions without state."""

    name: str
    route: Callable[[ProviderSpec, str, str | None], Route]
    """`route(spec, base_url, key)`: address and headers."""
    body: Callable[[ProviderSpec, Request], Outgoing]
    """The request, holding only what is set."""
    decoder: Callable[[], Decoder]
    """A fresh decoder of a stream."""
    is_token: Callable[[StreamEvent], bool]
    """Whether an event brings a piece of text, reasoning or a tool call."""
    is_end: Callable[[StreamEvent], bool]
    """Whether nothing follows an event."""
    fold: Callable[[Sequence[StreamEvent]], Folded]
    """The body behind a stream."""
    read: Callable[[ProviderSpec, JsonObject, Mapping[str, str]], Answer]
    """`read(spec, body, headers)`: the answer in a body. Raises ProviderError without one."""
    error_class: Callable[[VendorError], ErrorClass | None]
    """The class of an error, where the vendor's words differ from the common rules."""
    ordinary: Fields | None = None
    """The form of ordinary bodies; what else is in one is counted. `None`: every form is."""
    facts: Facts = no_facts
    """How an answer was served, as its body says."""
    turn: Callable[[JsonObject], Any] | None = None
    """`turn(body)`: of an answer that calls tools, what must be sent back of it unchanged; `None`
    where text and calls say it all, as they then do for every answer of a dialect without it."""

    def answer(self, spec: ProviderSpec, body: JsonObject, headers: Mapping[str, str]) -> Answer:
        """The answer in a body, with what else the body holds. Raises ProviderError without one."""
        found = with_metadata(
            self.read(spec, body, headers), body, headers, self.ordinary, self.facts
        )
        self._require_readable(found, body)
        if self.turn is None or not found.tool_calls:
            return found
        turn = self.turn(body)
        return found if turn is None else replace(found, turn=turn)

    def logged(self, found: JsonObject | Sequence[tuple[str, JsonObject]] | bytes, /) -> Answer:
        """The answer that a log holds: in a body, in the events of its stream, or in their bytes.

        Raises:
            ProviderError: there is none, or the stream ends before the answer does.
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
        """The settings of a request that its body leaves out; what `Dialect.unsent` is.

        Recorded results of tools count as sent, which they are once a model calls.

        Raises:
            ProviderError: the request cannot be said in this form.
        """
        return self.body(spec, replace(request, messages=with_results(request))).dropped
