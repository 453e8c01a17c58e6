"""Read answers of Amazon Bedrock's Converse API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject, ToolCall
from portcheck.model.completion import Answer, FinishReason, RefusalSignal, Usage
from portcheck.providers.answer_parts import finish_reason, not_an_answer, object_call
from portcheck.providers.faults.guardrails import guardrail_policies
from portcheck.vendor_json import (
    integer,
    items,
    mapping,
    parse_arguments,
    text,
    text_or_none,
)

SERVER_TOOL = "server_tool_use"
"""Type of a call of a tool that the vendor runs itself."""

_FINISH: Mapping[str, FinishReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "guardrail_intervened": "content_filter",
    "content_filtered": "content_filter",
    # Not in Converse's list; Claude's own word, should it ever pass through.
    "refusal": "refusal",
    "malformed_model_output": "error",
    "malformed_tool_use": "error",
}


def read_body(body: JsonObject) -> Answer:
    """Read the answer in a body.

    A guardrail's trace does not say that it intervened; only the stop reason does.

    Raises:
        ProviderError: `malformed_response`, the body is not an answer of Converse.
    """
    raw = text_or_none(body.get("stopReason"))
    message = mapping(mapping(body.get("output")).get("message"))
    if not isinstance(message.get("content"), list) and raw is None:
        raise not_an_answer(
            "the response is not an answer of the Converse API",
            "check that base_url is the address of a Bedrock runtime",
        )
    blocks = [mapping(block) for block in items(message.get("content"))]
    thoughts = (mapping(block.get("reasoningContent")) for block in blocks)
    thought = "".join(text(mapping(one.get("reasoningText")).get("text")) for one in thoughts)
    answer = "".join(map(_text, blocks))
    calls = tuple(call for block in blocks if (call := _tool_call(mapping(block.get("toolUse")))))
    finish = finish_reason(raw, _FINISH, calls)
    router = mapping(mapping(body.get("trace")).get("promptRouter"))
    return Answer(
        text=answer,
        finish_reason=finish,
        reasoning_text=thought or None,
        tool_calls=calls,
        raw_finish_reason=raw,
        refusal_signal=_signal(finish, raw, body),
        usage=_usage(mapping(body.get("usage"))),
        # Converse names no model, but a prompt router tells which one it chose.
        served_model=text_or_none(router.get("invokedModelId")),
    )


def _text(block: JsonObject) -> str:
    cited = mapping(block.get("citationsContent"))
    pieces = [block, *map(mapping, items(cited.get("content")))]
    return "".join(text(piece.get("text")) for piece in pieces)


def _tool_call(use: JsonObject) -> ToolCall | None:
    """A call that the client is to answer; the vendor runs its own server tools itself."""
    if not text_or_none(use.get("name")) or use.get("type") == SERVER_TOOL:
        return None
    return object_call(use.get("toolUseId"), use.get("name"), use.get("input"))


def turn(body: JsonObject) -> list[JsonObject]:
    """The blocks of an answer that calls tools, for sending them back.

    Reasoning goes back with its signature, both unmodified (docs.aws.amazon.com/bedrock/latest/
    APIReference/API_runtime_ReasoningContentBlockDelta.html). Empty texts, which are rejected, and
    calls without a tool name are left out.
    """
    message = mapping(mapping(body.get("output")).get("message"))
    return [block for block in map(_sendable, items(message.get("content"))) if block]


def _sendable(stated: Any) -> JsonObject:
    block = mapping(stated)
    if "text" in block and not text(block["text"]).strip():
        return {}
    if "toolUse" not in block:
        return block
    use = mapping(block["toolUse"])
    if use.get("type") == SERVER_TOOL:
        return block
    arguments, _ = parse_arguments(use.get("input"))
    return {**block, "toolUse": {**use, "input": arguments or {}}} if text(use.get("name")) else {}


def _signal(finish: FinishReason, raw: str | None, body: JsonObject) -> RefusalSignal | None:
    if finish == "content_filter":
        policies = guardrail_policies(mapping(body.get("trace")).get("guardrail"))
        detail = f"{raw}: {policies}" if policies else raw
        return RefusalSignal(kind="content_filter", detail=detail)
    if finish == "refusal":
        return RefusalSignal(kind="model_refusal", detail=raw)
    return None


def _usage(usage: JsonObject) -> Usage:
    sent = integer(usage.get("inputTokens"))
    read = integer(usage.get("cacheReadInputTokens"))
    written = integer(usage.get("cacheWriteInputTokens"))
    return Usage(
        input_tokens=None if sent is None else sent + (read or 0) + (written or 0),
        output_tokens=integer(usage.get("outputTokens")),
        cache_read_tokens=read,
        cache_write_tokens=written,
        cache_write_1h_tokens=_written_for_an_hour(usage),
    )


def _written_for_an_hour(usage: JsonObject) -> int | None:
    details = [mapping(one) for one in items(usage.get("cacheDetails"))]
    hours = [integer(one.get("inputTokens")) or 0 for one in details if one.get("ttl") == "1h"]
    return sum(hours) if details else None
