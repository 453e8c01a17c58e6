"""Parts of a request body that most dialects write alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import UNSET

from portcheck.model.chat import JsonObject, Request, Sampling, Tool, ToolChoice
from portcheck.model.facts import Capabilities
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint.capability_rules import capabilities_of


def without_unset(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are set: those that are neither `None` nor `UNSET`."""
    return {
        name: value for name, value in fields.items() if value is not None and value is not UNSET
    }


NOTHING_KNOWN = Capabilities()


BUDGET = "thinking.budget"
"""What is dropped where a model is asked to think, and only the number of tokens has no field."""


def known_of(spec: ProviderSpec, request: Request) -> Capabilities:
    """What is known about the model, where the form of this request depends on it; else nothing.

    Models differ in how thinking is asked for, and services of one format in whether they take
    `top_k`.
    """
    sampling = request.sampling
    if sampling.thinking is UNSET and sampling.top_k is UNSET:
        return NOTHING_KNOWN
    return capabilities_of(spec)


def parallel_calls(request: Request) -> dict[str, Any]:
    """The field `parallel_tool_calls`, which is rejected where there are no tools."""
    wanted = request.sampling.parallel_tool_calls
    return {"parallel_tool_calls": wanted} if request.tools and wanted is not UNSET else {}


def drop_set(sampling: Sampling, names: Iterable[str], dropped: list[str]) -> None:
    """Notes those of the settings that are set: the format has no fields for them."""
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
