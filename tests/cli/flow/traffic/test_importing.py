"""`import traffic` on the command line: what it prints, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import in_process
from program_log import lines


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(lines(routed=20, extracted=8, loops=0)), encoding="utf-8")
    return path


def test_it_says_what_was_made_what_it_stands_for_and_what_to_do(log: Path) -> None:
    done = in_process("import", "traffic", "log.jsonl", "--out", "made", cwd=log.parent)
    assert done.code == 0, done.err
    assert "28 calls read; 28 cases in 2 workloads in made" in done.out
    assert "monthly_calls" in done.out
    assert "proposed one_of: holds on" in done.out
    assert "name 5 (" in done.out
    assert "accept: true" in done.out
    assert "add a candidate to made/providers.yaml" in done.out
    assert "reading log.jsonl" in done.err
    again = in_process("import", "traffic", "log.jsonl", "--out", "made", cwd=log.parent)
    assert (again.code, "made is not empty" in again.err) == (2, True)


def test_json_and_quiet(log: Path) -> None:
    done = in_process(
        "import", "traffic", ".", "--out", "sub/made", "--json", "--quiet", "--cases", "6",
        "--keep-names", "--workloads", "1", cwd=log.parent,
    )  # fmt: skip
    data = json.loads(done.out)
    assert done.err == ""
    assert data["left_out_calls"] == 8
    (workload,) = data["workloads"]
    assert workload["cases"] == sum(one["cases"] for one in workload["templates"]) == 6
    assert "name" not in {one["kind"] for one in data["replaced"]}
    assert "password" not in done.out


def test_records_that_are_no_calls_are_one_line_for_each_reason(log: Path) -> None:
    body = log.read_text(encoding="utf-8")
    log.write_text('{"job": "a"}\n{"job": "b"}\n' + body + "\n{broken\n", encoding="utf-8")
    done = in_process("import", "traffic", "log.jsonl", "--out", "made", cwd=log.parent)
    left = [line for line in done.err.splitlines() if line.startswith("not imported")]
    assert left == [
        "not imported: log.jsonl:1 and 1 more: record: is in no format that portcheck reads",
        "not imported: log.jsonl:31: record: is not complete JSON",
    ]
    page = (log.parent / "made" / "not-imported.md").read_text()
    assert "log.jsonl:1" in page
    assert "log.jsonl:2" in page


def test_a_vendor_that_the_log_does_not_name_is_asked_for(log: Path) -> None:
    done = in_process("import", "traffic", "log.jsonl", "--out", "made", cwd=log.parent)
    assert "the log does not name the vendor of the model that answered" in done.err


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--margin", "0.9"], "is not in 0.005 to 0.5"),
        (["--margin", "0.1", "--cases", "9"], "both set the number"),
        (["--keep", "nam"], "kind of personal value"),
        (["--keep", "secret"], "kind of personal value"),
        (["--format", "opnai"], "format"),
        (["--cases", "1"], "--cases"),
    ],
)
def test_what_cannot_be_meant_is_refused(log: Path, flags: list[str], said: str) -> None:
    done = in_process("import", "traffic", "log.jsonl", "--out", "made", *flags, cwd=log.parent)
    assert done.code == 2
    assert said in done.err
    assert not (log.parent / "made").exists()


def test_a_log_that_is_not_there_and_one_that_is_empty(tmp_path: Path) -> None:
    done = in_process("import", "traffic", "none.jsonl", "--out", "made", cwd=tmp_path)
    assert (done.code, "does not exist" in done.err) == (2, True)
    (tmp_path / "empty.jsonl").write_text("")
    done = in_process("import", "traffic", "empty.jsonl", "--out", "made", cwd=tmp_path)
    assert (done.code, "nothing in it can be imported" in done.err) == (2, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.jsonl"]
