"""Read the rows of a CSV table, whose cells may hold JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO, Any

from portcheck.imports.files.values import Cut
from portcheck.vendor_json import load_json

MAX_CELL = 10_000_000
"""Longest cell, in characters."""
MAX_COLUMNS = 2_000
_BOM = "\ufeff"


def delimiter_of(header: bytes) -> str:
    """The separator of a header: comma, semicolon or tab; "" if it has none of these."""
    best = max((b",", b";", b"\t"), key=header.count)
    return best.decode() if best in header else ""


def rows(file: IO[bytes], delimiter: str) -> Iterator[tuple[int, dict[str, Any] | Cut]]:
    """Yield the number of each row, 1-based below the header, and its cells that are not empty.

    Raises:
        OSError, EOFError, zlib.error: the file cannot be read further.
    """
    csv.field_size_limit(MAX_CELL)
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
    try:
        yield from _rows(csv.reader(text, delimiter=delimiter))
    finally:
        text.detach()


def _rows(table: Iterator[list[str]]) -> Iterator[tuple[int, dict[str, Any] | Cut]]:
    header: list[str] | None = None
    number = 0
    while True:
        try:
            cells = next(table, None)
        except csv.Error as exc:
            number += 1
            yield number, Cut(f"is not a row of a table: {exc}")
            continue
        if cells is None:
            return
        if header is None:
            if not any(cells):
                continue
            header = [name.removeprefix(_BOM).strip() for name in cells][:MAX_COLUMNS]
        elif any(cells):
            number += 1
            yield number, _row(header, cells)


def _row(header: list[str], cells: list[str]) -> dict[str, Any] | Cut:
    if any("\ufffd" in cell for cell in cells):
        return Cut("is not UTF-8")
    if len(cells) != len(header):
        return Cut(f"has {len(cells)} cells, and the header has {len(header)}")
    return {name: _cell(cell) for name, cell in zip(header, cells, strict=True) if cell}


def _cell(written: str) -> Any:
    if written[0] not in "{[":
        return written
    try:
        return load_json(written)
    except ValueError:
        return written
