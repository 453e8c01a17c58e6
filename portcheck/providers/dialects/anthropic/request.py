"""Build the request body of Anthropic Messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from portcheck.model.chat import (
    Audio,
    Document,
    File,
    Message,
    Part,
    Request,
    Text,
    Tool,
    ToolChoice,
)
from portcheck.model.facts import Capabilities
from portcheck.providers.call.serving import Lifetime
from portcheck.providers.dialects.anthropic.thinking import asked_budget, thinking_config
from portcheck.providers.file_parts import FILE_URLS, is_text, text_of
from portcheck.providers.request_parts import (
    NOTHING_KNOWN,
    drop_set,
    named_tool,
    object_schema,
    tool_fields,
    without_unset,
)
from portcheck.providers.tool_call_ids import with_ids

DEFAULT_MAX_TOKENS = 4096
"""Limit that is sent if a request has none, because the API requires one; part of the identity."""

_BAD_ID_CHARS = re.compile(r"[^a-zA-Z0-9_-]")
_CHOICES = {"auto": "auto", "required": "any", "none": "none"}


def build_body(
    request: Request,
    *,
    model: str | None,
    default_max_tokens: int = DEFAULT_MAX_TOKENS,
    stream: bool = False,
    service_tier: str | None = None,
    cached: Lifetime | None = None,
    caps: Capabilities = NOTHING_KNOWN,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The body with only what the request sets, and the names of dropped settings.

    System turns inside the conversation are moved to the system prompt.

    Args:
        request: the request.
        model: the model; `None`: left out.
        default_max_tokens: the limit if the request has none; a thinking budget is added to it.
        stream: request a stream.
        service_tier: the service tier.
        cached: how long to cache the system prompt and the tools before it.
        caps: the model's capabilities; only needed if `known_of` says so.
    """
    dropped: list[str] = []
    sampling = request.sampling
    body: dict[str, Any] = {} if model is None else {"model": model}
    limit = sampling.max_output_tokens
    if limit is None:
        limit = default_max_tokens + asked_budget(sampling)
    body["max_tokens"] = limit
    system = _system(request)
    if system:
        body["system"] = system if cached is None else [_kept(system, cached)]
    body["messages"] = _turns(request.messages, dropped)
    body.update(tool_fields(request, dropped, _tool, _tool_choice))
    if request.tools and sampling.parallel_tool_calls is not UNSET:
        chosen = body.get("tool_choice", {"type": "auto"})
        if chosen["type"] != "none":
            one = not sampling.parallel_tool_calls
            body["tool_choice"] = {**chosen, "disable_parallel_tool_use": one}
    settings = {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "top_k": sampling.top_k,
        "thinking": thinking_config(sampling, model, limit, caps, dropped),
        "service_tier": service_tier,
        "stop_sequences": list(sampling.stop) or None,
        "output_config": _output_config(request),
    }
    body.update(without_unset(settings))
    drop_set(sampling, ("seed", "frequency_penalty", "presence_penalty"), dropped)
    if request.wants_json:
        dropped.append("json_mode")
    if stream:
        body["stream"] = True
    return body, tuple(dict.fromkeys(dropped))


def _kept(system: str, lifetime: Lifetime) -> dict[str, Any]:
    """The system prompt as a cached block; the default is five minutes."""
    control = {"type": "ephemeral"} if lifetime == "5m" else {"type": "ephemeral", "ttl": lifetime}
    return {"type": "text", "text": system, "cache_control": control}


def clean_id(found: str) -> str:
    """Convert the id of a tool call to the characters that the vendor allows."""
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


def _turns(messages: Sequence[Message], dropped: list[str]) -> list[dict[str, Any]]:
    """Alternating user and assistant turns; tool results come first in their user turn."""
    turns: list[dict[str, Any]] = []
    for message in with_ids(messages, clean_id):
        if message.role == "system":
            continue
        role = "assistant" if message.role == "assistant" else "user"
        blocks = _blocks(message, dropped)
        if not turns or turns[-1]["role"] != role:
            turns.append({"role": role, "content": blocks})
        else:
            turns[-1]["content"] = _results_first([*turns[-1]["content"], *blocks])
    return [{**turn, "content": _short(turn["content"])} for turn in turns if turn["content"]]


def _blocks(message: Message, dropped: list[str]) -> list[dict[str, Any]]:
    if message.turn is not UNSET:
        return _own(message)
    parts = [made for part in message.content if (made := _part(part, dropped)) is not None]
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
        # An empty question is sent too, so that the vendor can reject it.
        parts = [{"type": "text", "text": ""}]
    return [*parts, *calls]


def _own(message: Message) -> list[dict[str, Any]]:
    """The vendor's own blocks; a call without an id gets that of its result."""
    ids = iter([call.id for call in message.tool_calls])
    return [
        {**block, "id": next(ids, block.get("id"))} if block.get("type") == "tool_use" else block
        for block in message.turn
    ]


def _results_first(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(blocks, key=lambda block: block["type"] != "tool_result")


def _short(blocks: list[dict[str, Any]]) -> Any:
    """Shorten a single text block to a plain string."""
    if len(blocks) == 1 and blocks[0]["type"] == "text":
        return blocks[0]["text"]
    return blocks


def _part(part: Part, dropped: list[str]) -> dict[str, Any] | None:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text} if part.text else None
    if isinstance(part, Audio):
        dropped.append("audio")
        return None
    if not isinstance(part, Document):
        return {"type": "image", "source": _source(part)}
    if is_text(part) and part.url:
        # Only PDF files are fetched; a text is sent inline and always plain.
        dropped.append(FILE_URLS)
        return None
    source = _source(part)
    if is_text(part):
        source = {"type": "text", "media_type": "text/plain", "data": text_of(part)}
    named = {"title": part.name} if part.name else {}
    return {"type": "document", "source": source, **named}


def _source(part: File) -> dict[str, Any]:
    if part.url:
        return {"type": "url", "url": part.url}
    return {"type": "base64", "media_type": part.media_type, "data": part.data}


def _tool(tool: Tool) -> dict[str, Any]:
    return named_tool(tool, input_schema=object_schema(tool))


def _tool_choice(choice: ToolChoice) -> dict[str, Any]:
    if choice.mode == "tool":
        return {"type": "tool", "name": choice.name}
    return {"type": _CHOICES[choice.mode]}
