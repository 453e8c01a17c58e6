"""Build the request body of Gemini's generateContent."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from msgspec import UNSET

from portcheck.model.chat import (
    File,
    JsonObject,
    Message,
    Part,
    Request,
    Sampling,
    Text,
    ThinkingBudget,
    Tool,
    ToolChoice,
)
from portcheck.providers.lint.review import one_call_at_a_time
from portcheck.providers.request_parts import without_unset
from portcheck.providers.tool_call_ids import with_ids

Thinking = Literal["level", "budget", "none"]

FOREIGN_SIGNATURE = "skip_thought_signature_validator"
"""Google's documented signature for tool calls that Gemini 3 did not make itself, which have no
thought signature (ai.google.dev/gemini-api/docs/thought-signatures); without one they are a 400."""

BUDGETS: Mapping[str, int] = {
    "none": 0,
    "minimal": 1024,
    "low": 1024,
    "medium": 8192,
    "high": 24576,
}
"""Effort to thinking tokens, as Google maps it for models before Gemini 3
(ai.google.dev/gemini-api/docs/openai, section on thinking)."""

_NO_TOKENS, _DYNAMIC = 0, -1
"""Budgets with a meaning: no thinking, and as much as the model finds right."""
_DYNAMIC_LEVEL = "HIGH"
"""The level that Google calls dynamic, and the default of most models since Gemini 3."""

_MODEL_VERSION = re.compile(r"gemini-(?:[a-z][a-z-]*-)?(\d{1,2})(?:\.(\d{1,2}))?(?!\d)")
_NUMBER = re.compile(r"-?\d{1,9}")
_MEDIA_TYPES = {"audio/mpeg": "audio/mp3", "audio/x-wav": "audio/wav"}
"""Types of sound to the vendor's names for them
(ai.google.dev/gemini-api/docs/audio, supported audio formats)."""
_IN_RESULTS = frozenset({"image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain"})
"""Types of files that may stand in the result of a function since Gemini 3
(ai.google.dev/gemini-api/docs/function-calling, multimodal function responses)."""
_MODES = {"auto": "AUTO", "required": "ANY", "none": "NONE", "tool": "ANY"}


def thinking_of(model: str | None) -> Thinking:
    """How a model expects reasoning effort: as a level since Gemini 3, as a budget with 2.5.

    Aliases such as `gemini-flash-latest` name current models. Others do not think, and reject the
    setting.
    """
    found = _MODEL_VERSION.search(model or "")
    if found is None:
        return "level" if "gemini-" in (model or "") else "none"
    version = (int(found.group(1)), int(found.group(2) or 0))
    if version >= (3, 0):
        return "level"
    return "budget" if version == (2, 5) else "none"


def build_body(
    request: Request,
    *,
    thinking: Thinking,
    safety_settings: Sequence[JsonObject] = (),
    service_tier: str | None = None,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The body with only what the request sets, and the names of dropped settings.

    System turns inside the conversation are moved to the system instruction.

    Args:
        request: the request.
        thinking: how the model takes reasoning effort. Those that take levels also want thought
            signatures.
        safety_settings: sent as they are.
        service_tier: the service tier.
    """
    dropped: list[str] = []
    body: dict[str, Any] = {}
    system = _system(request)
    if system:
        body["systemInstruction"] = {"parts": [{"text": system}]}
    body["contents"] = _contents(request.messages, recent=thinking == "level")
    if request.tools:
        body["tools"] = [{"functionDeclarations": [_tool(tool) for tool in request.tools]}]
        if any(tool.strict for tool in request.tools):
            dropped.append("strict")
    if request.tool_choice is not None:
        if request.tools:
            body["toolConfig"] = {"functionCallingConfig": _calling(request.tool_choice)}
        else:
            dropped.append("tool_choice")
    if safety_settings:
        body["safetySettings"] = [dict(setting) for setting in safety_settings]
    if one_call_at_a_time(request):
        dropped.append("parallel_tool_calls")
    config = _generation_config(request, thinking, dropped)
    if config:
        body["generationConfig"] = config
    if service_tier is not None:
        body["serviceTier"] = service_tier
    return body, tuple(dropped)


def _system(request: Request) -> str:
    inside = [message.text for message in request.messages if message.role == "system"]
    return "\n\n".join(filter(None, [request.system, *inside]))


def _generation_config(request: Request, thinking: Thinking, dropped: list[str]) -> dict[str, Any]:
    sampling = request.sampling
    schema = request.response_schema
    config = {
        "temperature": sampling.temperature,
        "topP": sampling.top_p,
        "topK": sampling.top_k,
        "frequencyPenalty": sampling.frequency_penalty,
        "presencePenalty": sampling.presence_penalty,
        "maxOutputTokens": sampling.max_output_tokens,
        "stopSequences": list(sampling.stop) or None,
        "seed": sampling.seed,
        "responseMimeType": "application/json"
        if schema is not None or request.wants_json
        else None,
        "responseJsonSchema": schema,
    }
    config["thinkingConfig"] = _thinking_config(sampling, thinking, dropped)
    return without_unset(config)


def _thinking_config(
    sampling: Sampling, thinking: Thinking, dropped: list[str]
) -> dict[str, Any] | None:
    """Combine effort and thinking to one number of tokens or one level; both are rejected."""
    wanted, effort = sampling.thinking, sampling.effort
    said = None if effort is None else _effort_config(effort, thinking)
    if effort is not None and (said is None or wanted == "off" or _budget(wanted) is not None):
        said = None
        dropped.append("effort")
    if wanted is UNSET or (wanted == "on" and said is not None):
        return said
    if thinking == "none":
        if wanted != "off":
            dropped.append("thinking")
        return None
    if wanted == "off" and thinking == "level":
        dropped.append("thinking")
        return None
    if wanted == "on" and thinking == "level":
        return {"thinkingLevel": _DYNAMIC_LEVEL}
    return {"thinkingBudget": _budget(wanted) or (_NO_TOKENS if wanted == "off" else _DYNAMIC)}


def _budget(wanted: Any) -> int | None:
    return wanted.budget if isinstance(wanted, ThinkingBudget) else None


def _effort_config(effort: str, thinking: Thinking) -> dict[str, Any] | None:
    """The effort in the model's own unit; `None` if it has no such setting.

    Gemini 3 has no level that turns thinking off; a budget may also be given as a number.
    """
    if thinking == "budget":
        budget = int(effort) if _NUMBER.fullmatch(effort) else BUDGETS.get(effort)
        return None if budget is None else {"thinkingBudget": budget}
    if thinking == "level" and effort != "none":
        return {"thinkingLevel": effort.upper()}
    return None


def _contents(messages: Sequence[Message], *, recent: bool) -> list[dict[str, Any]]:
    """Turns of user and model; the results of one turn's calls share one turn.

    Models since Gemini 3 (`recent`) require signatures and accept files in results.
    """
    turns: list[dict[str, Any]] = []
    calls: dict[str, tuple[str, bool]] = {}
    results: list[dict[str, Any]] | None = None
    shown: list[dict[str, Any]] = []
    for original, message in zip(messages, with_ids(messages), strict=True):
        if message.role == "system":
            continue
        if message.role == "tool":
            if results is None:
                results, shown = [], []
                turns.append({"role": "user", "parts": results})
            inside = [file for file in message.files if recent and _fits_result(file)]
            results.append(_result(message, calls, inside))
            shown.extend(_part(file) for file in message.files if file not in inside)
            continue
        if results is not None:
            results.extend(shown)
            results = None
        for before, call in zip(original.tool_calls, message.tool_calls, strict=True):
            calls[call.id or ""] = (call.name, bool(before.id))
        parts = _parts(message, calls, signed=recent)
        if parts:
            role = "model" if message.role == "assistant" else "user"
            turns.append({"role": role, "parts": parts})
    if results is not None:
        results.extend(shown)
    return turns


def _parts(
    message: Message, calls: Mapping[str, tuple[str, bool]], *, signed: bool
) -> list[dict[str, Any]]:
    if message.turn is not UNSET:
        return list(message.turn)
    parts = [_part(p) for p in message.content if not isinstance(p, Text) or p.text]
    if message.role == "user" and not parts:
        # An empty question is sent too, so that the vendor can reject it.
        return [{"text": ""}]
    for position, call in enumerate(message.tool_calls):
        described: dict[str, Any] = {"name": call.name, "args": dict(call.arguments or {})}
        if calls[call.id or ""][1]:
            described["id"] = call.id
        part: dict[str, Any] = {"functionCall": described}
        if signed and position == 0:
            # Only the first of parallel calls has a signature.
            part["thoughtSignature"] = FOREIGN_SIGNATURE
        parts.append(part)
    return parts


def _fits_result(file: File) -> bool:
    return not file.url and file.media_type in _IN_RESULTS


def _result(
    message: Message, calls: Mapping[str, tuple[str, bool]], files: Sequence[Part]
) -> dict[str, Any]:
    name, has_id = calls.get(message.tool_call_id or "", (message.tool_call_id or "tool", False))
    described: dict[str, Any] = {"name": name, "response": _response(message)}
    if has_id:
        described["id"] = message.tool_call_id
    if files:
        described["parts"] = [_part(file) for file in files]
    return {"functionResponse": described}


def _response(message: Message) -> dict[str, Any]:
    """The result as the object that the API requires; other values than objects are wrapped."""
    try:
        value = json.loads(message.text)
    except (ValueError, RecursionError):
        value = None
    found: Any = value if isinstance(value, dict) else message.text
    if message.is_error:
        return {"error": found}
    return found if isinstance(found, dict) else {"output": found}


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"text": part.text}
    kind = _MEDIA_TYPES.get(part.media_type, part.media_type)
    if part.url:
        return {"fileData": without_unset({"mimeType": kind or None, "fileUri": part.url})}
    return {"inlineData": {"mimeType": kind, "data": part.data}}


def _tool(tool: Tool) -> dict[str, Any]:
    schema = tool.parameters if "type" in tool.parameters else {"type": "object", **tool.parameters}
    out: dict[str, Any] = {"name": tool.name}
    if tool.description:
        out["description"] = tool.description
    return {**out, "parametersJsonSchema": schema}


def _calling(choice: ToolChoice) -> dict[str, Any]:
    config: dict[str, Any] = {"mode": _MODES[choice.mode]}
    if choice.mode == "tool":
        config["allowedFunctionNames"] = [choice.name]
    return config
