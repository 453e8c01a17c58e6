"""Files of other tools in which one value is something else than their documentation says."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from odd_values import changed

from portcheck.errors import PortcheckError
from portcheck.run.foreign.importing import Options, import_foreign

ASKED = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Capital of Peru?"},
]
ANSWER = {"role": "assistant", "content": "Lima"}
GRADERS = [
    {"type": "string_check", "name": "a", "input": "{{ sample.output_text }}",
     "reference": "{{ item.answer }}", "operation": "eq"},
    {"type": "text_similarity", "name": "b", "input": "{{ sample.output_text }}",
     "reference": "{{ item.answer }}", "evaluation_metric": "fuzzy_match", "pass_threshold": 0.8},
    {"type": "label_model", "name": "c", "model": "m", "input": ASKED, "labels": ["x", "y"],
     "passing_labels": ["x"]},
]  # fmt: skip
FILES: dict[str, tuple[str, Any]] = {
    "goldens": (
        "deepeval",
        [{"input": "Capital of Peru?", "actual_output": "Lima", "expected_output": "Lima",
          "context": ["Peru lies in America."], "expected_tools": [{"name": "look"}]},
         {"turns": [*ASKED, ANSWER]}],
    ),
    "experiment": (
        "braintrust",
        [{"id": "r", "span_id": "s", "root_span_id": "s", "input": {"question": "Capital of Peru?"},
          "output": [{"message": ANSWER}], "expected": "Lima", "scores": {"Exact": 1},
          "metadata": {"model": "m"}, "metrics": {"start": 1.0, "end": 2.0, "prompt_tokens": 7}}],
    ),
    "evals": (
        "openai-evals",
        [{"object": "eval", "name": "Capitals", "testing_criteria": GRADERS,
          "data_source_config": {"type": "custom", "schema": {}}},
         {"data_source": {"type": "completions", "input_messages": {
             "type": "template", "template": [{"role": "user", "content": "{{ item.land }}?"}]},
             "sampling_params": {"temperature": 0.2, "max_completion_tokens": 9},
             "source": {"type": "file_content",
                        "content": [{"item": {"land": "Peru", "answer": "Lima"}}]}}},
         {"datasource_item_id": 7, "datasource_item": {"land": "Peru", "answer": "Lima"},
          "sample": {"input": ASKED, "output": [ANSWER], "finish_reason": "stop", "model": "m",
                     "usage": {"prompt_tokens": 8, "completion_tokens": 1}}}],
    ),
    "inspect": (
        "inspect",
        {"version": 2, "status": "success",
         "eval": {"task": "capitals", "model": "m",
                  "scorers": [{"name": "match", "options": {"location": "end"}}]},
         "plan": {"config": {"temperature": 0.5, "max_tokens": 50}},
         "samples": [{"id": 1, "epoch": 1, "input": "Capital of Peru?", "target": ["Lima"],
                      "messages": [*ASKED, {**ANSWER, "source": "generate"}],
                      "output": {"model": "m", "time": 0.5,
                                 "choices": [{"message": ANSWER, "stop_reason": "stop"}],
                                 "usage": {"input_tokens": 9, "output_tokens": 2}}}]},
    ),
    "configuration": (
        "promptfoo",
        {"description": "capitals", "prompts": [{"label": "p", "raw": "Capital of {{ land }}?"}],
         "providers": [{"id": "openai:chat:m", "label": "l", "config": {
             "temperature": 0, "tool_choice": "auto", "response_format": {"type": "json_object"}}}],
         "defaultTest": {"options": {"transform": "output.trim()"},
                         "assert": [{"type": "is-json"}]},
         "tests": [{"description": "d", "vars": {"land": "Peru"}, "assert": [
             {"type": "equals", "value": "Lima"}, {"type": "finish-reason", "value": "stop"},
             {"type": "contains-any", "value": ["Lima", "LIM"], "weight": 2}]}]},
    ),
}  # fmt: skip
"""A name to the tool and the content of a file; shapes written from documentation."""


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_value_of_another_kind_ends_no_import_without_a_message(
    tmp_path: Path, name: str
) -> None:
    tool, document = FILES[name]
    path, imported = tmp_path / "f.json", 0
    for number, content in enumerate(changed(document)):
        path.write_text(json.dumps(content), encoding="utf-8")
        with contextlib.suppress(PortcheckError):
            _, write = import_foreign(tool, [path], Options())
            write(tmp_path / str(number))
            imported += 1
    assert imported > 50
