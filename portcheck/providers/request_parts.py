"""Write the parts of a request body that most dialects share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import UNSET

from portcheck.model.chat import JsonObject, Request, Sampling, Tool, ToolChoice
from portcheck.model.facts import Capabilities
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint.capability_rules import capabilities_of


def without_unset(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Drop the fields that are `None` or `UNSET`."""
    return {
        name: value for name, value in fields.items() if value is not None and value is not UNSET
    }


NOTHING_KNOWN = Capabilities()


BUDGET = "thinking.budget"
"""Name of a dropped budget if thinking itself is sent."""


def known_of(spec: ProviderSpec, request: Request) -> Capabilities:
    """The capabilities of the model if the form of this request depends on them, otherwise none.

    Models differ in how they are asked to think, and services with the same format in whether they
    accept `top_k`.
    """
    sampling = request.sampling
    if sampling.thinking is UNSET and sampling.top_k is UNSET:
        return NOTHING_KNOWN
    return capabilities_of(spec)


def parallel_calls(request: Request) -> dict[str, Any]:
    """The field `parallel_tool_calls`, which would be rejected without tools."""
    wanted = request.sampling.parallel_tool_calls
    return {"parallel_tool_calls": wanted} if request.tools and wanted is not UNSET else {}


def drop_set(sampling: Sampling, names: Iterable[str], dropped: list[str]) -> None:
    """Record the settings that are set but have no field in the format."""
    dropped.extend(name for name in names if sampling.is_set(name))


def tool_fields(
    request: Request,
    dropped: list[str],
    tool: Callable[[Tool], Any],
    choice: Callable[[ToolChoice], Any],
) -> dict[str, Any]:
    """The fields `tools` and `tool_choice`, those that the request sets.

    Args:
        request: the request.
        dropped: gets `tool_choice` if there are no tools.
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
