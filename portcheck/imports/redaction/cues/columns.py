"""Find cells of tables and their headings; `|`, `,`, `;` or tabs separate the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.lazy_pattern import LazyPattern
from portcheck.value import Value, Whole

_EDGE = " \t\r\n\"'`*"
_WIDEST = 40
_INSERT = LazyPattern(r"\(([^()\n]{3,600})\)\s{0,3}VALUES\s{0,3}\(([^()]{3,2000})\)", re.IGNORECASE)


class Cell(Value, kw_only=True):
    """A cell that is not empty, and the heading of its column."""

    heading: str
    start: Whole
    end: Whole


def cells(text: str) -> Iterator[Cell]:
    """Yield every cell below a heading, and every value of SQL's `INSERT` with its column."""
    lines = text.splitlines(keepends=True)
    mark, headings, at = "", list[str](), 0
    for number, line in enumerate(lines):
        row = line.split(mark) if mark else []
        if mark and len(row) == len(headings):
            yield from _row(headings, row, at, len(mark))
        else:
            following = lines[number + 1] if number + 1 < len(lines) else ""
            mark, headings = _heading(line, following)
        at += len(line)
    for match in _INSERT.compiled.finditer(text):
        names, values = match[1].split(","), match[2].split(",")
        if len(names) == len(values):
            yield from _row([name.strip(_EDGE) for name in names], values, match.start(2), 1)


def _row(headings: list[str], row: list[str], at: int, gap: int) -> Iterator[Cell]:
    for heading, cell in zip(headings, row, strict=True):
        value = cell.strip(_EDGE)
        if heading and value and value.strip("-: "):
            start = at + cell.find(value)
            yield Cell(heading=heading, start=start, end=start + len(value))
        at += len(cell) + gap


def _heading(line: str, following: str) -> tuple[str, list[str]]:
    """The separator and headings of a table, if the next line has as many cells; else "", []."""
    for mark in "|\t;,":
        headings = [cell.strip(_EDGE) for cell in line.split(mark)]
        if (
            1 < len(headings) <= _WIDEST
            and all(len(heading) < _WIDEST for heading in headings)
            and following.count(mark) == line.count(mark)
        ):
            return mark, headings
    return "", []
