"""Fold streams of Gemini, in which every event is a response with a piece of the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from portcheck.model.chat import JsonObject
from portcheck.providers.answer_parts import says_again
from portcheck.providers.dialects.gemini.response import block_reason, first_candidate, parts_of
from portcheck.providers.faults.vendor_error import has_error
from portcheck.providers.streams.json_events import JsonEvents, StreamEvent
from portcheck.providers.wire import Folded
from portcheck.vendor_json import items, load_json, mapping, text

MAX_LOOSE_BYTES = 1024 * 1024
"""Most bytes of lines outside of events that are kept, enough for an error."""

_FIELDS = (b"data:", b"event:", b"id:", b"retry:", b":")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d{1,6})\]|\['([^']*)'\]")
_MAX_STEPS = 32
_SIGNATURE = "thoughtSignature"
_TEXT_FIELDS = frozenset({"text", "thought", _SIGNATURE})


class GeminiEvents:
    """Decodes server-sent events and an error that follows them as bare JSON."""

    def __init__(self) -> None:
        self._events = JsonEvents()
        self._line = bytearray()
        self._loose = bytearray()

    def feed(self, chunk: bytes) -> list[StreamEvent]:
        """Events that `chunk` completes.

        Raises:
            ProviderError: `malformed_response`, an event is not a JSON object.
        """
        first, *others = chunk.split(b"\n")
        self._line += first
        for line in others:
            self._keep()
            self._line += line
        return self._events.feed(chunk)

    def close(self) -> list[StreamEvent]:
        """Events that the end of the stream completes, the bare error last."""
        self._keep()
        found = self._events.close()
        try:
            data = load_json(bytes(self._loose)) if self._loose else None
        except ValueError:
            return found
        if has_error(data):
            found.append(StreamEvent("error", data[0] if isinstance(data, list) else mapping(data)))
        return found

    def _keep(self) -> None:
        line = bytes(self._line).strip()
        self._line.clear()
        room = len(self._loose) + len(line) <= MAX_LOOSE_BYTES
        if line and room and not line.startswith(_FIELDS):
            self._loose += line + b"\n"


def is_token(event: StreamEvent) -> bool:
    """Whether an event has text, thought or a tool call."""
    return any(part.get("text") or part.get("functionCall") for part in parts_of(event.data))


def fold(events: Sequence[StreamEvent]) -> Folded:
    """Fold events to a body and the error that ended them, if there is one."""
    answer = _Answer()
    error: Any = None
    for event in events:
        if event.name == "error" or event.data.get("error"):
            error = event.data
            break
        answer.add(event.data)
    return Folded(body=answer.body(), complete=answer.is_complete, error=error)


class _Part(Struct):
    """A part that is being assembled; the pieces are those of its text."""

    body: dict[str, Any]
    pieces: list[str] = field(default_factory=list)
    is_text: bool = False

    @property
    def is_call(self) -> bool:
        """Whether the part is a tool call."""
        return "functionCall" in self.body

    def whole(self) -> dict[str, Any]:
        return {**self.body, "text": "".join(self.pieces)} if self.is_text else self.body


class _Answer(Struct):
    """The part of a stream that was received."""

    top: dict[str, Any] = field(default_factory=dict)
    """The response except its candidates; the last values count, because usage is cumulative."""
    candidate: dict[str, Any] = field(default_factory=dict)
    has_candidate: bool = False
    parts: list[_Part] = field(default_factory=list)
    others: list[Any] = field(default_factory=list)
    """Other candidates, piece by piece."""
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The last call of an id."""
    open_call: dict[str, Any] | None = None
    """A tool call whose arguments are still coming."""

    def add(self, data: JsonObject) -> None:
        self.top.update({k: v for k, v in data.items() if v and k != "candidates"})
        candidate = first_candidate(data)
        found = items(data.get("candidates"))
        self.others.extend(one for one in found if mapping(one).get("index"))
        self.has_candidate = self.has_candidate or bool(candidate)
        self.candidate.update({k: v for k, v in candidate.items() if v and k != "content"})
        last, parts = bool(candidate.get("finishReason")), parts_of(data)
        calls = [mapping(part["functionCall"]) for part in parts if "functionCall" in part]
        again = last and calls == [one.body["functionCall"] for one in self.parts if one.is_call]
        for part in parts:
            if "functionCall" in part and again:
                continue
            if "functionCall" in part:
                self._add_call(dict(part), mapping(part["functionCall"]))
            else:
                self._add_part(dict(part), last=last)

    def _add_part(self, part: dict[str, Any], *, last: bool) -> None:
        thought = part.get("thought") is True
        if last and says_again(text(part.get("text")), self._pieces(thought=thought)):
            return
        is_text = isinstance(part.get("text"), str)
        open_part = self.parts[-1] if self.parts else None
        same = open_part is not None and (open_part.body.get("thought") is True) == thought
        # A signature belongs to its own part alone.
        signed = bool(part.get(_SIGNATURE)) or (open_part and open_part.body.get(_SIGNATURE))
        plain = part.keys() <= _TEXT_FIELDS and not signed
        if open_part is None or not (is_text and open_part.is_text and same and plain):
            open_part = _Part(part, is_text=is_text)
            self.parts.append(open_part)
        open_part.pieces.append(text(part.get("text")))

    def _pieces(self, *, thought: bool) -> list[str]:
        of_kind = (one for one in self.parts if (one.body.get("thought") is True) == thought)
        return [piece for part in of_kind for piece in part.pieces]

    def _add_call(self, part: dict[str, Any], call: JsonObject) -> None:
        identifier, name = text(call.get("id")), text(call.get("name"))
        known = self.by_id.get(identifier)
        if known is not None and self.open_call is None and _says_again(call, known):
            known["args"] = call.get("args") or known.get("args")
            return
        goes_on = self.open_call is not None and name == self.open_call.get("name")
        same_id = known is self.open_call or not identifier
        if self.open_call is None or (name and not (goes_on and same_id)):
            self.open_call = dict(call)
            if identifier:
                self.by_id[identifier] = self.open_call
            self.parts.append(_Part({**part, "functionCall": self.open_call}))
        elif mapping(call.get("args")):
            self.open_call["args"] = {**mapping(self.open_call.get("args")), **call["args"]}
        for piece in map(mapping, items(call.get("partialArgs"))):
            self.open_call["args"] = dict(mapping(self.open_call.get("args")))
            _put(self.open_call["args"], text(piece.get("jsonPath")), piece)
        if call.get("willContinue") is not True:
            self.open_call = None

    @property
    def is_complete(self) -> bool:
        return bool(text(self.candidate.get("finishReason")) or block_reason(self.top))

    def body(self) -> dict[str, Any] | None:
        """The body of the answer; `None` if nothing was received."""
        if not self.has_candidate:
            return self.top or None
        content = {"parts": [part.whole() for part in self.parts]}
        first = {**self.candidate, "content": content}
        return {**self.top, "candidates": [first, *self.others]}


def _says_again(call: JsonObject, before: JsonObject) -> bool:
    """Whether a call of the same id is that call; some vendors give two calls one id."""
    same = text(call.get("name")) in ("", before.get("name"))
    told = [one for one in (call.get("args"), before.get("args")) if one]
    return same and (len(told) < 2 or told[0] == told[1])


def _put(arguments: Any, path: str, piece: JsonObject) -> None:
    """Add a piece of a streamed argument at its JSONPath (`$.a.b[0]`); strings are extended."""
    steps: list[str | int] = [
        int(number) if number else name or quoted
        for name, number, quoted in _STEP.findall(path.removeprefix("$"))
    ]
    if not steps or len(steps) > _MAX_STEPS:
        return
    place = arguments
    for step, following in pairwise(steps):
        inner = _at(place, step)
        if not isinstance(inner, (dict, list)):
            inner = [] if isinstance(following, int) else {}
            _set(place, step, inner)
        place = inner
    value = next((piece[name] for name in _VALUES if name in piece), None)
    before = _at(place, steps[-1])
    if isinstance(before, str) and isinstance(value, str):
        value = before + value
    _set(place, steps[-1], value)


_VALUES = ("stringValue", "numberValue", "boolValue")


def _at(place: Any, step: str | int) -> Any:
    if isinstance(place, dict):
        return place.get(str(step))
    if isinstance(place, list) and isinstance(step, int) and step < len(place):
        return place[step]
    return None


def _set(place: Any, step: str | int, value: Any) -> None:
    if isinstance(place, dict):
        place[str(step)] = value
    elif isinstance(place, list) and isinstance(step, int):
        if step < len(place):
            place[step] = value
        elif step == len(place):
            place.append(value)
