"""Read conversations from data rows; their texts are never rendered.

A conversation is a list of `{role, content}`, as an object or as JSON in a cell. Content is text or
a list of parts, in our format or in that of OpenAI's or Anthropic's API.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from portcheck.config.problems.quoting import describe, quote
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.reading.attached_files import AttachedFiles, Kind
from portcheck.config.reading.local_files import FileMistake
from portcheck.config.reading.rows import is_deep
from portcheck.config.reading.yaml_loader import MAX_DEPTH, TOO_DEEP
from portcheck.model.chat import Message, Part, Role, Text, ToolCall

_FORM = 'a conversation is a list such as [{"role": "user", "content": "Hello"}]'
_ROLES: Mapping[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
}
_KEYS = frozenset({"role", "content", "tool_calls", "tool_call_id", "is_error"})
_PASSED_OVER = frozenset(
    {"annotations", "audio", "cache_control", "id", "metadata", "name", "reasoning_content"}
    | {"status", "timestamp", "type", "weight"}
)
"""Keys of logs that are irrelevant for a new request."""
_FILES: Mapping[str, Kind] = {
    "image": "image",
    "image_url": "image",
    "input_image": "image",
    "document": "document",
    "file": "document",
    "input_file": "document",
    "audio": "audio",
    "input_audio": "audio",
}
_TEXTS = ("text", "input_text", "output_text")


class ConversationMistake(Exception):  # noqa: N818  # becomes a Problem, is not an error of its own
    """A mistake in a conversation; the message begins with the turn's number."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Conversation(Struct):
    """The turns of a conversation and its initial system prompt."""

    system: str | None = None
    messages: list[Message] = field(default_factory=list)


def read_conversation(
    value: Any, files: AttachedFiles, *, beside_a_system_prompt: bool = False
) -> Conversation:
    """Read the conversation in a value of a row.

    Args:
        value: a list of turns, or its JSON.
        files: reads the files of turns.
        beside_a_system_prompt: there is another system prompt, so it must not begin with one.

    Raises:
        ConversationMistake: it is not a valid conversation.
    """
    turns = _turns(value)
    found = Conversation()
    asked: set[str] = set()
    for number, turn in enumerate(turns, start=1):
        try:
            for message in _Turn(turn, files).messages():
                _review(message, asked)
                if message.role == "system" and not found.messages and found.system is None:
                    found.system = message.text
                else:
                    found.messages.append(message)
        except (ConversationMistake, FileMistake) as exc:
            raise ConversationMistake(f"turn {number}: {exc.message}", exc.hint) from exc
    if found.system is not None and beside_a_system_prompt:
        raise ConversationMistake(
            "the conversation begins with a system prompt, but the suite has one too",
            "remove 'system' from the prompt",
        )
    if not found.messages:
        raise ConversationMistake("the conversation has no user turn", _FORM)
    return found


def _turns(value: Any) -> Sequence[Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise ConversationMistake(f"{quote(value)} is not a conversation", _FORM) from None
    if is_deep([value], MAX_DEPTH):
        raise ConversationMistake(f"the conversation is {TOO_DEEP}", _FORM)
    if isinstance(value, Mapping) and isinstance(value.get("messages"), list):
        raise ConversationMistake("the messages lie inside an object", "name its part .messages")
    if not isinstance(value, list) or not value:
        raise ConversationMistake(f"needs a conversation, found {describe(value)}", _FORM)
    return value


def _review(message: Message, asked: set[str]) -> None:
    """Raise ConversationMistake for a turn that no vendor could understand."""
    asked |= {call.id for call in message.tool_calls if call.id}
    if message.tool_calls and message.role != "assistant":
        raise ConversationMistake("only the assistant calls tools", "change the role")
    if message.role == "tool" and message.tool_call_id not in asked:
        name = message.tool_call_id
        text = (
            f"no earlier tool call has the id {quote(name)}"
            if name
            else ("'tool_call_id' is missing")
        )
        raise ConversationMistake(text, "set it to the id of the call that this turn answers")
    if message.role == "user" and not (message.text.strip() or message.files):
        raise ConversationMistake("the user's text is empty", "write what the user says")


class _Turn:
    """One turn of a file; Anthropic's tool results become separate turns."""

    def __init__(self, turn: Any, files: AttachedFiles) -> None:
        if not isinstance(turn, Mapping):
            raise ConversationMistake(f"needs an object, found {describe(turn)}", _FORM)
        self.turn = turn
        self.files = files
        self.calls: list[ToolCall] = []
        self.answers: list[Message] = []

    def messages(self) -> Iterator[Message]:
        """Yield the turn's messages."""
        turn, role = self.turn, self._role()
        for key, value in turn.items():
            if key not in _KEYS | _PASSED_OVER and value not in (None, [], {}, ""):
                hint = spelling_hint(str(key), sorted(_KEYS)) or "remove it"
                raise ConversationMistake(f"unknown key {quote(key)}", hint)
        parts = tuple(self._parts(turn.get("content")))
        calls = turn.get("tool_calls") or []
        if not isinstance(calls, list):
            raise ConversationMistake(f"'tool_calls' needs a list, found {describe(calls)}")
        self.calls += [_call(call) for call in calls]
        yield from self.answers
        if parts or self.calls or not self.answers:
            name = turn.get("tool_call_id")
            yield Message(
                role=role,
                content=parts,
                tool_calls=tuple(self.calls),
                tool_call_id=str(name) if role == "tool" and name is not None else None,
                is_error=role == "tool" and turn.get("is_error") is True,
            )

    def _role(self) -> Role:
        role = self.turn.get("role")
        if isinstance(role, str) and role in _ROLES:
            return _ROLES[role]
        known = ", ".join(_ROLES)
        if role is None:
            raise ConversationMistake("'role' is missing", f"a role is one of {known}")
        raise ConversationMistake(f"{quote(role)} is not a role", f"a role is one of {known}")

    def _parts(self, content: Any) -> Iterator[Part]:
        if content is None:
            return
        if isinstance(content, str):
            yield Text(text=content)
            return
        if not isinstance(content, list):
            raise ConversationMistake(
                f"'content' needs text or a list of parts, found {describe(content)}"
            )
        for part in content:
            if isinstance(part, str):
                yield Text(text=part)
            elif isinstance(part, Mapping):
                yield from self._part(part)
            else:
                raise ConversationMistake(f"a part needs an object, found {describe(part)}")

    def _part(self, part: Mapping[str, Any]) -> Iterator[Part]:
        kind = part.get("type") or next((key for key in (*_TEXTS, *_FILES) if part.get(key)), None)
        if kind in _TEXTS and isinstance(part.get("text"), str):
            yield Text(text=part["text"])
        elif kind == "refusal" and isinstance(part.get("refusal"), str):
            yield Text(text=part["refusal"])
        elif kind == "tool_use":
            self.calls.append(_call({**part, "arguments": part.get("input")}))
        elif kind == "tool_result":
            self.answers.append(
                Message(
                    role="tool",
                    content=tuple(self._parts(part.get("content"))),
                    tool_call_id=_text(part.get("tool_use_id")),
                    is_error=part.get("is_error") is True,
                )
            )
        elif isinstance(kind, str) and kind in _FILES:
            yield self._file(_FILES[kind], part, kind)
        else:
            known = ", ".join([*_TEXTS[:1], *_FILES, "tool_use", "tool_result"])
            raise ConversationMistake(f"{quote(kind)} is not a kind of part", f"known: {known}")

    def _file(self, kind: Kind, part: Mapping[str, Any], word: str) -> Part:
        """Read a file given by name, by address or inline, in any of the formats."""
        held = next((part[key] for key in (word, "source", "image_url") if part.get(key)), part)
        if isinstance(held, str):
            return self._named(kind, held)
        if isinstance(held, Mapping):
            for key in ("url", "file_url"):
                if isinstance(held.get(key), str):
                    return self._named(kind, held[key])
            for key in ("data", "file_data"):
                if isinstance(held.get(key), str):
                    name = _text(held.get("filename")) or _text(part.get("title")) or ""
                    return self.files.inline(kind, held[key], name)
        raise ConversationMistake(
            f"the {kind} has neither bytes nor an address",
            "a vendor's file id does not work here",
        )

    def _named(self, kind: Kind, name: str) -> Part:
        if name.startswith("data:"):
            return self.files.inline(kind, name, "")
        return self.files.read(kind, name)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _call(call: Any) -> ToolCall:
    inner = call.get("function") if isinstance(call, Mapping) else None
    told = inner if isinstance(inner, Mapping) else call
    if not isinstance(call, Mapping) or not isinstance(told.get("name"), str):
        raise ConversationMistake("a tool call has no name", '{"id": ..., "name": ...}')
    arguments = told.get("arguments")
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments or "{}")
        except (ValueError, RecursionError):
            arguments = 0
        if is_deep([arguments], MAX_DEPTH):
            arguments = 0
    if not isinstance(arguments, Mapping | None):
        hint = "write a JSON object, or its text"
        raise ConversationMistake(f"the arguments of {quote(told['name'])} are not an object", hint)
    return ToolCall(id=_text(call.get("id")), name=told["name"], arguments=arguments or {})
