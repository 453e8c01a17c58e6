"""Build the request body of Amazon Bedrock's Converse API."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET

from portcheck.model.chat import JsonObject, Message, Request, Text, Tool, ToolChoice
from portcheck.model.facts import Capabilities
from portcheck.providers.call.extra_fields import with_extra
from portcheck.providers.call.serving import Lifetime
from portcheck.providers.dialects.bedrock.files import Files
from portcheck.providers.dialects.bedrock.model_fields import REASONING, model_fields
from portcheck.providers.dialects.bedrock.response import SERVER_TOOL
from portcheck.providers.request_parts import (
    NOTHING_KNOWN,
    drop_set,
    named_tool,
    object_schema,
    without_unset,
)
from portcheck.providers.tool_call_ids import with_ids

SCHEMA_NAME = "response"
OWN_FIELDS = "additionalModelRequestFields"
"""Field for settings that only a model's maker defines."""

_BAD_ID_CHARS = re.compile(r"[^a-zA-Z0-9_.:-]")
_MAX_ID_CHARS = 64


def build_body(
    request: Request,
    extras: Mapping[str, JsonObject],
    *,
    model: str | None = None,
    service_tier: str | None = None,
    cached: Lifetime | None = None,
    caps: Capabilities = NOTHING_KNOWN,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The body with only what the request sets, and the names of dropped settings.

    System turns inside the conversation are moved to the system prompt.

    Args:
        request: the request.
        extras: further top-level fields, sent as they are.
        model: whose own fields are needed for what the API has none for.
        service_tier: the service tier.
        cached: how long to cache the system prompt and the tools before it.
        caps: the model's capabilities; only needed if `known_of` says so.
    """
    dropped: list[str] = []
    body: dict[str, Any] = {"messages": _turns(request.messages, dropped)}
    own = model_fields(request, model, caps, dropped)
    fields = {
        "system": _system(request, cached),
        "inferenceConfig": _inference(request),
        "toolConfig": _tool_config(request, dropped),
        "outputConfig": _output_config(request, own),
        "serviceTier": service_tier and {"type": service_tier},
    }
    body.update({name: value for name, value in fields.items() if value})
    body.update(extras)
    if own:
        body[OWN_FIELDS] = with_extra(own, extras.get(OWN_FIELDS, {}))
    drop_set(request.sampling, ("seed",), dropped)
    if request.wants_json:
        dropped.append("json_mode")
    return body, tuple(dict.fromkeys(dropped))


def _system(request: Request, cached: Lifetime | None) -> list[dict[str, Any]]:
    inside = [message.text for message in request.messages if message.role == "system"]
    blocks: list[dict[str, Any]] = [{"text": text} for text in (request.system, *inside) if text]
    if blocks and cached is not None:
        # Five minutes are what every model keeps; not every model knows the field.
        kept = {"type": "default"} if cached == "5m" else {"type": "default", "ttl": cached}
        blocks.append({"cachePoint": kept})
    return blocks


def _inference(request: Request) -> dict[str, Any]:
    sampling = request.sampling
    settings = {
        "maxTokens": sampling.max_output_tokens,
        "temperature": sampling.temperature,
        "topP": sampling.top_p,
        "stopSequences": list(sampling.stop) or None,
    }
    return without_unset(settings)


def _output_config(request: Request, own: JsonObject) -> dict[str, Any]:
    """Schema and effort, which some models take in their own field."""
    config: dict[str, Any] = {}
    if request.response_schema is not None:
        described = {"name": SCHEMA_NAME, "schema": json.dumps(request.response_schema)}
        config["textFormat"] = {"type": "json_schema", "structure": {"jsonSchema": described}}
    if request.sampling.effort is not None and REASONING not in own:
        config["effort"] = request.sampling.effort
    return config


# --- tools ---------------------------------------------------------------------------------------


def _tool_config(request: Request, dropped: list[str]) -> dict[str, Any]:
    choice = request.tool_choice
    if not request.tools:
        if choice is not None:
            dropped.append("tool_choice")
        return {}
    config: dict[str, Any] = {"tools": [_tool(tool) for tool in request.tools]}
    if choice is None:
        return config
    if choice.mode != "none":
        return {**config, "toolChoice": _tool_choice(choice)}
    dropped.append("tool_choice")
    if any(message.tool_calls or message.role == "tool" for message in request.messages):
        # A conversation that holds calls is rejected without the definitions.
        return config
    dropped.append("tools")
    return {}


def _tool_choice(choice: ToolChoice) -> dict[str, Any]:
    if choice.mode == "tool":
        return {"tool": {"name": choice.name}}
    return {"any": {}} if choice.mode == "required" else {"auto": {}}


def _tool(tool: Tool) -> dict[str, Any]:
    return {"toolSpec": named_tool(tool, inputSchema={"json": object_schema(tool)})}


# --- the conversation ----------------------------------------------------------------------------


def _turns(messages: Sequence[Message], dropped: list[str]) -> list[dict[str, Any]]:
    """Alternating user and assistant turns; tool results come first in their user turn."""
    turns: list[dict[str, Any]] = []
    files = Files(dropped)
    for message in with_ids(messages, _accepted_id):
        if message.role == "system":
            continue
        role = "assistant" if message.role == "assistant" else "user"
        blocks = _blocks(message, files)
        if not blocks:
            continue
        if not turns or turns[-1]["role"] != role:
            turns.append({"role": role, "content": blocks})
        else:
            joined = [*turns[-1]["content"], *blocks]
            turns[-1]["content"] = sorted(joined, key=lambda block: "toolResult" not in block)
    return turns


def _accepted_id(found: str) -> str:
    return _BAD_ID_CHARS.sub("_", found)[:_MAX_ID_CHARS]


def _blocks(message: Message, files: Files) -> list[dict[str, Any]]:
    if message.turn is not UNSET:
        return _own(message)
    inside = message.role == "tool"
    parts = [
        block
        for part in message.content
        if (block := _text(part) if isinstance(part, Text) else files.block(part, inside))
    ]
    if message.role == "tool":
        # A result whose call is not in the conversation has no id that could be right.
        known = _accepted_id(message.tool_call_id or "") or "unknown"
        result: dict[str, Any] = {"toolUseId": known, "content": parts}
        if message.is_error:
            result["status"] = "error"
        return [{"toolResult": result}]
    calls = [
        {"toolUse": {"toolUseId": call.id, "name": call.name, "input": call.arguments or {}}}
        for call in message.tool_calls
    ]
    if message.role == "user" and not parts:
        # An empty question is sent too, so that the vendor can reject it.
        parts = [{"text": ""}]
    return [*parts, *calls]


def _own(message: Message) -> list[dict[str, Any]]:
    """The vendor's own blocks; a call without an id gets that of its result."""
    ids = iter([call.id for call in message.tool_calls])
    return [
        {**block, "toolUse": {**use, "toolUseId": next(ids, use.get("toolUseId"))}}
        if (use := block.get("toolUse")) and use.get("type") != SERVER_TOOL
        else block
        for block in message.turn
    ]


def _text(part: Text) -> dict[str, Any] | None:
    return {"text": part.text} if part.text else None
