"""Read answers of Cohere's chat API, version 2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portcheck.model.chat import JsonObject, ToolCall
from portcheck.model.completion import Answer, FinishReason, RefusalSignal, Usage
from portcheck.providers.answer_parts import finish_reason, not_an_answer
from portcheck.providers.dialects.openai_chat.response import calls_in
from portcheck.providers.dialects.openai_chat.turn import own_calls
from portcheck.vendor_json import (
    first_integer,
    integer,
    items,
    mapping,
    parse_arguments,
    text,
    text_or_none,
)

_FINISH: Mapping[str, FinishReason] = {
    "COMPLETE": "stop",
    "STOP_SEQUENCE": "stop",
    "MAX_TOKENS": "length",
    "TOOL_CALL": "tool_calls",
    "ERROR": "error",
    "TIMEOUT": "error",
    # Words of the first version of the API.
    "ERROR_LIMIT": "length",
    "ERROR_TOXIC": "content_filter",
}


def read_body(body: JsonObject) -> Answer:
    """Read the answer in a body. The plan before tool calls is reasoning, not text.

    Raises:
        ProviderError: `malformed_response`, the body is not a chat answer.
    """
    raw = text_or_none(body.get("finish_reason"))
    message = mapping(body.get("message"))
    if not message and raw is None:
        raise not_an_answer(
            "the response is not a chat answer",
            "check that base_url is the address of Cohere's API, version 2",
        )
    parts = [mapping(part) for part in items(message.get("content"))]
    # A content that is a plain string is how other versions write it.
    answer = text(message.get("content")) + _joined(parts, "text")
    thought = text(message.get("tool_plan")) + _joined(parts, "thinking")
    found = map(_tool_call, map(mapping, calls_in(message)))
    calls = tuple(call for call in found if call.name)
    finish = finish_reason(raw, _FINISH, calls)
    blocked = RefusalSignal(kind="content_filter", detail=raw)
    return Answer(
        text=answer,
        finish_reason=finish,
        reasoning_text=thought or None,
        tool_calls=calls,
        raw_finish_reason=raw,
        refusal_signal=blocked if finish == "content_filter" else None,
        usage=_usage(mapping(body.get("usage"))),
        response_id=text_or_none(body.get("id")),
    )


def _joined(parts: Sequence[JsonObject], kind: str) -> str:
    return "".join(text(part.get(kind)) for part in parts if part.get("type", kind) == kind)


def _tool_call(call: JsonObject) -> ToolCall:
    function = mapping(call.get("function"))
    arguments, written = parse_arguments(function.get("arguments"))
    return ToolCall(
        id=text_or_none(call.get("id")),
        name=text(function.get("name")),
        arguments=arguments,
        arguments_raw=written,
    )


def turn(body: JsonObject) -> dict[str, Any]:
    """The message of an answer that calls tools, for sending it back.

    The plan and the thinking are part of the turn (docs.cohere.com/docs/tool-use-overview, and
    docs.cohere.com/docs/reasoning).
    """
    message = mapping(body.get("message"))
    parts = [
        {"type": kind, kind: part[kind]}
        for part in map(mapping, items(message.get("content")))
        for kind in ("thinking", "text")
        if part.get("type", kind) == kind and text(part.get(kind))
    ]
    own = {"tool_plan": text(message.get("tool_plan")), "content": parts}
    return {**{name: value for name, value in own.items() if value}, **own_calls(message)}


def _usage(usage: JsonObject) -> Usage:
    """Tokens, not the units that are billed, which leave out what the vendor adds to a prompt."""
    # Imitators use the names of Chat Completions.
    tokens = mapping(usage.get("tokens"))
    return Usage(
        input_tokens=first_integer(tokens.get("input_tokens"), usage.get("prompt_tokens")),
        output_tokens=first_integer(tokens.get("output_tokens"), usage.get("completion_tokens")),
        cache_read_tokens=integer(usage.get("cached_tokens")),
    )
