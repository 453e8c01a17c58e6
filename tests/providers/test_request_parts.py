"""Parts of request bodies that most dialects write alike."""

from __future__ import annotations

import pytest

from portcheck.model.chat import Request, Tool, ToolChoice
from portcheck.providers.request_parts import (
    named_tool,
    object_schema,
    tool_fields,
    without_unset,
)

TOOL = Tool(name="refund")


def test_only_none_is_unset() -> None:
    assert without_unset({"a": None, "b": 0, "c": "", "d": False}) == {"b": 0, "c": "", "d": False}


@pytest.mark.parametrize(
    ("request_", "fields", "dropped"),
    [
        (Request(messages=()), {}, []),
        (Request(messages=(), tools=(TOOL,)), {"tools": ["refund"]}, []),
        (
            Request(messages=(), tools=(TOOL,), tool_choice=ToolChoice(mode="required")),
            {"tools": ["refund"], "tool_choice": "required"},
            [],
        ),
        (Request(messages=(), tool_choice=ToolChoice(mode="auto")), {}, ["tool_choice"]),
    ],
)
def test_a_choice_without_tools_is_dropped(
    request_: Request, fields: dict[str, object], dropped: list[str]
) -> None:
    lost: list[str] = []
    found = tool_fields(request_, lost, lambda tool: tool.name, lambda choice: choice.mode)
    assert (found, lost) == (fields, dropped)


def test_a_schema_without_a_type_is_an_object_s() -> None:
    properties = {"properties": {"order": {"type": "string"}}}
    bare = Tool(name="refund", parameters=properties)
    assert object_schema(bare) == {"type": "object", **properties}
    listed = Tool(name="refund", parameters={"type": "array"})
    assert object_schema(listed) == {"type": "array"}


def test_a_tool_names_what_is_set() -> None:
    assert named_tool(TOOL, schema={}) == {"name": "refund", "schema": {}}
    whole = Tool(name="refund", description="Pays back.", strict=False)
    assert named_tool(whole, schema={}) == {
        "name": "refund",
        "description": "Pays back.",
        "schema": {},
        "strict": False,
    }
