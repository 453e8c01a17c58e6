"""What stands in a configuration and has no equivalent is listed, wherever it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from check_builders import kind_of, make_completion
from foreign_files import written

from portcheck.detectors.extraction import scored
from portcheck.model.chat import Image, Text
from portcheck.plugins import Context

ASK = {"prompts": ["ask {{q}}"], "providers": ["openai:gpt-5.4"]}
HOLDS = {"type": "contains", "value": "a"}


@pytest.mark.parametrize(
    ("config", "what"),
    [
        ({"odd": 1}, "odd"),
        ({"commandLineOptions": {"maxConcurrency": 2}}, "commandLineOptions"),
        ({"defaultTest": {"odd": 1}}, "defaultTest: odd"),
        ({"defaultTest": {"options": {"provider": "openai:b"}}}, "defaultTest: options.provider"),
        ({"defaultTest": {"options": {"rubricPrompt": "x"}}}, "defaultTest: options.rubricPrompt"),
        ({"defaultTest": {"options": {"transform": "x"}}}, "defaultTest: options.transform"),
        ({"defaultTest": {"metadata": {"m": {"n": 1}}}}, "test-1: metadata.m"),
        ({"tests": [{"odd": 1}]}, "test-1: odd"),
        ("prompts: [ask]\nproviders: [openai:a]\ntests: [{1: x, odd: y}]\n", "test-1: odd"),
        (
            "prompts: [ask]\nproviders: [openai:a]\n"
            "tests: [{assert: [{type: contains, value: a, 1: x, odd: y}]}]\n",
            "assertion contains: odd",
        ),
        ({"tests": [{"options": {"odd": 1}}]}, "test-1: options.odd"),
        ({"tests": [{"options": {"transform": "x"}}]}, "test-1: options.transform"),
        ({"tests": [{"metadata": {"m": [{"n": 1}]}}]}, "test-1: metadata.m"),
        ({"tests": [{"prompts": []}, {"vars": {"q": "2"}}]}, "test-1"),
        ({"tests": [{"assert": [{**HOLDS, "config": {"odd": 1}}]}]}, "assertion contains: config"),
        ({"tests": [{"assert": [{**HOLDS, "provider": "x"}]}]}, "assertion contains: provider"),
        ({"scenarios": [{"config": [{"odd": 1}], "tests": [{}]}]}, "test-1: odd"),
        ({"scenarios": [{"config": [{"prompts": ["x"]}], "tests": [{}]}]}, "test-1: prompts"),
        ({"providers": [{"id": "openai:a", "odd": 1}]}, "openai:a: odd"),
        ({"providers": [{"id": "openai:a", "config": {"odd": 1}}]}, "openai:a: odd"),
        ({"providers": ["openai:a", "own.py:answer"]}, "provider own.py:answer"),
        ({"prompts": ["ask {{q}}", {"raw": "b", "config": {"odd": 1}}]}, "prompt's config"),
    ],
)
def test_it_is_listed(tmp_path: Path, config: dict[str, Any] | str, what: str) -> None:
    whole = config if isinstance(config, str) else {**ASK, **config}
    made, _, _ = written(tmp_path, "promptfoo", {"c.yaml": whole})
    assert what in [one.what for one in made.omitted]


def test_names_of_metrics_are_said_once(tmp_path: Path) -> None:
    checks = [{**HOLDS, "metric": "m"}, {**HOLDS, "value": "b", "metric": "n"}]
    config = {**ASK, "tests": [{"assert": checks}]}
    made, _, _ = written(tmp_path, "promptfoo", {"c.json": config})
    assert sum("metric names" in note for note in made.notes) == 1


def test_metadata_of_all_tests_and_lists_are_tags(tmp_path: Path) -> None:
    config = {
        **ASK,
        "defaultTest": {"metadata": {"team": "a", "area": "x"}},
        "tests": [{"metadata": {"area": ["y", "z"]}}],
    }
    _, _, loaded = written(tmp_path, "promptfoo", {"c.json": config})
    tags = loaded.suite.workloads[0].cases[0].tags
    assert isinstance(tags, tuple)
    assert set(tags) >= {"team:a", "area:y", "area:z"}


def test_a_test_names_prompts_by_label_id_file_and_the_beginning_of_them(tmp_path: Path) -> None:
    config = {
        **ASK,
        "prompts": [
            {"id": "short-1", "label": "Short", "raw": "in short: {{q}}"},
            {"id": "long-1", "label": "Long: first", "raw": "at length: {{q}}"},
            "file://more.txt",
        ],
        "tests": [
            {"vars": {"q": "1"}, "prompts": ["short-1"]},
            {"vars": {"q": "2"}, "prompts": ["Long"]},
            {"vars": {"q": "3"}, "prompts": ["lo*", "Short"]},
            {"vars": {"q": "4"}, "prompts": ["more.txt"]},
        ],
    }
    files = {"more.txt": "one {{q}}\n---\ntwo {{q}}"}
    made, _, loaded = written(tmp_path, "promptfoo", {"c.json": config, **files})
    asked = {w.id: [str(case.vars["q"]) for case in w.cases] for w in loaded.suite.workloads}
    assert asked == {
        "Short": ["1", "3"],
        "Long: first": ["2", "3"],
        "more.txt 1": ["4"],
        "more.txt 2": ["4"],
    }
    assert made.omitted == []


def test_parts_of_messages_are_read_as_several_tools_write_them(tmp_path: Path) -> None:
    gateway = [
        {"role": "system", "content": [{"modality": "text", "value": "Be brief."}]},
        {"role": "user", "content": [{"modality": "text", "value": "{{q}}"}]},
    ]
    picture = [
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "{{q}}"},
                {"type": "input_image", "image_url": "{{where}}"},
            ],
        }
    ]
    config = {
        "prompts": [json.dumps(gateway), json.dumps(picture)],
        "providers": ["adaline:openai:chat:gpt-5.4"],
        "tests": [{"vars": {"q": "see", "where": "https://example.com/a.png"}}],
    }
    made, _, loaded = written(tmp_path, "promptfoo", {"c.json": config})
    first, second = (workload.cases[0].request for workload in loaded.suite.workloads)
    assert first.system == "Be brief."
    assert list(second.messages[0].content) == [
        Text(text="see"),
        Image(media_type="image/png", url="https://example.com/a.png"),
    ]
    assert made.omitted == []


@pytest.mark.parametrize(
    ("settings", "key", "value"),
    [
        ({"response_mime_type": "application/json"}, "json_mode", True),
        ({"generationConfig": {"responseMimeType": "text/plain"}}, "json_mode", None),
    ],
)
def test_kinds_of_answers_are_settings(
    tmp_path: Path, settings: dict[str, Any], key: str, value: Any
) -> None:
    config = {**ASK, "providers": [{"id": "google:gemini-3", "config": settings}]}
    made, _, loaded = written(tmp_path, "promptfoo", {"c.json": config})
    found = getattr(loaded.suite.workloads[0].cases[0].request.sampling, key)
    assert (found is True) == (value is True)
    assert made.omitted == []


def test_tools_that_gemini_declares_are_tools(tmp_path: Path) -> None:
    tools = {"function_declarations": [{"name": "check", "parameters": {"type": "OBJECT"}}]}
    config = {**ASK, "providers": [{"id": "google:gemini-3", "config": {"tools": tools}}]}
    _, _, loaded = written(tmp_path, "promptfoo", {"c.json": config})
    assert [t.name for t in loaded.suite.workloads[0].cases[0].request.tools] == ["check"]


@pytest.mark.parametrize(
    ("assertion", "passes", "fails"),
    [
        ({"type": "contains-json"}, ['Here: {"a": 1}', '[{"a": 1}]'], ["[1, 2]", "no", "12"]),
        (
            {"type": "equals", "value": "Blue", "transform": "output.trim()"},
            [" Blue\n", "Blue"],
            ["blue", "Blue x"],
        ),
    ],
)
def test_answers_pass_and_fail_as_in_promptfoo(
    tmp_path: Path, assertion: dict[str, Any], passes: list[str], fails: list[str]
) -> None:
    config = {**ASK, "tests": [{"assert": [assertion]}]}
    _, _, loaded = written(tmp_path, "promptfoo", {"c.json": config})
    case = loaded.suite.workloads[0].cases[0]
    spec = next(one for one in case.checks if not one.automatic)
    said = [
        scored(kind_of(spec.name), Context(spec=spec, request=case.request, completion=answer))
        for answer in map(make_completion, [*passes, *fails])
    ]
    assert [one.status for one in said] == ["passed"] * len(passes) + ["failed"] * len(fails)


def test_tests_that_ask_the_same_keep_the_values_of_their_own(tmp_path: Path) -> None:
    config = {
        "prompts": ["ask"],
        "providers": ["openai:a"],
        "defaultTest": {"assert": [{"type": "icontains", "value": "{{city}}"}]},
        "tests": [
            {"vars": {"city": "Rome", "n": 1}, "assert": [{**HOLDS, "value": "in {{city}}"}]},
            {"vars": {"city": "Oslo {{n", "n": 2}, "assert": [{**HOLDS, "value": "at {{city}}"}]},
            {"vars": {"city": "Bonn"}, "assert": [{**HOLDS, "value": "{{city | upper}}"}]},
        ],
    }
    made, _, loaded = written(tmp_path, "promptfoo", {"c.json": config})
    (case,) = loaded.suite.workloads[0].cases
    looked_for = [one.arguments["all"] for one in case.checks if one.name == "contains"]
    assert sorted(looked_for) == [
        ["Bonn"],
        ["Oslo {{n"],
        ["Rome"],
        ["at Oslo {{n"],
        ["in Rome"],
    ]
    assert [one.what for one in made.omitted] == ["test-3: check contains"]


def test_a_test_without_a_question_leaves_the_others(tmp_path: Path) -> None:
    config = {**ASK, "prompts": ["{{q}}"], "tests": [{"vars": {"q": "a"}}, {"vars": {"r": "b"}}]}
    made, _, loaded = written(tmp_path, "promptfoo", {"c.json": config})
    assert [case.vars["q"] for case in loaded.suite.workloads[0].cases] == ["a"]
    assert [(one.what, one.why[:19]) for one in made.omitted] == [("test-2", "its prompt is empty")]
