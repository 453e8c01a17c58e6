"""Fold streams of Amazon Bedrock's Converse API to one body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field

from portcheck.model.chat import JsonObject
from portcheck.providers.dialects.bedrock.eventstream import EXCEPTION, TORN
from portcheck.providers.metadata.pieces import Pieces
from portcheck.providers.streams.fragments import PLACEHOLDERS, fragment, is_repeat, joined
from portcheck.providers.streams.json_events import StreamEvent
from portcheck.providers.wire import Folded
from portcheck.vendor_json import (
    integer,
    load_json,
    mapping,
    text,
    text_or_none,
)

_TEXTS = frozenset({"text", "reasoningContent"})

_TAKEN = frozenset({"toolUse", *_TEXTS})

_THOUGHTS = frozenset({"text", "signature"})

_PIECES = {"contentBlockStart": "start", "contentBlockDelta": "delta"}
"""Event to the field that holds its piece of a block."""

_SILENT = frozenset({"messageStart", "contentBlockStop", TORN})
"""Events without content."""


def is_token(event: StreamEvent) -> bool:
    """Whether an event has text, reasoning or a piece of a tool call."""
    if event.name == "contentBlockStart":
        return "toolUse" in mapping(event.data.get("start"))
    if event.name != "contentBlockDelta":
        return False
    delta = mapping(event.data.get("delta"))
    pieces = (
        delta.get("text"),
        mapping(delta.get("toolUse")).get("input"),
        mapping(delta.get("reasoningContent")).get("text"),
    )
    return any(map(text, pieces))


def fold(events: Sequence[StreamEvent]) -> Folded:
    """Fold events to a body and the exception that ended them, if there is one."""
    body: dict[str, Any] = {}
    blocks, unknown = _Blocks(), dict[str, list[Any]]()
    begun, error = False, None
    for event in events:
        if event.name == EXCEPTION:
            error = event.data
            break
        begun = begun or event.name == "messageStart" or event.name in _PIECES
        if event.name in _PIECES:
            piece = mapping(event.data.get(_PIECES[event.name]))
            blocks.add(piece, integer(event.data.get("contentBlockIndex")), event.name)
        elif event.name in {"messageStop", "metadata"}:
            body.update(event.data)
        elif event.data and event.name not in _SILENT:
            unknown.setdefault(event.name, []).append(event.data)
    complete = bool(text_or_none(body.get("stopReason")))
    if begun or complete:
        body = {**unknown, **body}
        body["output"] = {"message": {"role": "assistant", "content": blocks.whole()}}
    return Folded(body=body if begun or complete else None, complete=complete, error=error)


class _Block(Struct):
    """A block that is being assembled."""

    body: dict[str, Any] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    """The pieces of a tool's input."""
    others: Pieces = field(default_factory=Pieces)

    @property
    def use(self) -> JsonObject:
        """The call, or an empty object."""
        return mapping(self.body.get("toolUse"))

    def add(self, piece: JsonObject) -> None:
        """Add a piece."""
        self.others.add(piece, _TAKEN)
        if "text" in piece:
            self.body["text"] = text(self.body.get("text")) + text(piece["text"])
        if "toolUse" in piece:
            use = mapping(piece["toolUse"])
            named = {name: value for name, value in use.items() if name != "input"}
            if self.use or "name" in named:
                self.body["toolUse"] = {**named, **self.use}
            self.written.append(fragment(use.get("input")))
        thought = mapping(piece.get("reasoningContent"))
        content = mapping(self.body.get("reasoningContent"))
        if not thought.keys().isdisjoint(_THOUGHTS):
            said = {"text": "", **mapping(content.get("reasoningText"))}
            for name in thought.keys() & _THOUGHTS:
                said[name] = text(said.get(name)) + text(thought[name])
            self.body["reasoningContent"] = {**content, "reasoningText": said}
        elif thought:
            # What is hidden comes in one piece.
            self.body["reasoningContent"] = {**content, **thought}

    def whole(self) -> dict[str, Any]:
        """The block in its form without streaming."""
        block = {**self.others.whole(), **self.body}
        written = joined(self.written)
        if "toolUse" not in block or not written:
            return block
        try:
            parsed = load_json(written, by_model=True)
        except ValueError:
            parsed = written
        return {**block, "toolUse": {**self.use, "input": parsed}}


class _Blocks(Struct):
    """The blocks of a stream in the order they begin.

    Imitators give every block the index 0 or none. So an index means the last block that began with
    it, and no index means the last block.
    """

    found: list[_Block] = field(default_factory=list)
    by_index: dict[int, _Block] = field(default_factory=dict)

    def add(self, piece: JsonObject, index: int | None, event: str) -> None:
        """Add a piece to its block."""
        use = mapping(piece.get("toolUse"))
        last = self.found[-1] if self.found else None
        block = last if index is None else self.by_index.get(index)
        if use and (event == "contentBlockStart" or text_or_none(use.get("name"))):
            block = self._announced(use)
        elif use and (block is None or not block.use):
            # Input under the index of something else belongs to the last call.
            block = next((one for one in reversed(self.found) if one.use), block)
        elif block is not None and block.use and not piece.keys().isdisjoint(_TEXTS):
            block = None
        if block is None:
            block = _Block()
            self.found.append(block)
            if index is not None:
                self.by_index[index] = block
        block.add(piece)

    def _announced(self, use: JsonObject) -> _Block | None:
        """The block of a call that is announced again before its input has come."""
        called = [use.get(name) for name in ("toolUseId", "name")]
        same = (
            one for one in self.found if called == [one.use.get(n) for n in ("toolUseId", "name")]
        )
        bare = (one for one in same if joined(one.written).strip() in PLACEHOLDERS)
        return next(bare, None) if all(called) else None

    def whole(self) -> list[dict[str, Any]]:
        """The blocks, sorted by index if all indices differ, without repeated calls."""
        order = self.found
        if len(self.by_index) == len(order):
            order = [block for _, block in sorted(self.by_index.items())]
        found, calls = [], list[tuple[str, str, Any]]()
        for block in (one.whole() for one in order):
            use = mapping(block.get("toolUse"))
            call = (text(use.get("toolUseId")), text(use.get("name")), use.get("input"))
            if not is_repeat(call, calls):
                found.append(block)
                calls.append(call)
        return found
