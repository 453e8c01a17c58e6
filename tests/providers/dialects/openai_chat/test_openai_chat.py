"""Chat Completions: what is sent, what is read. Every exchange is written from documentation."""

from __future__ import annotations

from typing import Any

import pytest
from provider_exchanges import (
    KEY,
    VARIABLE,
    Server,
    answered,
    ask,
    chat_body,
    chat_chunk,
    failed,
    spec,
    sse,
)

from portcheck.errors import ProviderError, UsageError
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
from portcheck.providers.dialects.openai_chat.request import build_body
from portcheck.providers.open_provider import open_provider
from portcheck.providers.structured_outputs import is_strict_schema

IMAGE = Image(media_type="image/png", data="aGk=")
TOOL = Tool(name="weather", description="The weather.", strict=True)


def said(role: Any, text: str = "", **changes: Any) -> Message:
    return Message(role=role, content=(Text(text=text),) if text else (), **changes)


def sent(request: Request, **changes: Any) -> dict[str, Any]:
    server = Server(body=chat_body())
    answered(server, spec(**changes), request)
    return server.sent


# --- requests ------------------------------------------------------------------------------------


def test_everything_that_is_set_is_sent() -> None:
    request = Request(
        system="Be brief.",
        messages=(said("user", "Hi"),),
        tools=(TOOL,),
        tool_choice=ToolChoice(mode="tool", name="weather"),
        response_schema={"type": "object", "properties": {"a": {"type": "integer"}}},
        sampling=Sampling(
            temperature=0.0, top_p=0.5, max_output_tokens=9, stop=("END",), seed=0, effort="low"
        ),
    )
    assert sent(request, stream=True) == {
        "model": "probe-1",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi"},
        ],
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "weather",
                    "description": "The weather.",
                    "parameters": {"type": "object", "properties": {}},
                    "strict": True,
                },
            }
        ],
        "tool_choice": {"type": "function", "function": {"name": "weather"}},
        "response_format": {
            "type": "json_schema",
            "json_schema": {
                "name": "response",
                "schema": {"type": "object", "properties": {"a": {"type": "integer"}}},
            },
        },
        "temperature": 0.0,
        "top_p": 0.5,
        "max_tokens": 9,
        "stop": ["END"],
        "seed": 0,
        "reasoning_effort": "low",
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_what_is_not_set_is_not_sent() -> None:
    assert sent(Request(messages=(said("user", "Hi"),))) == {
        "model": "probe-1",
        "messages": [{"role": "user", "content": "Hi"}],
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "max_tokens"),
        ({"vendor": "openai"}, "max_completion_tokens"),
        ({"vendor": "Azure"}, "max_completion_tokens"),
        ({"base_url": "https://r.openai.azure.com/openai/v1"}, "max_completion_tokens"),
        ({"options": {"max_tokens_field": "max_completion_tokens"}}, "max_completion_tokens"),
        ({"vendor": "openai", "options": {"max_tokens_field": "max_tokens"}}, "max_tokens"),
    ],
)
def test_the_field_of_the_output_limit(changes: dict[str, Any], field: str) -> None:
    request = Request(messages=(said("user", "Hi"),), sampling=Sampling(max_output_tokens=7))
    body = sent(request, **changes)
    assert {k: v for k, v in body.items() if k.startswith("max_")} == {field: 7}


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        (None, "https://api.openai.com/v1/chat/completions"),
        ("https://api.openai.com", "https://api.openai.com/v1/chat/completions"),
        ("https://api.deepseek.com/", "https://api.deepseek.com/chat/completions"),
        (
            "https://r.openai.azure.com/openai/deployments/d/?api-version=1",
            "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=1",
        ),
    ],
)
def test_addresses(base_url: str | None, url: str) -> None:
    server = Server(body=chat_body())
    answered(server, spec(base_url=base_url))
    assert str(server.requests[0].url) == url


@pytest.mark.parametrize(
    ("changes", "header", "value"),
    [
        ({}, "authorization", f"Bearer {KEY}"),
        ({"base_url": "https://r.openai.azure.com/openai/v1"}, "api-key", KEY),
        ({"preset": "azure-openai"}, "api-key", KEY),
        ({"options": {"key_header": "api-key"}}, "api-key", KEY),
        ({"options": {"organization": "org-1"}}, "openai-organization", "org-1"),
    ],
)
def test_headers(changes: dict[str, Any], header: str, value: str) -> None:
    server = Server(body=chat_body())
    answered(server, spec(**changes))
    assert server.requests[0].headers[header] == value


@pytest.mark.parametrize(
    "options",
    [
        {"max_tokens_field": "limit"},
        {"system_role": "assistant"},
        {"key_header": "x-any"},
        {"organization": "a\r\nX-Injected: 1"},
        {"organization": ""},
    ],
)
def test_options_are_checked(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        open_provider(spec(options=options), {VARIABLE: KEY})


def test_system_role() -> None:
    request = Request(system="S", messages=(said("system", "T"), said("user", "U")))
    roles = [m["role"] for m in sent(request, options={"system_role": "developer"})["messages"]]
    assert roles == ["developer", "developer", "user"]


def test_a_conversation_with_tools_and_images() -> None:
    messages = (
        Message(role="user", content=(Text(text="Look"), IMAGE)),
        said(
            "assistant",
            tool_calls=(
                ToolCall(id="a", name="weather", arguments={"city": "Lima"}),
                ToolCall(id="a", name="weather", arguments=None, arguments_raw="{broken"),
                ToolCall(id=None, name="weather", arguments={}),
            ),
        ),
        Message(role="tool", content=(Text(text="Sun"), IMAGE), tool_call_id="a"),
        said("tool", "Rain", tool_call_id="a", is_error=True),
        said("tool", "Fog"),
        said("user", "So?"),
    )
    body, dropped = build_body(
        Request(messages=messages), model=None, max_tokens_field="max_tokens"
    )
    url = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}
    user, assistant, *results, shown, last = body["messages"]
    assert user == {"role": "user", "content": [{"type": "text", "text": "Look"}, url]}
    assert assistant["content"] is None
    ids = [call["id"] for call in assistant["tool_calls"]]
    assert ids[0] == "a"
    assert len(set(ids)) == 3
    written = [call["function"]["arguments"] for call in assistant["tool_calls"]]
    assert written == ['{"city": "Lima"}', "{broken", "{}"]
    assert [(r["role"], r["tool_call_id"], r["content"]) for r in results] == [
        ("tool", ids[0], "Sun"),
        ("tool", ids[1], "Rain"),
        ("tool", ids[2], "Fog"),
    ]
    assert shown == {"role": "user", "content": [url]}
    assert last == {"role": "user", "content": "So?"}
    assert dropped == ("is_error",)


def test_what_has_no_field_is_reported() -> None:
    request = Request(messages=(said("user", "Hi"),), tool_choice=ToolChoice(mode="required"))
    assert answered(Server(body=chat_body()), request=request).dropped_params == ("tool_choice",)


STRICT: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {"type": ["string", "null"]}, "b": {"$ref": "#/$defs/B"}},
    "required": ["a", "b"],
    "additionalProperties": False,
    "$defs": {"B": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}}},
}


def test_strict_is_sent_exactly_where_the_schema_allows_it() -> None:
    assert is_strict_schema(STRICT)
    open_object = {"type": "object", "properties": {"x": {}}}
    for loose in (
        {**STRICT, "required": ["a"]},
        {**STRICT, "additionalProperties": True},
        {**STRICT, "$defs": {"B": open_object}},
        {**STRICT, "properties": {"a": open_object, "b": {}}},
        {**STRICT, "properties": {"a": {"default": 1}, "b": {}}},
        {**STRICT, "properties": {"a": {"type": "array", "items": open_object}, "b": {}}},
        {**STRICT, "properties": {"a": {"anyOf": [open_object]}, "b": {}}},
        {"type": "array", "items": {"type": "string"}},
        {"type": "object"},
        {},
    ):
        assert not is_strict_schema(loose), loose
    body = sent(Request(messages=(said("user", "Hi"),), response_schema=STRICT))
    assert body["response_format"]["json_schema"] == {
        "name": "response",
        "schema": STRICT,
        "strict": True,
    }


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "text", "reasoning"),
    [
        ({"content": None}, "", None),
        ({"content": ""}, "", None),
        ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, "ab", None),
        ({"content": "x", "reasoning_content": "r"}, "x", "r"),
        ({"content": "x", "reasoning": "r", "reasoning_details": [{"text": "r"}]}, "x", "r"),
        ({"content": "x", "reasoning_details": [{"text": "r"}, {"summary": "s"}]}, "x", "rs"),
        ({"content": "<think>\nr\n</think>\n\nx"}, "x", "r"),
        ({"content": "\n<think>r"}, "", "r"),
        ({"content": "no <think>r</think> here"}, "no <think>r</think> here", None),
        (
            {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "r"}]},
                         {"type": "text", "text": "x"}]},
            "x",
            "r",
        ),
    ],
)  # fmt: skip
def test_text_and_reasoning(message: dict[str, Any], text: str, reasoning: str | None) -> None:
    got = answered(Server(body=chat_body(message)))
    assert (got.text, got.reasoning_text) == (text, reasoning)
    content = message["content"]
    others = {k: v for k, v in message.items() if k != "content"}
    pieces = [{"content": piece} for piece in content] if isinstance(content, str) else [
        {"content": content}
    ]  # fmt: skip
    stream = sse([*map(chat_chunk, [others, *pieces]), chat_chunk(finish_reason="stop"), "[DONE]"])
    streamed = answered(Server(body=stream, chunk=13), spec(stream=True))
    assert (streamed.text, streamed.reasoning_text) == (text, reasoning)


@pytest.mark.parametrize(
    ("raw", "finish"),
    [
        ("stop", "stop"),
        ("eos", "stop"),
        ("length", "length"),
        ("model_length", "length"),
        ("tool_calls", "tool_calls"),
        ("function_call", "tool_calls"),
        ("content_filter", "content_filter"),
        ("content_filter: SAFETY", "content_filter"),
        ("error", "error"),
        ("", "other"),
        (None, "other"),
        ("brand_new", "other"),
        (7, "other"),
    ],
)
def test_finish_reasons(raw: Any, finish: str) -> None:
    got = answered(Server(body=chat_body(finish_reason=raw)))
    assert got.finish_reason == finish
    assert got.raw_finish_reason == (raw if isinstance(raw, str) else None)


def test_a_refusal_outranks_the_finish_reason() -> None:
    got = answered(Server(body=chat_body({"content": None, "refusal": "I won't."})))
    assert (got.text, got.refusal_text, got.finish_reason) == ("", "I won't.", "refusal")
    assert got.refusal_signal is not None
    assert (got.refusal_signal.kind, got.refusal_signal.detail) == ("model_refusal", "I won't.")
    assert answered(Server(body=chat_body({"refusal": ""}))).finish_reason == "stop"


def test_an_output_filter_may_leave_no_message() -> None:
    body = chat_body(
        finish_reason="content_filter",
        content_filter_results={"violence": {"filtered": True, "severity": "high"}, "hate": {}},
    )
    del body["choices"][0]["message"]
    got = answered(Server(body=body))
    assert (got.text, got.finish_reason) == ("", "content_filter")
    assert got.refusal_signal is not None
    assert (got.refusal_signal.kind, got.refusal_signal.detail) == (
        "content_filter",
        "violence (high)",
    )


def function(arguments: Any = ..., name: str = "weather") -> dict[str, Any]:
    found = {"name": name} if arguments is ... else {"name": name, "arguments": arguments}
    return {"id": "call_1", "type": "function", "function": found}


@pytest.mark.parametrize(
    ("arguments", "parsed", "raw"),
    [
        (..., {}, None),
        (None, {}, None),
        ("", {}, ""),
        ("null", {}, "null"),
        ('{"a": 1}', {"a": 1}, '{"a": 1}'),
        ({"a": 1}, {"a": 1}, None),
        ("{broken", None, "{broken"),
        ("[1]", None, "[1]"),
        ([1], None, "[1]"),
    ],
)
def test_tool_arguments(arguments: Any, parsed: Any, raw: str | None) -> None:
    message = {"content": None, "tool_calls": [function(arguments)]}
    (call,) = answered(Server(body=chat_body(message))).tool_calls
    assert (call.name, call.arguments, call.arguments_raw) == ("weather", parsed, raw)
    delta = {"tool_calls": [{"index": 0, **function(arguments)}]}
    stream = sse([chat_chunk(delta), chat_chunk(finish_reason="stop"), "[DONE]"])
    got = answered(Server(body=stream), spec(stream=True))
    assert got.tool_calls == (call,)
    assert got.finish_reason == "tool_calls"


def test_other_kinds_of_calls() -> None:
    custom = {"id": "c", "type": "custom", "custom": {"name": "math", "input": "4 + 4"}}
    (call,) = answered(Server(body=chat_body({"tool_calls": [custom]}))).tool_calls
    assert (call.id, call.name, call.arguments, call.arguments_raw) == ("c", "math", None, "4 + 4")
    legacy = {"content": None, "function_call": {"name": "f", "arguments": "{}"}}
    got = answered(Server(body=chat_body(legacy, finish_reason="function_call")))
    assert got.finish_reason == "tool_calls"
    assert [(c.id, c.name) for c in got.tool_calls] == [(None, "f")]


def test_phantom_calls_are_dropped() -> None:
    phantom = {
        "tool_calls": [function("", name="")],
        "function_call": {"name": "", "arguments": ""},
    }
    got = answered(Server(body=chat_body(phantom)))
    assert (got.tool_calls, got.finish_reason) == ((), "stop")


@pytest.mark.parametrize(
    ("deltas", "calls"),
    [
        # Parallel calls under one index, told apart by their ids, or by whole arguments only.
        ([(0, "a", "f", "{}"), (0, "b", "g", '{"x":1}')], [("f", {}), ("g", {"x": 1})]),
        ([(0, "", "f", "{}"), (0, "", "g", '{"x":1}')], [("f", {}), ("g", {"x": 1})]),
        # Id and name repeated with every fragment.
        ([(0, "a", "f", '{"x"'), (0, "a", "f", ":1}")], [("f", {"x": 1})]),
        # No index at all.
        ([(None, "a", "f", '{"x"'), (None, "", "", ":1}"), (None, "b", "g", "{}")],
         [("f", {"x": 1}), ("g", {})]),
        # Interleaved.
        ([(0, "a", "f", '{"x"'), (1, "b", "g", '{"y"'), (0, "", "", ":1}"), (1, "", "", ":2}")],
         [("f", {"x": 1}), ("g", {"y": 2})]),
    ],
)  # fmt: skip
def test_streamed_calls(deltas: list[Any], calls: list[Any]) -> None:
    chunks = []
    for index, identifier, name, arguments in deltas:
        found: dict[str, Any] = {"function": {"arguments": arguments}}
        found.update({} if index is None else {"index": index})
        found.update({"id": identifier} if identifier else {})
        found["function"].update({"name": name} if name else {})
        chunks.append(chat_chunk({"tool_calls": [found]}))
    stream = sse([*chunks, chat_chunk(finish_reason="tool_calls"), "[DONE]"])
    got = answered(Server(body=stream), spec(stream=True))
    assert [(call.name, call.arguments) for call in got.tool_calls] == calls


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (None, Usage()),
        ({}, Usage()),
        ({"prompt_tokens": 0, "completion_tokens": 0}, Usage()),
        ({"prompt_tokens": 3, "completion_tokens": 0}, Usage(input_tokens=3, output_tokens=0)),
        (
            {
                "prompt_tokens": 30,
                "completion_tokens": 9,
                "prompt_tokens_details": {"cached_tokens": 20, "cache_write_tokens": 4},
                "completion_tokens_details": {"reasoning_tokens": 5},
            },
            Usage(
                input_tokens=30,
                output_tokens=9,
                cache_read_tokens=20,
                cache_write_tokens=4,
                reasoning_tokens=5,
            ),
        ),
        ({"prompt_cache_hit_tokens": 0}, Usage(cache_read_tokens=0)),
        ({"num_cached_tokens": 7}, Usage(cache_read_tokens=7)),
        ({"prompt_tokens": 3.0, "completion_tokens": True}, Usage(input_tokens=3)),
    ],
)
def test_usage(usage: Any, expected: Usage) -> None:
    assert answered(Server(body={**chat_body(), "usage": usage})).usage == expected


def test_zeros_are_counts_where_nothing_was_answered() -> None:
    usage = {"prompt_tokens": 0, "completion_tokens": 0}
    body = {**chat_body({"content": ""}, finish_reason="length"), "usage": usage}
    assert answered(Server(body=body)).usage == Usage(input_tokens=0, output_tokens=0)


def test_the_served_model_may_be_in_a_header() -> None:
    server = Server(body={**chat_body(), "model": ""}, headers={"x-ms-served-model": "m-2"})
    assert answered(server).served_model == "m-2"


# --- streams -------------------------------------------------------------------------------------


def test_a_stream_without_its_end_marker() -> None:
    cut = failed(Server(body=sse([chat_chunk({"content": "Hel"})])), spec(stream=True))
    assert (cut.failure.error_class, cut.failure.retryable) == ("connection", True)
    whole = sse([chat_chunk({"content": "Hello"}), chat_chunk(finish_reason="stop")])
    assert answered(Server(body=whole), spec(stream=True)).text == "Hello"
    marked = sse([chat_chunk({"content": "Hello"}), "[DONE]"])
    got = answered(Server(body=marked), spec(stream=True))
    assert (got.text, got.finish_reason, got.raw_finish_reason) == ("Hello", "other", None)


def test_the_first_choice_is_the_one_that_says_so() -> None:
    body = chat_body()
    second = {"index": 1, "message": {"content": "Other."}, "finish_reason": "length"}
    body["choices"].insert(0, second)
    got = answered(Server(body=body))
    assert (got.text, got.finish_reason) == ("Hi.", "stop")
    body["choices"] = [{**second, "index": 7}]
    assert answered(Server(body=body)).text == "Other."


def test_an_error_after_the_end_of_an_answer_does_not_undo_its_end() -> None:
    late = chat_chunk(finish_reason="error", error={"message": "Token limit reached", "code": 400})
    stream = sse([chat_chunk({"content": "Hi."}), chat_chunk(finish_reason="length"), late])
    got = answered(Server(body=stream), spec(stream=True))
    assert (got.text, got.finish_reason, got.raw_finish_reason) == ("Hi.", "length", "length")


def test_only_the_first_choice_counts() -> None:
    other = chat_chunk({"content": "B"})
    other["choices"][0]["index"] = 1
    stream = sse([chat_chunk({"content": "A"}), other, chat_chunk(finish_reason="stop")])
    assert answered(Server(body=stream), spec(stream=True)).text == "A"


@pytest.mark.parametrize(
    ("event", "error_class", "code"),
    [
        ({"error": {"message": "boom"}}, "server", None),
        ({"error": {"message": "late", "code": 502}}, "server", "502"),
        ({"error": {"message": "slow", "type": "rate_limit_error"}}, "rate_limited",
         "rate_limit_error"),
        ({"error": {"message": "x", "code": "tool_use_failed", "status_code": 400}},
         "invalid_request", "tool_use_failed"),
        ({"error": "boom"}, "server", None),
        ({"object": "error", "message": "too long", "code": 400}, "invalid_request", "400"),
    ],
)  # fmt: skip
def test_errors_inside_a_stream(event: dict[str, Any], error_class: str, code: str) -> None:
    stream = sse([chat_chunk({"content": "Hel"}), event])
    error = failed(Server(body=stream), spec(stream=True))
    assert (error.failure.error_class, error.failure.vendor_code, error.failure.http_status) == (
        error_class,
        code,
        200,
    )
    named = sse([chat_chunk({"content": "Hel"})]) + b"event: error\n" + sse([event])
    assert failed(Server(body=named), spec(stream=True)).failure.error_class == error_class


def test_a_finish_reason_that_is_an_error() -> None:
    stopped = chat_chunk(finish_reason="error")
    error = failed(
        Server(body=sse([{**stopped, "error": {"code": 502, "message": "gone"}}, "[DONE]"])),
        spec(stream=True),
    )
    assert (error.failure.error_class, error.failure.retryable) == ("server", True)
    got = answered(Server(body=sse([stopped, "[DONE]"])), spec(stream=True))
    assert got.finish_reason == "error"


def test_deepseek_out_of_resources() -> None:
    error = failed(Server(body=chat_body(finish_reason="insufficient_system_resource")))
    assert (error.failure.error_class, error.failure.retryable) == ("overloaded", True)


def test_content_blocked_inside_a_stream_is_an_answer() -> None:
    blocked = {"error": {"code": "content_filter", "message": "filtered"}}
    got = ask(Server(body=sse([blocked])), spec(stream=True))
    assert not isinstance(got, ProviderError)
    assert got.finish_reason == "content_filter"
    assert got.error is not None
    assert got.error.error_class == "content_blocked"
