"""From a log to a run and out again, by the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from commands import in_process

TARGETS = ["=1+1", "+49 30", "Paris"]


def log(model: str, *answers: str) -> dict[str, Any]:
    def sample(number: int, answer: str) -> dict[str, Any]:
        message = {"role": "assistant", "content": answer, "source": "generate"}
        return {
            "id": f"q{number}",
            "epoch": 1,
            "input": f"Question {number}?",
            "target": TARGETS[number],
            "output": {"choices": [{"message": message, "stop_reason": "stop"}]},
        }

    return {
        "status": "success",
        "eval": {"task": "t", "model": model, "scorers": [{"name": "includes"}]},
        "samples": [sample(number, answer) for number, answer in enumerate(answers)],
    }


def test_a_log_becomes_a_run_and_the_run_leaves_for_every_tool(tmp_path: Path) -> None:
    for name, answers in (("a", ["=1+1", "@x", "Paris"]), ("b", ["-2+3", "+49 30", "Rome"])):
        (tmp_path / f"{name}.json").write_text(json.dumps(log(f"v{name}/{name}", *answers)))
    done = in_process("import", "inspect", "a.json", "b.json", "--out", "in", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "6 recorded answers" in done.out
    again = in_process("import", "inspect", "a.json", "--out", "in", cwd=tmp_path)
    assert (again.code, "in is not empty" in again.err) == (2, True)
    words = ("run", "in/suite.yaml", "--providers", "in/providers.yaml", "--baseline", "va/a")
    run = in_process(*words, "--out", "run", cwd=tmp_path)
    assert run.code == 3, run.err
    for tool, file in (("promptfoo", "t.promptfoo.yaml"), ("openai-evals", "t.eval.json")):
        left = in_process("export", tool, "run", "--out", tool, cwd=tmp_path)
        assert left.code == 0, left.err
        assert (tmp_path / tool / file).is_file()
    assert "- id: echo" in (tmp_path / "promptfoo" / "t.promptfoo.yaml").read_text()
    data = in_process("export", "csv", "run", "--out", "csv", "--json", cwd=tmp_path)
    assert json.loads(data.out)["files"] == ["cases.csv", "answers.csv", "not-exported.md"]
    with (tmp_path / "csv" / "answers.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 6
    assert {row["answer"] for row in rows} == {"'=1+1", "'@x", "Paris", "'-2+3", "'+49 30", "Rome"}
    assert sorted(row["passed"] for row in rows) == ["false"] * 3 + ["true"] * 3


SUITE = """
portcheck: 1
suite: s
workloads:
  w:
    prompt: {user: "{{ q }}"}
    judges: {panel: [x, y], pin: false}
    checks: [{equals: "yes"}]
    cases:
      - {id: a, vars: {q: one}}
      - {id: b, vars: {q: two}, checks: [{judge: {rubric: is polite}}]}
      - {id: c, vars: {q: three}, checks: [{prefer: {rubric: the shorter one}}]}
"""
PROVIDERS = """
portcheck: 1
providers:
  a: {vendor: nobody, dialect: fake, options: {character: careful}}
  b: {vendor: somebody, dialect: fake, options: {character: careful}}
  x: {vendor: one, dialect: fake, options: {character: careful}}
  y: {vendor: two, dialect: fake, options: {character: careful}}
"""


def test_what_says_nearly_the_same_is_listed_with_how_often(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SUITE)
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    words = ("run", "s.yaml", "--baseline", "a", "--candidate", "b", "--out", "run")
    run = in_process(*words, cwd=tmp_path)
    assert (tmp_path / "run" / "plan.json").is_file(), run.err
    near = "exported approximately: w: check "
    left = in_process("export", "promptfoo", "run", "--out", "pf", cwd=tmp_path)
    assert left.code == 0, left.err
    assert f"{near}equals, 3 times, first in a: JavaScript that folds case" in left.err
    assert f"{near}judge, 1 time, first in b: llm-rubric" in left.err
    assert f"{near}prefer, 1 time, first in c: select-best" in left.err
    page = (tmp_path / "pf" / "not-exported.md").read_text()
    assert "## Approximate" in page
    assert "5 checks exported in a form that means nearly the same" in page
    assert "3 times" in page
    data = in_process("export", "promptfoo", "run", "--out", "j", "--json", cwd=tmp_path)
    assert len(json.loads(data.out)["approximate"]) == 5
    evals = in_process("export", "openai-evals", "run", "--out", "oe", cwd=tmp_path)
    assert near not in evals.err
    assert "the Evals API has only string_check, text_similarity and models as graders" in evals.err
    table = in_process("export", "csv", "run", "--out", "csv", cwd=tmp_path)
    assert near not in table.err
    cases = (tmp_path / "csv" / "cases.csv").read_text()
    assert all(name in cases for name in ("equals", "judge", "prefer"))


STATED = """
portcheck: 1
suite: s
workloads:
  a:
    prompt: {user: "{{ q }}"}
    sampling: {temperature: 0.1, stop: [END], top_k: 3}
    tools: [{name: find, parameters: {type: object}}]
    response_schema: {type: object}
    repeats: 2
    cases:
      - {id: c1, vars: {q: one}, checks: [{contains: x}]}
      - id: c2
        vars: {q: two}
        sampling: {temperature: 1}
        checks: [{equals: {value: x, exact: true}}]
      - {id: c3, vars: {q: three}, turns: ["and then?"], checks: [{contains: x}]}
  a-1:
    prompt: {user: "{{ q }}"}
    cases: [{id: d1, vars: {q: four}, checks: [{contains: y}]}]
  con:
    prompt: {user: "{{ q }}"}
    cases: [{id: e1, vars: {q: five}, checks: [{contains: y}]}]
"""


def test_what_requests_state_leaves_or_is_listed(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(STATED)
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    words = ("run", "s.yaml", "--baseline", "a", "--candidate", "b", "--out", "run")
    run = in_process(*words, cwd=tmp_path)
    assert (tmp_path / "run" / "plan.json").is_file(), run.err

    def listed(tool: str) -> set[tuple[str | None, str]]:
        done = in_process("export", tool, "run", "--out", tool, "--json", cwd=tmp_path)
        assert done.code == 0, done.err
        left = json.loads(done.out)["not_exported"]
        return {(one["case"], one["what"]) for one in left if one["workload"] == "a"}

    evals = listed("openai-evals")
    assert evals >= {("c1", what) for what in ("stop", "tools", "top_k", "response_schema")}
    assert ("c1", "temperature") not in evals
    assert evals >= {("c2", "temperature"), ("c3", "case"), (None, "2 repeats")}
    promptfoo = listed("promptfoo")
    assert promptfoo >= {("c1", "top_k"), ("c2", "top_k"), ("c2", "temperature")}
    assert {("c1", what) for what in ("stop", "tools", "temperature")}.isdisjoint(promptfoo)
    table = listed("csv")
    assert table >= {("c1", "stop"), ("c1", "temperature"), ("c2", "tools"), ("c3", "turns")}


def test_files_of_two_workloads_are_never_one_and_none_is_a_device(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(STATED)
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    words = ("run", "s.yaml", "--baseline", "a", "--candidate", "b", "--out", "run")
    in_process(*words, cwd=tmp_path)
    done = in_process("export", "openai-evals", "run", "--out", "oe", cwd=tmp_path)
    assert done.code == 0, done.err
    items = [path.read_text() for path in (tmp_path / "oe").glob("*.items.jsonl")]
    ids = [json.loads(line)["item"]["id"] for text in items for line in text.splitlines()]
    assert sorted(ids) == ["c1", "c2", "d1", "e1"]
    assert (tmp_path / "oe" / "file-con.items.jsonl").is_file()


def test_a_wrong_tool_or_folder_is_a_usage_error(tmp_path: Path) -> None:
    wrong = in_process("export", "promptfo", "run", "--out", "x", cwd=tmp_path)
    assert wrong.code == 2
    assert not (tmp_path / "x").exists()


def test_json_lists_what_was_not_imported(tmp_path: Path) -> None:
    text = "prompts: [ask]\ntests:\n  - assert:\n      - {type: bleu, value: x}\n"
    (tmp_path / "p.yaml").write_text(text)
    done = in_process("import", "promptfoo", "p.yaml", "--out", "o", "--json", cwd=tmp_path)
    assert done.code == 0, done.err
    found = json.loads(done.out)["not_imported"]
    assert [(one["file"], one["line"], one["what"]) for one in found] == [
        ("p.yaml", 4, "assertion bleu")
    ]


def test_of_a_file_with_nothing_in_it_the_list_is_printed_and_nothing_written(
    tmp_path: Path,
) -> None:
    (tmp_path / "p.yaml").write_text("prompts: [file://x.js]\n")
    done = in_process("import", "promptfoo", "p.yaml", "--out", "o", cwd=tmp_path)
    assert done.code == 2
    assert "not imported: p.yaml:1: prompt file://x.js: it is a program" in done.err
    assert "nothing in it can be imported" in done.err
    assert not (tmp_path / "o").exists()


def test_broken_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("prompts: [a\ntests: }")
    done = in_process("import", "promptfoo", "p.yaml", "--out", "o", cwd=tmp_path)
    assert done.code == 2
    assert "p.yaml:" in done.err


VARIED = """
portcheck: 1
suite: s
workloads:
  w:
    runs_on: a
    prompt: {user: "{{ q }}"}
    variants: {b: [{name: brief, system: Answer briefly.}]}
    checks: [{contains: x}]
    cases: [{id: c, vars: {q: one}}]
"""


@pytest.mark.parametrize("tool", ["csv", "promptfoo", "openai-evals"])
def test_answers_to_prompt_variants_are_named_and_the_variants_listed(
    tmp_path: Path, tool: str
) -> None:
    (tmp_path / "s.yaml").write_text(VARIED)
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    in_process("run", "s.yaml", "--candidate", "b", "--out", "run", cwd=tmp_path)
    done = in_process("export", tool, "run", "--out", "out", cwd=tmp_path)
    assert done.code == 0, done.err
    with (tmp_path / "out" / "answers.csv").open(newline="") as handle:
        rows = [(row["provider"], row["variant"]) for row in csv.DictReader(handle)]
    assert rows == [("a", ""), ("b", ""), ("b", "brief")]
    assert "w: prompt variants: only the plain prompt is exported" in done.err
