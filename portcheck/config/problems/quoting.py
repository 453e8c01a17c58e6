"""Quote values of a file in messages: short, safe for a terminal, and without secrets."""

from __future__ import annotations

from typing import Any

from portcheck.config.problems.secret_patterns import looks_random, looks_secret
from portcheck.model.visible_text import one_line

QUOTED_LENGTH = 60
"""Most characters of a value in a message."""


def quote(value: Any) -> str:
    """Format a value for a message: short, safe for a terminal, and without secrets."""
    text = value if isinstance(value, str) else str(value)
    if looks_secret(text) or looks_random(text):
        return "(not shown: it looks like a key)"
    return f"'{one_line(text, QUOTED_LENGTH)}'"


def describe(value: Any) -> str:
    """Describe a value for "expected X, found Y"."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {one_line(str(value), 20)}"
    if isinstance(value, str):
        return f"the text {quote(value)}" if value else "empty text"
    return "a list" if isinstance(value, list) else "a mapping"
