"""Write a reviewer's questionnaire as CSV from the facts of a run; no cell is a formula."""

from __future__ import annotations

import csv
import io

from portcheck.model.parity import RunReport
from portcheck.model.visible_text import one_line
from portcheck.plugins import ReportFormat
from portcheck.reports.csv_file import inert
from portcheck.reports.duties import duty_rows

COLUMNS = ("id", "text", "reference", "asks", "shows", "where", "not_shown", "source", "answer")
"""Column names; the last column is empty, to be filled in."""


def render(report: RunReport) -> bytes:
    """Write a header and a row per duty, as UTF-8, with every cell in quotation marks."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in duty_rows(report):
        texts = (getattr(row, name) for name in COLUMNS[:-1])
        writer.writerow([*(inert(one_line(text, None)) for text in texts), ""])
    return out.getvalue().encode()


REPORT = ReportFormat(
    name="questionnaire",
    suffix=".csv",
    summary="What reviewers ask for, filled from the facts of the run.",
    render=render,
)
