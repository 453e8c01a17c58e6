"""Mistral: what is sent, what is read. Every exchange is written from documentation."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
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
    without_timing,
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
from portcheck.model.completion import Completion, Usage
from portcheck.model.routes.guardrail import Guardrail
from portcheck.providers.dialects.mistral.request import tool_id
from portcheck.providers.open_provider import open_provider

IMAGE = Image(media_type="image/png", data="aGk=")
SHOWN = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}
NINE = re.compile(r"[a-zA-Z0-9]{9}")


def mistral(**changes: Any) -> Any:
    return spec("mistral", **changes)


def said(role: Any, text: str = "", **changes: Any) -> Message:
    return Message(role=role, content=(Text(text=text),) if text else (), **changes)


def sent(request: Request, **changes: Any) -> dict[str, Any]:
    server = Server(body=chat_body())
    answered(server, mistral(**changes), request)
    return server.sent


def thinking(text: str) -> dict[str, Any]:
    return {"type": "thinking", "thinking": [{"type": "text", "text": text}]}


# --- requests ------------------------------------------------------------------------------------


def test_everything_that_is_set_is_sent() -> None:
    schema = {"type": "object", "properties": {}, "additionalProperties": False}
    request = Request(
        system="Be brief.",
        messages=(said("user", "Hi"),),
        tools=(Tool(name="weather", description="W", parameters=schema, strict=True),),
        tool_choice=ToolChoice(mode="required"),
        response_schema=schema,
        sampling=Sampling(
            temperature=0.0, top_p=0.5, max_output_tokens=9, stop=("END",), seed=0, effort="high"
        ),
    )
    server = Server(body=chat_body())
    assert answered(server, mistral(stream=True), request).dropped_params == ()
    function = {"name": "weather", "description": "W", "parameters": schema, "strict": True}
    described = {"name": "response", "schema": schema, "strict": True}
    assert server.sent == {
        "model": "probe-1",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi"},
        ],
        "tools": [{"type": "function", "function": function}],
        "tool_choice": "any",
        "response_format": {"type": "json_schema", "json_schema": described},
        "temperature": 0.0,
        "top_p": 0.5,
        "max_tokens": 9,
        "stop": ["END"],
        "random_seed": 0,
        "reasoning_effort": "high",
        "stream": True,
    }


def test_a_loose_schema_is_not_called_strict() -> None:
    request = Request(messages=(said("user", "Hi"),), response_schema={"type": "object"})
    assert "strict" not in sent(request)["response_format"]["json_schema"]


@pytest.mark.parametrize(
    ("choice", "wire"),
    [
        (ToolChoice(mode="auto"), "auto"),
        (ToolChoice(mode="none"), "none"),
        (ToolChoice(mode="tool", name="f"), {"type": "function", "function": {"name": "f"}}),
    ],
)
def test_tool_choice(choice: ToolChoice, wire: Any) -> None:
    request = Request(messages=(said("user", "Hi"),), tools=(Tool(name="f"),), tool_choice=choice)
    assert sent(request)["tool_choice"] == wire
    alone = Request(messages=(said("user", "Hi"),), tool_choice=choice)
    got = answered(Server(body=chat_body()), mistral(), alone)
    assert got.dropped_params == ("tool_choice",)


def test_a_conversation_with_foreign_ids() -> None:
    messages = (
        Message(role="user", content=(Text(text="Look"), IMAGE)),
        said(
            "assistant",
            tool_calls=(
                ToolCall(id="call_0", name="f", arguments={"x": 1}),
                ToolCall(id="abcDEF123", name="g", arguments=None, arguments_raw="{broken"),
            ),
        ),
        Message(role="tool", content=(Text(text="Sun"), IMAGE), tool_call_id="abcDEF123"),
        said("tool", "Rain", tool_call_id="call_0", is_error=True),
        said("assistant", "Now?", tool_calls=(ToolCall(id="call_0", name="f", arguments=None),)),
        said("tool", "Fog", tool_call_id="call_0"),
        said("system", "And that."),
        Message(role="assistant", content=(Text(text="So"), IMAGE)),
    )
    server = Server(body=chat_body())
    got = answered(server, mistral(), Request(system="First.", messages=messages))
    assert got.dropped_params == ("is_error", "images")
    system, user, calls, sun, rain, again, fog, start = server.sent["messages"]
    assert system == {"role": "system", "content": "First.\n\nAnd that."}
    assert user["content"] == [{"type": "text", "text": "Look"}, SHOWN]
    first, second = calls["tool_calls"]
    assert (calls["content"], again["content"]) == ("", "Now?")
    assert NINE.fullmatch(first["id"])
    assert second["id"] == "abcDEF123"
    assert (first["function"]["arguments"], second["function"]["arguments"]) == (
        '{"x": 1}',
        "{broken",
    )
    assert sun == {
        "role": "tool",
        "tool_call_id": "abcDEF123",
        "content": [{"type": "text", "text": "Sun"}, SHOWN],
    }
    assert (rain["tool_call_id"], rain["content"]) == (first["id"], "Rain")
    (third,) = again["tool_calls"]
    assert third["id"] == fog["tool_call_id"]
    assert third["id"] not in {first["id"], second["id"]}
    assert NINE.fullmatch(third["id"])
    assert start == {"role": "assistant", "content": "So", "prefix": True}


def test_an_id_keeps_its_replacement_as_the_conversation_grows() -> None:
    call = said("assistant", tool_calls=(ToolCall(id="toolu_1", name="f", arguments={}),))
    turns = (said("user", "Hi"), call, said("tool", "Sun", tool_call_id="toolu_1"))
    more = (*turns, said("assistant", "Ah."), said("user", "So?"))
    short, long = (sent(Request(messages=found))["messages"] for found in (turns, more))
    assert long[:3] == short
    assert "prefix" not in long[3]


@given(found=st.text(max_size=80))
def test_any_id_becomes_nine_letters_or_digits(found: str) -> None:
    assert NINE.fullmatch(tool_id(found))
    assert tool_id(tool_id(found)) == tool_id(found)


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        (None, "https://api.mistral.ai/v1/chat/completions"),
        ("https://api.mistral.ai/", "https://api.mistral.ai/v1/chat/completions"),
        ("https://codestral.mistral.ai/v1", "https://codestral.mistral.ai/v1/chat/completions"),
        ("https://proxy.test/m?x=1", "https://proxy.test/m/chat/completions?x=1"),
    ],
)
def test_addresses(base_url: str | None, url: str) -> None:
    server = Server(body=chat_body())
    answered(server, mistral(base_url=base_url))
    assert str(server.requests[0].url) == url
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_options() -> None:
    options = {"prompt_mode": "reasoning"}
    guardrail = Guardrail(settings={"safe_prompt": True, "guardrails": [{"block_on_error": True}]})
    whole = {"options": options, "guardrail": guardrail}
    body = sent(Request(messages=(said("user", "Hi"),)), **whole)
    assert body.items() >= {**options, **guardrail.settings}.items()
    identity = open_provider(mistral(**whole), {VARIABLE: KEY}).identity()
    assert identity["prompt_mode"] == "reasoning"
    assert identity["guardrail"] == 'safe_prompt=true, guardrails=[{"block_on_error":true}]'
    for wrong in ({"safe_prompt": True}, {"prompt_mode": "deep"}):
        with pytest.raises(UsageError):
            open_provider(mistral(options=wrong), {VARIABLE: KEY})


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "finish"),
    [
        ("stop", "stop"),
        ("length", "length"),
        ("model_length", "length"),
        ("tool_calls", "tool_calls"),
        ("error", "error"),
        ("brand_new", "other"),
        (None, "other"),
    ],
)
def test_finish_reasons(raw: str | None, finish: str) -> None:
    got = answered(Server(body=chat_body(finish_reason=raw)), mistral())
    assert (got.finish_reason, got.raw_finish_reason) == (finish, raw)


def test_content_lists_are_read_alike_whole_and_streamed() -> None:
    call = {"id": "abcDEF123", "index": 0, "function": {"name": "f", "arguments": '{"x": 1}'}}
    content = [thinking("Let me see."), {"type": "text", "text": "One moment."}]
    whole = chat_body({"content": content, "tool_calls": [call]}, finish_reason="tool_calls")
    whole["usage"] = usage = {"prompt_tokens": 5, "completion_tokens": 2, "num_cached_tokens": 4}
    stream = sse(
        [
            chat_chunk({"role": "assistant", "content": ""}),
            chat_chunk({"content": [thinking("Let me ")]}),
            chat_chunk({"content": [thinking("see.")]}),
            chat_chunk({"content": [{"type": "text", "text": "One "}]}),
            chat_chunk({"content": "moment."}),
            {**chat_chunk({"tool_calls": [call]}, finish_reason="tool_calls"), "usage": usage},
            "[DONE]",
        ]
    )
    answers = [answered(Server(body=whole), mistral())]
    answers += [
        answered(Server(body=stream, chunk=chunk), mistral(stream=True)) for chunk in (0, 1, 7, 61)
    ]
    assert len({repr(without_timing(answer)) for answer in answers}) == 1
    got = answers[0]
    assert (got.text, got.reasoning_text) == ("One moment.", "Let me see.")
    assert [(c.id, c.arguments) for c in got.tool_calls] == [("abcDEF123", {"x": 1})]
    assert got.usage == Usage(input_tokens=5, output_tokens=2, cache_read_tokens=4)


def test_thoughts_as_a_plain_string() -> None:
    content = [{"type": "thinking", "thinking": "A"}, {"type": "thinking", "thinking": "B"}]
    got = answered(Server(body=chat_body({"content": content})), mistral())
    assert (got.text, got.reasoning_text) == ("", "AB")


def test_the_word_null_is_no_id() -> None:
    call = {"id": "null", "function": {"name": "f", "arguments": {"x": 1}}}
    (got,) = answered(Server(body=chat_body({"tool_calls": [call]})), mistral()).tool_calls
    assert (got.id, got.arguments) == (None, {"x": 1})


# --- errors --------------------------------------------------------------------------------------


def flat(message: Any, kind: str | None = None, code: str | None = None) -> dict[str, Any]:
    return {"object": "error", "message": message, "type": kind, "param": None, "code": code}


@pytest.mark.parametrize(
    ("status", "body", "error_class", "retryable"),
    [
        (400, flat("Bad id.", "invalid_function_call", "3280"), "invalid_request", False),
        (400, flat("Invalid model: x", "invalid_model", "1500"), "not_found", False),
        (404, flat("No such model", "resource_not_found"), "not_found", False),
        (429, flat("Rate limit exceeded", "rate_limited", "1300"), "rate_limited", True),
        (429, {"message": "Requests rate limit exceeded"}, "rate_limited", True),
        (429, flat("Service tier capacity exceeded for this model."), "overloaded", True),
        (429, flat("Busy.", "service_tier_capacity_exceeded", "3505"), "overloaded", True),
        (429, flat("Monthly token limit reached."), "quota_exhausted", False),
        (401, {"detail": "Unauthorized"}, "auth", False),
        (401, {"message": "Unauthorized", "request_id": "r"}, "auth", False),
        (
            401,
            {"message": "Inactive subscription or usage limit reached"},
            "quota_exhausted",
            False,
        ),
        (402, {"detail": "Payment required"}, "quota_exhausted", False),
        (500, flat("Internal error", "internal_server_error", "1000"), "server", True),
        (503, {"message": "no healthy upstream"}, "overloaded", True),
    ],
)
def test_errors(status: int, body: Any, error_class: str, retryable: bool) -> None:
    error = failed(Server(body=body, status=status), mistral())
    assert (error.failure.error_class, error.failure.retryable) == (error_class, retryable)
    assert error.message == body.get("message", body.get("detail"))


def test_a_field_that_is_not_known_here() -> None:
    detail = [{"loc": ["body", "seed"], "msg": "Extra inputs are not permitted", "type": "x"}]
    for body in ({"detail": detail}, flat({"detail": detail}, "invalid_request_error")):
        error = failed(Server(body=body, status=422), mistral())
        assert (error.failure.error_class, error.failure.flags) == (
            "invalid_request",
            ("unsupported_param",),
        )
        assert error.message == "body.seed: Extra inputs are not permitted"
        assert "body.seed" in error.hint


def test_a_prompt_that_does_not_fit() -> None:
    text = "Prompt contains 9 tokens, too large for model with 8 maximum context length"
    error = failed(Server(body=flat(text, None, "3051"), status=400), mistral())
    assert (error.failure.error_class, error.failure.flags) == (
        "invalid_request",
        ("context_length",),
    )


def test_errors_inside_a_stream() -> None:
    for event in (flat("Busy.", None, "3505"), {"error": flat("Busy.", None, "3505")}):
        body = sse([chat_chunk({"content": "A"}), event])
        error = failed(Server(body=body), mistral(stream=True))
        assert (error.failure.error_class, error.failure.retryable) == ("overloaded", True)
    cut = failed(Server(body=sse([chat_chunk({"content": "A"})])), mistral(stream=True))
    assert (cut.failure.error_class, cut.failure.retryable) == ("connection", True)


CONTENT = st.recursive(
    st.none() | st.integers(-1, 9) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "thinking", "text", "content"]), inner)
        | inner.map(lambda found: {"type": "thinking", "thinking": found})
    ),
    max_leaves=8,
)


@given(content=CONTENT, calls=CONTENT)
@settings(max_examples=80, deadline=None)
def test_no_shape_raises_anything_but_provider_errors(content: Any, calls: Any) -> None:
    message = {"content": content, "tool_calls": calls}
    bodies: list[bytes] = [
        json.dumps({"choices": [{"message": message}, content]}).encode(),
        sse([{"choices": [{"delta": message}]}, {"choices": content, "object": calls}, "[DONE]"]),
    ]
    for body in bodies:
        assert isinstance(ask(Server(body=body), mistral()), (Completion, ProviderError))
