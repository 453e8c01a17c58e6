"""Write the material of a case for a judge, as data between marks that it cannot contain."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

from portcheck.lazy_pattern import LazyPattern
from portcheck.model.chat import Message, Request, Text, last_turn_of_user

_DIGITS = 24
"""Hexadecimal digits of a mark, which is a digest of the text, so the text cannot contain it."""


_LIKE_A_TURN = LazyPattern(
    r"(?<=[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029])(?=[^\S\n]*\W{0,3}(?:system|user|assistant|tool)\W{0,3}:)",
    re.IGNORECASE,
)
"""The start of a line, except the first, that looks like the beginning of a turn."""


class Section(NamedTuple):
    """One piece of the material."""

    title: str
    text: str


def mark_of(texts: Iterable[str]) -> str:
    """A word that is in none of the texts; the same texts always have the same mark.

    It is a digest of all of them, so a text that tries to contain it changes it.
    """
    known = list(texts)
    folded = [text.casefold() for text in known]
    content = "\0".join(known).encode("utf-8", "surrogatepass")
    for attempt in count():
        digest = hashlib.sha256(b"%d\0%b" % (attempt, content)).hexdigest()[:_DIGITS]
        if not any(digest in text for text in folded):
            return digest
    raise AssertionError  # pragma: no cover - `count` has no end


def enclosed(sections: Sequence[Section], mark: str) -> str:
    """The sections one after the other, each between an opening and a closing line."""
    return "\n\n".join(
        f"[begin {title} {mark}]\n{text}\n[end {title} {mark}]" for title, text in sections
    )


def question_of(request: Request) -> str:
    """The last turn of the user, with descriptions in place of files; "" if there is none."""
    last = last_turn_of_user(request.messages)
    return "" if last is None else _content(request.messages[last])


def context_of(request: Request) -> str:
    """Everything that the model read besides the question: system prompt and other turns.

    Each turn begins with its role. A line inside a turn that looks like the beginning of another,
    for example in the result of a tool, is marked as a quotation with `>`.
    """
    last = last_turn_of_user(request.messages)
    before = [message for n, message in enumerate(request.messages) if n != last]
    parts = [f"system: {request.system}"] if request.system else []
    parts += [f"{message.role}: {_LIKE_A_TURN.sub('> ', _content(message))}" for message in before]
    return "\n\n".join(parts)


def _content(message: Message) -> str:
    return "\n".join(
        part.text if isinstance(part, Text) else f"({part.described})" for part in message.content
    )
