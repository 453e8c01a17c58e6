"""What both tools can say comes back as it went out."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from foreign_files import lines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portcheck.config.load import load
from portcheck.config.writing import to_yaml
from portcheck.imports.out.exported import Exported, RunData
from portcheck.imports.out.openai_evals import export_openai_evals
from portcheck.imports.out.promptfoo import export_promptfoo
from portcheck.imports.suites.promptfoo.templates import braces
from portcheck.model.run import Plan
from portcheck.model.suite import Suite
from portcheck.run.foreign.importing import Options, import_foreign
from portcheck.run.plan.build import build_plan

PIECES = [*"abcXYZ 019.,:;'\"/\\{}%#[](=+-@\u00e9\u4e2d\U0001f600", "{{", "}}", "\n"]
TEXTS = (
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=12)
    .map("".join)
    .filter(lambda text: bool(text.strip()))
)
BOTH = st.one_of(
    TEXTS.map(lambda text: {"equals": {"value": text, "exact": True}}),
    TEXTS.map(lambda text: {"not": {"equals": {"value": text, "exact": True}}}),
    st.tuples(TEXTS, st.booleans()).map(
        lambda one: {"contains": {"all": [one[0]], "ignore_case": one[1]}}
    ),
)
OF_PROMPTFOO = st.one_of(
    BOTH,
    st.lists(TEXTS, min_size=1, max_size=3).map(
        lambda texts: {"contains": {"any": texts, "ignore_case": True}}
    ),
    st.sampled_from(
        [
            {"regex": r"[0-9]+\Z"},
            {"regex": {"pattern": "a/b", "ignore_case": True}},
            {"json_schema": {"type": "object"}},
            {"count": {"words": {"min": 1, "max": 9}}},
            {"latency": 2.5},
            {"cost": 0.01},
            {"refusal": "full"},
            {"finish_reason": "stop"},
            {"edit_distance": {"value": "abc", "max_edits": 2, "ignore_case": False}},
        ]
    ),
)
MESSAGES = st.one_of(
    TEXTS.map(lambda text: [{"role": "user", "content": text}]),
    st.tuples(TEXTS, TEXTS, TEXTS, TEXTS).map(
        lambda said: [
            {"role": "system", "content": said[0]},
            {"role": "user", "content": said[1]},
            {"role": "assistant", "content": said[2]},
            {"role": "user", "content": said[3]},
        ]
    ),
)


def cases(checks: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Questions that differ, each with checks that differ."""
    case = st.tuples(MESSAGES, st.lists(checks, min_size=1, max_size=3, unique_by=json.dumps))
    return st.lists(case, min_size=1, max_size=3)


def planned(folder: Path, found: list[Any]) -> Plan:
    """A plan of these questions and checks."""
    rows = [
        {"id": f"c{n}", "messages": [*messages[:-1], numbered(messages[-1], n)], "checks": checks}
        for n, (messages, checks) in enumerate(found)
    ]
    (folder / "rows.jsonl").write_text(lines(*rows))
    entries = [
        {
            "file": f"row-{n}.jsonl",
            "id": "id",
            "prompt": {"messages": "{{ row.messages }}"},
            "checks": [hidden(check) for check in row["checks"]],
        }
        for n, row in enumerate(rows)
    ]
    for n, row in enumerate(rows):
        (folder / f"row-{n}.jsonl").write_text(lines(row))
    suite = {"portcheck": 1, "suite": "s", "workloads": {"w": {"cases_from": entries}}}
    (folder / "suite.yaml").write_text(to_yaml(suite))
    providers = {
        name: {"preset": "llama-cpp", "model": name, "base_url": "http://127.0.0.1:1/v1"}
        for name in "ab"
    }
    (folder / "providers.yaml").write_text(to_yaml({"portcheck": 1, "providers": providers}))
    loaded = load([folder / "suite.yaml"], folder / "providers.yaml")
    return build_plan(loaded.suite, loaded.providers, baseline="a")


def numbered(message: dict[str, Any], number: int) -> dict[str, Any]:
    """The message with a word that no other case has."""
    return {**message, "content": f"{message['content']} q{'x' * number}"}


def hidden(value: Any) -> Any:
    """Texts whose braces are no templates."""
    if isinstance(value, str):
        return braces(value)
    if isinstance(value, list):
        return [hidden(one) for one in value]
    return {k: hidden(v) for k, v in value.items()} if isinstance(value, dict) else value


def said(suite: Suite) -> list[Any]:
    """Of each case what is asked and how it is checked, without what is automatic."""
    return [
        (
            case.request.system,
            [(one.role, one.text) for one in case.request.messages],
            [
                (spec.name, spec.expect, json.dumps(spec.arguments, sort_keys=True))
                for spec in case.checks
                if not spec.automatic
            ],
        )
        for workload in suite.workloads
        for case in workload.cases
    ]


def back(folder: Path, tool: str, names: list[str]) -> Suite:
    """The suite that an export imports as."""
    made, write = import_foreign(tool, [folder / name for name in names], Options())
    write(folder / "back")
    assert [one for one in made.omitted if "check" in one.what or "assertion" in one.what] == []
    return load([folder / "back" / "suite.yaml"], None).suite


def exported(folder: Path, made: Exported) -> None:
    """Writes documents and rows as the command does."""
    assert [one for one in made.left_out if one.case] == []
    for name, data in made.documents.items():
        text = to_yaml(data) if name.endswith(".yaml") else json.dumps(data)
        (folder / name).write_text(text)
    for name, rows in made.rows.items():
        (folder / name).write_text(lines(*rows))


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(cases(OF_PROMPTFOO))
def test_promptfoo_gives_back_what_it_got(found: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = planned(folder, found)
        exported(folder, export_promptfoo(RunData(plan, {}, None), {"w": "w"}))
        assert said(back(folder, "promptfoo", ["w.promptfoo.yaml"])) == said(plan.suite)


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(cases(BOTH))
def test_openai_evals_give_back_what_they_got(found: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = planned(folder, found)
        made = export_openai_evals(RunData(plan, {}, None), {"w": "w"})
        exported(folder, made)
        every: list[Any] = []
        for number, eval_name in enumerate(one for one in made.documents if "eval" in one):
            stem = eval_name.removesuffix(".eval.json")
            inner = folder / str(number)
            inner.mkdir()
            for end in (".eval.json", ".run.json", ".items.jsonl"):
                (inner / f"e{end}").write_bytes((folder / f"{stem}{end}").read_bytes())
            every += said(
                back(inner, "openai-evals", ["e.eval.json", "e.run.json", "e.items.jsonl"])
            )
        assert sorted(every, key=str) == sorted(said(plan.suite), key=str)


def tool(name: str) -> dict[str, Any]:
    """A tool as Chat Completions writes it."""
    return {"type": "function", "function": {"name": name, "parameters": {"type": "object"}}}


CONFIG = {
    "prompts": ["Sort this: {{ q }}", "Answer in one word.\n{{ q }}"],
    "providers": [
        {"id": "openai:gpt-5.4", "config": {"tools": [tool("find"), tool("pay")]}},
        {
            "id": "anthropic:messages:claude-sonnet-5",
            "config": {"tools": [tool("find"), tool("pay")]},
        },
    ],
    "defaultTest": {"assert": [{"type": "latency", "threshold": 9000}]},
    "tests": [
        {"vars": {"q": "b a"}, "assert": [{"type": "equals", "value": "a b"}]},
        {
            "vars": {"q": ["3 1", "9 8"]},
            "assert": [
                {"type": "icontains", "value": "1"},
                {"type": "not-contains", "value": "sorry"},
                {"type": "regex", "value": "^[0-9 ]+$"},
                {"type": "javascript", "value": "output.length < 40"},
            ],
            "metadata": {"area": "numbers"},
        },
        {
            "description": "as JSON",
            "vars": {"q": "z y"},
            "assert": [
                {"type": "is-json", "value": {"type": "array"}},
                {"type": "contains-json"},
                {"type": "equals", "value": "y", "transform": "JSON.parse(output).first"},
                {
                    "type": "assert-set",
                    "threshold": 0.5,
                    "assert": [
                        {"type": "icontains", "value": "y", "weight": 2},
                        {"type": "word-count", "value": {"max": 9}},
                    ],
                },
                {"type": "not-is-refusal"},
                {"type": "starts-with", "value": "["},
                {"type": "levenshtein", "value": "yz", "threshold": 3},
                {"type": "finish-reason", "value": "stop"},
                {"type": "cost", "threshold": 0.01},
                {"type": "contains-any", "value": ["y", "z"]},
            ],
        },
        {
            "vars": {"q": "acted"},
            "assert": [
                {"type": "trajectory:tool-used", "value": ["find"]},
                {"type": "not-trajectory:tool-used", "value": ["pay"]},
                {"type": "trajectory:tool-sequence", "value": ["find", "pay"]},
                {
                    "type": "trajectory:tool-args-match",
                    "value": {"name": "find", "args": {"q": "{{ q }}"}},
                },
                {
                    "type": "trajectory:step-count",
                    "value": {"type": "tool", "pattern": "find", "max": 2},
                },
            ],
        },
        {
            "vars": {"q": "judged"},
            "assert": [
                {"type": "llm-rubric", "value": "is polite"},
                {"type": "select-best", "value": "the shorter one"},
            ],
        },
    ],
}


def test_what_came_from_promptfoo_goes_back_to_it_and_comes_again(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text(json.dumps(CONFIG))
    judges = ("mistral:mistral-large-2512", "cohere:command-a-03-2025")
    made, write = import_foreign("promptfoo", [tmp_path / "c.json"], Options(judges=judges))
    write(tmp_path / "first")
    assert made.omitted == []
    first = load([tmp_path / "first" / "suite.yaml"], tmp_path / "first" / "providers.yaml")
    plan = build_plan(first.suite, first.providers, baseline=first.providers[0].id)
    workloads = [workload.id for workload in plan.suite.workloads]
    out = export_promptfoo(RunData(plan, {}, None), {name: name for name in workloads})
    listed = {one.what for one in out.left_out if one.case}
    changed = {one.what for one in out.approximate}
    assert listed == set()
    assert changed >= {"check judge", "check prefer", "check regex"}
    again: list[Any] = []
    for name in workloads:
        file = tmp_path / f"{name}.yaml"
        file.write_text(to_yaml(out.documents[f"{name}.promptfoo.yaml"]))
        made, write = import_foreign("promptfoo", [file], Options(judges=judges))
        write(tmp_path / f"again-{name}")
        assert [one for one in made.omitted if "assertion" in one.what] == []
        again += said(load([tmp_path / f"again-{name}" / "suite.yaml"], None).suite)
    before = said(plan.suite)
    assert len(again) == len(before) == 12
    for old, new in zip(before, again, strict=True):
        assert new[:2] == old[:2]
        assert new[2] == old[2]
