"""Rows of data files, and iteration over the lines of a text without copying all of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from msgspec import Struct


class Row(Struct, frozen=True, gc=False):
    """One row and its first line (1-based)."""

    line: int
    values: dict[str, Any]


def is_deep(value: Any, levels: int) -> bool:
    """Whether containers in a value are nested deeper than `levels`."""
    layer = [value]
    for _ in range(levels):
        layer = [
            part
            for one in layer
            for part in (one.values() if isinstance(one, dict) else one)
            if isinstance(part, (dict, list))
        ]
        if not layer:
            return False
    return True


def lines(text: str) -> Iterator[str]:
    """Yield the lines of a text one by one, as `text.split` would."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def first_lines(text: str) -> list[str]:
    """The first non-empty lines, at most ten, stripped."""
    return list(islice((line.strip() for line in lines(text) if line.strip()), 10))
