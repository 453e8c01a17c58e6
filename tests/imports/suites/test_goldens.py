"""DeepEval's goldens and test cases, Braintrust's rows: shapes written from their documentation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from foreign_files import lines, reasons, written

from portcheck.errors import UsageError
from portcheck.model.chat import Text

EQUALS = ({"equals": "{{ row.expected }}"},)
GOLDENS = [
    {
        "input": "Capital of France?",
        "actual_output": "Paris",
        "expected_output": "Paris",
        "context": ["France is a country.", "Paris is its capital."],
        "expected_tools": [{"name": "look"}],
    },
    {"input": "Capital of Italy?", "actual_output": None, "expected_output": "Rome"},
    {"turns": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]},
    {"scenario": "A user is angry", "expected_outcome": "calm"},
]


def test_goldens_are_cases_and_actual_outputs_a_recording(tmp_path: Path) -> None:
    made, done, loaded = written(tmp_path, "deepeval", {"g.json": GOLDENS[:2]}, checks=EQUALS)
    assert (done.cases, done.checks, done.answers, done.providers) == (2, 1, 1, ("g",))
    first = loaded.suite.workloads[0].cases[0]
    assert first.checks[0].arguments == "Paris"
    assert "its tools have no schema: declare them in the suite, and use tool_call" in reasons(made)


def test_conversations_end_with_the_user_and_scenarios_are_listed(tmp_path: Path) -> None:
    made, done, loaded = written(tmp_path, "deepeval", {"g.json": GOLDENS})
    assert done.cases == 3
    assert loaded.suite.workloads[0].cases[2].request.messages[0].content == (Text(text="Hi"),)
    said = reasons(made)
    assert "portcheck does not ask scenarios of a simulated user" in said
    assert "the file does not say how to compare answers with it" in said


def test_a_table_and_an_export_of_a_run(tmp_path: Path) -> None:
    table = "input,actual_output,expected_output\nCapital of Spain?,Madrid,Madrid\n"
    run = {
        "testCases": [
            {"name": "t1", "input": "a?", "actualOutput": "b", "metricsData": [{"name": "GEval"}]}
        ]
    }
    made, done, _ = written(tmp_path, "deepeval", {"g.csv": table, "r.json": run})
    assert (done.cases, done.providers) == (2, ("g", "r"))
    assert (
        "portcheck scores the answers itself: write the metric as a check, with --check or --judge"
        in reasons(made)
    )


ROWS: list[dict[str, Any]] = [
    {
        "id": "r1",
        "span_id": "s1",
        "root_span_id": "s1",
        "input": {"question": "Capital of France?"},
        "output": [{"message": {"role": "assistant", "content": "Paris"}}],
        "expected": "Paris",
        "scores": {"Factuality": 1},
        "metadata": {"model": "gpt-5.4"},
        "metrics": {"start": 10.0, "end": 10.5, "prompt_tokens": 7, "completion_tokens": 1},
    },
    {"id": "r2", "span_id": "s2", "root_span_id": "s1", "input": "a step", "output": "x"},
    {
        "id": "r3",
        "is_root": True,
        "input": [{"role": "system", "content": "Brief."}, {"role": "user", "content": "Italy?"}],
        "error": "timeout",
        "expected": "Rome",
        "metadata": {"model": "gpt-5.4"},
    },
    {"id": "r4", "expected": "no input"},
]


def test_root_spans_are_cases_and_their_outputs_answers(tmp_path: Path) -> None:
    made, done, loaded = written(tmp_path, "braintrust", {"e.jsonl": lines(*ROWS)}, checks=EQUALS)
    assert (done.cases, done.answers, done.providers) == (2, 2, ("gpt-5.4",))
    first, second = loaded.suite.workloads[0].cases
    assert first.request.messages[0].content == (Text(text="Capital of France?"),)
    assert second.request.system == "Brief."
    said = reasons(made)
    assert "e.jsonl: score Factuality" in said
    assert "e.jsonl:4: row: it has no input" in said


def test_a_row_that_occurs_twice_is_one_answer(tmp_path: Path) -> None:
    trial = {**ROWS[0], "id": "r9", "span_id": "s9", "root_span_id": "s9", "origin_id": "r1"}
    files = {"e.jsonl": lines(*ROWS, ROWS[0], trial), "page-2.jsonl": lines(ROWS[0], ROWS[2])}
    made, done, loaded = written(tmp_path, "braintrust", files, checks=EQUALS)
    assert (done.cases, done.answers) == (2, 3)
    assert {case.repeats for case in loaded.suite.workloads[0].cases} == {2}, "a trial is a repeat"
    assert "a record that occurs twice, with its id, is one answer" in made.notes


def test_a_panel_judges_by_what_is_expected(tmp_path: Path) -> None:
    judges = ("mistral:mistral-large-2512", "cohere:command-a-03-2025")
    files = {"d.json": [{"input": "a?", "expected": "b"}, {"input": "c?", "expected": {"k": 1}}]}
    _, done, loaded = written(tmp_path, "braintrust", files, judges=judges)
    assert done.checks == 1
    spec = loaded.suite.workloads[0].cases[1].checks[0]
    assert (spec.name, spec.arguments["reference"]) == ("judge", '{"k": 1}')


def test_cells_that_our_validation_refuses_are_listed_with_their_line(tmp_path: Path) -> None:
    rows = [{"input": "a?", "expected": "b"}, {"input": "A?", "expected": "c"}, {"input": "d?"}]
    made, done, _ = written(tmp_path, "braintrust", {"d.jsonl": lines(*rows)}, checks=EQUALS)
    assert done.cases < 3
    assert any(one.place.line for one in made.omitted)


@pytest.mark.parametrize("content", ["[]", "{}", "[1, null]", '{"testCases": []}'])
def test_files_without_rows_are_usage_errors(tmp_path: Path, content: str) -> None:
    with pytest.raises(UsageError, match="nothing in it can be imported"):
        written(tmp_path, "deepeval", {"g.json": content})


@pytest.mark.parametrize("tool", ["deepeval", "braintrust"])
def test_every_row_that_is_no_question_is_listed(tool: str, tmp_path: Path) -> None:
    rows = [{"input": "Capital of Peru?"}, {"note": 1}, {"note": 2}, 3, None, "text"]
    made, done, _ = written(tmp_path, tool, {"g.json": rows}, checks=EQUALS)
    assert done.cases == 1
    said = [one.why for one in made.omitted]
    assert said.count("it is not an object") == 3
    assert len([why for why in said if why.startswith("it has no input")]) == 2


def test_a_row_without_what_the_checks_compare_with_is_listed(tmp_path: Path) -> None:
    rows = [{"input": "a?", "expected_output": "A"}, {"input": "b?"}]
    made, done, _ = written(tmp_path / "a", "deepeval", {"g.json": rows}, checks=EQUALS)
    assert (done.cases, [one.why for one in made.omitted]) == (
        1,
        ["it has no expected output for the checks"],
    )
    length = ({"max_length": 9},)
    _, done, _ = written(tmp_path / "b", "deepeval", {"g.json": rows}, checks=length)
    assert done.cases == 2


def test_a_golden_with_a_picture_is_listed(tmp_path: Path) -> None:
    rows = [{"input": "a?"}, {"input": "What is on [DEEPEVAL:IMAGE:a1b2]?", "multimodal": True}]
    made, done, _ = written(tmp_path, "deepeval", {"g.json": rows})
    assert done.cases == 1
    assert "it holds files, not text alone" in reasons(made)
