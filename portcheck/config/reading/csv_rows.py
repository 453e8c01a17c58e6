"""Read the rows of a CSV table with a header, separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from portcheck.config.problems.quoting import quote
from portcheck.config.reading.rows import Row, first_lines
from portcheck.config.reading.yaml_loader import UnreadableError
from portcheck.model.numbers import count

MAX_CELL = 10_000_000
"""Longest cell of a table, in characters."""
_QUOTED = re.compile(r'"[^"]*"')
_STATED = re.compile(r'"?sep=(.)"?\r?', re.IGNORECASE)
"""First line in which Excel states the delimiter."""
_SIGNS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}
_PLURALS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def is_csv(text: str) -> bool:
    """Whether a text looks like a table and not like JSON, judging by its first line."""
    first = first_lines(text)[:1]
    return bool(first) and first[0][0] not in "{[" and any(sign in first[0] for sign in ",;\t")


def delimiter_of(text: str) -> str:
    """The delimiter that a first line `sep=;` states, otherwise the most frequent in the header.

    The latter is a comma, semicolon or tab outside of quotes.
    """
    first = next((line for line in text.split("\n") if line.strip()), "")
    if stated := _STATED.fullmatch(first):
        return stated[1]
    return max(",;\t", key=_QUOTED.sub("", first).count)


def table_reader(text: str, delimiter: str) -> Any:
    """Make a `csv.reader` for cells of up to `MAX_CELL` characters."""
    csv.field_size_limit(MAX_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def says_delimiter(cells: Sequence[str], delimiter: str) -> bool:
    """Whether the cells are a first line `sep=;`, which is not a row."""
    return _STATED.fullmatch(delimiter.join(cells)) is not None


def csv_mistake(text: str) -> tuple[str, str] | None:
    """Message and hint if a text is JSON Lines and not a table."""
    first = first_lines(text)[:1]
    try:
        found = json.loads(first[0]) if first and first[0].startswith("{") else None
    except (ValueError, RecursionError):
        return None
    hint = "name a JSON Lines file with the ending .jsonl"
    return ("this is JSON Lines, not CSV", hint) if isinstance(found, dict) else None


def row_hint(cells: Sequence[str], delimiter: str) -> str:
    """The hint for a row with more or fewer cells than the header."""
    others = {sign: delimiter.join(cells).count(sign) for sign in _SIGNS if sign != delimiter}
    sign = max(others, key=lambda one: others[one])
    if len(cells) == 1 and others[sign]:
        usual = _PLURALS.get(delimiter, repr(delimiter))
        return (
            f"{usual} separate the cells of the header, but {_PLURALS[sign]} those of this "
            "line: use one of them"
        )
    return f"put a cell that holds {_SIGNS.get(delimiter, repr(delimiter))} in quotes"


def header_hint(columns: Sequence[str]) -> str:
    """The hint for a header of one cell that another delimiter would split, otherwise ""."""
    if len(columns) != 1:
        return ""
    sign = max(_SIGNS, key=columns[0].count)
    if not columns[0].count(sign):
        return ""
    shown = "\\t" if sign == "\t" else sign
    return f'the cells of its header are separated by {_PLURALS[sign]}: write delimiter: "{shown}"'


def csv_rows(text: str, delimiter: str | None) -> Iterator[Row | UnreadableError | list[str]]:
    """Yield the columns, then the rows and the errors of unreadable rows.

    Args:
        text: the table.
        delimiter: the delimiter; `None`: see `delimiter_of`.
    """
    delimiter = delimiter or delimiter_of(text)
    reader = table_reader(text, delimiter)
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            hint = "double a quote inside a quoted cell; a cell has at most 10 MB"
            yield UnreadableError(line, 1, "invalid CSV from here on", hint)
            return
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):  # an empty line of a spreadsheet
            continue
        if "\0" in "".join(cells):
            yield UnreadableError(line, 1, "the line holds a NUL character", "save it as UTF-8")
        elif header is None:
            if says_delimiter(cells, delimiter):
                continue
            header = _without_blanks(cells, 0)
            yield from _header(header, line)
        else:
            yield _row(_without_blanks(cells, len(header)), header, line, delimiter)


def _without_blanks(cells: list[str], least: int) -> list[str]:
    """Drop empty cells at the end, which spreadsheets add, but keep at least `least` cells."""
    end = len(cells)
    while end > least and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _row(cells: list[str], header: list[str], line: int, delimiter: str) -> Row | UnreadableError:
    if len(cells) != len(header):
        message = f"the line has {count(len(cells), 'cell')}, the header {len(header)}"
        return UnreadableError(line, 1, message, row_hint(cells, delimiter))
    pairs = zip(header, cells, strict=True)
    values = {name: cell for name, cell in pairs if name.strip() or cell.strip()}
    if "" in values or any(not name.strip() for name in values):
        message = "the line has a value in a column without a name"
        return UnreadableError(line, 1, message, "give the column a name in the header")
    return Row(line, values)


def _header(header: list[str], line: int) -> Iterator[UnreadableError | list[str]]:
    for name in sorted({name for name in header if name.strip() and header.count(name) > 1}):
        yield UnreadableError(
            line, 1, f"two columns have the name {quote(name)}", "rename one of them"
        )
    yield [name for name in header if name.strip()]
