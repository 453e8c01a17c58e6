"""Fold streams of Ollama's own /api/chat to one body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.providers.answer_parts import says_again
from portcheck.providers.dialects.openai_chat.response import calls_in
from portcheck.providers.dialects.openai_chat.streamed_calls import StreamedCalls
from portcheck.providers.metadata.pieces import Pieces
from portcheck.providers.streams.json_events import StreamEvent
from portcheck.providers.wire import Folded
from portcheck.vendor_json import mapping, text

_TAKEN = frozenset({"role", "content", "thinking", "tool_calls"})


def is_token(event: StreamEvent) -> bool:
    """Whether a line has text, thought or a tool call."""
    message = mapping(event.data.get("message"))
    return any(message.get(name) for name in ("content", "thinking", "tool_calls"))


def is_end(event: StreamEvent) -> bool:
    """Whether a line says that it is the last one."""
    return event.data.get("done") is True


def fold(events: Sequence[StreamEvent]) -> Folded:
    """Fold lines to a body and the error that ended them, if there is one."""
    top: dict[str, Any] = {}
    pieces: dict[str, list[str]] = {"content": [], "thinking": []}
    others = Pieces()
    calls = StreamedCalls()
    done, error = False, None
    for event in events:
        if event.data.get("error"):
            error = event.data
            break
        message = mapping(event.data.get("message"))
        for name, held in pieces.items():
            written = text(message.get(name))
            if not (is_end(event) and says_again(written, held)):
                held.append(written)
        if "tool_calls" in message:
            calls.take([_placed(mapping(call)) for call in calls_in(message)], last=is_end(event))
        others.add(message, _TAKEN)
        top.update({k: v for k, v in event.data.items() if k != "message" and v is not None})
        done = done or is_end(event) or bool(event.data.get("done_reason"))
    said = {name: "".join(held) for name, held in pieces.items()}
    called = [call.body() for call in calls.whole()]
    body = {**top, "message": {**others.whole(), **said, "tool_calls": called}} if top else None
    return Folded(body=body, complete=done, error=error)


def _placed(call: JsonObject) -> JsonObject:
    """The call with its index beside its id, where Chat Completions has it."""
    index = mapping(call.get("function")).get("index")
    return call if index is None else {**call, "index": index}
