"""Read the settings of a request in any vendor's format: sampling, tools, form of the answer."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from portcheck.imports.bodies.not_read import NotReadError, word
from portcheck.model.chat import (
    JsonObject,
    Sampling,
    Thinking,
    ThinkingBudget,
    Tool,
    ToolChoice,
)
from portcheck.vendor_json import integer, items, mapping, text, text_or_none

_NAMES: Mapping[str, str] = {
    "temperature": "temperature",
    **dict.fromkeys(("top_p", "topP"), "top_p"),
    **dict.fromkeys(("top_k", "topK"), "top_k"),
    **dict.fromkeys(
        (
            *("max_tokens", "max_completion_tokens", "max_output_tokens", "maxTokens"),
            *("maxOutputTokens", "max_tokens_to_sample", "max_new_tokens", "max_gen_len"),
            "maxTokenCount",
        ),
        "max_output_tokens",
    ),
    **dict.fromkeys(("stop", "stop_sequences", "stopSequences"), "stop"),
    "seed": "seed",
    **dict.fromkeys(("reasoning_effort", "effort"), "effort"),
    **dict.fromkeys(("frequency_penalty", "frequencyPenalty"), "frequency_penalty"),
    **dict.fromkeys(("presence_penalty", "presencePenalty"), "presence_penalty"),
    "parallel_tool_calls": "parallel_tool_calls",
}
_WHOLE = frozenset({"max_output_tokens", "seed", "top_k"})
_FORMATS = ("response_format", "output_format", "format")
_SCHEMAS = ("responseJsonSchema", "response_json_schema", "responseSchema", "response_schema")
_THINKING = frozenset({"thinking", "thinkingConfig", "thinking_config", "reasoning"})
_NOTHING = Sampling()
_MODES = {
    "auto": "auto",
    "none": "none",
    "required": "required",
    "any": "required",
    "validated": "auto",
}
MAX_TOOLS = 1_000


def sampling(*fields: JsonObject) -> Sampling:
    """The sampling settings in some objects, the last one wins; ignores values of a wrong type."""
    found: dict[str, Any] = {}
    for given in fields:
        for name, value in given.items():
            ours = _NAMES.get(name)
            if ours is not None and value is not None:
                read = _setting(ours, value)
                if read is not None:
                    found[ours] = read
        if not _THINKING.isdisjoint(given):
            if (thinking := _thinking(given)) is not None:
                found["thinking"] = thinking
            effort = mapping(given.get("reasoning")).get("effort")
            if isinstance(effort, str):
                found["effort"] = effort
    return Sampling(**found) if found else _NOTHING


def _setting(name: str, value: Any) -> Any:
    if name == "stop":
        stops = [value] if isinstance(value, str) else items(value)
        return tuple(one for one in stops if isinstance(one, str)) or None
    if name == "effort":
        return value if isinstance(value, str) else None
    if name == "parallel_tool_calls":
        return value if isinstance(value, bool) else None
    if isinstance(value, bool):
        return None
    if name in _WHOLE:
        return integer(value)
    return _number(value)


def _number(value: Any) -> float | None:
    if isinstance(value, str) and len(value) <= 20:  # Langfuse writes some numbers as text
        try:
            value = float(value)
        except ValueError:
            return None
    is_finite = isinstance(value, (int, float)) and abs(value) <= sys.float_info.max
    return float(value) if is_finite else None


def _thinking(given: JsonObject) -> Thinking | None:
    stated = mapping(given.get("thinking"))
    config = mapping(given.get("thinkingConfig")) or mapping(given.get("thinking_config"))
    kind = text(stated.get("type"))
    budget = integer(
        stated.get("budget_tokens", config.get("thinkingBudget", config.get("thinking_budget")))
    )
    if kind == "disabled" or budget == 0:
        return "off"
    if budget is not None and budget > 0:
        return ThinkingBudget(budget=budget)
    return "on" if kind in {"enabled", "adaptive"} or budget == -1 else None


def response_schema(*fields: JsonObject) -> tuple[JsonObject | None, bool]:
    """The JSON Schema that the answer must follow, and whether any JSON object will do."""
    for given in fields:
        for name in _SCHEMAS:
            if isinstance(given.get(name), dict):
                return _typed(given[name]), False
        forms = [given.get(name) for name in _FORMATS]
        forms += [mapping(given.get(name)).get("format") for name in ("text", "output_config")]
        for form in map(mapping, forms):
            inner = mapping(form.get("json_schema")) or form
            if form.get("type") == "json_schema" and isinstance(inner.get("schema"), dict):
                return inner["schema"], False
            if form.get("type") == "json_object":
                return None, True
        mime = given.get("responseMimeType", given.get("response_mime_type"))
        if mime == "application/json":
            return None, True
    return None, False


def plain_schema(schema: JsonObject) -> JsonObject:
    """Write the types of a schema in lower case, as JSON Schema does; Gemini uses capitals."""
    found: dict[str, Any] = {}
    for name, value in schema.items():
        if name == "type" and isinstance(value, str):
            found[name] = value.lower()
        elif name == "properties" and isinstance(value, dict):
            found[name] = {key: plain_schema(mapping(one)) for key, one in value.items()}
        elif name == "items" and isinstance(value, dict):
            found[name] = plain_schema(value)
        elif name in {"anyOf", "any_of"} and isinstance(value, list):
            found["anyOf"] = [plain_schema(mapping(one)) for one in value]
        else:
            found[name] = value
    return found


def tools(found: Any) -> tuple[Tool, ...]:
    """The tools on offer.

    Raises:
        NotReadError: a tool runs at the vendor, or has no name.
    """
    if not isinstance(found, list):
        return ()
    if len(found) > MAX_TOOLS:
        raise NotReadError(f"the request offers more than {MAX_TOOLS} tools")
    return tuple(tool for one in found for tool in _tools(mapping(one)))


def _typed(schema: JsonObject) -> JsonObject:
    return plain_schema(schema) if text(schema.get("type")).isupper() else schema


def _tools(given: JsonObject) -> Iterable[Tool]:
    declared = given.get("functionDeclarations", given.get("function_declarations"))
    if isinstance(declared, list):
        return [_tool(mapping(one)) for one in declared]
    if isinstance(given.get("toolSpec"), dict):
        return [_tool(given["toolSpec"])]
    if isinstance(given.get("function"), dict):
        return [_tool(given["function"])]
    kind = text_or_none(given.get("type"))
    if "cachePoint" in given:
        return []
    plain = kind in {None, "function", "custom"} and isinstance(given.get("name"), str)
    if not plain or (kind == "custom" and "input_schema" not in given):
        shown = word(next(iter(given), "none") if kind is None else kind)
        raise NotReadError(f"the request offers the hosted tool {shown}, which only its vendor has")
    return [_tool(given)]


def _tool(given: JsonObject) -> Tool:
    name = text(given.get("name"))
    if not name:
        raise NotReadError("the request offers a tool without a name")
    schema: JsonObject = next(
        (
            given[one]
            for one in ("parameters", "input_schema", "inputSchema", "parametersJsonSchema")
            if isinstance(given.get(one), dict)
        ),
        {},
    )
    schema = schema["json"] if isinstance(schema.get("json"), dict) else schema
    strict = given.get("strict")
    return Tool(
        name=name,
        description=text(given.get("description")),
        parameters=_typed(schema) or {"type": "object", "properties": {}},
        strict=strict if isinstance(strict, bool) else None,
    )


def tool_choice(found: Any) -> ToolChoice | None:
    """Whether the model must call a tool, and which one; `None` if the request does not say."""
    if isinstance(found, str):
        mode = _MODES.get(found.lower())
        return None if mode is None else ToolChoice(mode=mode)  # type: ignore[arg-type]
    given = mapping(found)
    config = mapping(given.get("functionCallingConfig")) or mapping(
        given.get("function_calling_config")
    )
    if config:
        allowed = items(config.get("allowedFunctionNames"))
        if len(allowed) == 1 and isinstance(allowed[0], str):
            return ToolChoice(mode="tool", name=allowed[0])
        return tool_choice(text(config.get("mode")))
    named = next((mapping(given[n]) for n in ("function", "tool") if n in given), given)
    if isinstance(named.get("name"), str):
        return ToolChoice(mode="tool", name=named["name"])
    if len(given) == 1 and (only := next(iter(given))) in _MODES:
        return tool_choice(only)  # Converse writes {"any": {}}
    return tool_choice(text(given.get("type")))
