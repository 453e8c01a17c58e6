"""Fold streams of Anthropic Messages to one body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct, field

from portcheck.model.chat import JsonObject
from portcheck.providers.streams.fragments import PLACEHOLDERS, fragment, is_repeat, joined
from portcheck.providers.streams.json_events import DONE, StreamEvent
from portcheck.providers.wire import Folded
from portcheck.vendor_json import (
    integer,
    items,
    load_json,
    mapping,
    text,
)

_DELTA_FIELDS = {
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "thinking"),
    "input_json_delta": ("tool_use", "partial_json"),
    "signature_delta": ("thinking", "signature"),
}
"""Delta type to the type of its block and the field with its piece."""

_TEXTS = frozenset({"text", "thinking"})

_PIECED = frozenset({*_TEXTS, "tool_use"})
"""Types of blocks whose deltas have their own type."""

_ENDS = frozenset({"message_stop", DONE})

_BLOCKS = frozenset({"content_block_start", "content_block_delta", "content_block_stop"})

_SILENT = frozenset({"", "ping"})
"""Events without content."""


def kind_of(event: StreamEvent) -> str:
    """The type of an event, from its name or its data."""
    return text(event.data.get("type")) or event.name


def is_token(event: StreamEvent) -> bool:
    """Whether an event has text, thinking or a piece of a tool call."""
    kind = kind_of(event)
    if kind == "content_block_start":
        return mapping(event.data.get("content_block")).get("type") == "tool_use"
    if kind != "content_block_delta":
        return False
    delta = mapping(event.data.get("delta"))
    _, name = _DELTA_FIELDS.get(text(delta.get("type")), ("", ""))
    return bool(name and name != "signature" and delta.get(name))


def is_end(event: StreamEvent) -> bool:
    """Whether an event is the last one; imitators send the end marker of OpenAI's format."""
    return kind_of(event) in _ENDS


def fold(events: Sequence[StreamEvent]) -> Folded:
    """Fold events to a body and the error that ended them, if there is one."""
    message: dict[str, Any] | None = None
    blocks = _Blocks()
    unknown: dict[str, list[Any]] = {}
    stopped, error = False, None
    for event in events:
        kind = kind_of(event)
        if kind == "error" or (not kind and event.data.get("error")):
            error = event.data
            break
        if kind in {"message_start", "message"}:
            # Some send the whole message as one event.
            message = dict(mapping(event.data.get("message")) or event.data)
        elif kind in _BLOCKS:
            blocks.add(kind, event.data)
        elif kind == "message_delta":
            message = _merge(message or {}, event.data)
        elif kind in _ENDS:
            stopped = True
            message = message and _merge(message, {"usage": event.data.get("usage")})
        elif kind not in _SILENT:
            unknown.setdefault(kind, []).append(event.data)
    if message is None and blocks.found:
        message = {}
    if message is not None:
        message["content"] = blocks.whole() or message.get("content") or []
        message = {**unknown, **message}
    finished = message is not None and bool(message.get("stop_reason"))
    return Folded(body=message, complete=finished or stopped, error=error)


class _Blocks(Struct):
    """The blocks of a stream in the order they begin."""

    found: list[tuple[dict[str, Any], list[JsonObject]]] = field(default_factory=list)
    """Each block and its deltas of other types."""
    by_index: dict[int, int] = field(default_factory=dict)

    def add(self, kind: str, data: JsonObject) -> None:
        """Add a piece to its block.

        Imitators give every block the index 0 or none. So an index means the last block that began
        with it, and no index means the last block.
        """
        index = integer(data.get("index"))
        place = len(self.found) - 1 if index is None else self.by_index.get(index, -1)
        stated_block = dict(mapping(data.get("content_block")))
        if kind == "content_block_start":
            known = self._announced(stated_block)
            if known is None:
                known = self._begin(stated_block, index)
            _close(self.found[known][0], stated_block)
            if index is not None:
                self.by_index[index] = known
        elif kind == "content_block_stop":
            if stated_block and place >= 0:
                _close(self.found[place][0], stated_block)
        else:
            self._add(mapping(data.get("delta")), index, place)

    def _add(self, delta: JsonObject, index: int | None, place: int) -> None:
        kind = text(delta.get("type")) or _unstated(delta)
        block_type, name = _DELTA_FIELDS.get(kind, ("", ""))
        stated = text(self.found[place][0].get("type")) if place >= 0 else ""
        if name == "signature" and stated != block_type:
            return
        if block_type == "tool_use" and stated != block_type:
            # Arguments with the index of another kind of block belong to the last call.
            place = self._last_call()
        if place < 0 or (block_type in _TEXTS and stated in {"", *_PIECED} - {block_type}):
            place = self._begin({"type": block_type or "text"}, index)
        block, others = self.found[place]
        if name == "partial_json":
            block.setdefault(name, []).append(fragment(delta.get(name)))
            block.update({one: delta[one] for one in ("id", "name") if one in delta - block.keys()})
        elif name:
            block[name] = text(block.get(name)) + text(delta.get(name))
        else:
            others.append(delta)

    def _announced(self, stated: JsonObject) -> int | None:
        """The place of a call that is announced again before its arguments arrive."""
        called = [text(stated.get(name)) for name in ("id", "name")]
        for at, (block, _) in enumerate(self.found):
            same = called == [text(block.get(name)) for name in ("id", "name")]
            inputs = [one for one in (block.get("input"), stated.get("input")) if one]
            agree = len(inputs) < 2 or inputs[0] == inputs[1]
            if same and agree and all(called) and _is_bare(block):
                return at
        return None

    def _last_call(self) -> int:
        calls = [at for at, (block, _) in enumerate(self.found) if block.get("type") == "tool_use"]
        return calls[-1] if calls else -1

    def _begin(self, block: dict[str, Any], index: int | None) -> int:
        self.found.append((block, []))
        place = len(self.found) - 1
        if index is not None:
            self.by_index[index] = place
        return place

    def whole(self) -> list[dict[str, Any]]:
        """The blocks in their form without streaming, sorted by index if all indices differ."""
        order = list(range(len(self.found)))
        if len({*self.by_index.values()}) == len(order):
            order = list(dict.fromkeys(place for _, place in sorted(self.by_index.items())))
        return _once([_whole(*self.found[place]) for place in order])


def _once(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Drop calls whose id was seen before."""
    found, calls = [], list[tuple[str, str, Any]]()
    for block in blocks:
        call = (text(block.get("id")), text(block.get("name")), block.get("input"))
        if not is_repeat(call, calls):
            found.append(block)
            calls.append(call)
    return found


def _unstated(delta: JsonObject) -> str:
    """The type of a delta that does not state it."""
    return next((kind for kind, (_, name) in _DELTA_FIELDS.items() if name in delta), "")


def _is_bare(block: JsonObject) -> bool:
    """Whether a block has no arguments from deltas."""
    return joined(block.get("partial_json", [])).strip() in PLACEHOLDERS


def _close(block: dict[str, Any], stated: JsonObject) -> None:
    """Complete a block with the parts of a final statement that its pieces lacked."""
    if block.get("type") == stated.get("type") and _is_bare(block):
        block.update({name: value for name, value in stated.items() if not block.get(name)})


def _merge(message: dict[str, Any], data: JsonObject) -> dict[str, Any]:
    """Override the fields of `message_start` with those of `message_delta`."""
    usage = {**mapping(message.get("usage"))}
    # A zero after a count is a placeholder: counts only grow.
    stated = mapping(data.get("usage")).items()
    usage.update({k: v for k, v in stated if v is not None and (v != 0 or not usage.get(k))})
    beside = {name: value for name, value in data.items() if name not in {"type", "delta"}}
    return {**message, **beside, **mapping(data.get("delta")), "usage": usage}


def _whole(block: dict[str, Any], deltas: Iterable[JsonObject]) -> dict[str, Any]:
    """The block in its form without streaming, with deltas of other types as fields."""
    others: dict[str, list[Any]] = {}
    for delta in deltas:
        if delta.get("type") == "citations_delta":
            block["citations"] = [*items(block.get("citations")), delta.get("citation")]
        else:
            others.setdefault(text(delta.get("type")), []).append(delta)
    written = joined(block.pop("partial_json", []))
    block = {**others, **block}
    if not written or (written.strip() in PLACEHOLDERS and block.get("input")):
        return block
    try:
        parsed = load_json(written, by_model=True)
    except ValueError:
        parsed = written
    return {**block, "input": parsed}
