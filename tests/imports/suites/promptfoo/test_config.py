"""Whole configurations: what they become validates, and what is left out has its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from foreign_files import reasons, written

from portcheck.errors import UsageError
from portcheck.imports.suites.promptfoo import config as config_of_promptfoo
from portcheck.imports.suites.promptfoo.assertions import KINDS, NONE
from portcheck.model.chat import Text
from portcheck.model.suite import Case

TRIAGE = r"""
description: Triage
prompts:
  - "Route {{ticket}}. Tone: {{ tone | upper }}"
  - |-
    [{"role": "system", "content": "You route."}, {"role": "user", "content": "{{ticket}}"}]
  - file://prompts.txt
  - file://gen.js
providers:
  - openai:gpt-5.4
  - id: anthropic:messages:claude-sonnet-5
    label: claude
    config:
      temperature: 0
      apiKey: sk-ant-api03-abcdefghijklmnop
  - id: openai:chat:small
    label: local
    config: {apiBaseUrl: "http://127.0.0.1:9/v1", temperature: 0, apiKey: "{{env.LOCAL_KEY}}"}
  - exec:./run.sh
defaultTest:
  assert:
    - {type: icontains, value: queue}
  vars: {tone: calm}
tests:
  - description: first
    vars: {ticket: [a, b]}
    assert:
      - {type: equals, value: "{{ticket}}"}
      - {type: javascript, value: "file://x.js"}
  - vars: {ticket: c}
    threshold: 0.5
    assert:
      - {type: regex, value: "\\d+$", weight: 2}
      - {type: similar, value: x}
"""


def words(case: Case) -> str:
    """The last turn of a case."""
    part = case.request.messages[-1].content[0]
    assert isinstance(part, Text)
    return part.text


def test_prompts_are_workloads_and_tests_are_cases(tmp_path: Path) -> None:
    files = {"promptfooconfig.yaml": TRIAGE, "prompts.txt": "One {{ticket}}\n---\nTwo {{ticket}}\n"}
    made, done, loaded = written(tmp_path, "promptfoo", files)
    assert [one.id for one in loaded.suite.workloads] == [
        *("prompt-1", "prompt-2", "prompts.txt 1", "prompts.txt 2")
    ]
    first = loaded.suite.workloads[0]
    assert [(case.id, words(case)) for case in first.cases] == [
        ("test-1.1 first", "Route a. Tone: CALM"),
        ("test-1.2 first", "Route b. Tone: CALM"),
        ("test-2", "Route c. Tone: CALM"),
    ]
    assert [[spec.name for spec in case.checks] for case in first.cases] == [
        ["contains", "equals", "refusal", "answered"],
        ["contains", "equals", "refusal", "answered"],
        ["all_of", "refusal", "answered"],
    ]
    assert loaded.suite.workloads[1].cases[0].request.system == "You route."
    assert first.cases[0].request.sampling.temperature == 0
    assert done.providers == ("openai:gpt-5.4", "claude", "local")
    keys = {spec.id: spec.api_key_env for spec in loaded.providers}
    assert keys["local"] == "LOCAL_KEY"
    said = reasons(made)
    assert (
        f"{tmp_path}/promptfooconfig.yaml:11: claude: apiKey: it holds a key, which is not copied"
        in said
    )
    for line, what in [(8, "gen.js"), (19, "exec:./run.sh"), (29, "javascript"), (34, "similar")]:
        assert any(f":{line}: " in one and what in one for one in said.splitlines()), said
    everything = "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    assert "sk-ant" not in everything


def test_the_page_beside_the_suite_has_every_line(tmp_path: Path) -> None:
    _, done, _ = written(tmp_path, "promptfoo", {"p.yaml": TRIAGE, "prompts.txt": "x {{ticket}}"})
    page = (tmp_path / "out" / "not-imported.md").read_text()
    assert sum(line.startswith("- ") for line in page.splitlines()) >= len(done.omitted) == 5


ONE: dict[str, Any] = {
    "equals": {"value": "x"},
    "contains-all": {"value": ["a", "b"]},
    "icontains-all": {"value": "a, b"},
    "contains-any": {"value": '"a,b", c'},
    "icontains-any": {"value": ["a"]},
    "regex": {"value": "a+"},
    "is-json": {"value": {"type": "object"}},
    "contains-json": {"value": '{"type": "object"}'},
    "latency": {"threshold": 500},
    "cost": {"threshold": 0.01},
    "word-count": {"value": {"min": 1, "max": 9}},
    "finish-reason": {"value": "stop"},
    "javascript": {"value": "output.length < 9"},
    "python": {"value": "len(output) < 9"},
    "tool-call-f1": {"value": ["find"]},
    "g-eval": {"value": ["polite", "short"]},
}
TOOL = {"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}


@pytest.mark.parametrize("inverse", ["", "not-"])
def test_every_kind_has_an_equivalent_or_a_reason(tmp_path: Path, inverse: str) -> None:
    tests = [
        {
            "vars": {"q": f"question {number}", "context": "the context"},
            "assert": [{"type": inverse + kind, "value": "text", **ONE.get(kind, {})}],
        }
        for number, kind in enumerate([*KINDS, *NONE, "trajectory:x", "trace-x", "no-such"])
    ]
    config = {
        "prompts": ["Q: {{q}}"],
        "providers": [{"id": "openai:gpt-5.4", "config": {"tools": [TOOL]}}],
        "tests": tests,
    }
    judges = ("mistral:mistral-large-2512", "cohere:command-a-03-2025")
    made, done, loaded = written(tmp_path, "promptfoo", {"c.json": config}, judges=judges)
    assert len(made.omitted) + done.checks == len(tests)
    left = {one.what.removeprefix("assertion ").removeprefix("not-") for one in made.omitted}
    assert left >= set(NONE) | {"trajectory:x", "trace-x", "no-such"}
    if not inverse:
        assert left == set(NONE) | {"trajectory:x", "trace-x", "no-such"}, reasons(made)
    assert {spec.id for spec in loaded.providers} >= {f"judge {name}" for name in judges}


def test_a_judge_without_a_panel_is_listed(tmp_path: Path) -> None:
    config = {
        "prompts": ["{{q}}"],
        "tests": [{"vars": {"q": "a"}, "assert": [{"type": "llm-rubric", "value": "kind"}]}],
    }
    made, _, _ = written(tmp_path, "promptfoo", {"c.json": config})
    assert "name one with --judge" in reasons(made)


def test_tables_scenarios_and_conversations(tmp_path: Path) -> None:
    chat = '[{"role": "user", "content": "{% raw %}{{no}}{% endraw %}"}]'
    config = {
        "prompts": ["{{text}}"],
        "tests": "file://t.csv",
        "scenarios": [
            {
                "config": [{"vars": {"text": "s1"}}, {"vars": {"text": "s2"}}],
                "tests": [{"assert": [{"type": "contains", "value": "{{text}}"}]}],
            }
        ],
    }
    table = 'text,__expected\nhi,equals: hi\n"{}",contains: no\n'.format(chat.replace('"', '""'))
    made, done, loaded = written(tmp_path, "promptfoo", {"c.json": config, "t.csv": table})
    assert done.cases == 4, reasons(made)
    assert [words(case) for case in loaded.suite.workloads[0].cases] == ["hi", "{{no}}", "s1", "s2"]


def test_hostile_files_read_nothing_else_and_grow_to_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config_of_promptfoo, "MOST_COMBINATIONS", 50)
    (tmp_path / "secret.txt").write_text("the secret")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    many = [f"v{n}" for n in range(200)]
    config = {
        "prompts": ["file://../secret.txt", "file://link.txt", "file:///etc/passwd", "ask {{a}}"],
        "providers": ["file://../p.yaml", "python:x.py"],
        "tests": [
            {"vars": {"a": "file://../secret.txt"}},
            {"vars": {"a": "file://*.txt"}},
            {"vars": {"a": "file:///etc/*"}},
            {"vars": dict.fromkeys("abcdef", many)},
            "file://../x.csv",
            {"vars": {"a": "ok\u001b[31m"}, "assert": [{"type": "regex", "value": "(a+)+$"}]},
        ],
    }
    made, done, _ = written(folder, "promptfoo", {"c.json": config})
    everything = "".join(path.read_text() for path in (folder / "out").iterdir())
    assert "the secret" not in everything
    assert "\u001b" not in everything
    assert done.cases <= 60
    assert "only the first 50 of the combinations of its variables are imported" in reasons(made)
    assert reasons(made).count("lies outside the file's folder") >= 3


@pytest.mark.parametrize(
    "content", ["[]", "{}", "prompts: []", "prompts: [file://x.js]\ntests: []", "redteam: {}"]
)
def test_a_file_of_which_nothing_is_left_is_a_usage_error(tmp_path: Path, content: str) -> None:
    if content in {"{}", "redteam: {}"}:
        content += "\n" if content == "{}" else "\ntests: []\n"
    with pytest.raises(UsageError, match="nothing in it can be imported"):
        written(tmp_path, "promptfoo", {"c.yaml": content})


def test_settings_that_differ_are_listed_and_equal_ones_are_the_workloads(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    form = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    config = {
        "prompts": ["ask"],
        "providers": [
            {
                "id": "openai:a-1",
                "config": {"temperature": 0.1, "seed": 7, "response_format": form},
            },
            {"id": "groq:b-1", "config": {"temperature": 0.9, "seed": 7, "passthrough": {"x": 1}}},
            {"openai:c-1": {"config": {"apiHost": "proxy.example", "apiKeyEnvar": "PROXY_KEY"}}},
        ],
    }
    made, _, loaded = written(tmp_path, "promptfoo", {"c.json": config})
    request = loaded.suite.workloads[0].cases[0].request
    assert (request.sampling.seed, request.sampling.temperature) == (7, None)
    assert request.response_schema == schema
    assert loaded.providers[2].api_key_env == "PROXY_KEY"
    assert "all providers get the same settings, but these are" in reasons(made)
    assert "groq:b-1: passthrough" in reasons(made)


def test_an_http_provider_is_a_tree_of_json(tmp_path: Path) -> None:
    good = {
        "id": "https://api.example.com/chat",
        "config": {
            "headers": {"Authorization": "Bearer {{env.HOUSE}}", "X-Team": "a"},
            "body": {"q": "{{prompt}}", "n": 1},
            "transformResponse": "json.choices[0].text",
        },
    }
    bad = {
        "id": "https",
        "config": {"url": "https://api.example.com", "body": {"q": "Q: {{prompt}}"}},
    }
    secret = {**good, "config": {**good["config"], "headers": {"X-Api-Key": "abc"}}}  # type: ignore[dict-item]
    config = {"prompts": ["ask"], "providers": [good, bad, secret]}
    made, _, loaded = written(tmp_path, "promptfoo", {"c.json": config})
    assert [spec.api_key_env for spec in loaded.providers] == ["HOUSE"]
    assert len(made.omitted) == 2
    assert "abc" not in (tmp_path / "out" / "providers.yaml").read_text()


def test_code_reads_fields_where_answers_follow_a_schema(tmp_path: Path) -> None:
    form = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}
    config = {
        "prompts": ["ask"],
        "providers": [{"id": "openai:a-1", "config": {"response_format": form}}],
        "tests": [{"assert": [{"type": "javascript", "value": "output.queue === 'billing'"}]}],
    }
    made, _, loaded = written(tmp_path, "promptfoo", {"c.json": config})
    assert made.omitted == []
    spec = loaded.suite.workloads[0].cases[0].checks[0]
    assert spec.name == "json_schema"
    assert spec.arguments["properties"] == {"queue": {"const": "billing"}}


def test_names_that_no_template_can_use_are_listed(tmp_path: Path) -> None:
    config = {"prompts": ["ask"], "tests": [{"vars": {"row": 1, "a-b": 2, "ok": 3}}]}
    made, _, loaded = written(tmp_path, "promptfoo", {"c.json": config})
    assert [one.what for one in made.omitted] == ["test-1: variable row", "test-1: variable a-b"]
    assert loaded.suite.workloads[0].cases[0].vars == {"ok": 3}
