"""What is particular to one dialect: a `Wire` says where and what to send, and how answers read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from portcheck.model.chat import JsonObject, Request
from portcheck.model.completion import Completion, ErrorClass
from portcheck.model.suite import ProviderSpec
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.streams.events import StreamEvent


@dataclass(frozen=True, slots=True)
class Route:
    """Where requests go, and the headers that lead there; the headers hold the key."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    facts: Mapping[str, str] = field(default_factory=dict)
    """What else identifies the route, for example the API version."""
    sign: Callable[[bytes], Mapping[str, str]] | None = field(default=None, repr=False)
    """Headers that depend on the body, for signatures."""
    secrets: Callable[[], Iterable[str]] | None = field(default=None, repr=False)
    """What `sign` last signed with, which no message may show."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request in the vendor's form."""

    body: JsonObject
    dropped: tuple[str, ...] = ()
    """Requested settings that the vendor has no field for."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What the events of a stream add up to."""

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


class Wire(Protocol):
    """What is particular to one dialect. Pure, but for the key that passes through `route`."""

    name: str

    def route(self, spec: ProviderSpec, base_url: str, key: str | None) -> Route:
        """Address and headers."""
        ...

    def body(self, spec: ProviderSpec, request: Request) -> Outgoing:
        """The request, holding only what is set."""
        ...

    def decoder(self) -> Decoder:
        """A fresh decoder of a stream."""
        ...

    def is_token(self, event: StreamEvent) -> bool:
        """Whether the event brings a piece of text, reasoning or a tool call."""
        ...

    def is_end(self, event: StreamEvent) -> bool:
        """Whether nothing follows the event."""
        ...

    def fold(self, events: Sequence[StreamEvent]) -> Folded:
        """The body behind a stream."""
        ...

    def read(self, body: JsonObject, headers: Mapping[str, str]) -> Completion:
        """The answer in a body, without timing and what headers say.

        Raises:
            ProviderError: the body is no answer.
        """
        ...

    def error_class(self, error: VendorError) -> ErrorClass | None:
        """The class of an error, where the vendor's words differ from the common rules."""
        ...
