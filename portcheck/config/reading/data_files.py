"""Rows of a data file: CSV with a header, or one JSON object a line."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from msgspec import Struct

from portcheck.config.problems.document import Collector
from portcheck.config.reading.csv_rows import csv_mistake, csv_rows
from portcheck.config.reading.json_lines import json_lines_mistake, json_rows
from portcheck.config.reading.rows import Row
from portcheck.config.reading.yaml_loader import UnreadableError, read_text

MAX_BYTES = 200_000_000
SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson")
TABLES = (".csv", ".tsv")
_NO_ROWS = "write one case per line; a CSV file starts with a header"


class DataFile(Struct, frozen=True):
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
        for found in csv_rows(text, delimiter) if table else json_rows(text):
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
