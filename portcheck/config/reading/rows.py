"""A row of a data file, and the lines of a text without a copy of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from msgspec import Struct


class Row(Struct, frozen=True, gc=False):
    """One row and the line (1-based) on which it begins."""

    line: int
    values: dict[str, Any]


def is_deep(value: Any, levels: int) -> bool:
    """Whether containers inside a value are nested deeper than that number of levels."""
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
    """As `text.split` gives them, one at a time."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def first_lines(text: str) -> list[str]:
    """The first lines that hold something, at most ten, without white space around them."""
    return list(islice((line.strip() for line in lines(text) if line.strip()), 10))
