"""Anthropic Messages: what is sent, what is read. Every exchange is written from documentation."""

from __future__ import annotations

from typing import Any

import pytest
from provider_exchanges import KEY, VARIABLE, Server, answered, failed, message_body, spec, sse

from portcheck.errors import UsageError
from portcheck.model.chat import (
    Image,
    Message,
    Request,
    Sampling,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
)
from portcheck.model.completion import Usage
from portcheck.providers.open_provider import open_provider

IMAGE = Image(media_type="image/png", data="aGk=")
SHOWN = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}}


def claude(**changes: Any) -> Any:
    return spec("anthropic", **{"base_url": "https://api.probe.test", **changes})


def said(role: Any, text: str = "", **changes: Any) -> Message:
    return Message(role=role, content=(Text(text=text),) if text else (), **changes)


def sent(request: Request, **changes: Any) -> dict[str, Any]:
    server = Server(body=message_body())
    answered(server, claude(**changes), request)
    return server.sent


# --- requests ------------------------------------------------------------------------------------


def test_everything_that_is_set_is_sent_and_the_rest_is_reported() -> None:
    request = Request(
        system="Be brief.",
        messages=(said("user", "Hi"),),
        tools=(Tool(name="weather", description="W", parameters={"properties": {}}, strict=True),),
        tool_choice=ToolChoice(mode="required"),
        response_schema={"type": "object"},
        sampling=Sampling(
            temperature=0.0, top_p=0.5, max_output_tokens=9, stop=("END",), seed=0, effort="low"
        ),
    )
    server = Server(body=message_body())
    got = answered(server, claude(stream=True), request)
    assert got.dropped_params == ("seed",)
    assert server.sent == {
        "model": "probe-1",
        "max_tokens": 9,
        "system": "Be brief.",
        "messages": [{"role": "user", "content": "Hi"}],
        "tools": [
            {
                "name": "weather",
                "description": "W",
                "input_schema": {"type": "object", "properties": {}},
                "strict": True,
            }
        ],
        "tool_choice": {"type": "any"},
        "temperature": 0.0,
        "top_p": 0.5,
        "stop_sequences": ["END"],
        "output_config": {
            "effort": "low",
            "format": {"type": "json_schema", "schema": {"type": "object"}},
        },
        "stream": True,
    }


@pytest.mark.parametrize(
    ("choice", "wire"),
    [
        (ToolChoice(mode="auto"), {"type": "auto"}),
        (ToolChoice(mode="none"), {"type": "none"}),
        (ToolChoice(mode="tool", name="f"), {"type": "tool", "name": "f"}),
    ],
)
def test_tool_choice(choice: ToolChoice, wire: dict[str, str]) -> None:
    request = Request(messages=(said("user", "Hi"),), tools=(Tool(name="f"),), tool_choice=choice)
    assert sent(request)["tool_choice"] == wire
    alone = Request(messages=(said("user", "Hi"),), tool_choice=choice)
    assert answered(Server(body=message_body()), claude(), alone).dropped_params == ("tool_choice",)


def test_the_limit_is_required_and_its_default_is_stated() -> None:
    assert sent(Request(messages=(said("user", "Hi"),)))["max_tokens"] == 4096
    provider = open_provider(claude(options={"default_max_tokens": 64}), {VARIABLE: KEY})
    assert provider.identity()["max_tokens"] == "64 if a request sets none"
    for wrong in (0, True, "many"):
        with pytest.raises(UsageError):
            open_provider(claude(options={"default_max_tokens": wrong}), {VARIABLE: KEY})


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://api.probe.test", "https://api.probe.test/v1/messages"),
        ("https://api.probe.test/", "https://api.probe.test/v1/messages"),
        ("https://api.probe.test/v1/", "https://api.probe.test/v1/messages"),
        ("https://api.probe.test/v1/messages", "https://api.probe.test/v1/messages"),
        ("https://h.test/anthropic?x=1", "https://h.test/anthropic/v1/messages?x=1"),
    ],
)
def test_addresses(base_url: str, url: str) -> None:
    server = Server(body=message_body())
    answered(server, claude(base_url=base_url))
    assert str(server.requests[0].url) == url


def test_headers_and_identity() -> None:
    server = Server(body=message_body())
    answered(server, claude(options={"beta": "a-1,b-2"}))
    headers = server.requests[0].headers
    assert headers["x-api-key"] == KEY
    assert headers["anthropic-version"] == "2023-06-01"
    assert headers["anthropic-beta"] == "a-1,b-2"
    assert "authorization" not in headers
    other = open_provider(claude(options={"api_version": "2026-10-21"}), {VARIABLE: KEY})
    assert other.identity()["api_version"] == "2026-10-21"
    with pytest.raises(UsageError):
        open_provider(claude(options={"api_version": "1\n2"}), {VARIABLE: KEY})


def test_a_conversation() -> None:
    messages = (
        said("system", "Also this."),
        Message(role="user", content=(Text(text="Look"), IMAGE, Text(text=""))),
        said(
            "assistant",
            "Let me see.",
            tool_calls=(
                ToolCall(id="call.1", name="f", arguments={"x": 1}),
                ToolCall(id="call.1", name="g", arguments=None, arguments_raw="{broken"),
            ),
        ),
        Message(role="tool", content=(Text(text="Sun"), IMAGE), tool_call_id="call.1"),
        said("user", "And?"),
        said("tool", "Rain", tool_call_id="call.1", is_error=True),
        said("system", "And that."),
        said("assistant"),
        said("user", "So?"),
    )
    body = sent(Request(system="First.", messages=messages))
    assert body["system"] == "First.\n\nAlso this.\n\nAnd that."
    user, assistant, results, *rest = body["messages"]
    assert user == {"role": "user", "content": [{"type": "text", "text": "Look"}, SHOWN]}
    text, first, second = assistant["content"]
    assert text == {"type": "text", "text": "Let me see."}
    assert (first["id"], first["input"], second["input"]) == ("call_1", {"x": 1}, {})
    assert second["id"] not in {"", "call_1"}
    assert [block["type"] for block in results["content"]] == ["tool_result", "tool_result", "text"]
    assert results["content"][0]["content"] == [{"type": "text", "text": "Sun"}, SHOWN]
    assert results["content"][1] == {
        "type": "tool_result",
        "tool_use_id": second["id"],
        "content": "Rain",
        "is_error": True,
    }
    assert rest == [{"role": "user", "content": "So?"}]


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "finish"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("tool_use", "tool_calls"),
        ("refusal", "refusal"),
        ("pause_turn", "other"),
        ("compaction", "other"),
        ("brand_new", "other"),
        (None, "other"),
    ],
)
def test_finish_reasons(raw: str | None, finish: str) -> None:
    got = answered(Server(body=message_body(stop_reason=raw)), claude())
    assert (got.finish_reason, got.raw_finish_reason) == (finish, raw)
    assert (got.refusal_signal is not None) == (raw == "refusal")


@pytest.mark.parametrize(
    ("details", "detail"),
    [
        ({"category": "bio", "explanation": "no"}, "bio"),
        ({"category": None, "explanation": "no"}, "no"),
        (None, None),
    ],
)
def test_refusals(details: Any, detail: str | None) -> None:
    body = message_body(content=[], stop_reason="refusal", stop_details=details)
    got = answered(Server(body=body), claude())
    assert (got.text, got.refusal_text) == ("", None)
    assert got.refusal_signal is not None
    assert (got.refusal_signal.kind, got.refusal_signal.detail) == ("model_refusal", detail)


def test_only_text_is_text_and_only_tool_use_is_a_call() -> None:
    content = [
        {"type": "thinking", "thinking": "Hm.", "signature": "s"},
        {"type": "redacted_thinking", "data": "x"},
        {"type": "text", "text": "A"},
        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}},
        {"type": "web_search_tool_result", "content": []},
        {"type": "text", "text": "B"},
        {"type": "tool_use", "id": "t", "name": "f", "input": {"x": 1}},
        {"type": "tool_use", "id": "t", "name": "", "input": {}},
    ]
    got = answered(Server(body=message_body(content=content)), claude())
    assert (got.text, got.reasoning_text) == ("AB", "Hm.")
    assert [(c.id, c.name, c.arguments, c.arguments_raw) for c in got.tool_calls] == [
        ("t", "f", {"x": 1}, None)
    ]


def test_usage_counts_the_cache_as_input() -> None:
    usage = {
        "input_tokens": 11,
        "cache_read_input_tokens": 2000,
        "cache_creation_input_tokens": 55,
        "output_tokens": 9,
        "output_tokens_details": {"thinking_tokens": 4},
    }
    got = answered(Server(body=message_body(usage=usage)), claude())
    assert got.usage == Usage(
        input_tokens=2066,
        output_tokens=9,
        cache_read_tokens=2000,
        cache_write_tokens=55,
        reasoning_tokens=4,
    )
    assert answered(Server(body=message_body(usage=None)), claude()).usage == Usage()


# --- streams -------------------------------------------------------------------------------------


def stream(*events: dict[str, Any]) -> bytes:
    start = {"type": "message_start", "message": message_body(content=[], stop_reason=None)}
    return sse([start, *events], named=True)


def test_a_stream_that_ends_early() -> None:
    text = {
        "type": "content_block_start",
        "index": 0,
        "content_block": {"type": "text", "text": "A"},
    }
    cut = failed(Server(body=stream(text)), claude(stream=True))
    assert (cut.failure.error_class, cut.failure.retryable) == ("connection", True)
    stop = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {}}
    got = answered(Server(body=stream(text, stop)), claude(stream=True))
    assert (got.text, got.finish_reason) == ("A", "stop")


def test_usage_of_the_end_overrides_field_by_field() -> None:
    stop = {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn"},
        "usage": {"output_tokens": 40, "input_tokens": None, "cache_read_input_tokens": 3},
    }
    got = answered(Server(body=stream(stop, {"type": "message_stop"})), claude(stream=True))
    assert (got.usage.input_tokens, got.usage.output_tokens) == (8, 40)


def test_a_refusal_at_the_end_of_a_stream() -> None:
    stop = {
        "type": "message_delta",
        "delta": {"stop_reason": "refusal", "stop_details": {"category": "cyber"}},
    }
    got = answered(Server(body=stream(stop, {"type": "message_stop"})), claude(stream=True))
    assert got.finish_reason == "refusal"
    assert got.refusal_signal is not None
    assert got.refusal_signal.detail == "cyber"


@pytest.mark.parametrize(
    ("kind", "error_class", "retryable"),
    [
        ("overloaded_error", "overloaded", True),
        ("api_error", "server", True),
        ("timeout_error", "timeout", True),
        ("rate_limit_error", "rate_limited", True),
        ("invalid_request_error", "invalid_request", False),
        ("brand_new_error", "server", True),
    ],
)
def test_errors_inside_a_stream(kind: str, error_class: str, retryable: bool) -> None:
    event = {"type": "error", "error": {"type": kind, "message": "Sorry"}}
    error = failed(Server(body=stream(event)), claude(stream=True))
    assert (error.failure.error_class, error.failure.retryable, error.failure.vendor_code) == (
        error_class,
        retryable,
        kind,
    )


@pytest.mark.parametrize("written", ["{broken", "[1]", '{"x": NaN}'])
def test_tool_input_that_is_no_object(written: str) -> None:
    block = {"type": "tool_use", "id": "t", "name": "f", "input": {}}
    events = (
        {"type": "content_block_start", "index": 0, "content_block": block},
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "input_json_delta", "partial_json": written},
        },
        {"type": "message_delta", "delta": {"stop_reason": "tool_use"}},
        {"type": "message_stop"},
    )
    (call,) = answered(Server(body=stream(*events)), claude(stream=True)).tool_calls
    assert (call.arguments, call.arguments_raw) == (None, written)
