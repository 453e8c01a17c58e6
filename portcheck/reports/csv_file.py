"""CSV (RFC 4180) of verdicts and gates, safe to open in a spreadsheet.

A spreadsheet takes a cell for a formula that begins with `=`, `+`, `-` or `@`, also one that comes
about where it splits a line at semicolons or tabs. An apostrophe goes before each of these, so
that they are text there. Numbers are numbers.
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
"""Before a sign that opens a formula, at the start or after what may split a cell; full-width and
small forms count, which some programs fold."""


def render(report: RunReport) -> bytes:
    """A head and a row per gate, as UTF-8, every text in quotation marks."""
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
    """The text with an apostrophe wherever a spreadsheet could begin a formula."""
    return _FORMULA.sub("'", text)


REPORT = ReportFormat(
    name="csv",
    suffix=".csv",
    summary="A row for each gate of each verdict, safe to open in a spreadsheet.",
    render=render,
)
