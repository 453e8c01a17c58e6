"""promptfoo's assertions on steps, as checks of what was called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from foreign_files import reasons, written

from portcheck.imports.suites.converted import CannotSayError
from portcheck.imports.suites.promptfoo.trajectories import NOTE, is_of_steps, trajectory_check

TOOLS = ("find", "pay", "close")


@pytest.mark.parametrize(
    ("kind", "value", "check"),
    [
        ("trajectory:tool-used", "find", {"called": ["find"]}),
        ("trajectory:tool-used", ["find", "pay", "find"], {"called": ["find", "pay"]}),
        ("trajectory:tool-used", {"name": "find"}, {"called": ["find"]}),
        (
            "trajectory:tool-used",
            {"name": "find", "min": 1, "max": 2},
            {"all_of": [{"called": ["find"]}, {"at_most": {"find": 2}}]},
        ),
        ("trajectory:tool-used", {"name": "pay", "min": 0, "max": 0}, {"at_most": {"pay": 0}}),
        ("not-trajectory:tool-used", "close", {"never": ["close"]}),
        ("trajectory:tool-sequence", ["find", "pay"], {"before": ["find", "pay"]}),
        ("trajectory:tool-sequence", {"steps": ["find"]}, {"called": ["find"]}),
        (
            "trajectory:tool-args-match",
            {"name": "pay", "args": {"order": "{{id}}", "lines": [1, {"a": "{{ b }}"}]}},
            {
                "arguments_match": {
                    "tool": "pay",
                    "subset": {"order": "{{ id }}", "lines": [1, {"a": "{{ b }}"}]},
                }
            },
        ),
        (
            "trajectory:tool-args-match",
            {"name": "pay", "arguments": {"n": 1}, "mode": "exact"},
            {"arguments_match": {"tool": "pay", "exact": {"n": 1}}},
        ),
        (
            "trajectory:step-count",
            {"type": "tool", "pattern": "find", "max": 3},
            {"at_most": {"find": 3}},
        ),
    ],
)
def test_an_assertion_is_a_check(kind: str, value: Any, check: Any) -> None:
    assert is_of_steps(kind)
    assert trajectory_check({"type": kind, "value": value}, TOOLS) == check


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("trajectory:goal-success", "the order is paid", "use judge"),
        ("trajectory:other", 1, "no such type"),
        ("trajectory:tool-used", "search_*", "is a pattern"),
        ("trajectory:tool-used", ["find", "{{ tool }}"], "is a pattern"),
        ("trajectory:tool-used", "serch", "no tool serch is declared"),
        ("trajectory:tool-used", [], "names no tools"),
        ("trajectory:tool-used", {"name": ["find", "pay"]}, "names no tool"),
        ("trajectory:tool-used", {"name": "find", "min": 2}, "more than one call"),
        ("trajectory:tool-used", {"name": "find", "max": "3"}, "not whole numbers"),
        ("trajectory:tool-used", {"name": "find", "min": 0}, "no bounds"),
        ("not-trajectory:tool-sequence", ["find", "pay"], "only the use of a tool"),
        (
            "trajectory:tool-sequence",
            {"mode": "exact", "steps": ["find"]},
            "other paths to the same result are right too: use before for the order that matters",
        ),
        ("trajectory:tool-sequence", ["find", "pay", "find"], "called twice"),
        ("trajectory:tool-args-match", "pay", "not a mapping"),
        ("trajectory:tool-args-match", {"name": "pay", "args": "x"}, "not a mapping"),
        ("trajectory:tool-args-match", {"name": "pay", "args": {}, "mode": "deep"}, "its mode"),
        (
            "trajectory:step-count",
            {"type": "span", "pattern": "agent *", "min": 3},
            "trace",
        ),
        ("trajectory:step-count", 3, "not a mapping"),
    ],
)
def test_what_has_no_equivalent_says_why(kind: str, value: Any, why: str) -> None:
    with pytest.raises(CannotSayError, match=why):
        trajectory_check({"type": kind, "value": value}, TOOLS)


def test_they_import_with_a_note_on_what_they_see(tmp_path: Path) -> None:
    tool = {"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}
    config = {
        "prompts": ["Q: {{q}}"],
        "providers": [{"id": "openai:gpt-5.4", "config": {"tools": [tool]}}],
        "tests": [
            {
                "vars": {"q": "one"},
                "assert": [
                    {"type": "trajectory:tool-used", "value": "find"},
                    {"type": "trajectory:tool-used", "value": "search"},
                    {"type": "trace-error-spans", "value": {"max_count": 0}},
                ],
            }
        ],
    }
    made, done, _ = written(tmp_path, "promptfoo", {"c.json": config})
    assert done.checks == 1
    assert NOTE in made.notes
    assert "no tool search is declared" in reasons(made)
    assert "it reads a trace" in reasons(made)
    assert '"called"' in json.dumps(made.workloads)
