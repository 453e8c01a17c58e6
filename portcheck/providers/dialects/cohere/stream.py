"""Fold streams of Cohere's chat API, version 2 to one body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.providers.dialects.openai_chat.response import calls_in
from portcheck.providers.dialects.openai_chat.streamed_calls import StreamedCalls
from portcheck.providers.metadata.pieces import Pieces
from portcheck.providers.streams.json_events import DONE, StreamEvent
from portcheck.providers.wire import Folded
from portcheck.vendor_json import (
    integer,
    mapping,
    text,
)

_EVENT_FIELDS = frozenset({"type", "id", "index", "delta", "usage"})

_SILENT = frozenset({"", "tool-call-end", "content-end", "citation-end", DONE})
"""Events without content."""

_TEXTS = frozenset({"text", "thinking"})

_PART_FIELDS = frozenset({"type", *_TEXTS})

_PART_TYPES = (None, *_TEXTS)

_FAILED = frozenset({"ERROR", "TIMEOUT", ""})
"""Finish reasons beside which an error's text means that there is no answer."""


def kind_of(event: StreamEvent) -> str:
    """The event's type, which its name repeats."""
    return text(event.data.get("type")) or event.name


def is_token(event: StreamEvent) -> bool:
    """Whether an event has text, reasoning or a piece of a tool call."""
    kind = kind_of(event)
    if kind == "tool-call-start":
        return True
    message = _message(event)
    content, call = mapping(message.get("content")), _call(message)
    if kind == "tool-call-delta":
        return bool(text(mapping(call.get("function")).get("arguments")))
    pieces = (content.get("text"), content.get("thinking"), message.get("tool_plan"))
    return kind.endswith("-delta") and any(map(text, pieces))


def is_end(event: StreamEvent) -> bool:
    """Whether nothing but an end marker follows."""
    return kind_of(event) in {"message-end", DONE}


def fold(events: Sequence[StreamEvent]) -> Folded:
    """Fold events to a body and the error that ended them, if there is one."""
    answer = _Answer()
    error: Any = None
    ended = False
    for event in events:
        kind = kind_of(event)
        if kind == "error" or (not kind and event.data.get("error")):
            error = event.data
            break
        answer.add(kind, event)
        if kind == "message-end":
            delta = mapping(event.data.get("delta"))
            said, reason = text(delta.get("error")), text(delta.get("finish_reason"))
            ended = not (said and reason.upper() in _FAILED)
            error = {"message": said, "type": reason or None} if said else None
    complete = ended and answer.begun
    return Folded(body=answer.body() if answer.begun else None, complete=complete, error=error)


class _Answer:
    """A body that grows with the events of its stream."""

    def __init__(self) -> None:
        self.begun = False
        self._top: dict[str, Any] = {}
        self._plan = ""
        self._parts: dict[int, dict[str, Any]] = {}
        self._citations: list[Any] = []
        self._others = Pieces()
        self._calls = StreamedCalls()

    def add(self, kind: str, event: StreamEvent) -> None:
        """Add one event."""
        self._others.add(event.data, _EVENT_FIELDS)
        message = _message(event)
        index = integer(event.data.get("index")) or 0
        self.begun = self.begun or kind in {"message-start", "message-end"}
        if kind == "message-start":
            self._top["id"] = event.data.get("id")
            self._plan += text(message.get("tool_plan"))
            self._add_contents(index, message)
            self._calls.take([mapping(call) for call in calls_in(message)], last=False)
        elif kind in {"content-start", "content-delta"}:
            self._add_contents(index, message)
        elif kind == "tool-plan-delta":
            self._plan += text(message.get("tool_plan"))
        elif kind in {"tool-call-start", "tool-call-delta"}:
            for piece in map(mapping, calls_in(message)):
                self.begun = True
                call = {"index": event.data.get("index"), **piece}
                self._calls.add(call, begins=kind == "tool-call-start")
        elif kind == "message-end":
            delta = mapping(event.data.get("delta"))
            self._calls.take([mapping(call) for call in calls_in(message)], last=True)
            self._top["finish_reason"] = delta.get("finish_reason")
            self._top["usage"] = delta.get("usage") or event.data.get("usage")
        elif kind == "citation-start":
            found = message.get("citations")
            self._citations.extend(found if isinstance(found, list) else [found])
        elif kind not in _SILENT:
            self._others.add({kind: [event.data]})

    def _add_contents(self, index: int, message: JsonObject) -> None:
        """Add pieces of the content; imitators write lists and plain strings."""
        content = message.get("content")
        if isinstance(content, str) and content:
            content = {"text": content}
        for place, piece in enumerate(content if isinstance(content, list) else [content]):
            if isinstance(piece, dict):
                self._add_content(index + place, piece)

    def _add_content(self, index: int, content: JsonObject) -> None:
        self.begun = True
        part = self._parts.setdefault(index, {})
        for name in ("text", "thinking"):
            if text(content.get(name)):
                part[name] = part.get(name, "") + text(content[name])
        if not content.keys() <= _PART_FIELDS or content.get("type") not in _PART_TYPES:
            part.update({name: content[name] for name in content if name not in _TEXTS})

    def body(self) -> JsonObject:
        """The body as far as it has grown."""
        message = {
            "content": [part for _, part in sorted(self._parts.items())],
            "tool_plan": self._plan,
            "tool_calls": [call.body() for call in self._calls.whole()],
            "citations": self._citations,
        }
        return {**self._others.whole(), **self._top, "message": message}


def _message(event: StreamEvent) -> JsonObject:
    return mapping(mapping(event.data.get("delta")).get("message"))


def _call(message: JsonObject) -> JsonObject:
    """The piece of a call, which is an object here and a list of one in other places."""
    found = message.get("tool_calls")
    return mapping(next(iter(found), None) if isinstance(found, list) else found)
