"""Read the rows of a data file: CSV with a header, JSON Lines, a spreadsheet, or Parquet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from portcheck.config.problems.document import Collector
from portcheck.config.reading.csv_rows import csv_mistake, csv_rows
from portcheck.config.reading.json_lines import json_lines_mistake, json_rows
from portcheck.config.reading.rows import Row, is_deep
from portcheck.config.reading.yaml_loader import (
    FLATTER,
    MAX_DEPTH,
    TOO_DEEP,
    UnreadableError,
    read_text,
)

MAX_BYTES = 200_000_000
TYPED = (".xlsx", ".parquet")
"""Suffixes of binary files, whose cells have types."""
SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", *TYPED)
TABLES = (".csv", ".tsv")
_NO_ROWS = "write one case per line; a CSV file starts with a header"


class DataFile(Struct, frozen=True):
    """The valid rows of a file; the other lines were reported."""

    file: str
    columns: tuple[str, ...]
    """Columns of the header; for JSON Lines, all keys of all rows."""
    rows: deque[Row]
    """The rows; remove each one when it is used, to save memory."""


def read_data_file(
    path: Path,
    name: str,
    problems: Collector,
    *,
    delimiter: str | None = None,
    sheet: str | None = None,
    goes_on: Callable[[int, int], bool] = lambda _line, _before: True,
) -> DataFile:
    """Read all rows of a file; mistakes go to the collector.

    Args:
        path: The file.
        name: Its name in problems.
        problems: The collector.
        delimiter: The delimiter of a CSV table; `None`: the most frequent one in its header.
        sheet: The sheet of a spreadsheet; `None`: the only one that is not empty.
        goes_on: Takes the line of a row and the number of valid rows before it; returns whether to
            continue, and reports it if time or room is used up.
    """
    rows: deque[Row] = deque()
    columns: dict[str, None] = {}
    try:
        for found in _rows(path, delimiter, sheet):
            if not isinstance(found, list) and not goes_on(found.line, len(rows)):
                break
            if isinstance(found, UnreadableError):
                problems.add(found.problem(name))
            elif isinstance(found, Row):
                if is_deep(found.values, MAX_DEPTH):
                    problems.add(UnreadableError(found.line, 1, TOO_DEEP, FLATTER).problem(name))
                    continue
                rows.append(found)
                columns.update(dict.fromkeys(found.values))
            else:
                columns.update(dict.fromkeys(found))
        if not rows and not any(problem.file == name for problem in problems.found.values()):
            raise UnreadableError(0, 0, "the file has no rows", _NO_ROWS)  # noqa: TRY301  # same way out
    except UnreadableError as exc:
        problems.add(exc.problem(name))
    return DataFile(file=name, columns=tuple(columns), rows=rows)


def _rows(
    path: Path, delimiter: str | None, sheet: str | None
) -> Iterator[Row | UnreadableError | list[str]]:
    suffix = path.suffix.lower()
    if sheet is not None and suffix != ".xlsx":
        raise UnreadableError(0, 0, "only an .xlsx file has sheets", "remove 'sheet'")
    if suffix == ".xlsx":
        from portcheck.config.reading.sheets import sheet_rows  # noqa: PLC0415  # of few suites

        yield from sheet_rows(path, sheet)
    elif suffix == ".parquet":
        from portcheck.config.reading.parquet import parquet_rows  # noqa: PLC0415  # of few suites

        yield from parquet_rows(path)
    else:
        text = read_text(path, max_bytes=MAX_BYTES)
        table = suffix in TABLES
        if mistaken := csv_mistake(text) if table else json_lines_mistake(text):
            raise UnreadableError(1, 1, *mistaken)
        yield from csv_rows(text, delimiter) if table else json_rows(text)
