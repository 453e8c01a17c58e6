"""A table of questions becomes a suite that validates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from portcheck.config.load import check_file
from portcheck.errors import UsageError
from portcheck.run.init.from_table import import_table

LIVE = {"openai": {"preset": "openai", "model": "m"}}
QUEUES = "id,Ticket,queue\n" + "".join(
    f"t{n},{word} {n},{queue}\n"
    for n, (word, queue) in enumerate([("billed", "billing"), ("locked", "access")] * 4)
)


def made(folder: Path, name: str, text: str, **columns: str) -> tuple[Path, str, str]:
    (folder / name).write_text(text, encoding="utf-8")
    home = folder / "made"
    _, asked, right = import_table(folder / name, home, providers=LIVE, **columns)
    errors = [one for one in check_file(home / "suite.yaml") if one.severity == "error"]
    assert errors == []
    return home, asked, right


def checks(home: Path) -> list[dict[str, object]]:
    workloads = yaml.safe_load((home / "suite.yaml").read_text())["workloads"]
    (workload,) = workloads.values()
    found: list[dict[str, object]] = workload["cases_from"][0].get("checks", [])
    return found


def test_columns_are_found_and_few_answers_are_a_list(tmp_path: Path) -> None:
    home, asked, right = made(tmp_path, "queues.csv", QUEUES)
    assert (asked, right) == ("Ticket", "queue")
    assert checks(home) == [{"one_of": ["access", "billing"]}, {"equals": "{{ row.expected }}"}]
    first = json.loads((home / "cases.jsonl").read_text().splitlines()[0])
    assert first == {"id": "t0", "prompt": "billed 0", "expected": "billing"}
    assert "openai" in (home / "providers.yaml").read_text()


def test_questions_and_answers_may_be_lists_and_objects(tmp_path: Path) -> None:
    rows = [
        {"id": 0, "prompt": ["a", "b"], "expected": ["x"]},
        {"id": 1, "prompt": {"q": 1}, "expected": {"y": 2}},
        {"id": 2, "prompt": True, "expected": True},
        {"id": 3, "prompt": "no answer", "expected": ""},
    ]
    home, _, _ = made(tmp_path, "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    cases = [json.loads(line) for line in (home / "cases.jsonl").read_text().splitlines()]
    assert [(one["id"], one["prompt"], one["expected"]) for one in cases] == [
        ("0", '["a", "b"]', '["x"]'),
        ("1", '{"q": 1}', '{"y": 2}'),
        ("2", "true", True),
    ]


def test_long_answers_are_held_by_their_facts_and_none_by_nothing(tmp_path: Path) -> None:
    rows = [{"question": f"q{n}", "answer": f"It costs {n} EUR. " * 9} for n in range(3)]
    home, _, right = made(tmp_path, "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    assert right == "answer"
    assert checks(home) == [{"facts": {"reference": "{{ row.expected }}"}}]
    (tmp_path / "b").mkdir()
    home, _, right = made(tmp_path / "b", "b.csv", "question\none\ntwo\n")
    assert right == ""
    assert checks(home) == []


def test_rows_without_a_question_or_an_answer_are_no_cases(tmp_path: Path) -> None:
    home, *_ = made(
        tmp_path, "a.csv", "id,q,a\n1,x,y\n1,z,w\n3,,w\n4,v,\n", prompt="q", expected="a"
    )
    ids = [json.loads(line)["id"] for line in (home / "cases.jsonl").read_text().splitlines()]
    assert ids == ["1", "1 (2)"]


def test_a_column_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="which column holds the questions"):
        made(tmp_path, "a.csv", "x,y\n1,2\n")
    with pytest.raises(UsageError, match=r"column of a\.csv for --prompt"):
        made(tmp_path, "a.csv", "x,y\n1,2\n", prompt="xx")
