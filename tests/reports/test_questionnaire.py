"""The questionnaire: a row a duty, an empty answer, and no formula."""

from __future__ import annotations

import csv
import io

from builders import make_report, make_verdict

from portcheck.reports.duties import duty_rows
from portcheck.reports.questionnaire import COLUMNS, REPORT


def test_each_duty_is_a_row_with_room_for_an_answer() -> None:
    report = make_report()
    rows = list(csv.DictReader(io.StringIO(REPORT.render(report).decode())))
    assert [row["id"] for row in rows] == [row.id for row in duty_rows(report)]
    assert all(tuple(row) == COLUMNS and row["answer"] == "" for row in rows)


def test_no_cell_is_a_formula_and_the_same_run_is_the_same_bytes() -> None:
    report = make_report(verdicts=(make_verdict(workload='=HYPERLINK("x")', verdict="safe"),))
    text = REPORT.render(report)
    assert text == REPORT.render(report)
    assert b"=HYPERLINK" in text
    rows = csv.reader(io.StringIO(text.decode()))
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
