"""A data file of another kind is one mistake, however long it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck.config.problems.document import Collector
from portcheck.config.reading.data_files import read_data_file


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("cases.jsonl", "id,ticket\n" + "1,a\n" * 100_003, "this is CSV, not JSON Lines"),
        ("cases.csv", '{"id": 1, "ticket": "a"}\n' * 1000, "this is JSON Lines, not CSV"),
        ("cases.jsonl", '[{"id": 1},\n' + '{"id": 2},\n' * 1000 + "{}]", "this is a JSON array"),
        ("cases.jsonl", "a ticket\n" * 1000, "this is not JSON Lines"),
    ],
)
def test_a_file_of_another_kind(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    problems = Collector()
    read = read_data_file(tmp_path / name, name, problems)
    assert not read.rows
    (problem,) = problems.found.values()
    assert problem.message.startswith(message)
    assert problem.line == 1
    assert problem.hint


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cases.jsonl", 'broken\n{"id": 1}\n'),
        ("cases.jsonl", '\ufeff{"id": 1}\n'),
        ("cases.csv", "{a,b\n1,2\n"),
        ("cases.csv", "\ufeffid\n1\n"),
    ],
)
def test_what_only_looks_like_another_kind_is_read(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert len(read_data_file(tmp_path / name, name, Collector()).rows) == 1


ROWS = [{"id": "1", "ticket": "a, b"}, {"id": "2", "ticket": "c; d"}]


@pytest.mark.parametrize(
    ("name", "text", "delimiter"),
    [
        ("cases.csv", 'id,ticket\n1,"a, b"\n2,c; d\n', None),
        ("cases.csv", 'id;ticket\n1;a, b\n2;"c; d"\n', None),
        ("cases.tsv", "id\tticket\n1\ta, b\n2\tc; d\n", None),
        ("cases.csv", "id|ticket\n1|a, b\n2|c; d\n", "|"),
        # What spreadsheets add: empty lines, empty columns, empty cells at the end.
        ("cases.csv", 'id,ticket,,\n1,"a, b",,\n,,,\n\n2,c; d,,\n,,,\n', None),
        ("cases.csv", '\ufeffid,,ticket\r\n1,,"a, b"\r\n2,,c; d,\r\n', None),
    ],
)
def test_tables_of_every_kind(tmp_path: Path, name: str, text: str, delimiter: str | None) -> None:
    (tmp_path / name).write_text(text, newline="")
    problems = Collector()
    read = read_data_file(tmp_path / name, name, problems, delimiter=delimiter)
    assert not problems.found
    assert [row.values for row in read.rows] == ROWS
    assert read.columns == ("id", "ticket")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,,n\n1,lost,2\n", "a value in a column without a name"),
        ("id;n\n1;2;3\n", "the line has 3 cells, the header 2"),
        ("id,id\n1,2\n", "two columns have the name 'id'"),
    ],
)
def test_what_is_wrong_with_a_table(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "cases.csv").write_text(text)
    problems = Collector()
    read_data_file(tmp_path / "cases.csv", "cases.csv", problems)
    assert message in next(iter(problems.found.values())).message


def test_large_cells(tmp_path: Path) -> None:
    long = "x" * 300_000
    (tmp_path / "cases.csv").write_text(f"id,ticket\n1,{long}\n")
    (row,) = read_data_file(tmp_path / "cases.csv", "cases.csv", Collector()).rows
    assert row.values["ticket"] == long


@pytest.mark.parametrize("depth", [64, 65, 900, 100_000])
def test_a_row_that_is_nested_without_end_is_a_mistake(tmp_path: Path, depth: int) -> None:
    deep = f'{{"id": "b", "x": {"[" * (depth - 1)}{"]" * (depth - 1)}}}'
    (tmp_path / "cases.jsonl").write_text(f'{{"id": "a"}}\n{deep}\n')
    problems = Collector()
    found = read_data_file(tmp_path / "cases.jsonl", "cases.jsonl", problems)
    messages = [(problem.line, problem.message) for problem in problems.sorted()]
    assert len(found.rows) == (2 if depth == 64 else 1)
    if depth == 64:
        assert messages == []
    elif depth == 100_000:
        assert messages == [(2, "a value cannot be read")]
    else:
        assert messages == [(2, "nested deeper than 64 levels")]
