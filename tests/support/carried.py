"""What an answer carried besides text and calls, whole and streamed, straight from a dialect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from provider_exchanges import spec

from portcheck.model.completion import Answer
from portcheck.providers.streams.json_events import StreamEvent
from portcheck.providers.wire import Wire


def whole(wire: Wire, body: Mapping[str, Any]) -> Answer:
    """The answer in a body."""
    return wire.answer(spec(wire.name), dict(body), {})


def streamed(wire: Wire, events: Iterable[Mapping[str, Any] | tuple[str, Any]]) -> Answer:
    """The answer in the events of a stream; a pair is an event with a name."""
    pairs = [one if isinstance(one, tuple) else ("", dict(one)) for one in events]
    folded = wire.fold([StreamEvent(name, data) for name, data in pairs])
    assert folded.complete
    assert folded.body is not None
    return whole(wire, folded.body)


def counts(answer: Answer) -> dict[str, int]:
    """Kind to count."""
    return {one.kind: one.count for one in answer.other_content}
