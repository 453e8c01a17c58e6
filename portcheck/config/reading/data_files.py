"""Rows of a data file: CSV with a header, or one JSON object a line."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from portcheck.config.problems.document import Collector
from portcheck.config.problems.quoting import quote
from portcheck.config.reading.yaml_loader import UnreadableError, read_text
from portcheck.config.reading.yaml_scalars import keeps_digits

MAX_BYTES = 200_000_000
SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson")
TABLES = (".csv", ".tsv")
MAX_CELL = 10_000_000
"""Longest cell of a table, in characters."""
_QUOTED = re.compile(r'"[^"]*"')
MAX_DEPTH = 64
_NO_ROWS = "write one case per line; a CSV file starts with a header"


@dataclass(frozen=True, slots=True)
class Row:
    """One row and the line (1-based) on which it begins."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DataFile:
    """The sound rows of a file; every other line is a problem already."""

    file: str
    columns: tuple[str, ...]
    """Of the header; for JSON Lines, every key of any row."""
    rows: deque[Row]
    """To be taken out one by one: what is made of a row should not be in memory beside it."""


def read_data_file(
    path: Path, name: str, problems: Collector, delimiter: str | None = None
) -> DataFile:
    """All rows of a file; what is wrong with lines goes to the collector.

    Args:
        path: The file.
        name: What problems call it.
        problems: Where they go.
        delimiter: What parts the cells of a table; `None`: the one that its header has most of.
    """
    rows: deque[Row] = deque()
    columns: dict[str, None] = {}
    try:
        text = read_text(path, max_bytes=MAX_BYTES)
        table = path.suffix.lower() in TABLES
        mistaken = json_lines_mistake(text) if not table else csv_mistake(text)
        if mistaken:
            raise UnreadableError(1, 1, *mistaken)  # noqa: TRY301  # same way out
        for found in _csv_rows(text, delimiter) if table else _json_rows(text):
            if isinstance(found, UnreadableError):
                problems.add(found.problem(name))
            elif isinstance(found, Row):
                rows.append(found)
                columns.update(dict.fromkeys(found.values))
            else:
                columns.update(dict.fromkeys(found))
        if not rows and not any(problem.file == name for problem in problems.found.values()):
            raise UnreadableError(0, 0, "the file has no rows", _NO_ROWS)  # noqa: TRY301  # same way out
    except UnreadableError as exc:
        problems.add(exc.problem(name))
    return DataFile(file=name, columns=tuple(columns), rows=rows)


def is_csv(text: str) -> bool:
    """Whether a text looks like a table and not like JSON: by its first line."""
    first = _first_lines(text)[:1]
    return bool(first) and first[0][0] not in "{[" and any(sign in first[0] for sign in ",;\t")


def delimiter_of(text: str) -> str:
    """The one of comma, semicolon and tab that the first line has most of, outside of quotes."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(",;\t", key=_QUOTED.sub("", first).count)


def table_reader(text: str, delimiter: str) -> Any:
    """A reader of the lines of a table (`csv.reader`), for cells of up to `MAX_CELL` characters."""
    csv.field_size_limit(MAX_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def json_lines_mistake(text: str) -> tuple[str, str] | None:
    """Message and hint where a text is something else than JSON Lines as a whole."""
    first = _first_lines(text)
    if not first or (any(line.startswith("{") for line in first) and not _is_open(first[0])):
        return None
    if first[0].startswith("["):
        return "this is a JSON array, not JSON Lines", "write one object per line, without [ ]"
    if is_csv(text):
        return "this is CSV, not JSON Lines", "give a CSV file a name that ends in .csv"
    return "this is not JSON Lines", "write one JSON object per line"


def csv_mistake(text: str) -> tuple[str, str] | None:
    """Message and hint where a text is JSON Lines and not a table."""
    first = _first_lines(text)[:1]
    try:
        found = json.loads(first[0]) if first and first[0].startswith("{") else None
    except (ValueError, RecursionError):
        return None
    hint = "give a file of JSON Lines a name that ends in .jsonl"
    return ("this is JSON Lines, not CSV", hint) if isinstance(found, dict) else None


def _is_open(line: str) -> bool:
    """Whether a line begins an array that later lines go on with."""
    return line.startswith("[") and not line.endswith("]")


def _first_lines(text: str) -> list[str]:
    """The first lines that hold something, at most ten, without white space around them."""
    return list(islice((line.strip() for line in _lines(text) if line.strip()), 10))


def _csv_rows(text: str, delimiter: str | None) -> Iterator[Row | UnreadableError | list[str]]:
    delimiter = delimiter or delimiter_of(text)
    reader = table_reader(text, delimiter)
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            hint = "a quote inside a quoted cell is doubled; a cell has at most 10 MB"
            yield UnreadableError(line, 1, "invalid CSV from here on", hint)
            return
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):  # spreadsheets write empty lines
            continue
        if "\0" in "".join(cells):
            yield UnreadableError(line, 1, "the line holds a NUL character", "save it as UTF-8")
        elif header is None:
            header = _without_blanks(cells, 0)
            yield from _header(header, line)
        else:
            yield _csv_row(_without_blanks(cells, len(header)), header, line, delimiter)


def _without_blanks(cells: list[str], least: int) -> list[str]:
    """The cells without empty ones at the end, which spreadsheets add, but at least `least`."""
    end = len(cells)
    while end > least and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _csv_row(
    cells: list[str], header: list[str], line: int, delimiter: str
) -> Row | UnreadableError:
    if len(cells) != len(header):
        message = f"the line has {len(cells)} cells, the header {len(header)}"
        sign = {",": "a comma", ";": "a semicolon", "\t": "a tab"}.get(delimiter, repr(delimiter))
        return UnreadableError(line, 1, message, f"put a cell that holds {sign} in quotes")
    pairs = zip(header, cells, strict=True)
    values = {name: cell for name, cell in pairs if name.strip() or cell.strip()}
    if "" in values or any(not name.strip() for name in values):
        message = "the line has a value in a column without a name"
        return UnreadableError(line, 1, message, "give the column a name in the header")
    return Row(line, values)


def _header(header: list[str], line: int) -> Iterator[UnreadableError | list[str]]:
    for name in sorted({name for name in header if name.strip() and header.count(name) > 1}):
        yield UnreadableError(line, 1, f"two columns are called {quote(name)}", "rename one")
    yield [name for name in header if name.strip()]


def _json_rows(text: str) -> Iterator[Row | UnreadableError]:
    for number, line in enumerate(_lines(text), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(
                line, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_object
            )
            _refuse_surrogates(line, value)
        except json.JSONDecodeError as exc:
            yield UnreadableError(
                number, exc.colno, "invalid JSON from here on", _json_hint(exc.msg)
            )
            continue
        except (ValueError, RecursionError) as exc:
            message = str(exc) if isinstance(exc, _RowError) else "a value cannot be read"
            hint = exc.hint if isinstance(exc, _RowError) else "write it in a simpler form"
            yield UnreadableError(number, 1, message, hint)
            continue
        if isinstance(value, dict):
            yield Row(number, value)
        else:
            yield UnreadableError(
                number, 1, "the line is not a JSON object", "write one object per line"
            )


def _lines(text: str) -> Iterator[str]:
    """As `text.split` gives them, one at a time."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _json_hint(message: str) -> str:
    if "Extra data" in message:
        return "write one object per line"
    if "Expecting property name" in message:
        return "keys need double quotes"
    return "write each object on one line"


class _RowError(ValueError):
    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def _no_constant(name: str) -> float:
    raise _RowError(f"{name} is not JSON", "write null, or leave the key out")


def _finite(text: str) -> float | str:
    value = float(text)
    if not math.isfinite(value):
        raise _RowError("a number is too large", "put it in quotes")
    return value if keeps_digits(text, value) else text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RowError("a key occurs twice", "remove one of them")
    return found


def _refuse_surrogates(line: str, value: Any) -> None:
    # Half of a pair is not a character and cannot be written as UTF-8.
    if "\\ud" in line.lower():
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise _RowError("half of a surrogate pair", "write the character itself") from None
