"""Warnings about a suite stand at its workloads, in every command that reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import in_process, write_answers

PROVIDERS = """\
portcheck: 1
providers:
  a: {vendor: x, dialect: openai-chat, model: m, base_url: "http://127.0.0.1:9/v1"}
  b: {vendor: y, dialect: openai-chat, model: m, base_url: "http://127.0.0.1:9/v1"}
"""
SUITE = """\
portcheck: 1
suite: s
workloads:
  bare:
    prompt: "{{ q }}"
    cases: [{id: a, vars: {q: one}}, {id: b, vars: {q: two}}]
  formal:
    prompt: "{{ q }}"
    checks: [{max_length: {words: 9}}]
    cases: [{id: a, vars: {q: one}}, {id: b, vars: {q: two}}]
  weak:
    prompt: "{{ q }}"
    confidence: 0.6
    gates: {task: {margin: 0.4, floor: 0}}
    cases:
      - {id: a, vars: {q: one}, checks: [{equals: "1"}]}
      - {id: b, vars: {q: two}, checks: [{equals: "2"}]}
"""
MESSAGES = {
    4: ["the workload 'bare' can never be `safe`: it has no check of its own"],
    7: ["the workload 'formal' is at best `conditional`: no check tests whether answers are right"],
    11: [
        "The confidence is one-sided 60 %",
        "task: a loss of up to 40.0 points counts as no worse",
        "task: with a floor of 0.0 %",
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "suite.yaml").write_text(SUITE)
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    return tmp_path


@pytest.mark.parametrize("command", [["validate"], ["plan", "--baseline", "a"]])
def test_each_weakness_has_its_line_and_a_hint(folder: Path, command: list[str]) -> None:
    name, *flags = command
    done = in_process(name, "suite.yaml", *flags, "--json", cwd=folder)
    assert done.code == 0
    data = json.loads(done.out)
    problems = data["problems" if name == "validate" else "warnings"]
    for line, messages in MESSAGES.items():
        here = [one for one in problems if (one["file"], one["line"]) == ("suite.yaml", line)]
        for message in messages:
            (found,) = [one for one in here if one["message"].startswith(message)]
            assert found["severity"] == "warning"
            assert found["hint"]
    shown = next(one for one in problems if one["line"] == 4)
    assert "checks: [{equals:" in shown["hint"], "the hint shows a check"


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (
            (),
            "can never be `safe`: it has no check of its own for a good answer",
        ),
        (("--check", "contains: yes"), "is at best `conditional`"),
        (("--keep", "prompt", "--check", 'equals: "{{ row.prompt }}"'), ""),
    ],
)
def test_an_import_says_that_nothing_is_checked_and_how_to_check_it(
    tmp_path: Path, flags: tuple[str, ...], said: str
) -> None:
    write_answers(tmp_path / "answers.jsonl", {"a": ["yes"] * 40, "b": ["yes"] * 40})
    done = in_process("import", "answers", "answers.jsonl", "--out", "made", *flags, cwd=tmp_path)
    assert done.code == 0
    assert ("warning:" in done.err) == bool(said)
    assert said in done.err
    assert ("--keep FIELD and --check" in done.err) == bool(said)


def test_init_writes_a_suite_without_a_warning(tmp_path: Path) -> None:
    assert in_process("init", "new", cwd=tmp_path).code == 0
    done = in_process("validate", "new/suite.yaml", "--json", cwd=tmp_path)
    assert json.loads(done.out)["problems"] == []
