"""Read the rows of a file of answers, JSON Lines or CSV, from any program."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from portcheck.config.reading.csv_rows import (
    csv_mistake,
    delimiter_of,
    is_csv,
    row_hint,
    says_delimiter,
    table_reader,
)
from portcheck.config.reading.json_lines import json_lines_mistake
from portcheck.config.reading.rows import Row
from portcheck.errors import ConfigError, Problem, UsageError
from portcheck.model.numbers import count

MOST_MISTAKES = 20
"""Most mistakes of a file that are listed; the others are counted."""

_TABLES = (".csv", ".tsv")
_LINES = (".jsonl", ".ndjson")
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LIKE = "save it as UTF-8"


class Mistakes:
    """The mistakes in one file: the first ones, and the number of the others."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._found: list[Problem] = []
        self._more = 0

    def add(self, line: int, message: str, hint: str = "", *, column: int = 1) -> None:
        """Add a mistake; `line` is 1-based, and 0 for the file as a whole."""
        if len(self._found) == MOST_MISTAKES:
            self._more += 1
            return
        self._found.append(
            Problem(
                file=str(self._source),
                line=line,
                column=column if line else 0,
                pointer="",
                message=message,
                hint=hint,
            )
        )

    def __bool__(self) -> bool:
        return bool(self._found)

    def stop(self) -> None:
        """End here if there are mistakes.

        Raises:
            ConfigError: with all mistakes.
        """
        if not self._found:
            return
        if self._more:
            last = Problem(
                file=str(self._source),
                line=0,
                column=0,
                pointer="",
                message=f"{self._more} more mistakes in other lines",
                count=self._more,
            )
            self._found.append(last)
        raise ConfigError(self._found)


def read_rows(source: Path) -> list[Row]:
    """All rows of a file; blank lines are skipped, empty cells of a CSV file are `None`.

    A file whose name ends in .csv or .tsv is a table with a header; one that ends in .jsonl or
    .ndjson has one JSON object per line. For any other file, its first line decides.

    Raises:
        UsageError: the file cannot be read.
        ConfigError: some lines cannot be read; it has the first of them and the number of the
            others. A file of another kind is one mistake.
    """
    text = _text(source)
    mistakes = Mistakes(source)
    suffix = source.suffix.lower()
    table = suffix in _TABLES or (suffix not in _LINES and is_csv(text))
    other = csv_mistake(text) if table else json_lines_mistake(text)
    if other:
        mistakes.add(1, *other)
        mistakes.stop()
    rows = list(_table(text, mistakes) if table else _objects(text, mistakes))
    if not rows and not mistakes:
        mistakes.add(0, "the file holds no answers")
    mistakes.stop()
    return rows


def _text(source: Path) -> str:
    try:
        data = source.read_bytes()
    except OSError as exc:
        raise UsageError(f"{source} cannot be read: {exc.strerror}") from exc
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8-sig")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise UsageError(f"{source} is not UTF-8 text", hint=_LIKE) from exc


def _objects(text: str, mistakes: Mistakes) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except json.JSONDecodeError as exc:
            mistakes.add(number, f"not JSON: {exc.msg}", column=exc.colno)
            continue
        except (ValueError, RecursionError) as exc:
            mistakes.add(number, f"not JSON: {exc}")
            continue
        if isinstance(data, dict):
            yield Row(number, data)
        else:
            mistakes.add(number, "not a JSON object", "write one object per line")


def _table(text: str, mistakes: Mistakes) -> Iterator[Row]:
    delimiter = delimiter_of(text)
    reader = table_reader(text, delimiter)
    header: list[str] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as exc:
            hint = "double a quote inside a quoted cell; a cell has at most 10 MB"
            mistakes.add(line, f"not CSV from here on: {exc}", hint)
            return
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if not header and says_delimiter(cells, delimiter):
            continue
        if not header:
            header = [cell.strip() for cell in cells]
            for name in sorted({name for name in header if name and header.count(name) > 1}):
                mistakes.add(line, f"two columns have the name {name!r}", "rename one of them")
        elif len(cells) != len(header):
            message = f"the line has {count(len(cells), 'cell')}, the header {len(header)}"
            mistakes.add(line, message, row_hint(cells, delimiter))
        else:
            pairs = zip(header, cells, strict=True)
            yield Row(line, {name: cell if cell.strip() else None for name, cell in pairs if name})
