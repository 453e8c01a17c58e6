"""Read the settings of promptfoo's providers: sampling, tools and the form of the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, field

from portcheck.imports.suites.converted import CannotSayError, FileRefusedError, Files, Place

_OTHER = "a setting of this provider: put it into `options` of providers.yaml if a dialect has it"


class Settings(Struct):
    """The settings of a request in a provider's `config`."""

    values: dict[str, Any] = field(default_factory=dict)
    """Keys of a workload: `tools`, `tool_choice`, `response_schema`, and `sampling.NAME`."""
    lacking: list[tuple[str, str]] = field(default_factory=list)
    """Settings without an equivalent, and why."""


def _number(low: float, high: float) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or not low <= value <= high:
            raise CannotSayError(f"it is not a number from {low:g} to {high:g}")
        return value

    return read


def _whole(value: Any) -> Any:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise CannotSayError("it is not a whole number")
    return value


def _stop(value: Any) -> Any:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
        raise CannotSayError("it is not a list of texts")
    return found


def _effort(value: Any) -> Any:
    found = value.get("effort") if isinstance(value, dict) else value
    if not isinstance(found, str):
        raise CannotSayError("it is not a word")
    return found


_TEMPERATURE, _TOP_P = _number(0, 2), _number(0, 1)
_PENALTY = _number(-2, 2)
_SAMPLING: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "temperature": ("temperature", _TEMPERATURE),
    "max_tokens": ("max_output_tokens", _whole),
    "max_completion_tokens": ("max_output_tokens", _whole),
    "max_output_tokens": ("max_output_tokens", _whole),
    "maxOutputTokens": ("max_output_tokens", _whole),
    "maxTokens": ("max_output_tokens", _whole),
    "max_new_tokens": ("max_output_tokens", _whole),
    "num_predict": ("max_output_tokens", _whole),
    "top_p": ("top_p", _TOP_P),
    "topP": ("top_p", _TOP_P),
    "top_k": ("top_k", _whole),
    "topK": ("top_k", _whole),
    "seed": ("seed", _whole),
    "stop": ("stop", _stop),
    "stop_sequences": ("stop", _stop),
    "stopSequences": ("stop", _stop),
    "frequency_penalty": ("frequency_penalty", _PENALTY),
    "presence_penalty": ("presence_penalty", _PENALTY),
    "reasoning_effort": ("effort", _effort),
    "reasoning": ("effort", _effort),
}
_MIME = ("text/plain", "application/json")
_NESTED = ("generationConfig", "inferenceConfig", "interfaceConfig", "toolConfig")


def read_settings(config: Mapping[str, Any], place: Place, files: Files) -> Settings:
    """Read the settings that workloads have too; the others are `lacking`."""
    del place
    found = Settings()
    flat = {key: value for key, value in config.items() if key not in _NESTED}
    for key in _NESTED:
        flat |= config[key] if isinstance(config.get(key), dict) else {}
    for key, value in flat.items():
        try:
            _read(key, value, files, found)
        except CannotSayError as exc:
            found.lacking.append((key, str(exc)))
    return found


def _read(key: str, value: Any, files: Files, found: Settings) -> None:
    if key in _SAMPLING:
        name, read = _SAMPLING[key]
        found.values[f"sampling.{name}"] = read(value)
    elif key in {"tools", "functions"}:
        found.values["tools"] = _tools(value, files)
    elif key == "tool_choice":
        found.values["tool_choice"] = _choice(value)
    elif key in {"response_format", "response_schema", "responseSchema", "output_format"}:
        _format(value, files, found)
    elif key in {"response_mime_type", "responseMimeType"} and value in _MIME:
        found.values |= {"sampling.json_mode": True} if value == _MIME[1] else {}
    elif key == "parallel_tool_calls" and value is False:
        found.values["sampling.parallel_tool_calls"] = False
    else:
        raise CannotSayError(_OTHER)


def _document(value: Any, files: Files) -> Any:
    if not isinstance(value, str):
        return value
    name = value.removeprefix("file://")
    if value.startswith("file://") and name.endswith((".json", ".yaml", ".yml")):
        try:
            return files.document(name).value
        except FileRefusedError as exc:
            raise CannotSayError(f"{name}: {exc}") from None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise CannotSayError("it comes from code or is not JSON") from None


def _tools(value: Any, files: Files) -> list[dict[str, Any]]:
    value = _document(value, files)
    value = [value] if isinstance(value, dict) else value
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        named = ("functionDeclarations", "function_declarations")
        lists = [next((one[key] for key in named if key in one), [one]) for one in value]
        declared = [inner for found in lists for inner in found]
        return [_tool(one) for one in declared]
    raise CannotSayError("it is not a list of tools")


def _tool(tool: Any) -> dict[str, Any]:
    outer: dict[str, Any] = tool if isinstance(tool, dict) else {}
    found = outer.get("function", outer.get("toolSpec", outer))
    inner: dict[str, Any] = found if isinstance(found, dict) else {}
    name = inner.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[\w.-]{1,64}", name):
        raise CannotSayError("one of them runs at the vendor, or has no name")
    schema = inner.get("inputSchema")
    schema = schema.get("json") if isinstance(schema, dict) else None
    parameters = inner.get("parameters", inner.get("input_schema", schema))
    made: dict[str, Any] = {"name": name}
    if isinstance(inner.get("description"), str):
        made["description"] = inner["description"]
    if isinstance(parameters, dict):
        made["parameters"] = _lower_types(parameters)
    return made


def _lower_types(schema: Any) -> Any:
    """Write the types of a schema in lower case; Gemini uses capitals."""
    if isinstance(schema, list):
        return [_lower_types(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: part.lower()
        if key == "type" and isinstance(part, str) and part.isupper()
        else _lower_types(part)
        for key, part in schema.items()
    }


def _choice(value: Any) -> Any:
    if isinstance(value, dict):
        inner = value.get("function", value)
        name = inner.get("name") if isinstance(inner, dict) else None
        kind = value.get("type")
        value = {"name": name} if name else {"any": "required"}.get(str(kind), kind)
    if isinstance(value, dict) or value in ("auto", "none", "required"):
        return value
    raise CannotSayError("it is not auto, none, required or the name of a tool")


def _format(value: Any, files: Files, found: Settings) -> None:
    value = _document(value, files)
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "json_object":
        found.values["sampling.json_mode"] = True
        return
    inner = value.get("json_schema", value) if isinstance(value, dict) else None
    schema = inner.get("schema", inner) if isinstance(inner, dict) else None
    if kind == "text":
        return
    if not isinstance(schema, dict) or "type" not in schema or schema["type"] == "json_schema":
        raise CannotSayError("it is not a schema")
    found.values["response_schema"] = _lower_types(schema)
