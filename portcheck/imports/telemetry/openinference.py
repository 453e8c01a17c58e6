"""Convert attributes of OpenInference, which Phoenix uses too, to OpenTelemetry's.

Their names are those of the specification, https://arize-ai.github.io/openinference/spec/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portcheck.imports.bodies.answers import parsed_json
from portcheck.vendor_json import mapping, text

KIND = "openinference.span.kind"
_MESSAGE = re.compile(r"llm\.(input|output)_messages\.(\d{1,4})\.message\.(.+)")
_PART = re.compile(r"contents\.(\d{1,4})\.message_content\.(text|image\.image\.url)")
_TOOL = re.compile(r"llm\.tools\.(\d{1,4})\.tool\.json_schema")
_CALL = re.compile(r"\.tool_call\.(?:function\.)?")
_SIDES = {"input": "gen_ai.prompt", "output": "gen_ai.completion"}
_NAMES = {
    "llm.model_name": "gen_ai.request.model",
    "llm.system": "gen_ai.system",
    "llm.provider": "gen_ai.provider.name",
    "llm.token_count.prompt": "gen_ai.usage.input_tokens",
    "llm.token_count.completion": "gen_ai.usage.output_tokens",
}


def in_our_names(found: dict[str, Any]) -> dict[str, Any]:
    """Rename the attributes of a model's call to OpenTelemetry's; other spans stay unchanged.

    Args:
        found: attributes by name; those with a name of OpenTelemetry take precedence.
    """
    if text(found.get(KIND)).upper() != "LLM":
        return found
    made: dict[str, Any] = {"gen_ai.operation.name": "chat"}
    contents: dict[str, dict[int, Any]] = {}
    tools: dict[int, Any] = {}
    for name, value in found.items():
        if match := _MESSAGE.fullmatch(name):
            side, number, rest = match.groups()
            where = f"{_SIDES[side]}.{number}"
            if part := _PART.fullmatch(rest):
                contents.setdefault(where, {})[int(part[1])] = _part(part[2], value)
            else:
                made[f"{where}.{_CALL.sub('.', rest)}"] = value
        elif match := _TOOL.fullmatch(name):
            tools[int(match[1])] = parsed_json(value) if isinstance(value, str) else value
        elif name in _NAMES:
            made[_NAMES[name]] = value
    for where, parts in contents.items():
        made.setdefault(f"{where}.content", [part for _, part in sorted(parts.items())])
    if tools:
        made["gen_ai.tool.definitions"] = [tool for _, tool in sorted(tools.items())]
    return {**_settings(found), **made, **found}


def _settings(found: Mapping[str, Any]) -> dict[str, Any]:
    given = found.get("llm.invocation_parameters")
    given = mapping(parsed_json(given) if isinstance(given, str) else given)
    return {f"gen_ai.request.{name}": value for name, value in given.items() if name != "model"}


def _part(kind: str, value: Any) -> dict[str, Any]:
    if kind == "text":
        return {"type": "text", "text": value}
    return {"type": "image_url", "image_url": {"url": value}}
