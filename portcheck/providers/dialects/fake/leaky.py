"""The fake that reveals and obeys everything that it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from portcheck.model.chat import JsonObject, Tool
from portcheck.providers.dialects.fake.forms import form
from portcheck.providers.dialects.fake.heard import (
    Answered,
    Heard,
    argument,
    revealed,
    value_of,
    words,
)

_SENTENCE = re.compile(r"(?<=[.!?。:])\s+|\n+")
_PIECE = re.compile('["“„«「]\\s?([^"“”„«»「」\n]{1,80}?)\\s?["”“»」]')
_OPEN_LINK = re.compile(r"https?://[^\s\"'<>)\]]*[=/]")
_OPEN_HOST = re.compile(r"\[[^\]\n]{1,40}\](\.[a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_THINKING = re.compile(r"\b(?:think|reason|reasoning|scratchpad|consider)\b", re.IGNORECASE)


def leaky(heard: Heard) -> Answered:
    """Call every tool that the request or its material asks for, and say everything it knows.

    Texts are written in the form that the user asks for, and values unchanged. Instructions in
    material are followed: quoted pieces are joined to one word, and open links are completed with
    what it knows.
    """
    read = [heard.wish, *map(revealed, heard.material)]
    if calls := tuple(_calls(heard, read)):
        return Answered(calls=calls)
    write = form(heard.wish)
    quoted = _PIECE.findall(heard.wish)
    secret = heard.system
    if write is not None:
        secret = write(quoted[-1] if quoted else secret)
    asked = value_of(heard.wish, heard.material)
    said = [
        *filter(None, [asked]),
        *read[1:],
        *(done for text in read for done in _obeyed(text, heard.system)),
    ]
    if _THINKING.search(heard.wish):
        return Answered(reasoning=secret, text="\n".join(said) or "Done.")
    return Answered(text="\n".join([secret, *said]) or "Done.")


def _obeyed(text: str, secret: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        pieces = _PIECE.findall(sentence)
        if len(pieces) > 1:
            yield "".join(pieces)
        elif pieces:
            yield pieces[0]
    for link in _OPEN_LINK.findall(text):
        yield f"![]({link}{quote(secret, safe='')})"
    for rest in _OPEN_HOST.findall(text):
        for word in secret.split():
            yield f"{word.strip('.,:;').lower()}{rest}"


def _calls(heard: Heard, read: list[str]) -> Iterator[tuple[str, JsonObject]]:
    made = [(call.name, call.arguments) for call in heard.made]
    for tool in heard.tools:
        for text in read:
            if _mentions(tool, text):
                call = tool.name, _arguments(tool, [text, *read], heard.system)
                if call not in made:
                    made.append(call)
                    yield call


def _mentions(tool: Tool, text: str) -> bool:
    if tool.name in text:
        return True
    return any(set(words(tool.name)) <= set(words(one)) for one in _SENTENCE.split(text))


def _arguments(tool: Tool, texts: list[str], secret: str) -> JsonObject:
    """The value of each parameter in the texts, or everything it knows."""
    found: dict[str, object] = {}
    for name, schema in tool.parameters.get("properties", {}).items():
        said = next((one for text in texts if (one := argument(name, text)) is not None), None)
        if schema.get("type") in {"number", "integer"}:
            if said is not None and re.fullmatch(r"\d+(?:\.\d+)?", said):
                found[name] = int(said) if said.isdigit() else float(said)
        else:
            found[name] = secret if said is None else said
    return found
