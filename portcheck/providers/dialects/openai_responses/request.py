"""Build the request body of OpenAI Responses."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from msgspec import UNSET

from portcheck.model.chat import (
    Audio,
    Document,
    Image,
    JsonObject,
    Message,
    Request,
    Text,
    Tool,
    ToolChoice,
)
from portcheck.model.facts import Capabilities
from portcheck.providers.dialects.openai_chat.request import JSON_MODE, SCHEMA_NAME, file_name
from portcheck.providers.dialects.openai_chat.thinking import effort_word
from portcheck.providers.dialects.openai_responses.response import calls_a_tool
from portcheck.providers.file_parts import need_of
from portcheck.providers.request_parts import (
    NOTHING_KNOWN,
    drop_set,
    parallel_calls,
    tool_fields,
    without_unset,
)
from portcheck.providers.structured_outputs import is_strict_schema
from portcheck.providers.tool_call_ids import with_ids

_MAX_ID = 64
"""Most characters of a call id."""
ENCRYPTED = "reasoning.encrypted_content"
"""Requests reasoning in a form that only its vendor can read
(developers.openai.com/api/docs/guides/reasoning, encrypted reasoning items)."""
_NO_FIELDS = ("stop", "seed", "top_k", "frequency_penalty", "presence_penalty")


def build_body(
    request: Request,
    *,
    model: str | None,
    stream: bool = False,
    store: bool | None = False,
    service_tier: str | None = None,
    caps: Capabilities = NOTHING_KNOWN,
    encrypted: bool = False,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The body with only what the request sets, and the names of dropped settings.

    `strict` is always there, as the vendor's default is to enforce, and to reject what it cannot.

    Args:
        request: the request.
        model: the model; `None`: left out.
        stream: request a stream.
        store: whether the vendor keeps question and answer; `None` leaves that to the vendor.
        service_tier: the service tier.
        caps: the model's capabilities; only needed if `known_of` says so.
        encrypted: ask for reasoning in a form that can come back where nothing is stored.
    """
    dropped: list[str] = []
    sampling = request.sampling
    body: dict[str, Any] = {} if model is None else {"model": model}
    if request.system:
        body["instructions"] = request.system
    body["input"] = _items(request, dropped, stored=store is not False)
    body.update(tool_fields(request, dropped, _tool, _tool_choice))
    effort = effort_word(sampling, caps, dropped)
    settings = {
        **parallel_calls(request),
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "max_output_tokens": sampling.max_output_tokens,
        "reasoning": None if effort is None else {"effort": effort},
        "text": _text_format(request),
        "service_tier": service_tier,
        "include": [ENCRYPTED] if encrypted else None,
        "store": store,
        "stream": stream or None,
    }
    body.update(without_unset(settings))
    drop_set(sampling, _NO_FIELDS, dropped)
    return body, tuple(dict.fromkeys(dropped))


def _items(request: Request, dropped: list[str], *, stored: bool) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for message in with_ids(request.messages, _call_id):
        if message.is_error:
            dropped.append("is_error")
        spoken = message.role in {"assistant", "system"}
        unsaid = [file for file in message.files if spoken or isinstance(file, Audio)]
        dropped.extend(map(need_of, unsaid))
        out.extend(_of_message(message) if message.turn is UNSET else _own(message, stored))
    return out


def _own(message: Message, stored: bool) -> list[dict[str, Any]]:
    """The vendor's own items; a call without its own id gets the one of its result.

    Where nothing is stored, reasoning that brings nothing but its id is not known any more. Items
    that were made with it may then not name their ids either, which would demand it.
    """
    found: list[dict[str, Any]] = []
    ids = iter([call.id for call in message.tool_calls])
    for item in message.turn:
        called = {"call_id": next(ids, item.get("call_id"))} if calls_a_tool(item) else {}
        found.append({**item, **called})
    lost = [item for item in found if item.get("type") == "reasoning" and not _is_whole(item)]
    if stored or not lost:
        return found
    left = [item for item in found if item not in lost]
    return [{name: value for name, value in item.items() if name != "id"} for item in left]


def _is_whole(reasoning: JsonObject) -> bool:
    return bool(reasoning.get("encrypted_content") or reasoning.get("content"))


def _of_message(message: Message) -> list[dict[str, Any]]:
    if message.role == "tool":
        return [
            {
                "type": "function_call_output",
                "call_id": message.tool_call_id or "",
                "output": _content(message),
            }
        ]
    if message.role == "user":
        return [{"role": "user", "content": _content(message)}]
    calls = [
        {
            "type": "function_call",
            "call_id": call.id,
            "name": call.name,
            "arguments": json.dumps(call.arguments or {})
            if call.arguments_raw is None
            else call.arguments_raw,
        }
        for call in message.tool_calls
    ]
    said = {"role": message.role, "content": message.text}
    if message.role == "assistant":
        # Optional at OpenAI; llama.cpp's server knows an earlier answer by nothing else.
        said["type"] = "message"
    return [said, *calls] if message.text or not calls else calls


def _content(message: Message) -> Any:
    """A plain string, or parts where there are files; sound has no form."""
    said = [part for part in message.content if not isinstance(part, Audio)]
    if all(isinstance(part, Text) for part in said):
        return message.text
    return [_part(part) for part in said]


def _part(part: Text | Image | Document) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"type": "input_text", "text": part.text}
    if isinstance(part, Image):
        # The vendor's types demand `detail`; `auto` is what it does anyway.
        return {"type": "input_image", "image_url": part.address, "detail": "auto"}
    if part.url:
        return {"type": "input_file", "file_url": part.url}
    return {"type": "input_file", "filename": file_name(part), "file_data": part.address}


def _call_id(found: str) -> str:
    if len(found) <= _MAX_ID:
        return found
    return f"call_{hashlib.sha256(found.encode()).hexdigest()[:24]}"


def _tool(tool: Tool) -> dict[str, Any]:
    out: dict[str, Any] = {"type": "function", "name": tool.name}
    if tool.description:
        out["description"] = tool.description
    out["parameters"] = tool.parameters
    out["strict"] = is_strict_schema(tool.parameters) if tool.strict is None else tool.strict
    return out


def _tool_choice(choice: ToolChoice) -> Any:
    return {"type": "function", "name": choice.name} if choice.mode == "tool" else choice.mode


def _text_format(request: Request) -> dict[str, Any] | None:
    schema = request.response_schema
    if schema is None:
        return {"format": JSON_MODE} if request.wants_json else None
    described = {"name": SCHEMA_NAME, "schema": schema, "strict": is_strict_schema(schema)}
    return {"format": {"type": "json_schema", **described}}
