"""Evals of OpenAI: shapes written from the documentation of the registry and of the Evals API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from foreign_files import lines, reasons, written

from portcheck.errors import UsageError
from portcheck.model.chat import Text

REGISTRY = """
capitals:
  id: capitals.dev.v0
  metrics: [accuracy]
capitals.dev.v0:
  class: evals.elsuite.basic.{kind}
  args: {{samples_jsonl: capitals/samples.jsonl}}
"""
CHAT = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "France?"}]
SAMPLES = lines(
    {"input": CHAT, "ideal": ["Paris", "Paname (old)"]},
    {"input": "Italy? {{x}}", "ideal": "Rome"},
    {"ideal": "nothing is asked"},
)
FILE = "data/capitals/samples.jsonl"


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        ("match:Match", "regex"),
        ("includes:Includes", "contains"),
        ("json_match:JsonMatch", "json_schema"),
        ("json_validator:JsonValidator", "json_schema"),
    ],
)
def test_a_registry_is_a_suite(tmp_path: Path, kind: str, check: str) -> None:
    made, done, loaded = written(
        tmp_path,
        "openai-evals",
        {"capitals.yaml": REGISTRY.format(kind=kind)},
        beside={FILE: SAMPLES},
    )
    assert (done.cases, done.checks) == (2, 1)
    first, second = loaded.suite.workloads[0].cases
    assert first.checks[0].name == check
    assert first.request.system == "Be brief."
    assert second.request.messages[0].content == (Text(text="Italy? {{x}}"),)
    assert [str(one.place) for one in made.omitted] == [f"{FILE}:3"]


@pytest.mark.parametrize("kind", ["fuzzy_match:FuzzyMatch", "own:Own", "x:ModelBasedClassify"])
def test_classes_of_code_are_listed(tmp_path: Path, kind: str) -> None:
    made, done, _ = written(
        tmp_path,
        "openai-evals",
        {"capitals.yaml": REGISTRY.format(kind=kind), "samples.jsonl": SAMPLES},
    )
    assert (done.cases, done.checks) == (2, 0)
    assert f"capitals.yaml:5: capitals.dev.v0: {kind.partition(':')[2]}" in reasons(made)


def test_samples_outside_of_the_folder_are_named_or_not_read(tmp_path: Path) -> None:
    (tmp_path / "s.jsonl").write_text(SAMPLES)
    text = REGISTRY.format(kind="match:Match").replace("capitals/samples", "../s")
    with pytest.raises(UsageError, match="nothing in it can be imported"):
        written(tmp_path / "in", "openai-evals", {"e.yaml": text})


GRADERS: list[dict[str, Any]] = [
    {
        "type": "string_check",
        "name": "exact",
        "input": "{{ sample.output_text }}",
        "reference": "{{ item.answer }}",
        "operation": "eq",
    },
    {
        "type": "string_check",
        "name": "holds",
        "input": "{{ sample.output_json.city }}",
        "reference": "{{ item.answer }}",
        "operation": "ilike",
    },
    {
        "type": "text_similarity",
        "name": "near",
        "input": "{{ sample.output_text }}",
        "reference": "{{ item.answer }}",
        "evaluation_metric": "fuzzy_match",
        "pass_threshold": 0.8,
    },
    {
        "type": "label_model",
        "name": "label",
        "model": "gpt-5.4",
        "input": [{"role": "user", "content": "Is {{ sample.output_text }} {{ item.answer }}?"}],
        "labels": ["yes", "no"],
        "passing_labels": ["yes"],
    },
    {"type": "score_model", "name": "score", "input": [{"role": "user", "content": "Grade."}]},
    {"type": "python", "name": "code", "source": "def grade(sample, item): return 1"},
    {"type": "text_similarity", "name": "bleu", "evaluation_metric": "bleu"},
    {"type": "multi", "name": "sum"},
]
EVAL = {
    "object": "eval",
    "name": "Capitals",
    "data_source_config": {"type": "custom", "schema": {}},
    "testing_criteria": GRADERS,
}
RUN = {
    "data_source": {
        "type": "completions",
        "input_messages": {
            "type": "template",
            "template": [{"role": "user", "content": "Capital of {{ item.country }}?"}],
        },
        "sampling_params": {"temperature": 0.2, "max_completion_tokens": 9},
        "source": {"type": "file_content", "content": [{"item": {"country": "X", "answer": "Y"}}]},
    }
}
ITEMS = lines(
    {"item": {"country": "France", "answer": "Paris"}},
    {
        "datasource_item_id": 7,
        "datasource_item": {"country": "Italy", "answer": "Rome"},
        "sample": {
            "input": [{"role": "user", "content": "Capital of Italy?"}],
            "output": [{"role": "assistant", "content": "Rome"}],
            "finish_reason": "stop",
            "model": "gpt-5.4",
            "usage": {"prompt_tokens": 8, "completion_tokens": 1},
        },
    },
)


def test_an_eval_with_its_run_and_items_is_a_suite_with_a_recording(tmp_path: Path) -> None:
    files = {"eval.json": EVAL, "run.json": RUN, "items.jsonl": ITEMS}
    made, done, loaded = written(tmp_path, "openai-evals", files)
    assert (done.cases, done.checks, done.providers) == (2, 3, ("gpt-5.4",))
    assert done.answers == 1
    first = loaded.suite.workloads[0].cases[0]
    assert first.request.messages[0].content == (Text(text="Capital of France?"),)
    assert first.request.sampling.temperature == 0.2
    assert [(spec.name, spec.arguments) for spec in first.checks[:3]] == [
        ("equals", {"value": "Paris", "exact": True}),
        ("contains", {"all": ["Paris"], "ignore_case": True}),
        ("edit_distance", {"value": "Paris", "min_similarity": 0.8}),
    ]
    assert first.checks[1].extract == {"json": "city"}
    assert [one.what.split()[0] for one in made.omitted] == [
        "label",
        "score",
        "code",
        "bleu",
        "sum",
    ]


def test_the_content_of_a_run_and_a_panel(tmp_path: Path) -> None:
    judges = ("mistral:mistral-large-2512", "cohere:command-a-03-2025")
    both = {"eval": EVAL, "runs": [RUN]}
    made, done, loaded = written(tmp_path, "openai-evals", {"e.json": both}, judges=judges)
    assert (done.cases, done.checks) == (1, 5)
    specs = [spec for spec in loaded.suite.workloads[0].cases[0].checks if spec.name == "judge"]
    assert specs[0].arguments["reference"] == "Is the answer Y?"
    assert specs[1].arguments["rubric"] == "Grade."
    assert [one.what.split()[0] for one in made.omitted] == ["code", "bleu", "sum"]


@pytest.mark.parametrize("content", ["[]", "{}", '{"testing_criteria": {}}', '"text"', "[1, 2]"])
def test_files_without_questions_are_usage_errors(tmp_path: Path, content: str) -> None:
    with pytest.raises(UsageError, match="nothing in it can be imported"):
        written(tmp_path, "openai-evals", {"e.json": content})


def eval_of(*graders: dict[str, Any]) -> dict[str, Any]:
    return {**EVAL, "testing_criteria": list(graders)}


@pytest.mark.parametrize(("operation", "kept"), [("eq", 1), ("neq", 1), ("like", 0), ("ilike", 0)])
def test_the_answer_inside_another_text_is_not_that_text_inside_the_answer(
    tmp_path: Path, operation: str, kept: int
) -> None:
    grader = {
        **GRADERS[0],
        "input": "{{ item.answer }}",
        "reference": "{{ sample.output_text }}",
        "operation": operation,
    }
    both = {"eval": eval_of(grader), "runs": [RUN]}
    made, done, _ = written(tmp_path, "openai-evals", {"e.json": both})
    assert (done.checks, len(made.omitted)) == (kept, 1 - kept)


def test_a_score_passes_where_its_grader_says(tmp_path: Path) -> None:
    judges = ("mistral:mistral-large-2512", "cohere:command-a-03-2025")
    grader = {**GRADERS[4], "range": [0, 10], "pass_threshold": 7}
    both = {"eval": eval_of(grader), "runs": [RUN]}
    _, done, loaded = written(tmp_path, "openai-evals", {"e.json": both}, judges=judges)
    spec = loaded.suite.workloads[0].cases[0].checks[0]
    assert spec.arguments["rubric"] == (
        "Grade.\nIt passes with a score of 7 or more, of scores from 0 to 10."
    )
    assert (len(done.providers), done.compared) == (2, ())


@pytest.mark.parametrize("kind", ["match:Match", "includes:Includes", "json_match:JsonMatch"])
def test_a_sample_that_no_answer_can_pass_is_listed(tmp_path: Path, kind: str) -> None:
    bare = [{"input": "a?"}, {"input": "b?", "ideal": []}, {"input": "c?", "ideal": ""}]
    beside = {FILE: lines(*bare, {"input": "d?", "ideal": "Rome"})}
    registry = {"capitals.yaml": REGISTRY.format(kind=kind)}
    made, done, _ = written(tmp_path, "openai-evals", registry, beside=beside)
    assert (done.cases, [str(one.place) for one in made.omitted]) == (
        1,
        [f"{FILE}:{line}" for line in (1, 2, 3)],
    )


def test_a_closed_question_is_judged_by_its_criterion(tmp_path: Path) -> None:
    judges = ("mistral:mistral-large-2512", "cohere:command-a-03-2025")
    registry = REGISTRY.format(kind="modelgraded.classify:ModelBasedClassify").replace(
        "args: {", "args: {modelgraded_spec: closedqa, "
    )
    rows = lines({"input": "a?", "criteria": "It is polite."}, {"input": "b?", "ideal": "B"})
    made, done, loaded = written(
        tmp_path, "openai-evals", {"capitals.yaml": registry}, beside={FILE: rows}, judges=judges
    )
    (case,) = loaded.suite.workloads[0].cases
    assert case.checks[0].arguments["reference"] == "It is polite."
    assert (done.cases, [str(one.place) for one in made.omitted]) == (1, [f"{FILE}:2"])


def test_each_run_asks_with_its_own_prompt(tmp_path: Path) -> None:
    source = RUN["data_source"]
    prompt = {"type": "template", "template": [{"role": "user", "content": "{{ item.country }}"}]}
    sampling = {"temperature": 1, "tools": [{"type": "function"}], "reasoning_effort": "low"}
    other = {**source, "input_messages": prompt, "sampling_params": sampling}
    both = {"eval": EVAL, "runs": [RUN, RUN, {"data_source": other}]}
    made, _, loaded = written(tmp_path / "a", "openai-evals", {"e.json": both})
    first, second = loaded.suite.workloads[0].cases
    assert first.request.messages[0].content == (Text(text="Capital of X?"),)
    assert second.request.messages[0].content == (Text(text="X"),)
    assert first.request.sampling.temperature == 0.2
    assert [one.what for one in made.omitted][-2:] == ["run 3: sampling_params", "run 3: tools"]
    files = {"e.json": both, "items.jsonl": ITEMS}
    made, _, loaded = written(tmp_path / "b", "openai-evals", files)
    asked = [case.request.messages[0].content for case in loaded.suite.workloads[0].cases]
    assert asked[0] == (Text(text="Capital of France?"),)
    assert "prompt of run 3" in [one.what for one in made.omitted]


def test_the_effort_of_a_run_is_kept(tmp_path: Path) -> None:
    source = {**RUN["data_source"], "sampling_params": {"reasoning_effort": "low", "seed": None}}
    both = {"eval": EVAL, "runs": [{"data_source": source}]}
    _, _, loaded = written(tmp_path, "openai-evals", {"e.json": both})
    sampling = loaded.suite.workloads[0].cases[0].request.sampling
    assert (sampling.effort, sampling.seed) == ("low", None)
