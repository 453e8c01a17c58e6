"""The request body of Anthropic Messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from portcheck.model.chat import Image, Message, Part, Request, Text, Tool, ToolChoice
from portcheck.providers.request_parts import named_tool, object_schema, tool_fields, without_unset
from portcheck.providers.tool_call_ids import with_ids

DEFAULT_MAX_TOKENS = 4096
"""Sent where a request sets no limit, as the API demands one; part of the route's identity."""

_BAD_ID_CHARS = re.compile(r"[^a-zA-Z0-9_-]")
_CHOICES = {"auto": "auto", "required": "any", "none": "none"}


def build_body(
    request: Request,
    *,
    model: str | None,
    default_max_tokens: int = DEFAULT_MAX_TOKENS,
    stream: bool = False,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The body, holding only what the request sets, and the names of what it cannot hold.

    System turns inside the conversation join the system prompt, wherever they stand.
    """
    dropped: list[str] = []
    sampling = request.sampling
    body: dict[str, Any] = {} if model is None else {"model": model}
    limit = sampling.max_output_tokens
    body["max_tokens"] = default_max_tokens if limit is None else limit
    system = _system(request)
    if system:
        body["system"] = system
    body["messages"] = _turns(request.messages)
    body.update(tool_fields(request, dropped, _tool, _tool_choice))
    settings = {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "stop_sequences": list(sampling.stop) or None,
        "output_config": _output_config(request),
    }
    body.update(without_unset(settings))
    if sampling.seed is not None:
        dropped.append("seed")
    if stream:
        body["stream"] = True
    return body, tuple(dropped)


def clean_id(found: str) -> str:
    """The id of a tool call in the vendor's alphabet."""
    return _BAD_ID_CHARS.sub("_", found)


def _system(request: Request) -> str:
    inside = [message.text for message in request.messages if message.role == "system"]
    return "\n\n".join(filter(None, [request.system, *inside]))


def _output_config(request: Request) -> dict[str, Any] | None:
    config: dict[str, Any] = {}
    if request.sampling.effort is not None:
        config["effort"] = request.sampling.effort
    if request.response_schema is not None:
        config["format"] = {"type": "json_schema", "schema": request.response_schema}
    return config or None


def _turns(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """User and assistant turns in alternation; tool results lead the user turn they are in."""
    turns: list[dict[str, Any]] = []
    for message in with_ids(messages, clean_id):
        if message.role == "system":
            continue
        role = "assistant" if message.role == "assistant" else "user"
        blocks = _blocks(message)
        if not turns or turns[-1]["role"] != role:
            turns.append({"role": role, "content": blocks})
        else:
            turns[-1]["content"] = _results_first([*turns[-1]["content"], *blocks])
    return [{**turn, "content": _short(turn["content"])} for turn in turns if turn["content"]]


def _blocks(message: Message) -> list[dict[str, Any]]:
    parts = [_part(part) for part in message.content if not _is_empty(part)]
    if message.role == "tool":
        result: dict[str, Any] = {"type": "tool_result", "tool_use_id": message.tool_call_id or ""}
        if parts:
            result["content"] = _short(parts)
        if message.is_error:
            result["is_error"] = True
        return [result]
    calls = [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments or {}}
        for call in message.tool_calls
    ]
    if message.role == "user" and not parts:
        # An empty question is still one; the vendor says what it thinks of it.
        parts = [{"type": "text", "text": ""}]
    return [*parts, *calls]


def _is_empty(part: Part) -> bool:
    return isinstance(part, Text) and not part.text


def _results_first(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(blocks, key=lambda block: block["type"] != "tool_result")


def _short(blocks: list[dict[str, Any]]) -> Any:
    """A single text as a plain string."""
    if len(blocks) == 1 and blocks[0]["type"] == "text":
        return blocks[0]["text"]
    return blocks


def _part(part: Text | Image) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text}
    source = {"type": "base64", "media_type": part.media_type, "data": part.data}
    return {"type": "image", "source": source}


def _tool(tool: Tool) -> dict[str, Any]:
    return named_tool(tool, input_schema=object_schema(tool))


def _tool_choice(choice: ToolChoice) -> dict[str, Any]:
    if choice.mode == "tool":
        return {"type": "tool", "name": choice.name}
    return {"type": _CHOICES[choice.mode]}
