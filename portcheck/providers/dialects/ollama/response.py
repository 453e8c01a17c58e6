"""Answers of Ollama's own /api/chat: whole bodies, and streams folded to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portcheck.model.chat import JsonObject, ToolCall
from portcheck.model.completion import Answer, FinishReason, Usage
from portcheck.providers.answer_parts import finish_reason, not_an_answer, object_call, says_again
from portcheck.providers.besides.pieces import Pieces
from portcheck.providers.dialects.openai_chat.response import ARGUMENTS, calls_in, stated_arguments
from portcheck.providers.dialects.openai_chat.streamed_calls import StreamedCalls
from portcheck.providers.streams.json_events import StreamEvent
from portcheck.providers.wire import Folded
from portcheck.vendor_json import first_integer, mapping, text, text_or_none

_TAKEN = frozenset({"role", "content", "thinking", "tool_calls"})
_FINISH: Mapping[str, FinishReason] = {"stop": "stop", "length": "length"}


def read_body(body: JsonObject) -> Answer:
    """The answer in a body.

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
    """Counts; nothing but zeros beside a text is what a server sends that did not count."""
    # Imitators keep the names of Chat Completions.
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
    """The message of an answer that calls tools, as it goes back.

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


def is_token(event: StreamEvent) -> bool:
    """Whether a line brings text, thought or a tool call."""
    message = mapping(event.data.get("message"))
    return any(message.get(name) for name in ("content", "thinking", "tool_calls"))


def is_end(event: StreamEvent) -> bool:
    """Whether a line says that it is the last one."""
    return event.data.get("done") is True


def fold(events: Sequence[StreamEvent]) -> Folded:
    """The body that the lines add up to, and the error that may have ended them."""
    top: dict[str, Any] = {}
    pieces: dict[str, list[str]] = {"content": [], "thinking": []}
    others = Pieces()
    calls = StreamedCalls()
    done, error = False, None
    for event in events:
        if event.data.get("error"):
            error = event.data
            break
        message = mapping(event.data.get("message"))
        for name, held in pieces.items():
            written = text(message.get(name))
            if not (is_end(event) and says_again(written, held)):
                held.append(written)
        if "tool_calls" in message:
            calls.take([_placed(mapping(call)) for call in calls_in(message)], last=is_end(event))
        others.add(message, _TAKEN)
        top.update({k: v for k, v in event.data.items() if k != "message" and v is not None})
        done = done or is_end(event) or bool(event.data.get("done_reason"))
    said = {name: "".join(held) for name, held in pieces.items()}
    called = [call.body() for call in calls.whole()]
    body = {**top, "message": {**others.whole(), **said, "tool_calls": called}} if top else None
    return Folded(body=body, complete=done, error=error)


def _placed(call: JsonObject) -> JsonObject:
    """The call with its index beside its id, where Chat Completions has it."""
    index = mapping(call.get("function")).get("index")
    return call if index is None else {**call, "index": index}
