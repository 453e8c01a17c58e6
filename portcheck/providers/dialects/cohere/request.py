"""Build the request body of Cohere's chat API, version 2."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from portcheck.model.chat import (
    Document,
    Image,
    Message,
    Part,
    Request,
    Sampling,
    Text,
    ThinkingBudget,
    Tool,
    ToolCall,
)
from portcheck.providers.dialects.openai_chat.request import JSON_MODE, part
from portcheck.providers.dialects.openai_chat.turn import with_own_calls
from portcheck.providers.file_parts import FILE_URLS, is_text, need_of, text_of
from portcheck.providers.lint.review import one_call_at_a_time
from portcheck.providers.request_parts import without_unset
from portcheck.providers.tool_call_ids import with_ids

MIN_P = 0.01
MAX_P = 0.99
"""Highest `p` of the API; a higher `top_p` cannot be sent."""
MAX_K = 500


def build_body(
    request: Request, *, model: str | None, safety_mode: str | None = None, stream: bool = False
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The body with only what the request sets, and the names of dropped settings.

    System turns inside the conversation join the system prompt, which must come first.

    Args:
        request: the request.
        model: the vendor's name of the model.
        safety_mode: which safety instruction the vendor puts into the prompt; `None`: its default.
        stream: request a stream.
    """
    dropped: list[str] = []
    sampling = request.sampling
    settings: dict[str, Any] = {
        "model": model,
        "messages": [*_system(request), *_messages(request.messages, dropped)],
        "documents": _documents(request.messages, dropped) or None,
        **_tool_settings(request, dropped),
        "response_format": _response_format(request),
        "temperature": sampling.temperature,
        "p": _within(sampling.top_p, MIN_P, MAX_P, "top_p", dropped),
        "k": _within(sampling.top_k, 0, MAX_K, "top_k", dropped),
        **{
            name: _within(getattr(sampling, name), 0, 1, name, dropped)
            for name in ("frequency_penalty", "presence_penalty")
        },
        "max_tokens": sampling.max_output_tokens,
        "stop_sequences": list(sampling.stop) or None,
        "seed": sampling.seed,
        "thinking": _thinking(sampling, dropped),
        "safety_mode": safety_mode,
        "stream": stream or None,
    }
    if one_call_at_a_time(request):
        dropped.append("parallel_tool_calls")
    body = without_unset(settings)
    return body, tuple(dict.fromkeys(dropped))


def _within(value: Any, least: float, most: float, name: str, dropped: list[str]) -> Any:
    """The value if it is in the vendor's range; other values would be rejected and are dropped."""
    if value is None or value is UNSET or least <= value <= most:
        return value
    dropped.append(name)
    return None


def _thinking(sampling: Sampling, dropped: list[str]) -> dict[str, Any] | None:
    """The field for reasoning: on, off or a number of tokens."""
    wanted, effort = sampling.thinking, sampling.effort
    if effort is not None and (effort != "none" or wanted not in {UNSET, "off"}):
        dropped.append("effort")
    if wanted is UNSET and effort is None:
        return None
    if wanted == "off" or (wanted is UNSET and effort == "none"):
        return {"type": "disabled"}
    bound = {"token_budget": wanted.budget} if isinstance(wanted, ThinkingBudget) else {}
    return {"type": "enabled", **bound}


def _response_format(request: Request) -> dict[str, Any] | None:
    if request.response_schema is None:
        return JSON_MODE if request.wants_json else None
    return {**JSON_MODE, "json_schema": request.response_schema}


# --- tools ---------------------------------------------------------------------------------------


def _tool_settings(request: Request, dropped: list[str]) -> dict[str, Any]:
    tools, choice = request.tools, request.tool_choice
    mode = choice.mode if choice else "auto"
    if choice and mode == "tool":
        # No field names a tool, but a single one that must be called is that tool.
        tools = tuple(tool for tool in request.tools if tool.name == choice.name)
    if not tools:
        if choice:
            dropped.append("tool_choice")
        tools, mode = request.tools, "auto"
    words = {"required": "REQUIRED", "tool": "REQUIRED", "none": "NONE"}
    return {
        "tools": [_tool(tool) for tool in tools] or None,
        "strict_tools": _strictness(tools, dropped),
        "tool_choice": words.get(mode),
    }


def _strictness(tools: Sequence[Tool], dropped: list[str]) -> bool | None:
    """The one setting that holds for all tools."""
    wishes = {tool.strict for tool in tools}
    if len(wishes) > 1:
        dropped.append("strict")
        return None
    return next(iter(wishes), None)


def _tool(tool: Tool) -> dict[str, Any]:
    function: dict[str, Any] = {"name": tool.name}
    if tool.description:
        function["description"] = tool.description
    function["parameters"] = tool.parameters
    return {"type": "function", "function": function}


# --- the conversation ----------------------------------------------------------------------------


def _system(request: Request) -> list[dict[str, Any]]:
    inside = [message.text for message in request.messages if message.role == "system"]
    whole = "\n\n".join(filter(None, [request.system, *inside]))
    return [{"role": "system", "content": whole}] if whole else []


def _messages(messages: Sequence[Message], dropped: list[str]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    shown: list[Part] = []
    for message in with_ids(messages):
        if message.role == "system":
            continue
        if message.role == "tool":
            known = message.tool_call_id or ""
            out.append({"role": "tool", "tool_call_id": known, "content": message.text})
            shown.extend(part for part in message.files if isinstance(part, Image))
            if message.is_error:
                dropped.append("is_error")
            continue
        out.extend(_shown(shown))
        shown = []
        if message.role == "assistant" and any(isinstance(f, Image) for f in message.files):
            dropped.append("images")
        out.append(_message(message))
    return [*out, *_shown(shown)]


def _documents(messages: Sequence[Message], dropped: list[str]) -> list[dict[str, Any]]:
    """The text documents, which the API takes outside of the conversation."""
    out: list[dict[str, Any]] = []
    for file in (file for message in messages for file in message.files):
        if isinstance(file, Image):
            continue
        if not isinstance(file, Document) or not (is_text(file) or file.url):
            dropped.append(need_of(file))
        elif file.url:
            dropped.append(FILE_URLS)
        else:
            titled = {"title": file.name} if file.name else {}
            out.append({"data": {**titled, "text": text_of(file)}})
    return out


def _content(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [part(piece) for piece in parts if isinstance(piece, (Text, Image))]


def _shown(images: list[Part]) -> list[dict[str, Any]]:
    """A user turn with the images of tool results, which only user turns may have."""
    return [{"role": "user", "content": _content(images)}] if images else []


def _message(message: Message) -> dict[str, Any]:
    if message.turn is not UNSET:
        return with_own_calls(message)
    if message.role == "assistant":
        out: dict[str, Any] = {"role": "assistant"}
        if message.text or not message.tool_calls:
            out["content"] = message.text
        if message.tool_calls:
            out["tool_calls"] = [_call(call) for call in message.tool_calls]
        return out
    content: Any = message.text
    if any(isinstance(part, Image) for part in message.content):
        content = _content(message.content)
    return {"role": "user", "content": content}


def _call(call: ToolCall) -> dict[str, Any]:
    arguments = call.arguments_raw or json.dumps(call.arguments or {})
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": arguments},
    }
