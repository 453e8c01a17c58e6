"""Schemas of arguments that several checks share."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck.model.chat import JsonObject

TEXTS: JsonObject = {
    "type": ["string", "array"],
    "items": {"type": "string", "minLength": 1},
    "minItems": 1,
    "minLength": 1,
}
"""Schema of one text or a list of texts."""


def texts(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The texts of an argument with the schema `TEXTS`."""
    return (value,) if isinstance(value, str) else tuple(value)


def unknown_word(words: str | tuple[str, ...] | list[str], known: Sequence[str]) -> str | None:
    """A message about the first unknown word; `None` if all are known."""
    wrong = next((word for word in texts(words) if word not in known), None)
    return None if wrong is None else f"{wrong!r} is not one of {', '.join(known)}"
