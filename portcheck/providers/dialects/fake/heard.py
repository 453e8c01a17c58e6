"""Split a request for a fake into rules, the user's wish, and material that is only data."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from msgspec import Struct

from portcheck.model.chat import (
    Document,
    JsonObject,
    Message,
    Request,
    Tool,
    ToolCall,
    last_turn_of_user,
)
from portcheck.model.visible_text import without_unseen

_RULE = re.compile(r"\s*(-{3,}|={3,}|`{3,}\w*)\s*")
_QUOTED = re.compile(r"\s*> ?(.*)")
_VALUE = re.compile(
    r"[\s>*|#-]*[\"']?(?P<label>[^\W\d_][\w /-]{0,40}?)[\"']?\s*[:=]\s*(?P<value>\S.*?)\s*"
)
_WRAPPED = re.compile(r"[A-Za-z0-9+/]{20,}={0,2}")
_WORD = re.compile(r"\w+")
_HIDDEN_ASCII = {0xE0000 + code: code for code in range(0x20, 0x7F)}


class Answered(Struct, frozen=True, kw_only=True):
    """A fake's answer."""

    text: str = ""
    reasoning: str = ""
    calls: tuple[tuple[str, JsonObject], ...] = ()
    """Names and arguments of tool calls."""


class Heard(Struct, frozen=True, kw_only=True):
    """The parts of a request that a fake uses."""

    system: str
    wish: str
    """The last turn of the user without its material, followed by the plain text of parts in base64
    or hexadecimal."""
    material: tuple[str, ...]
    """Texts that the user provides: between lines, after `>`, in documents, in tool results."""
    tools: tuple[Tool, ...]
    made: tuple[ToolCall, ...]
    """Calls of the model since that turn."""


def hear(request: Request) -> Heard:
    """Split a request into the parts that a fake uses."""
    last = last_turn_of_user(request.messages) or 0
    turn = request.messages[last]
    wish, material = _parted(turn.text)
    wish = "\n".join([wish, *_unwrapped(wish)])
    after = request.messages[last + 1 :]
    return Heard(
        system=request.system or "",
        wish=wish,
        material=(
            *material,
            *_documents(turn),
            *(one.text for one in after if one.role == "tool"),
        ),
        tools=request.tools,
        made=tuple(call for one in after for call in one.tool_calls),
    )


def _parted(text: str) -> tuple[str, tuple[str, ...]]:
    """Split a text into the rest and its material."""
    wish: list[str] = []
    pieces: list[list[str]] = []
    inside = quoted = False
    for line in text.splitlines():
        if _RULE.fullmatch(line):
            inside = not inside
            if inside:
                pieces.append([])
        elif inside:
            pieces[-1].append(line)
        elif (found := _QUOTED.fullmatch(line)) is not None:
            if not quoted:
                pieces.append([])
            pieces[-1].append(found[1])
        else:
            wish.append(line)
        quoted = not inside and _QUOTED.fullmatch(line) is not None
    return "\n".join(wish).strip(), tuple("\n".join(piece) for piece in pieces)


def _unwrapped(text: str) -> Iterator[str]:
    """Yield the plain texts that a text contains in base64 or hexadecimal."""
    for token in _WRAPPED.findall(text):
        for read in (bytes.fromhex, _from_base64):
            with suppress(ValueError):  # of bytes that are not text too
                found = read(token).decode()
                if found.isprintable():
                    yield found
                    break


def _from_base64(token: str) -> bytes:
    return base64.b64decode(token, validate=True)


def _documents(turn: Message) -> Iterator[str]:
    """Names and texts of the documents of a turn."""
    for file in turn.files:
        if isinstance(file, Document):
            yield file.name
            if file.media_type.startswith("text/"):
                try:
                    yield base64.b64decode(file.data).decode("utf-8", "replace")
                except binascii.Error:
                    continue


def revealed(text: str) -> str:
    """Make the invisible characters of a text visible, with the text that they hide.

    JSON becomes a line for each key and value.
    """
    with suppress(ValueError):  # most texts are no JSON
        text = "\n".join(f"{label}: {value}" for label, value in _fields(json.loads(text)))
    return without_unseen(text.translate(_HIDDEN_ASCII))


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return [word.casefold() for word in _WORD.findall(text.replace("_", " "))]


def stated(text: str) -> Iterator[tuple[str, str]]:
    """Yield labels and values that a text states as lines `label: value` or as JSON."""
    try:
        yield from _fields(json.loads(text))
    except ValueError:
        for line in text.splitlines():
            if (found := _VALUE.fullmatch(line)) is not None:
                yield found["label"], found["value"].strip("\"'").rstrip(",")


def _fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _fields(item, str(key).replace("_", " "))
    elif isinstance(value, list):
        for item in value:
            yield from _fields(item, name)
    elif name:
        yield name, str(value)


def value_of(wish: str, material: Iterable[str]) -> str | None:
    """The value in the material with the longest label whose words are all in a wish."""
    wished = set(words(wish))
    found = [
        (len(words(label)), said)
        for text in material
        for label, said in stated(text)
        if set(words(label)) <= wished
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


_NO_VALUES = frozenset(
    {"the", "a", "an", "it", "its", "his", "her", "their", "my", "our", "your", "all", "every"}
    | {"that", "this", "these", "those", "what", "whatever", "whole"}
)
"""Words that begin a description, not a value."""


def argument(name: str, text: str) -> str | None:
    """The value of a parameter in a text: the quoted text after its name, or the next word.

    `None` if there is none.
    """
    named = r"[\s_]+".join(map(re.escape, words(name)))
    found = re.search(
        rf"\b{named}\b(?:\s+(?:is|be|of|to|holds?|number|no\.))?[\s:=]+"
        r"(?:[\"“'](?P<quoted>[^\"”'\n]+)[\"”']|(?P<word>[\w@+-][\w@.+/-]*))",
        text,
        re.IGNORECASE,
    )
    if found is None:
        return None
    said = found["quoted"] or found["word"].rstrip(".")
    return None if said.casefold() in _NO_VALUES else said
