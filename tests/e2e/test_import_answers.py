"""`portcheck import answers`: from a log to a report, and what it says of what it read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import in_process

CHECK = ("--check", 'equals: "Paris."')


def test_a_column_a_model_is_read_told_and_judged(tmp_path: Path) -> None:
    rows = "".join(f"Q{n},Paris.,<think>n</think>Paris.\n" for n in range(80))
    (tmp_path / "log.csv").write_text("question,gpt,claude\n" + rows)
    made = in_process("import", "answers", "log.csv", "--out", "made", *CHECK, cwd=tmp_path)
    assert made.code == 0, made.err
    assert "prompt <- question, one provider per column <- gpt, claude" in made.err
    assert made.out.startswith("80 cases in made\n")
    done = in_process("run", "made/suite.yaml", "--baseline", "gpt", "--json", cwd=tmp_path)
    (verdict,) = json.loads(done.out)["verdicts"]
    task = next(gate for gate in verdict["gates"] if gate["gate"] == "task")
    assert (task["baseline"], task["candidate"], task["missing"]) == (1.0, 1.0, 0)


def test_columns_tags_and_repeats_are_options_and_told(tmp_path: Path) -> None:
    rows = "".join(f"Q{n},gold,<plan>n</plan>Paris.,Paris.\n" for n in range(3))
    (tmp_path / "log.csv").write_text("prompt,answer,gpt,claude\n" + rows + "Q0,gold,Lyon.,\n")
    asked = in_process("import", "answers", "log.csv", "--out", "made", *CHECK, cwd=tmp_path)
    assert asked.code == 2
    assert "--answer-columns" in asked.err
    columns = ("--answer-columns", "gpt", "--answer-columns", "claude", "--reasoning-tag", "plan")
    made = in_process(
        "import", "answers", "log.csv", "--out", "made", *columns, *CHECK, cwd=tmp_path
    )
    assert made.code == 0, made.err
    assert "repeats: 1 case with more than one answer from a provider, at most 2" in made.err
    assert "missing: 1 answer that only other providers have" in made.err
    assert "<plan>" not in (tmp_path / "made" / "recordings" / "gpt.jsonl").read_text()


def test_one_case_is_one_case(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("question,gpt,claude\nQ,Paris.,Lyon.\n")
    made = in_process("import", "answers", "log.csv", "--out", "made", *CHECK, cwd=tmp_path)
    assert made.out.startswith("1 case in made\n")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("log.jsonl", "prompt,gpt,claude\n" + "q,a,b\n" * 100_000, "this is CSV, not JSON Lines"),
        ("log.csv", '{"model": "a"}\n' * 1000, "this is JSON Lines, not CSV"),
        ("log.jsonl", "{}\n" + "{broken\n" * 100_003, "99983 more mistakes in other lines"),
    ],
)
def test_a_wrong_file_takes_a_screen_at_most(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text)
    done = in_process("import", "answers", name, "--out", "made", cwd=tmp_path)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) < 150
