"""Read answers of Ollama's own /api/chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject, ToolCall
from portcheck.model.completion import Answer, FinishReason, Usage
from portcheck.providers.answer_parts import finish_reason, not_an_answer, object_call
from portcheck.providers.dialects.openai_chat.response import ARGUMENTS, calls_in, stated_arguments
from portcheck.vendor_json import first_integer, mapping, text, text_or_none

_FINISH: Mapping[str, FinishReason] = {"stop": "stop", "length": "length"}


def read_body(body: JsonObject) -> Answer:
    """Read the answer in a body.

    Raises:
        ProviderError: `malformed_response`, the body has no message.
    """
    if not isinstance(body.get("message"), Mapping):
        raise not_an_answer(
            "the response has no message",
            "check that base_url is the address of an Ollama server, without /v1",
        )
    message = mapping(body["message"])
    answer = text(message.get("content"))
    found = map(_tool_call, map(mapping, calls_in(message)))
    calls = tuple(call for call in found if call.name)
    raw = text_or_none(body.get("done_reason"))
    finish = finish_reason(raw, _FINISH, calls)
    return Answer(
        text=answer,
        finish_reason=finish,
        reasoning_text=text(message.get("thinking")) or None,
        tool_calls=calls,
        raw_finish_reason=raw,
        usage=_usage(body, answered=bool(answer or calls)),
        served_model=text_or_none(body.get("model")),
    )


def _usage(body: JsonObject, *, answered: bool) -> Usage:
    """Read token counts; only zeros with a text mean that the server did not count."""
    # Imitators use the names of Chat Completions.
    usage = mapping(body.get("usage"))
    sent = first_integer(body.get("prompt_eval_count"), usage.get("prompt_tokens"))
    received = first_integer(body.get("eval_count"), usage.get("completion_tokens"))
    if answered and sent == 0 and received == 0:
        return Usage()
    return Usage(input_tokens=sent, output_tokens=received)


def _tool_call(call: JsonObject) -> ToolCall:
    function = mapping(call.get("function")) or call
    return object_call(call.get("id"), function.get("name"), stated_arguments(function))


def turn(body: JsonObject) -> dict[str, Any]:
    """The message of an answer that calls tools, for sending it back.

    Its thinking is part of it (docs.ollama.com/capabilities/tool-calling, multi-turn tool calling).
    """
    message = mapping(body.get("message"))
    calls = [made for call in map(mapping, calls_in(message)) if (made := _sendable(call))]
    said = {name: message[name] for name in ("thinking",) if text(message.get(name))}
    return {"content": text(message.get("content")), **said, "tool_calls": calls}


def _sendable(call: JsonObject) -> dict[str, Any]:
    read = _tool_call(call)
    if not read.name:
        return {}
    beside = {
        name: value
        for name, value in call.items()
        if name not in {"function", "name", "index", *ARGUMENTS} and value
    }
    return {**beside, "function": {"name": read.name, "arguments": dict(read.arguments or {})}}
