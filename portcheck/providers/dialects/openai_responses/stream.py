"""Fold streams of OpenAI Responses to the body of the same answer without streaming.

The last event has the whole response, which is used if it contains an answer. Some services leave
its output empty, or leave ids and indices out of earlier events. Then the pieces are assembled as
far as they can be distinguished.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field

from portcheck.model.chat import JsonObject
from portcheck.providers.dialects.openai_responses.response import CALLS, has_answer
from portcheck.providers.request_parts import without_unset
from portcheck.providers.streams.fragments import PLACEHOLDERS, fragment, joined
from portcheck.providers.streams.json_events import DONE, StreamEvent
from portcheck.providers.wire import Folded
from portcheck.vendor_json import integer, items, mapping, parse_arguments, text

_ENDS = {f"response.{name}": name for name in ("completed", "incomplete", "failed", "cancelled")}
_ENDS |= {"response.done": "completed", "response": "completed"}
"""Event type to the status that it stands for; the last is a whole body as an event."""


class _Piece(Struct, frozen=True):
    """The place for the pieces of one kind of event."""

    item: str
    """Type of the output item."""
    field: str
    """The item's field: a text, or a list of parts."""
    name: str
    """Field of the whole text, in the event that closes the pieces and in the part."""
    part: str | None = None
    """Type of the part; `None` if the field is a text."""
    index: str = "content_index"


_PIECES = {
    "response.output_text": _Piece("message", "content", "text", "output_text"),
    "response.refusal": _Piece("message", "content", "refusal", "refusal"),
    "response.reasoning_text": _Piece("reasoning", "content", "text", "reasoning_text"),
    "response.reasoning_summary_text": _Piece(
        "reasoning", "summary", "text", "summary_text", "summary_index"
    ),
    "response.function_call_arguments": _Piece("function_call", "arguments", "arguments"),
    "response.custom_tool_call_input": _Piece("custom_tool_call", "input", "input"),
}
_KNOWN = (
    *(f"{stem}." for stem in _PIECES),
    *("response.output_item.", "response.content_part.", "response.reasoning_summary_part."),
    # News of what comes whole in an output item.
    *("response.output_text_annotation.", "response.code_interpreter_call", "response.mcp_"),
    *("response.file_search_call.", "response.web_search_call.", "response.image_generation_call."),
    *("response.shell_call", "response.compaction."),
    *("response.in_progress", "response.queued", "response.created", "keepalive", "ping"),
)
"""Prefixes of event types without further content."""
_NAMES = ("name", "call_id")


def kind_of(event: StreamEvent) -> str:
    """The type of an event, from its name or its data."""
    return text(event.data.get("type")) or event.name or text(event.data.get("object"))


def is_end(event: StreamEvent) -> bool:
    """Whether the event carries the finished response, or is the end marker."""
    return event.name == DONE or kind_of(event) in _ENDS


def is_token(event: StreamEvent) -> bool:
    """Whether an event has text, refusal, reasoning or a piece of a tool call."""
    kind = kind_of(event)
    if kind == "response.output_item.added":
        return text(mapping(event.data.get("item")).get("type")) in CALLS
    stem, _, what = kind.rpartition(".")
    return what == "delta" and stem in _PIECES and bool(event.data.get("delta"))


def _differ(item: JsonObject, stated: JsonObject) -> bool:
    """Whether two items that share an id are two calls."""
    pairs = [(item.get(name), stated.get(name)) for name in _NAMES]
    return any(one and other and one != other for one, other in pairs)


def fold(events: Sequence[StreamEvent]) -> Folded:
    """Fold events to a body and the error that ended them, if there is one."""
    response, output = dict[str, Any](), _Output()
    unknown: dict[str, list[Any]] = {}
    ended, done, error = False, False, None
    for event in events:
        kind = kind_of(event)
        if kind == DONE:
            done = True
            break
        if kind == "error" or event.data.get("error"):
            error = error or event.data
            continue
        stated = event.data if kind == "response" else mapping(event.data.get("response"))
        response.update(without_unset(stated))
        output.add(kind, event.data)
        if not (stated or kind.startswith(_KNOWN)):
            unknown.setdefault(kind, []).append(event.data)
        if kind in _ENDS:
            ended = True
            response.setdefault("usage", event.data.get("usage"))
            response["status"] = text(stated.get("status")) or _ENDS[kind]
            break
    if ended and response.get("error"):
        error, ended = error or {"error": response["error"]}, False
    built = output.body()
    said = response.get("output")
    # An error in the middle leaves nothing but pieces, unless the whole answer comes anyway.
    ended = ended and (error is None or has_answer(said))
    if built and not has_answer(said) and (has_answer(built) or not said):
        response["output"] = built
    elif has_answer(said):
        response["output"] = _completed([mapping(item) for item in items(said)], built)
    seen = bool(response)
    response = {**unknown, **response} if seen else response
    return Folded(
        body=response if seen else None,
        complete=ended or (done and seen and error is None),
        error=error,
    )


def _completed(said: list[JsonObject], built: Sequence[JsonObject]) -> list[JsonObject]:
    """The final output, with what came in pieces and is not in it: some end too early.

    Ids may change within a stream: a call of the same name and arguments is the same call.
    """
    left = [at for at, item in enumerate(said) if text(item.get("type")) in CALLS]
    found, missing = [*said], list[JsonObject]()
    for item in built:
        if text(item.get("type")) in CALLS and item.get("name"):
            at = _same_call(item, found, left)
            if at is None:
                missing.append(item)
            else:
                left.remove(at)
                found[at] = _with_arguments(found[at], item)
        elif _says(item) and not any(_says(one) == _says(item) for one in said):
            missing.append(item)
    return [*found, *missing]


def _says(item: JsonObject) -> str:
    """The type of an item with text or reasoning, otherwise ""."""
    kind = text(item.get("type"))
    if kind == "message":
        return kind if has_answer([item]) else ""
    return kind if kind == "reasoning" and (item.get("summary") or item.get("content")) else ""


def _same_call(call: JsonObject, found: Sequence[JsonObject], left: Sequence[int]) -> int | None:
    """The index of a call among those not matched yet."""
    by_id = (at for at in left if _call_id(found[at]) == _call_id(call))
    by_words = (at for at in left if _asks(found[at]) == _asks(call))
    return next(by_id, next(by_words, None))


def _with_arguments(said: JsonObject, built: JsonObject) -> JsonObject:
    """The call, with the arguments of its pieces where it has a placeholder."""
    written = built.get("arguments")
    if written and _is_bare(said.get("arguments")):
        return {**said, "arguments": written}
    return said


def _is_bare(arguments: Any) -> bool:
    return not arguments or (isinstance(arguments, str) and arguments.strip() in PLACEHOLDERS)


def _call_id(call: JsonObject) -> str:
    return text(call.get("call_id")) or text(call.get("id"))


def _asks(call: JsonObject) -> tuple[str, Any]:
    """The name and the parsed arguments of a call, for comparisons."""
    written = call.get("arguments") or call.get("input")
    parsed, _ = parse_arguments(written)
    return text(call.get("name")), written if parsed is None else parsed


class _Item(Struct):
    """An output item in the making."""

    base: dict[str, Any]
    final: dict[str, Any] = field(default_factory=dict)
    parts: dict[tuple[str, int], tuple[_Piece, list[str]]] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return text(self.base.get("type")) or text(self.final.get("type"))

    def add(self, piece: _Piece, what: str, data: JsonObject) -> None:
        index = 0 if piece.part is None else integer(data.get(piece.index)) or 0
        _, pieces = self.parts.setdefault((piece.field, index), (piece, []))
        read = text if piece.part else fragment
        if what == "delta":
            pieces.append(read(data.get("delta")))
        elif (written := read(data.get(piece.name))) and not (pieces and _is_bare(written)):
            pieces[:] = [written]
        if piece.part is None:
            # What an announcement has, where there was none.
            named = {name: data[name] for name in _NAMES if text(data.get(name))}
            self.base = {**named, **self.base}

    def body(self) -> dict[str, Any]:
        """The item: the announcement, overridden by its pieces, and these by the closing event."""
        built: dict[str, Any] = {}
        for (name, _), (piece, pieces) in sorted(self.parts.items(), key=lambda found: found[0]):
            written = "".join(pieces) if piece.part else joined(pieces)
            if piece.part is None:
                built[name] = written
            elif written:
                built.setdefault(name, []).append({"type": piece.part, piece.name: written})
        final = {name: value for name, value in self.final.items() if value not in (None, "", [])}
        if built.get("arguments") and _is_bare(final.get("arguments")):
            final.pop("arguments", None)
        return {**self.base, **built, **final}


class _Output(Struct):
    """The output items of a stream in order of appearance."""

    found: list[_Item] = field(default_factory=list)
    by_id: dict[str, _Item] = field(default_factory=dict)
    by_index: dict[int, _Item] = field(default_factory=dict)

    def add(self, kind: str, data: JsonObject) -> None:
        stem, _, what = kind.rpartition(".")
        if stem == "response.output_item":
            self._item(what, mapping(data.get("item")), integer(data.get("output_index")))
        elif stem in _PIECES and what in {"delta", "done"}:
            piece = _PIECES[stem]
            self._holder(piece.item, data).add(piece, what, data)

    def body(self) -> list[dict[str, Any]]:
        return [item.body() for item in self.found]

    def _item(self, what: str, stated: JsonObject, index: int | None) -> None:
        kind, identifier = text(stated.get("type")), text(stated.get("id"))
        called = self._called(stated)
        if what == "added":
            item = called or (self.by_id.get(identifier) if identifier else None)
            if item is None or _differ(item.base, stated):
                item = self._new(identifier, index)
            item.base.update(stated)
        elif what == "done":
            item = called or self._known(kind, identifier, index)
            if item is None or _differ(item.base, stated):
                item = self._new(identifier, index)
            item.final = dict(stated)

    def _called(self, stated: JsonObject) -> _Item | None:
        """The item of the same call, by the id that its answer names."""
        key = text(stated.get("call_id"))
        same = (one for one in self.found if key and key == text(one.base.get("call_id")))
        return next((one for one in same if not _differ(one.base, stated)), None)

    def _holder(self, kind: str, data: JsonObject) -> _Item:
        identifier, index = text(data.get("item_id")), integer(data.get("output_index"))
        item = self._known(kind, identifier, index)
        if item is None:
            item = self._new(identifier, index)
            item.base["type"] = kind
        return item

    def _known(self, kind: str, identifier: str, index: int | None) -> _Item | None:
        """The item of that id, else of that index, else the last one that lacks what is missing.

        Ids come first, as some services count every item as the first; indices help where ids
        change from event to event.
        """
        item = self.by_id.get(identifier) if identifier else None
        placed = None if index is None else self.by_index.get(index)
        if placed is not None and (item is None or placed.base.get("id") == identifier):
            item = placed
        if item is None and index is not None and kind in CALLS:
            # A place that nobody has announced: of the one call that has no arguments yet.
            bare = [one for one in self.found if one.type == kind and not (one.parts or one.final)]
            item = bare[0] if len(bare) == 1 and not bare[0].base.get("arguments") else None
        if item is None and index is None:
            last = next((it for it in reversed(self.found) if it.type == kind), None)
            if last is not None and not last.final and not (identifier and last.base.get("id")):
                item = last
        return item if item is not None and item.type in {kind, ""} else None

    def _new(self, identifier: str, index: int | None) -> _Item:
        item = _Item({"id": identifier} if identifier else {})
        self.found.append(item)
        if identifier:
            self.by_id[identifier] = item
        if index is not None:
            self.by_index[index] = item
        return item
