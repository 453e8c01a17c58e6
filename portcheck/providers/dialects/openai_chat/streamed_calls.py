"""Assemble the tool calls of a stream from their fragments.

Imitators number, name and identify fragments in many ways. A fragment belongs to the call with its
id, otherwise to the one with its index, otherwise to the previous call. Only a fragment with a name
begins a call; one without a name that fits no call is kept until a name arrives.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field

from portcheck.model.chat import JsonObject
from portcheck.providers.dialects.openai_chat.metadata import CALL_FIELDS
from portcheck.providers.dialects.openai_chat.response import stated_arguments
from portcheck.providers.metadata.pieces import Pieces
from portcheck.providers.streams.fragments import PLACEHOLDERS, is_object, joined
from portcheck.vendor_json import integer, mapping, parse_arguments, text


class StreamedCall(Struct, eq=False):
    """A tool call in the making."""

    id: str = ""
    type: str = ""
    name: str = ""
    pieces: list[str] = field(default_factory=list)
    whole: Any = None
    """Arguments that came as an object."""
    unread: Pieces = field(default_factory=Pieces)
    """Fields that are not taken apart here."""

    @property
    def written(self) -> str:
        """The arguments so far."""
        return joined(self.pieces)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing from the arguments, as far as they tell."""
        return self.whole not in (None, {}) or is_object(self.written)

    def is_again(self, stated: JsonObject) -> bool:
        """Whether a name and arguments are those of this call."""
        said, _ = parse_arguments(stated_arguments(stated))
        mine, _ = parse_arguments(self.written if self.pieces else self.whole)
        return text(stated.get("name")) == self.name and said is not None and said == mine

    def is_other_than(self, stated: JsonObject) -> bool:
        """Whether a fragment with the id of this call is of another one that has the same id."""
        name, arguments = text(stated.get("name")), stated_arguments(stated)
        if not (name and self.name and self.complete):
            return False
        if name != self.name:
            return True
        bare = self.whole in (None, {}) and self.written.strip() in PLACEHOLDERS
        whole = isinstance(arguments, dict) or is_object(text(arguments))
        return whole and not bare and not self.is_again(stated)

    @property
    def is_other(self) -> bool:
        """Whether it has an unknown type and is not a function call."""
        return self.type not in ("", "function") and not self.name

    def add(self, delta: JsonObject) -> None:
        """Add a fragment."""
        self.unread.add(delta, CALL_FIELDS)
        inner = _inner(delta)
        self.id = self.id or text(delta.get("id"))
        self.type = self.type or text(delta.get("type"))
        name = text(inner.get("name"))
        if name and name != self.name:
            # A name in pieces; one that comes whole again is the same name.
            self.name = name if name.startswith(self.name) else self.name + name
        arguments = stated_arguments(inner)
        if isinstance(arguments, str):
            self.pieces.append(arguments)
        elif arguments not in (None, {}) or self.whole is None:
            self.whole = arguments

    def join(self, held: StreamedCall) -> None:
        """Add the fragments that arrived before the name."""
        self.id = self.id or held.id
        self.type = self.type or held.type
        self.pieces = held.pieces + self.pieces
        self.whole = self.whole if held.whole is None else held.whole

    def body(self) -> dict[str, Any]:
        """The call as a whole body has it."""
        written: Any = self.written if self.pieces else None
        if self.type == "custom":
            return {
                "id": self.id,
                "type": "custom",
                "custom": {"name": self.name, "input": written},
            }
        if self.is_other:
            return {**self.unread.whole(), "id": self.id, "type": self.type}
        placeholder = written is None or (self.whole and written.strip() in PLACEHOLDERS)
        arguments = self.whole if placeholder else written
        called = {"name": self.name, "arguments": arguments}
        return {**self.unread.whole(), "id": self.id, "function": called}


class StreamedCalls(Struct):
    """All calls of an answer in the order they begin."""

    calls: list[StreamedCall] = field(default_factory=list)
    by_index: dict[int, StreamedCall] = field(default_factory=dict)
    by_id: dict[str, StreamedCall] = field(default_factory=dict)

    def take(self, deltas: Sequence[JsonObject], *, last: bool) -> None:
        """Add the fragments of a chunk; a last chunk may repeat all calls."""
        if last and self._are(deltas):
            return
        for delta in deltas:
            self.add(delta)

    def _are(self, stated: Sequence[JsonObject]) -> bool:
        """Whether whole calls are those that have come, in their order."""
        return 0 < len(stated) == len(self.calls) and all(
            call.is_again(_inner(one)) and text(one.get("id")) in {"", call.id}
            for call, one in zip(self.calls, stated, strict=True)
        )

    def add(self, delta: JsonObject, *, begins: bool = False) -> None:
        """Add a fragment to its call; one that `begins` belongs to no unfinished call."""
        index, identifier = integer(delta.get("index")), text(delta.get("id"))
        call = None
        if not begins or identifier in self.by_id:
            call = self._call_of(identifier, _inner(delta), index)
        if call is None:
            call = StreamedCall()
            self.calls.append(call)
        if index is not None:
            self.by_index[index] = call
        if identifier:
            self.by_id[identifier] = call
        call.add(delta)

    def holds(self, stated: JsonObject) -> bool:
        """Whether a whole call has come before, by its id or by what it says."""
        known = self.by_id.get(text(stated.get("id")))
        if known is not None:
            return known.complete
        return any(call.is_again(_inner(stated)) for call in self.calls)

    def _call_of(
        self, identifier: str, inner: JsonObject, index: int | None
    ) -> StreamedCall | None:
        """The call that a fragment belongs to; `None` if it begins one."""
        name = text(inner.get("name"))
        indexed = None if index is None else self.by_index.get(index)
        known = self.by_id.get(identifier)
        if known is not None:
            # An id that a second call has as well tells nothing: its place does.
            at = indexed if indexed is not None and indexed.id == identifier else known
            elsewhere = index is not None and indexed is not at and name and at.complete
            if (elsewhere and not at.is_again(inner)) or at.is_other_than(inner):
                return None if indexed is at else indexed
            return at
        if not name:
            return self._unnamed(identifier, index, indexed)
        if index is None:
            indexed = self.calls[-1] if self.calls else None
        if indexed is None or not _goes_on(indexed, identifier, inner, index):
            return None
        return indexed

    def _unnamed(
        self, identifier: str, index: int | None, indexed: StreamedCall | None
    ) -> StreamedCall | None:
        if indexed is not None:
            return indexed
        last = self.calls[-1] if self.calls else None
        if last is None or (identifier and last.complete):
            return None
        if index is None:
            return last
        # An index that nobody has named: of the call that has no arguments yet.
        waiting = [call for call in self.calls if call.name and not call.complete]
        return waiting[-1] if waiting else None

    def whole(self) -> list[StreamedCall]:
        """The calls, each with what came before its name."""
        named = [call for call in self.calls if call.name or call.is_other]
        for held in self.calls:
            if held in named or not (held.written or held.whole):
                continue
            bare = [call for call in named if not call.written and call.whole in (None, {})]
            if len(bare) == 1:
                bare[0].join(held)
            else:
                named.append(held)
        return named


def _goes_on(call: StreamedCall, identifier: str, inner: JsonObject, index: int | None) -> bool:
    """Whether a fragment with a name belongs to the call in its place."""
    name, arguments = text(inner.get("name")), stated_arguments(inner)
    if not call.name:
        return not (identifier and call.id) or identifier == call.id
    if identifier and call.id:
        # A new id for the same call, whose arguments have begun and go on.
        begun = call.written.strip() not in PLACEHOLDERS and not call.complete
        fragment = text(arguments).lstrip()
        return begun and name == call.name and bool(fragment) and not fragment.startswith("{")
    if call.complete:
        # The whole call again, as some write it; without a place it is a second one.
        return index is not None and call.is_again(inner)
    if index is None and name != call.name and isinstance(arguments, dict) and call.whole == {}:
        return False  # two objects, each of them whole: the first call has no arguments
    return name == call.name or name.startswith(call.name) or not (call.written or identifier)


def _inner(delta: JsonObject) -> JsonObject:
    return mapping(delta.get("function")) or mapping(delta.get("custom")) or _flat(delta)


def _flat(delta: JsonObject) -> JsonObject:
    """Name and arguments that are beside the id."""
    return delta if "name" in delta or "arguments" in delta else {}
