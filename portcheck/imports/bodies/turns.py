"""Read the turns of a conversation in any vendor's format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from portcheck.imports.bodies.not_read import NotReadError, word
from portcheck.imports.bodies.parts import parts, written
from portcheck.model.chat import JsonObject, Message, Part, Role, Text, ToolCall
from portcheck.vendor_json import items, mapping, parse_arguments, text, text_or_none

MAX_TURNS = 2_000
"""Most messages of one request; with more it is not a conversation."""
_ROLES: Mapping[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "ai": "assistant",
    "model": "assistant",
    "tool": "tool",
    "function": "tool",
}
_CALLS = {"toolUse": "toolUseId", "functionCall": "id", "function_call": "id"}
"""Fields that hold a call among parts, and the name of its id."""
_RESULTS = {"toolResult": "toolUseId", "functionResponse": "id", "function_response": "id"}
_REASONING = "reasoning"


class Turns(Struct, frozen=True):
    """The content of a request."""

    system: str | None
    """The instructions before the first turn."""
    messages: tuple[Message, ...]


def turns(found: Any, system: Any = None) -> Turns:
    """The turns in a list of messages, or in a text that is the only turn.

    Args:
        found: messages, or items of the Responses API.
        system: instructions given beside them: a text, parts, or a message.

    Raises:
        NotReadError: there are no turns, or portcheck cannot send one of them again.
    """
    if isinstance(found, str):
        found = [{"role": "user", "content": found}]
    if not isinstance(found, list) or not found:
        raise NotReadError("the request has no messages")
    if len(found) > MAX_TURNS:
        raise NotReadError(f"the request has more than {MAX_TURNS} messages")
    read = _Reading()
    if system is not None:
        read.instruct(_instructions(system))
    for message in found:
        read.add(message)
    if not read.messages:
        raise NotReadError("the request has only instructions, and no user turn")
    return Turns("\n\n".join(read.system) or None, tuple(read.messages))


def said(message: JsonObject) -> tuple[tuple[Part, ...], tuple[ToolCall, ...]]:
    """The parts and tool calls of an assistant's message.

    Raises:
        NotReadError: the message holds something else.
    """
    read = _Reading()
    read.add({**message, "role": "assistant"})
    last = read.messages[-1] if read.messages else Message(role="assistant")
    return last.content, last.tool_calls


def _instructions(system: Any) -> str:
    if isinstance(system, str):
        return system
    if isinstance(system, dict) and ("parts" in system or "content" in system):
        system = system.get("parts", system.get("content"))
    found = parts(system)
    if not all(isinstance(part, Text) for part in found):
        raise NotReadError("the instructions hold a file")
    return "\n\n".join(part.text for part in found if isinstance(part, Text))


class _Reading(Struct):
    """The turns read so far."""

    system: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    open_calls: list[tuple[str, str]] = field(default_factory=list)
    """Name and id of the calls that no result has answered yet."""
    unnamed: int = 0
    """Number of calls without an id so far."""

    def instruct(self, words: str) -> None:
        if words and self.messages:
            self.messages.append(Message(role="system", content=(Text(text=words),)))
        elif words:
            self.system.append(words)

    def add(self, message: Any) -> None:
        if not isinstance(message, dict):
            raise NotReadError(f"a message is a {word(message)}")
        role = _ROLES.get(role) if isinstance(role := message.get("role"), str) else None
        content = message.get("content")
        if role == "user" and type(content) is str:  # nearly always
            self.messages.append(Message(role="user", content=(Text(text=content),)))
        elif role == "system":
            self.instruct(_instructions(message.get("parts", content)))
        elif role == "assistant":
            self._assistant(message, message.get("parts", content))
        elif role == "tool":
            self._tool(message, message.get("parts", content))
        elif role == "user":
            self._user(message.get("parts", content))
        else:
            self._item(message)

    def _item(self, item: JsonObject) -> None:
        """An item of the Responses API that has no role."""
        kind = item.get("type")
        if kind == "function_call":
            self._call(item, item.get("call_id"))
        elif kind == "function_call_output":
            self._result(item.get("call_id"), "", item.get("output"))
        elif kind != _REASONING:
            shown = word(kind if kind is not None else item.get("role"))
            raise NotReadError(f"a message is of the kind {shown}")

    def _user(self, content: Any) -> None:
        rest = [one for one in _listed(content) if not self._is_result(one)]
        if rest:
            self.messages.append(Message(role="user", content=parts(rest)))

    def _is_result(self, piece: Any) -> bool:
        """Add a part as a tool result; return whether it is one."""
        block = mapping(piece)
        kind = block.get("type")
        if kind == "tool_result":
            failed = block.get("is_error") is True
            self._result(block.get("tool_use_id"), "", block.get("content"), failed=failed)
        elif kind == "tool_call_response":
            given = block.get("response", block.get("result"))
            self._result(block.get("id"), text(block.get("name")), given)
        else:
            name = next((one for one in _RESULTS if one in block), None)
            if name is None:
                return False
            inner = mapping(block[name])
            given = inner.get("content", inner.get("response"))
            if name == "toolResult":
                given = [one.get("json", one) for one in map(mapping, items(given))]
                given = given[0] if len(given) == 1 and "text" not in mapping(given[0]) else given
            failed = inner.get("status") == "error"
            self._result(inner.get(_RESULTS[name]), text(inner.get("name")), given, failed=failed)
        return True

    def _assistant(self, message: JsonObject, content: Any) -> None:
        self.messages.append(Message(role="assistant"))
        rest = [one for one in _listed(content) if not self._is_call(one)]
        last = self.messages[-1]
        self.messages[-1] = replace(last, content=parts(rest))
        called = message.get("tool_calls")
        for call in [called] if isinstance(called, dict) else items(called):
            self._call(mapping(call), mapping(call).get("id"))
        if legacy := mapping(message.get("function_call")):
            self._call(legacy, None)

    def _is_call(self, piece: Any) -> bool:
        """Add a part of an answer as a tool call; return whether it is one."""
        block = mapping(piece)
        if text(block.get("type")) in {"tool_use", "tool_call", "function_call"}:
            self._call(block, block.get("id", block.get("call_id")))
            return True
        name = next((one for one in _CALLS if isinstance(block.get(one), dict)), None)
        if name is not None:
            inner = mapping(block[name])
            self._call(inner, inner.get(_CALLS[name]))
        return name is not None

    def _call(self, call: JsonObject, known_as: Any) -> None:
        inner = mapping(call.get("function")) or call
        name = text(inner.get("name"))
        if not name:
            raise NotReadError("a tool call has no name")
        given = next((inner[n] for n in ("arguments", "args", "input") if n in inner), None)
        arguments, raw = parse_arguments(given)
        identifier = text_or_none(known_as)
        if identifier is None:
            self.unnamed += 1
            identifier = f"call_{self.unnamed}"
        self.open_calls.append((name, identifier))
        made = ToolCall(id=identifier, name=name, arguments=arguments, arguments_raw=raw)
        if not self.messages or self.messages[-1].role != "assistant":
            self.messages.append(Message(role="assistant"))
        last = self.messages[-1]
        self.messages[-1] = replace(last, tool_calls=(*last.tool_calls, made))

    def _tool(self, message: JsonObject, content: Any) -> None:
        rest = [one for one in _listed(content) if not self._is_result(one)]
        if rest or not _listed(content):
            failed = message.get("status") == "error" or message.get("is_error") is True
            given = content if isinstance(content, str) else rest
            called = message.get("tool_call_id", message.get("id"))
            self._result(called, text(message.get("name")), given, failed=failed)

    def _result(self, known_as: Any, name: str, given: Any, *, failed: bool = False) -> None:
        identifier = text_or_none(known_as)
        for at, (tool, call) in enumerate(self.open_calls):
            if call == identifier or (identifier is None and name in {"", tool}):
                identifier = call
                del self.open_calls[at]
                break
        self.messages.append(
            Message(role="tool", content=written(given), tool_call_id=identifier, is_error=failed)
        )


def _listed(content: Any) -> Sequence[Any]:
    if content is None or content == "":
        return ()
    return content if isinstance(content, list) else (content,)
