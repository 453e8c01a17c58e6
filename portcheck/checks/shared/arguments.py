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
"""Schema of one text or several."""


def texts(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The texts of an argument of that schema."""
    return (value,) if isinstance(value, str) else tuple(value)


def unknown_word(words: str | tuple[str, ...] | list[str], known: Sequence[str]) -> str | None:
    """The message about an unknown word, with the known ones; `None` if all are known."""
    wrong = next((word for word in texts(words) if word not in known), None)
    return None if wrong is None else f"{wrong!r} is none of {', '.join(known)}"
