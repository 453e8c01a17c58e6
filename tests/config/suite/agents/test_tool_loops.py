"""`tool_results`, `otherwise` and `max_steps` in a suite, and their mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec import UNSET

from portcheck.config.load import check
from portcheck.errors import Problem
from portcheck.model.chat import Image, Request, Text, ToolLoop

TOOLS = [{"name": "get_order"}, {"name": "refund"}]


def read(folder: Path, workload: dict[str, Any]) -> tuple[tuple[Problem, ...], list[Request]]:
    body = {"prompt": "Pay it back.", "checks": [{"contains": "done"}], **workload}
    suite = {"portcheck": 1, "suite": "desk", "workloads": {"refunds": body}}
    path = folder / "desk.yaml"
    path.write_text(yaml.safe_dump(suite, sort_keys=False), "utf-8")
    problems, loaded = check(path, None)
    errors = tuple(one for one in problems if one.severity == "error")
    cases = [] if loaded is None else loaded.suite.workloads[0].cases
    return errors, [case.request for case in cases]


def loop(folder: Path, workload: dict[str, Any]) -> ToolLoop:
    errors, requests = read(folder, {"tools": TOOLS, "cases": [{"id": "a"}], **workload})
    assert errors == ()
    assert requests[0].tool_loop is not UNSET
    return requests[0].tool_loop


def test_records_in_all_their_forms(tmp_path: Path) -> None:
    (tmp_path / "paper.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 8)
    found = loop(
        tmp_path,
        {
            "max_steps": 6,
            "tool_results": [
                {"tool": "get_order", "arguments": {"subset": {"id": "7"}}, "result": {"paid": 30}},
                {"tool": "get_order", "arguments": "any", "error": "no such order", "times": 2},
                {"tool": "refund", "arguments": {"exact": {"id": "7"}}, "delay": "1.5s"},
                {"tool": "refund", "result": "see", "images": ["paper.png"]},
            ],
            "otherwise": {"error": "not now"},
        },
    )
    one, two, three, four = found.results
    assert found.max_steps == 6
    assert (one.match, one.arguments) == ("subset", {"id": "7"})
    assert one.content == (Text(text='{"paid": 30}'),)
    assert (two.match, two.is_error, two.times) == ("any", True, 2)
    assert (three.match, three.content, three.delay_s) == ("exact", (), 1.5)
    assert isinstance(four.content[1], Image)
    assert found.otherwise is not UNSET
    assert (found.otherwise.tool, found.otherwise.is_error) == ("", True)


def test_texts_are_rendered_and_an_expression_may_give_all_of_it(tmp_path: Path) -> None:
    found = loop(
        tmp_path,
        {
            "tool_results": [
                {
                    "tool": "refund",
                    "arguments": {"exact": {"id": "{{ order }}", "amount": "{{ paid }}"}},
                    "result": "paid {{ paid }}",
                }
            ],
            "cases": [{"id": "a", "vars": {"order": "A7", "paid": 30}}],
        },
    )
    assert found.results[0].arguments == {"id": "A7", "amount": 30}
    assert found.results[0].content == (Text(text="paid 30"),)
    rows = [{"n": 1, "log": [{"tool": "refund", "result": "{{ not rendered }}"}], "most": 3}]
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    entry = {
        "file": "log.jsonl",
        "id": "n",
        "tool_results": "{{ row.log }}",
        "max_steps": "{{ row.most }}",
    }
    errors, requests = read(tmp_path, {"tools": TOOLS, "cases_from": entry})
    assert errors == ()
    assert requests[0].tool_loop is not UNSET
    assert requests[0].tool_loop.max_steps == 3
    assert requests[0].tool_loop.results[0].content == (Text(text="{{ not rendered }}"),)


def test_the_nearer_word_wins(tmp_path: Path) -> None:
    near = [{"tool": "refund", "result": "near"}]
    found = loop(
        tmp_path,
        {
            "tool_results": [{"tool": "refund", "result": "far"}],
            "max_steps": 4,
            "cases": [{"id": "a", "tool_results": near}],
        },
    )
    assert found.results[0].content == (Text(text="near"),)
    assert found.max_steps == 4


def test_a_limit_of_steps_alone_makes_no_loop(tmp_path: Path) -> None:
    _, requests = read(tmp_path, {"tools": TOOLS, "max_steps": 4, "cases": [{"id": "a"}]})
    assert requests[0].tool_loop is UNSET


RECORD = {"tool": "refund", "result": "x"}


@pytest.mark.parametrize(
    ("said", "pointer", "message"),
    [
        ({"tool_results": [{"result": "x"}]}, "/tool_results/0", "'tool' is missing"),
        ({"tool_results": ["x"]}, "/tool_results/0", "needs a mapping"),
        (
            {"tool_results": [{"tool": "refnd", "result": 1}]},
            "/tool_results/0/tool",
            "there is no tool 'refnd'",
        ),
        ({"tool_results": [{**RECORD, "reslt": 1}]}, "/tool_results/0/reslt", "unknown key"),
        ({"tool_results": [{**RECORD, "error": "x"}]}, "/tool_results/0/error", "not both"),
        ({"tool_results": [{"tool": "refund"}]}, "/tool_results/0", "neither 'result' nor"),
        ({"tool_results": [{**RECORD, "times": 0}]}, "/tool_results/0/times", "1 or more"),
        ({"tool_results": [{**RECORD, "times": True}]}, "/tool_results/0/times", "1 or more"),
        ({"tool_results": [{**RECORD, "delay": "soon"}]}, "/tool_results/0/delay", "a duration"),
        ({"tool_results": [{**RECORD, "images": "x"}]}, "/tool_results/0/images", "file names"),
        (
            {"tool_results": [{**RECORD, "arguments": {"like": {}}}]},
            "/tool_results/0/arguments",
            "does not say how",
        ),
        (
            {"tool_results": [{**RECORD, "arguments": {"subset": 1}}]},
            "/tool_results/0/arguments/subset",
            "needs a mapping",
        ),
        ({"otherwise": {"tool": "refund", "result": 1}}, "/otherwise/tool", "unknown key"),
        ({"tool_results": [], "max_steps": 0}, "/max_steps", "at least 1"),
        ({"tool_results": [], "max_steps": "{{ 900 }}"}, "/max_steps", "from 1 to 200"),
        ({"tool_results": "{{ 1 }}"}, "/tool_results", "needs a list of records"),
        ({"tool_results": [RECORD], "tools": []}, "/tool_results", "there are no tools"),
    ],
)
def test_mistakes_are_found_where_they_stand(
    tmp_path: Path, said: dict[str, Any], pointer: str, message: str
) -> None:
    errors, _ = read(tmp_path, {"tools": TOOLS, "cases": [{"id": "a"}], **said})
    assert [one.pointer for one in errors] == [f"/workloads/refunds{pointer}"]
    assert message in errors[0].message
    assert errors[0].line > 1


def test_turns_of_the_user_and_whose_answers_stand_between(tmp_path: Path) -> None:
    talk = {
        "turns": ["I live in {{ town }}.", "Who am I?"],
        "cases": [{"id": "a", "vars": {"town": "Oslo"}}],
    }
    errors, (request,) = read(tmp_path, talk)
    assert errors == ()
    assert request.turns is not UNSET
    assert [message.text for message in request.turns] == ["I live in Oslo.", "Who am I?"]
    assert request.history is UNSET
    _, (request,) = read(tmp_path, {**talk, "history": "baseline"})
    assert request.history == "baseline"


@pytest.mark.parametrize(
    ("said", "pointer", "message"),
    [
        ({"turns": []}, "/turns", "empty"),
        ({"turns": [" "]}, "/turns/0", "needs a text"),
        ({"turns": "{{ 3 }}"}, "/turns", "needs a list"),
        ({"history": "baseline"}, "/history", "'history' needs turns"),
        (
            {"turns": ["x"], "checks": [{"contains": "x", "turn": 3}]},
            "/checks/0/turn",
            "there is no turn 3: the conversation has 2 turns",
        ),
    ],
)
def test_mistakes_in_conversations(
    tmp_path: Path, said: dict[str, Any], pointer: str, message: str
) -> None:
    errors, _ = read(tmp_path, {"cases": [{"id": "a"}], **said})
    assert [one.pointer for one in errors] == [f"/workloads/refunds{pointer}"]
    assert message in errors[0].message
