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
        "input": "{{ item.answer }}",
        "reference": "{{ sample.output_json.city }}",
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
