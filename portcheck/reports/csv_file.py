"""Write verdicts and gates as CSV (RFC 4180) that is safe to open in a spreadsheet.

A spreadsheet reads a cell that begins with `=`, `+`, `-` or `@` as a formula, also a cell that it
makes by splitting a line at semicolons or tabs. An apostrophe before each of these characters
turns the cell into text. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import re

from portcheck.model.parity import RunReport
from portcheck.plugins import ReportFormat
from portcheck.reports.gate_table import COLUMNS, Cell, rows

_DIGITS = 6
_FORMULA = re.compile(
    r"(?:^|(?<=[,;|\t\"']))(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe63\ufe62\ufe66\ufe6b])"
)
"""The position before a character that opens a formula, at the start or after a possible separator;
full-width and small forms count too, because some programs fold them."""


def render(report: RunReport) -> bytes:
    """Write a header and a row per gate, as UTF-8, with every text in quotation marks."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(cell) for cell in row] for row in rows(report))
    return out.getvalue().encode()


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return round(cell, _DIGITS) + 0.0
    return inert(cell) if isinstance(cell, str) else cell


def inert(text: str) -> str:
    """Insert an apostrophe wherever a spreadsheet could begin a formula."""
    return _FORMULA.sub("'", text)


REPORT = ReportFormat(
    name="csv",
    suffix=".csv",
    summary="A row for each gate of each verdict, safe to open in a spreadsheet.",
    render=render,
)
