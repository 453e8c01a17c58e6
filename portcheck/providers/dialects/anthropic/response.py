"""Answers of Anthropic Messages: whole bodies, and streams folded to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portcheck.model.chat import JsonObject, ToolCall
from portcheck.model.completion import Answer, FinishReason, RefusalSignal, Usage
from portcheck.providers.answer_parts import finish_reason, not_an_answer, object_call
from portcheck.providers.streams.json_events import StreamEvent
from portcheck.providers.vendor_json import (
    integer,
    items,
    load_json,
    mapping,
    text,
    text_or_none,
)
from portcheck.providers.wire import Folded

_FINISH: Mapping[str, FinishReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "refusal",
}
_DELTA_FIELDS = {
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "thinking"),
    "input_json_delta": ("tool_use", "partial_json"),
}
"""Delta type to the type of its block and the field that holds its piece."""
_SILENT = frozenset({"", "ping", "message_stop", "content_block_stop"})
"""Events that bring nothing."""


# --- a whole body --------------------------------------------------------------------------------


def read_body(body: JsonObject) -> Answer:
    """The answer in a body.

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
    calls = tuple(_tool_call(b) for b in blocks if b.get("type") == "tool_use" and b.get("name"))
    finish = finish_reason(raw, _FINISH, calls)
    return Answer(
        text=answer,
        finish_reason=finish,
        reasoning_text=thought or None,
        tool_calls=calls,
        raw_finish_reason=raw,
        refusal_signal=_signal(body) if finish == "refusal" else None,
        usage=_usage(mapping(body.get("usage"))),
        served_model=text_or_none(body.get("model")),
        response_id=text_or_none(body.get("id")),
    )


def _tool_call(block: JsonObject) -> ToolCall:
    return object_call(block.get("id"), block.get("name"), block.get("input"))


def _signal(body: JsonObject) -> RefusalSignal:
    details = mapping(body.get("stop_details"))
    category = text_or_none(details.get("category"))
    return RefusalSignal(
        kind="model_refusal", detail=category or text_or_none(details.get("explanation"))
    )


def _usage(usage: JsonObject) -> Usage:
    sent = integer(usage.get("input_tokens"))
    read = integer(usage.get("cache_read_input_tokens"))
    written = integer(usage.get("cache_creation_input_tokens"))
    return Usage(
        input_tokens=None if sent is None else sent + (read or 0) + (written or 0),
        output_tokens=integer(usage.get("output_tokens")),
        cache_read_tokens=read,
        cache_write_tokens=written,
        cache_write_1h_tokens=integer(
            mapping(usage.get("cache_creation")).get("ephemeral_1h_input_tokens")
        ),
        reasoning_tokens=integer(
            mapping(usage.get("output_tokens_details")).get("thinking_tokens")
        ),
    )


# --- a stream ------------------------------------------------------------------------------------


def kind_of(event: StreamEvent) -> str:
    """The event's type, which its data repeats."""
    return text(event.data.get("type")) or event.name


def is_token(event: StreamEvent) -> bool:
    """Whether an event brings text, thinking or a piece of a tool call."""
    kind = kind_of(event)
    if kind == "content_block_start":
        return mapping(event.data.get("content_block")).get("type") == "tool_use"
    if kind != "content_block_delta":
        return False
    delta = mapping(event.data.get("delta"))
    _, name = _DELTA_FIELDS.get(text(delta.get("type")), ("", ""))
    return bool(name and delta.get(name))


def fold(events: Sequence[StreamEvent]) -> Folded:
    """The body that the events add up to, and the error that may have ended them."""
    message: dict[str, Any] | None = None
    blocks: dict[int, dict[str, Any]] = {}
    deltas: dict[int, list[JsonObject]] = {}
    unknown: dict[str, list[Any]] = {}
    stopped, error = False, None
    for event in events:
        kind = kind_of(event)
        if kind == "error" or (not kind and event.data.get("error")):
            error = event.data
            break
        if kind == "message_start":
            message = dict(mapping(event.data.get("message")))
        elif kind in {"content_block_start", "content_block_delta"}:
            _add_block(blocks, deltas, kind, event.data)
        elif kind == "message_delta":
            message = _merge(message or {}, event.data)
        elif kind not in _SILENT:
            unknown.setdefault(kind, []).append(event.data)
        stopped = stopped or kind == "message_stop"
    if message is not None:
        message["content"] = [
            _whole(block, deltas.get(index, ())) for index, block in sorted(blocks.items())
        ]
        message = {**unknown, **message}
    finished = message is not None and bool(message.get("stop_reason"))
    return Folded(body=message, complete=finished or stopped, error=error)


def _add_block(
    blocks: dict[int, dict[str, Any]],
    deltas: dict[int, list[JsonObject]],
    kind: str,
    data: JsonObject,
) -> None:
    """Adds a piece to its block; a delta of another type is kept as it came."""
    index = integer(data.get("index")) or 0
    if kind == "content_block_start":
        blocks[index] = dict(mapping(data.get("content_block")))
        return
    delta = mapping(data.get("delta"))
    kind = text(delta.get("type"))
    block_type, name = _DELTA_FIELDS.get(kind, ("", ""))
    if kind == "signature_delta":
        return
    block = blocks.setdefault(index, {"type": block_type or "text"})
    if not name:
        deltas.setdefault(index, []).append(delta)
        return
    block[name] = text(block.get(name)) + text(delta.get(name))


def _merge(message: dict[str, Any], data: JsonObject) -> dict[str, Any]:
    """`message_delta` overrides what `message_start` said, field by field."""
    usage = {**mapping(message.get("usage"))}
    usage.update({k: v for k, v in mapping(data.get("usage")).items() if v is not None})
    beside = {name: value for name, value in data.items() if name not in {"type", "delta"}}
    return {**message, **beside, **mapping(data.get("delta")), "usage": usage}


def _whole(block: dict[str, Any], deltas: Iterable[JsonObject]) -> dict[str, Any]:
    """The block as it would have come without streaming, deltas of other types in fields."""
    others: dict[str, list[Any]] = {}
    for delta in deltas:
        if delta.get("type") == "citations_delta":
            block["citations"] = [*items(block.get("citations")), delta.get("citation")]
        else:
            others.setdefault(text(delta.get("type")), []).append(delta)
    written = text(block.pop("partial_json", ""))
    block = {**others, **block}
    if not written:
        return block
    try:
        parsed = load_json(written)
    except ValueError:
        parsed = written
    return {**block, "input": parsed}
