"""CSV and Parquet: one row a gate, nothing that a spreadsheet computes, types that stay."""

from __future__ import annotations

import csv
import io
import math

import pytest
from builders import make_gate, make_mixed_report, make_report, make_verdict
from pyarrow import parquet

from portcheck.reports import csv_file
from portcheck.reports.csv_file import inert
from portcheck.reports.gate_table import COLUMNS
from portcheck.reports.parquet import REPORT as PARQUET


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_a_row_a_gate_with_the_names_that_people_know() -> None:
    report = make_mixed_report()
    rows = read(csv_file.REPORT.render(report))

    assert len(rows) == sum(len(verdict.gates) or 1 for verdict in report.verdicts)
    first = rows[0]
    assert (first["workload"], first["candidate"], first["gate"]) == (
        "ticket-triage", "claude", "task",
    )  # fmt: skip
    assert first["candidate_name"] == "Anthropic claude-large"
    assert (first["hard"], first["clusters"], first["difference"]) == ("true", "120", "0.0083")
    assert rows[-1]["more_cases"] == ""


def test_a_verdict_without_gates_is_there() -> None:
    (row,) = read(csv_file.REPORT.render(make_report(verdicts=(make_verdict(gates=()),))))
    assert (row["verdict"], row["gate"], row["baseline_value"]) == ("safe", "", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, 0.3 - 0.9", "plain, 0.3 - 0.9"),
        ("=1+1", "'=1+1"),
        ("  =1", "'  =1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("\uff1d1", "'\uff1d1"),
        ("a;=1", "a;'=1"),
        ('a",=1', "a\",'=1"),
        ("a\t@x|-y", "a\t'@x|'-y"),
        ("a=b", "a=b"),
    ],
)
def test_what_could_begin_a_formula_does_not(text: str, expected: str) -> None:
    assert inert(text) == expected


def test_every_text_of_a_run_is_inert_and_numbers_stay_numbers() -> None:
    bad = "=cmd|' /C calc'!A0"
    gate = make_gate(gate=bad, detector=bad, method=bad, difference=-0.5, ci_low=math.inf)
    verdict = make_verdict(
        workload=bad,
        candidate=bad,
        baseline=bad,
        reasons=(bad,),
        conditions=("\n@x",),
        gates=(gate,),
    )
    text = csv_file.REPORT.render(make_report(verdicts=(verdict,))).decode()
    (row,) = read(text.encode())

    assert [name for name, cell in row.items() if cell[:1] in {*"=+@"}] == []
    assert (row["difference"], row["ci_low"], row["conditions"]) == ("-0.5", "", "'@x")
    assert text.count("\r\n") == 2
    for row_of_a_locale in text.splitlines():
        assert not any(cell.strip()[:1] in {*"=@"} for cell in row_of_a_locale.split(";"))


def test_parquet_holds_the_same_rows_with_types() -> None:
    report = make_mixed_report()
    data = PARQUET.render(report)
    table = parquet.read_table(io.BytesIO(data))

    assert data == PARQUET.render(report)
    assert table.column_names == list(COLUMNS)
    names = {"text": "string", "whole": "int64", "number": "double", "truth": "bool"}
    assert [str(kind) for kind in table.schema.types] == [names[kind] for kind in COLUMNS.values()]
    found, rows = table.to_pylist(), read(csv_file.REPORT.render(report))
    assert [one["rule"] for one in found] == [one["rule"] for one in rows]
    assert found[0]["difference"] == pytest.approx(0.0083)


def test_parquet_takes_any_text() -> None:
    verdict = make_verdict(workload="\ud800\x00", gates=(make_gate(difference=math.nan),))
    (row,) = parquet.read_table(
        io.BytesIO(PARQUET.render(make_report(verdicts=(verdict,))))
    ).to_pylist()
    assert (row["workload"], row["difference"]) == ("\\ud800\\x00", None)
