"""Join the cells of a notebook to one text, and map its lines to lines of the file."""

from __future__ import annotations

import json
from typing import Any

from msgspec import Struct


class Cells(Struct, frozen=True):
    """The cells of one kind, code or prose."""

    text: str
    lines: tuple[int, ...]
    """Line of the file (1-based) for each line of the text."""


def cells(text: str) -> tuple[Cells, Cells] | None:
    """The code and the prose of a notebook, without outputs; `None` if it is not a notebook."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(found, list):
        return None
    places = _Places(text)
    code: tuple[list[str], list[int]] = ([], [])
    prose: tuple[list[str], list[int]] = ([], [])
    for cell in found:
        if not isinstance(cell, dict):
            continue
        kept = code if cell.get("cell_type") == "code" else prose
        for line in _lines(cell.get("source")):
            kept[0].append(line.rstrip("\n"))
            kept[1].append(places.line_of(line))
    return _cells(code), _cells(prose)


def _cells(kept: tuple[list[str], list[int]]) -> Cells:
    return Cells("\n".join(kept[0]), tuple(kept[1]))


def _lines(source: Any) -> list[str]:
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return source.splitlines(keepends=True) if isinstance(source, str) else []


class _Places:
    """Finds lines of cells in the file, in the order of the file."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._offset = 0
        self._line = 1

    def line_of(self, line: str) -> int:
        """The line number of a cell's line in the file, or that of the last line found."""
        for written in (json.dumps(line, ensure_ascii=False), json.dumps(line)):
            at = self._text.find(written[1:-1], self._offset) if line.strip() else -1
            if at >= 0:
                self._line += self._text.count("\n", self._offset, at)
                self._offset = at
                return self._line
        return self._line
