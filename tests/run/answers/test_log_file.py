from __future__ import annotations

import json
from pathlib import Path

import pytest

from portcheck.errors import ConfigError, UsageError
from portcheck.run.answers.log_file import MOST_MISTAKES, read_rows

ROWS = [{"model": "a", "text": "x"}, {"model": "b", "text": "y"}]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS)
TABLE = "model,text\na,x\nb,y\n"


def file(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("log.jsonl", LINES),
        ("log.NDJSON", LINES.replace("\n", "\r\n\r\n")),
        ("log.txt", LINES),
        ("log.csv", TABLE),
        ("log.txt", TABLE),
        ("log.csv", TABLE.replace(",", ";")),
        ("log.tsv", TABLE.replace(",", "\t")),
        ("log.csv", '\n"model", text \r\na,"x"\r\n\r\nb,y'),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_rows_of_either_kind_and_any_encoding_with_a_mark(
    tmp_path: Path, name: str, text: str, encoding: str
) -> None:
    rows = read_rows(file(tmp_path, name, text, encoding))
    if text.startswith('\n"'):
        assert [row.line for row in rows] == [3, 5]
    assert [row.values for row in rows] == ROWS


def test_cells_hold_lines_and_empty_ones_are_nothing(tmp_path: Path) -> None:
    text = 'prompt;gpt\n"a; b\nc";\nd;" "\n'
    rows = read_rows(file(tmp_path, "log.csv", text))
    assert [row.values for row in rows] == [
        {"prompt": "a; b\nc", "gpt": None},
        {"prompt": "d", "gpt": None},
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("log.jsonl", TABLE + "a,x\n" * 100_000, "this is CSV, not JSON Lines"),
        ("log.csv", LINES * 1000, "this is JSON Lines, not CSV"),
        ("log.json", json.dumps(ROWS), "this is a JSON array, not JSON Lines"),
        ("log.jsonl", "[\n" + LINES + "]\n", "this is a JSON array, not JSON Lines"),
        ("log.jsonl", "some words\n" * 1000, "this is not JSON Lines"),
        ("log.jsonl", "", "the file holds no answers"),
        ("log.csv", "model,text\n", "the file holds no answers"),
        ("log.csv", "a,a\n1,2\n", "two columns have the name 'a'"),
    ],
)
def test_a_file_of_another_kind_is_one_mistake(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read_rows(file(tmp_path, name, text))
    assert [problem.message for problem in caught.value.problems] == [message]


@pytest.mark.parametrize(
    ("name", "text"),
    [("log.jsonl", LINES + "{x\n" * 100_003), ("log.csv", TABLE + "a,b,c\n" * 100_003)],
)
def test_mistakes_are_listed_to_a_bound_and_counted(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_rows(file(tmp_path, name, text))
    problems = caught.value.problems
    assert len(problems) == MOST_MISTAKES + 1
    assert sum(problem.count for problem in problems) == 100_003
    assert problems[-1].message == f"{100_003 - MOST_MISTAKES} more mistakes in other lines"
    assert caught.value.message == "mistakes in the files: 100003"


def test_what_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "log.xlsx").write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_rows(tmp_path / "log.xlsx")
    with pytest.raises(UsageError, match="cannot be read"):
        read_rows(tmp_path / "nothing.csv")
