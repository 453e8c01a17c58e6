"""Build the request body of OpenAI Chat Completions, and of the many services that imitate it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.chat import (
    Audio,
    Document,
    Image,
    JsonObject,
    Message,
    Part,
    Request,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
)
from portcheck.model.facts import Capabilities
from portcheck.providers.dialects.openai_chat.thinking import ThinkingField, thinking_fields
from portcheck.providers.dialects.openai_chat.turn import with_own_calls
from portcheck.providers.file_parts import FILE_URLS, audio_format
from portcheck.providers.request_parts import (
    NOTHING_KNOWN,
    parallel_calls,
    tool_fields,
    without_unset,
)
from portcheck.providers.structured_outputs import is_strict_schema
from portcheck.providers.tool_call_ids import with_ids

SCHEMA_NAME = "response"
JSON_MODE = {"type": "json_object"}
"""Some JSON object, whatever its form."""
DOCUMENT_NAME = "document"
"""The name of an unnamed document, if the vendor requires one."""
_ENDINGS = {"text/plain": "txt", "text/markdown": "md", "text/csv": "csv", "text/html": "html"}


def build_body(
    request: Request,
    *,
    model: str | None,
    max_tokens_field: str,
    system_role: str = "system",
    document_urls: Callable[[], bool] = lambda: False,
    stream: bool = False,
    thinking_field: ThinkingField = "none",
    caps: Capabilities = NOTHING_KNOWN,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The body with only what the request sets, and the names of dropped settings.

    Args:
        request: the request.
        model: the model; `None`: left out (Azure deployments name it in the address).
        max_tokens_field: `max_tokens` or `max_completion_tokens`.
        system_role: `system`, `developer`, `user`, or `inline`: the system prompt then leads the
            first user turn, for models that know neither of the roles nor two user turns in a row.
        document_urls: tells whether the address of a document may stand for its bytes, as at
            OpenRouter (openrouter.ai/docs/features/multimodal/pdfs) and not at OpenAI.
        stream: request a stream, with usage at its end.
        thinking_field: how the service takes thinking.
        caps: the model's capabilities; only needed if `known_of` says so.
    """
    dropped: list[str] = []
    body: dict[str, Any] = {} if model is None else {"model": model}
    body["messages"] = _messages(request, system_role, _Parts(dropped, document_urls))
    body.update(tool_fields(request, dropped, tool, _tool_choice))
    body.update(parallel_calls(request))
    if request.response_schema is not None:
        body["response_format"] = response_format(request.response_schema)
    elif request.wants_json:
        body["response_format"] = JSON_MODE
    sampling = request.sampling
    settings = {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "top_k": _top_k(sampling.top_k, caps, dropped),
        "frequency_penalty": sampling.frequency_penalty,
        "presence_penalty": sampling.presence_penalty,
        max_tokens_field: sampling.max_output_tokens,
        "stop": list(sampling.stop) or None,
        "seed": sampling.seed,
        **thinking_fields(sampling, thinking_field, caps, dropped),
    }
    body.update(without_unset(settings))
    if stream:
        body["stream"] = True
        body["stream_options"] = {"include_usage": True}
    return body, tuple(dict.fromkeys(dropped))


def _top_k(top_k: Any, caps: Capabilities, dropped: list[str]) -> Any:
    """The field `top_k`, which OpenAI lacks but many users of its format have."""
    if top_k is not UNSET and caps.top_k is False:
        dropped.append("top_k")
        return None
    return top_k


class _Parts:
    """Writes the parts of messages, and records those that cannot be sent."""

    def __init__(self, dropped: list[str], document_urls: Callable[[], bool]) -> None:
        self.dropped = dropped
        self._document_urls = document_urls

    def __call__(self, pieces: Sequence[Part]) -> list[dict[str, Any]]:
        return [made for piece in pieces if (made := self._part(piece)) is not None]

    def _part(self, piece: Part) -> dict[str, Any] | None:
        if isinstance(piece, (Text, Image)):
            return part(piece)
        if piece.url and not (isinstance(piece, Document) and self._document_urls()):
            self.dropped.append(FILE_URLS)
            return None
        if isinstance(piece, Audio):
            described = {"data": piece.data, "format": audio_format(piece)}
            return {"type": "input_audio", "input_audio": described}
        named = {"filename": file_name(piece), "file_data": piece.address}
        return {"type": "file", "file": named}


def _messages(request: Request, system_role: str, parts: _Parts) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    messages = with_ids(request.messages)
    if request.system and system_role == "inline":
        messages = _inlined(request.system, messages)
    elif request.system:
        out.append({"role": system_role, "content": request.system})
    shown: list[Part] = []
    for message in messages:
        if message.role == "tool":
            out.append({**_tool_result(message), "content": message.text})
            shown.extend(message.files)
            if message.is_error:
                parts.dropped.append("is_error")
            continue
        if shown:
            out.extend(_shown(parts(shown)))
            shown = []
        out.append(_message(message, system_role, parts))
    if shown:
        out.extend(_shown(parts(shown)))
    return out


def _inlined(system: str, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    at = next((i for i, message in enumerate(messages) if message.role == "user"), None)
    if at is None:
        return (Message(role="user", content=(Text(text=system),)), *messages)
    first = messages[at]
    led = replace(first, content=(Text(text=f"{system}\n\n"), *first.content))
    return (*messages[:at], led, *messages[at + 1 :])


def _tool_result(message: Message) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": message.tool_call_id or ""}


def _shown(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A user turn with the files of tool results, which only user turns may have."""
    return [{"role": "user", "content": files}] if files else []


def _message(message: Message, system_role: str, parts: _Parts) -> dict[str, Any]:
    if message.turn is not UNSET:
        return with_own_calls(message)
    role: str = message.role
    if role == "system":
        role = "user" if system_role == "inline" else system_role
    content: Any = message.text
    if message.files:
        content = parts(message.content) or ""
    if not message.tool_calls:
        return {"role": role, "content": content}
    calls = [function_call(call) for call in message.tool_calls]
    return {"role": role, "content": content or None, "tool_calls": calls}


def function_call(call: ToolCall) -> dict[str, Any]:
    """A tool call of an earlier turn."""
    arguments = call.arguments_raw
    if arguments is None:
        arguments = json.dumps(call.arguments or {})
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": arguments},
    }


def part(piece: Text | Image) -> dict[str, Any]:
    """A piece of text or an image of a message."""
    if isinstance(piece, Text):
        return {"type": "text", "text": piece.text}
    return {"type": "image_url", "image_url": {"url": piece.address}}


def file_name(piece: Document) -> str:
    """The name of a document, which the vendor requires, with the suffix of its type."""
    return piece.name or f"{DOCUMENT_NAME}.{_ENDINGS.get(piece.media_type, 'pdf')}"


def tool(entry: Tool) -> dict[str, Any]:
    """A function that the model may call."""
    function: dict[str, Any] = {"name": entry.name}
    if entry.description:
        function["description"] = entry.description
    function["parameters"] = entry.parameters
    if entry.strict is not None:
        function["strict"] = entry.strict
    return {"type": "function", "function": function}


def _tool_choice(choice: ToolChoice) -> Any:
    if choice.mode == "tool":
        return {"type": "function", "function": {"name": choice.name}}
    return choice.mode


def response_format(schema: JsonObject) -> dict[str, Any]:
    """The schema that an answer must follow; strict where the vendor can enforce all of it."""
    described: dict[str, Any] = {"name": SCHEMA_NAME, "schema": schema}
    if is_strict_schema(schema):
        described["strict"] = True
    return {"type": "json_schema", "json_schema": described}
