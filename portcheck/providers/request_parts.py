"""Parts of a request body that most dialects write alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from portcheck.model.chat import JsonObject, Request, Tool, ToolChoice


def without_unset(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are set: those that are not `None`."""
    return {name: value for name, value in fields.items() if value is not None}


def tool_fields(
    request: Request,
    dropped: list[str],
    tool: Callable[[Tool], Any],
    choice: Callable[[ToolChoice], Any],
) -> dict[str, Any]:
    """The fields `tools` and `tool_choice`, those that the request sets.

    Args:
        request: the request.
        dropped: gets `tool_choice` where there is no tool to choose from.
        tool: writes one tool.
        choice: writes the choice.
    """
    fields: dict[str, Any] = {}
    if request.tools:
        fields["tools"] = [tool(entry) for entry in request.tools]
    if request.tool_choice is not None:
        if request.tools:
            fields["tool_choice"] = choice(request.tool_choice)
        else:
            dropped.append("tool_choice")
    return fields


def object_schema(tool: Tool) -> JsonObject:
    """The schema of a tool's parameters; one without a type is an object's."""
    return {"type": "object", **tool.parameters}


def named_tool(tool: Tool, **schema: Any) -> dict[str, Any]:
    """A tool: name, description, the field of its schema, and `strict`; unset ones are left out."""
    fields = {"name": tool.name, "description": tool.description or None, **schema}
    return without_unset({**fields, "strict": tool.strict})
