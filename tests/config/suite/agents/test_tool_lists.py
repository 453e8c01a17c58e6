"""Tools as an MCP server lists them, in a suite."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from portcheck.config.load import check
from portcheck.config.reading.local_files import FileMistake
from portcheck.config.suite.agents.tool_lists import MAX_BYTES, read_tools
from portcheck.model.chat import Tool

SCHEMA = {"type": "object", "properties": {"id": {"type": "string"}}}
LISTED = [
    {"name": "get_order", "title": "Orders", "description": "Looks up.", "inputSchema": SCHEMA},
    {"name": "ping", "annotations": {"readOnlyHint": True}},
]


@pytest.mark.parametrize(
    "form",
    [LISTED, {"tools": LISTED}, {"jsonrpc": "2.0", "id": 1, "result": {"tools": LISTED}}],
    ids=["list", "result", "reply"],
)
def test_tools_in_every_form_of_the_list(tmp_path: Path, form: Any) -> None:
    (tmp_path / "mcp.json").write_text(json.dumps(form), "utf-8")
    suite = {
        "portcheck": 1,
        "suite": "desk",
        "workloads": {
            "w": {
                "tools_from": "mcp.json",
                "tools": [{"name": "own"}],
                "prompt": "x",
                "cases": [{"id": "a", "checks": [{"contains": "x"}]}],
            }
        },
    }
    path = tmp_path / "s.yaml"
    path.write_text(yaml.safe_dump(suite), "utf-8")
    _, loaded = check(path, None)
    assert loaded is not None
    own, first, second = loaded.suite.workloads[0].cases[0].request.tools
    assert own.name == "own"
    assert first == Tool(name="get_order", description="Looks up.", parameters=SCHEMA)
    assert second.parameters == {"type": "object", "properties": {}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("{}", "is not a list of tools"),
        ('[{"title": "x"}]', "tool 1 in 'f.json' has no name"),
        ('[{"name": "x", "inputSchema": 1}]', "needs an object"),
        (" " * (MAX_BYTES + 1), "is larger than"),
    ],
)
def test_what_is_no_list_is_said(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "f.json").write_text(text, "utf-8")
    with pytest.raises(FileMistake, match=message):
        read_tools(tmp_path, "f.json")


def test_a_file_that_lacks_and_a_tool_that_occurs_twice(tmp_path: Path) -> None:
    with pytest.raises(FileMistake, match="there is no file"):
        read_tools(tmp_path, "f.json")
    (tmp_path / "f.json").write_text(json.dumps([{"name": "own"}]), "utf-8")
    path = tmp_path / "s.yaml"
    path.write_text(
        "portcheck: 1\nsuite: s\nworkloads:\n  w:\n    tools: [{name: own}]\n"
        "    tools_from: f.json\n    prompt: x\n    cases: [{id: a, checks: [{contains: x}]}]\n",
        "utf-8",
    )
    problems, _ = check(path, None)
    errors = [one for one in problems if one.severity == "error"]
    assert [(one.line, one.message) for one in errors] == [(6, "two tools have the name 'own'")]
