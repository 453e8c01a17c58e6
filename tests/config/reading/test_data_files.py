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
