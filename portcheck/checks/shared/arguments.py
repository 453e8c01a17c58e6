"""Forms of arguments that several checks share."""

from __future__ import annotations

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
