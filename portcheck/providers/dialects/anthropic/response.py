"""Read answers of Anthropic Messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject, ToolCall
from portcheck.model.completion import Answer, FinishReason, RefusalSignal, Usage
from portcheck.providers.answer_parts import finish_reason, not_an_answer, object_call
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
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "refusal",
}


def read_body(body: JsonObject) -> Answer:
    """Read the answer in a body.

    Raises:
        ProviderError: `malformed_response`, the body is not a message.
    """
    raw = text_or_none(body.get("stop_reason"))
    if not isinstance(body.get("content"), list) and raw is None:
        raise not_an_answer(
            "the response is not a message",
            "check that base_url is the address of an Anthropic Messages API",
        )
    blocks = [mapping(block) for block in items(body.get("content"))]
    answer = "".join(text(b.get("text")) for b in blocks if b.get("type") == "text")
    thought = "".join(text(b.get("thinking")) for b in blocks if b.get("type") == "thinking")
    calls = tuple(
        _tool_call(b) for b in blocks if b.get("type") == "tool_use" and text(b.get("name"))
    )
    finish = finish_reason(raw, _FINISH, calls)
    return Answer(
        text=answer,
        finish_reason=finish,
        reasoning_text=thought or None,
        tool_calls=calls,
        raw_finish_reason=raw,
        refusal_signal=_signal(finish, raw, body),
        usage=_usage(mapping(body.get("usage"))),
        served_model=text_or_none(body.get("model")),
        response_id=text_or_none(body.get("id")),
    )


def _tool_call(block: JsonObject) -> ToolCall:
    return object_call(block.get("id"), block.get("name"), block.get("input"))


def turn(body: JsonObject) -> list[JsonObject]:
    """The blocks of an answer with tool calls, for sending them back.

    Thinking, including redacted thinking, must be sent back unchanged while tools are in use
    (platform.claude.com/docs/en/build-with-claude/extended-thinking, preserving thinking blocks).
    Empty texts, which are rejected, and calls without a tool name are left out.
    """
    return [block for block in map(_sendable, items(body.get("content"))) if block]


def _sendable(stated: Any) -> JsonObject:
    block = mapping(stated)
    kind = block.get("type")
    if kind == "text":
        return block if text(block.get("text")) else {}
    if kind != "tool_use":
        return block
    arguments, _ = parse_arguments(block.get("input"))
    return {**block, "input": arguments or {}} if text(block.get("name")) else {}


def _signal(finish: FinishReason, raw: str | None, body: JsonObject) -> RefusalSignal | None:
    if finish == "content_filter":
        # A word of vendors that imitate the API.
        return RefusalSignal(kind="content_filter", detail=raw)
    if finish != "refusal":
        return None
    details = mapping(body.get("stop_details"))
    category = text_or_none(details.get("category"))
    return RefusalSignal(
        kind="model_refusal", detail=category or text_or_none(details.get("explanation"))
    )


def _usage(usage: JsonObject) -> Usage:
    # Imitators use the names of Chat Completions.
    sent = first_integer(usage.get("input_tokens"), usage.get("prompt_tokens"))
    read = integer(usage.get("cache_read_input_tokens"))
    created = mapping(usage.get("cache_creation"))
    written = integer(usage.get("cache_creation_input_tokens"))
    if written is None and created:
        written = sum(integer(count) or 0 for count in created.values())
    return Usage(
        input_tokens=None if sent is None else sent + (read or 0) + (written or 0),
        output_tokens=first_integer(usage.get("output_tokens"), usage.get("completion_tokens")),
        cache_read_tokens=read,
        cache_write_tokens=written,
        cache_write_1h_tokens=integer(created.get("ephemeral_1h_input_tokens")),
        reasoning_tokens=integer(
            mapping(usage.get("output_tokens_details")).get("thinking_tokens")
        ),
    )
