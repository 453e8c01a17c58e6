"""Cohere chat v2: what is sent, what is read. Every exchange is written from documentation."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from provider_exchanges import KEY, QUESTION, VARIABLE, Server, answered, ask, failed, spec, sse

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
from portcheck.providers.opening import open_provider

IMAGE = Image(media_type="image/png", data="aGk=")
SHOWN = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}


def chat(**changes: Any) -> Any:
    return spec("cohere", **{"base_url": "https://api.probe.test", **changes})


def reply(message: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "id": "r-1",
        "message": {
            "role": "assistant",
            "content": [{"type": "text", "text": "Hi."}],
            **(message or {}),
        },
        "finish_reason": "COMPLETE",
        "usage": {
            "billed_units": {"input_tokens": 1.0, "output_tokens": 1.0},
            "tokens": {"input_tokens": 5.0, "output_tokens": 2.0},
        },
        **changes,
    }


def said(role: Any, text: str = "", **changes: Any) -> Message:
    return Message(role=role, content=(Text(text=text),) if text else (), **changes)


def sent(request: Request, **changes: Any) -> dict[str, Any]:
    server = Server(body=reply())
    answered(server, chat(**changes), request)
    return server.sent


# --- requests ------------------------------------------------------------------------------------


def test_everything_that_is_set_is_sent_and_the_rest_is_reported() -> None:
    request = Request(
        system="Be brief.",
        messages=(said("user", "Hi"),),
        tools=(Tool(name="weather", description="W", strict=True),),
        tool_choice=ToolChoice(mode="required"),
        response_schema={"type": "object"},
        sampling=Sampling(
            temperature=0.0, top_p=0.5, max_output_tokens=9, stop=("END",), seed=0, effort="low"
        ),
    )
    server = Server(body=reply())
    options = {"safety_mode": "OFF"}
    got = answered(server, chat(stream=True, options=options), request)
    assert got.dropped_params == ("effort",)
    assert server.sent == {
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
                    "description": "W",
                    "parameters": {"type": "object", "properties": {}},
                },
            }
        ],
        "strict_tools": True,
        "tool_choice": "REQUIRED",
        "response_format": {"type": "json_object", "json_schema": {"type": "object"}},
        "temperature": 0.0,
        "p": 0.5,
        "max_tokens": 9,
        "stop_sequences": ["END"],
        "seed": 0,
        "thinking": {"type": "enabled"},
        "safety_mode": "OFF",
        "stream": True,
    }


def test_only_what_is_set_is_sent() -> None:
    assert sent(QUESTION) == {
        "model": "probe-1",
        "messages": [{"role": "user", "content": "Hello?"}],
    }


@pytest.mark.parametrize(
    ("top_p", "p", "dropped"),
    [
        (0.01, 0.01, ()),
        (0.99, 0.99, ()),
        (1.0, None, ("top_p",)),
        (0.995, None, ("top_p",)),
        (0.0, None, ("top_p",)),
    ],
)
def test_top_p_has_a_range(top_p: float, p: float | None, dropped: tuple[str, ...]) -> None:
    request = Request(messages=(said("user", "Hi"),), sampling=Sampling(top_p=top_p))
    server = Server(body=reply())
    assert answered(server, chat(), request).dropped_params == dropped
    assert server.sent.get("p") == p


def test_reasoning_is_switched_off_without_loss() -> None:
    request = Request(messages=(said("user", "Hi"),), sampling=Sampling(effort="none"))
    server = Server(body=reply())
    assert answered(server, chat(), request).dropped_params == ()
    assert server.sent["thinking"] == {"type": "disabled"}


@pytest.mark.parametrize(
    ("choice", "wire", "names", "dropped"),
    [
        (ToolChoice(mode="auto"), None, ["f", "g"], ()),
        (ToolChoice(mode="required"), "REQUIRED", ["f", "g"], ()),
        (ToolChoice(mode="none"), "NONE", ["f", "g"], ()),
        (ToolChoice(mode="tool", name="g"), "REQUIRED", ["g"], ()),
        (ToolChoice(mode="tool", name="h"), None, ["f", "g"], ("tool_choice",)),
    ],
)
def test_tool_choice(
    choice: ToolChoice, wire: str | None, names: list[str], dropped: tuple[str, ...]
) -> None:
    tools = (Tool(name="f"), Tool(name="g"))
    request = Request(messages=(said("user", "Hi"),), tools=tools, tool_choice=choice)
    server = Server(body=reply())
    assert answered(server, chat(), request).dropped_params == dropped
    assert server.sent.get("tool_choice") == wire
    assert [tool["function"]["name"] for tool in server.sent["tools"]] == names
    alone = Request(messages=(said("user", "Hi"),), tool_choice=choice)
    assert answered(server, chat(), alone).dropped_params == ("tool_choice",)
    assert not {"tools", "tool_choice"} & set(server.sent)


def test_strictness_holds_for_all_tools_or_none() -> None:
    tools = (Tool(name="f", strict=True), Tool(name="g"))
    request = Request(messages=(said("user", "Hi"),), tools=tools)
    server = Server(body=reply())
    assert answered(server, chat(), request).dropped_params == ("strict",)
    assert "strict_tools" not in server.sent


def test_a_conversation() -> None:
    messages = (
        said("system", "Also this."),
        Message(role="user", content=(Text(text="Look"), IMAGE)),
        said(
            "assistant",
            tool_calls=(
                ToolCall(id="f_1", name="f", arguments={"x": 1}),
                ToolCall(id="f_1", name="g", arguments=None, arguments_raw="{broken"),
                ToolCall(id=None, name="h", arguments={}, arguments_raw=""),
            ),
        ),
        Message(role="tool", content=(Text(text="Sun"), IMAGE), tool_call_id="f_1"),
        said("tool", "Rain", tool_call_id="f_1", is_error=True),
        said("tool", "Hail"),
        said("assistant", "It rains."),
        said("user", "So?"),
    )
    server = Server(body=reply())
    request = Request(system="First.", messages=messages)
    assert answered(server, chat(), request).dropped_params == ("is_error",)
    system, user, assistant, *results = server.sent["messages"]
    assert system == {"role": "system", "content": "First.\n\nAlso this."}
    assert user == {"role": "user", "content": [{"type": "text", "text": "Look"}, SHOWN]}
    assert "content" not in assistant
    first, second, third = assistant["tool_calls"]
    assert first == {
        "id": "f_1",
        "type": "function",
        "function": {"name": "f", "arguments": '{"x": 1}'},
    }
    assert (second["function"]["arguments"], third["function"]["arguments"]) == ("{broken", "{}")
    assert results == [
        {"role": "tool", "tool_call_id": "f_1", "content": "Sun"},
        {"role": "tool", "tool_call_id": second["id"], "content": "Rain"},
        {"role": "tool", "tool_call_id": third["id"], "content": "Hail"},
        {"role": "user", "content": [SHOWN]},
        {"role": "assistant", "content": "It rains."},
        {"role": "user", "content": "So?"},
    ]


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://api.probe.test", "https://api.probe.test/v2/chat"),
        ("https://api.probe.test/v2/", "https://api.probe.test/v2/chat"),
        ("https://api.probe.test/v2/chat", "https://api.probe.test/v2/chat"),
        ("https://h.test/cohere?x=1", "https://h.test/cohere/v2/chat?x=1"),
    ],
)
def test_addresses(base_url: str, url: str) -> None:
    server = Server(body=reply())
    answered(server, chat(base_url=base_url))
    assert str(server.requests[0].url) == url
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_the_safety_mode_identifies_the_route() -> None:
    assert "default" in open_provider(chat(), {VARIABLE: KEY}).identity()["safety_mode"]
    strict = open_provider(chat(options={"safety_mode": "STRICT"}), {VARIABLE: KEY})
    assert strict.identity()["safety_mode"] == "STRICT"
    with pytest.raises(UsageError, match="safety_mode cannot be 'strict'"):
        open_provider(chat(options={"safety_mode": "strict"}), {VARIABLE: KEY})


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "finish"),
    [
        ("COMPLETE", "stop"),
        ("STOP_SEQUENCE", "stop"),
        ("MAX_TOKENS", "length"),
        ("TOOL_CALL", "tool_calls"),
        ("ERROR", "error"),
        ("TIMEOUT", "error"),
        ("ERROR_LIMIT", "length"),
        ("ERROR_TOXIC", "content_filter"),
        ("USER_CANCEL", "other"),
        ("BRAND_NEW", "other"),
        (None, "other"),
    ],
)
def test_finish_reasons(raw: str | None, finish: str) -> None:
    got = answered(Server(body=reply(finish_reason=raw)), chat())
    assert (got.finish_reason, got.raw_finish_reason) == (finish, raw)
    assert (got.refusal_signal is not None) == (finish == "content_filter")


def test_thoughts_and_plans_are_no_text() -> None:
    call = {"id": "f_1", "type": "function", "function": {"name": "f", "arguments": '{"x":1}'}}
    message = {
        "content": [
            {"type": "thinking", "thinking": "Hm."},
            {"type": "text", "text": "A"},
            {"type": "text", "text": "B"},
            {"type": "brand_new", "text": "C"},
        ],
        "tool_plan": "I will ask. ",
        "tool_calls": [call, {"id": "x", "function": {"name": ""}}],
    }
    got = answered(Server(body=reply(message)), chat())
    assert (got.text, got.reasoning_text) == ("AB", "I will ask. Hm.")
    assert [(c.id, c.name, c.arguments, c.arguments_raw) for c in got.tool_calls] == [
        ("f_1", "f", {"x": 1}, '{"x":1}')
    ]
    assert (got.finish_reason, got.response_id, got.served_model) == ("tool_calls", "r-1", None)


@pytest.mark.parametrize(("content", "text"), [(None, ""), ([], ""), ("Plain.", "Plain.")])
def test_other_contents(content: Any, text: str) -> None:
    assert answered(Server(body=reply({"content": content})), chat()).text == text


def test_usage_is_tokens_not_billed_units() -> None:
    usage = {
        "billed_units": {"input_tokens": 1.0, "output_tokens": 9.0},
        "tokens": {"input_tokens": 496.0, "output_tokens": 11.0},
        "cached_tokens": 400.0,
    }
    headers = {"x-trial-endpoint-call-remaining": "39"}
    got = answered(Server(body=reply(usage=usage), headers=headers), chat())
    assert got.usage == Usage(input_tokens=496, output_tokens=11, cache_read_tokens=400)
    assert got.rate_limit == headers
    for nothing in (None, {}, {"tokens": None}):
        assert answered(Server(body=reply(usage=nothing)), chat()).usage == Usage()


# --- streams -------------------------------------------------------------------------------------

START = {"type": "message-start", "id": "r-1", "delta": {"message": {"role": "assistant"}}}


def piece(kind: str, index: int = 0, **message: Any) -> dict[str, Any]:
    return {"type": kind, "index": index, "delta": {"message": message}}


def end(**delta: Any) -> dict[str, Any]:
    return {"type": "message-end", "delta": {"finish_reason": "COMPLETE", **delta}}


def stream(*events: Any) -> bytes:
    return sse([START, *events], named=True)


def test_a_stream_is_the_answer_that_it_would_have_been() -> None:
    def call(index: int, name: str, arguments: str) -> list[Any]:
        function = {"name": name, "arguments": ""}
        begun = {"id": f"{name}_1", "type": "function", "function": function}
        return [
            piece("tool-call-start", index, tool_calls=begun),
            *(
                piece("tool-call-delta", index, tool_calls={"function": {"arguments": one}})
                for one in arguments
            ),
            {"type": "tool-call-end", "index": index},
        ]

    raw = stream(
        piece("tool-plan-delta", tool_plan="I will "),
        piece("tool-plan-delta", tool_plan="ask. "),
        piece("content-start", content={"type": "thinking", "thinking": ""}),
        piece("content-delta", content={"thinking": "Hm."}),
        {"type": "content-end", "index": 0},
        piece("content-start", 1, content={"type": "text", "text": ""}),
        piece("content-delta", 1, content={"text": "A"}),
        piece("citation-start", citations={"start": 0, "text": "C"}),
        piece("content-delta", 1, content={"text": "B"}),
        *call(0, "f", '{"x":1}'),
        *call(1, "g", ""),
        {"type": "brand-new"},
        end(
            finish_reason="TOOL_CALL",
            usage={"tokens": {"input_tokens": 4.0, "output_tokens": 3.0}},
        ),
        "[DONE]",
    )
    for chunk in (0, 1, 61):
        got = answered(Server(body=raw, chunk=chunk), chat(stream=True))
        assert (got.text, got.reasoning_text) == ("AB", "I will ask. Hm.")
        assert [(c.id, c.name, c.arguments) for c in got.tool_calls] == [
            ("f_1", "f", {"x": 1}),
            ("g_1", "g", {}),
        ]
        assert (got.finish_reason, got.response_id) == ("tool_calls", "r-1")
        assert (got.usage.input_tokens, got.usage.output_tokens) == (4, 3)
        assert got.timing.first_token_s is not None


def test_calls_of_a_stream_may_be_a_list() -> None:
    begun = [{"id": "f_1", "function": {"name": "f", "arguments": '{"x":'}}]
    more = [{"function": {"arguments": "1}"}}]
    raw = stream(
        piece("tool-call-start", tool_calls=begun), piece("tool-call-delta", tool_calls=more), end()
    )
    got = answered(Server(body=raw), chat(stream=True))
    assert [(c.name, c.arguments) for c in got.tool_calls] == [("f", {"x": 1})]
    assert got.finish_reason == "tool_calls"


def test_a_stream_that_ends_early() -> None:
    raw = stream(piece("content-delta", content={"text": "A"}))
    for broken in (None, len(raw)):
        error = failed(Server(body=raw, cut=broken), chat(stream=True))
        assert (error.error_class, error.retryable) == ("connection", True)


@pytest.mark.parametrize(
    ("delta", "error_class", "message"),
    [
        ({"finish_reason": "ERROR", "error": "Oops"}, "server", "Oops"),
        ({"finish_reason": None, "error": "Oops"}, "server", "Oops"),
        ({"finish_reason": "TIMEOUT", "error": "Too slow"}, "timeout", "Too slow"),
    ],
)
def test_an_error_at_the_end_of_a_stream(
    delta: dict[str, Any], error_class: str, message: str
) -> None:
    raw = stream(piece("content-delta", content={"text": "A"}), end(**delta))
    error = failed(Server(body=raw, chunk=9), chat(stream=True))
    assert (error.error_class, error.retryable, error.message) == (error_class, True, message)


def test_errors_of_streams_in_other_forms() -> None:
    for event in ({"type": "error", "message": "Oops"}, {"error": {"message": "Oops"}}):
        raw = stream() + sse([event])
        assert failed(Server(body=raw), chat(stream=True)).error_class == "server"
    kept = answered(Server(body=stream(end(error="Oops"))), chat(stream=True))
    assert kept.error is not None
    assert (kept.finish_reason, kept.error.message) == ("stop", "Oops")


# --- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "message", "error_class", "retryable", "flags"),
    [
        (400, "invalid request: message must not be empty", "invalid_request", False, ()),
        (400, "too many tokens: at most 4096", "invalid_request", False, ("context_length",)),
        (401, "invalid api token", "auth", False, ()),
        (402, "Please add or update your payment method", "quota_exhausted", False, ()),
        (403, "forbidden", "auth", False, ()),
        (404, "model 'm' not found", "not_found", False, ()),
        (404, "model 'm' was removed on May 1", "not_found", False, ("model_retired",)),
        (422, "unprocessable", "invalid_request", False, ()),
        (429, "limited to 20 API calls / minute", "rate_limited", True, ()),
        (429, "limited to 1000 API calls / month", "quota_exhausted", False, ()),
        (498, "invalid token", "auth", False, ()),
        (499, "request was cancelled", "connection", True, ()),
        (500, "internal server error", "server", True, ()),
        (501, "not implemented", "invalid_request", False, ()),
        (503, "service unavailable", "overloaded", True, ()),
        (504, "gateway timeout", "timeout", True, ()),
    ],
)
def test_errors(
    status: int, message: str, error_class: str, retryable: bool, flags: tuple[str, ...]
) -> None:
    for body in ({"message": message}, {"id": "e-1", "message": message}):
        error = failed(Server(body=body, status=status), chat())
        assert (error.error_class, error.retryable, error.flags) == (error_class, retryable, flags)
        assert (error.message, error.http_status) == (message, status)


def test_a_blocked_request_is_an_answer() -> None:
    server = Server(body={"message": "request blocked as unsafe"}, status=498)
    got = answered(server, chat())
    assert (got.finish_reason, got.text) == ("content_filter", "")
    assert got.refusal_signal is not None
    assert got.refusal_signal.kind == "prompt_blocked"
    assert got.error is not None
    assert (got.error.error_class, got.error.retryable) == ("content_blocked", False)


@pytest.mark.parametrize("body", ["{}", '{"message": "x"}', "[]", "1", "", "<html>"])
def test_bodies_that_are_no_answer(body: str) -> None:
    assert failed(Server(body=body), chat()).error_class == "malformed_response"


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
MESSAGES = st.fixed_dictionaries(
    {}, optional={"content": ANY, "tool_plan": ANY, "tool_calls": ANY, "citations": ANY}
)
DELTAS = st.fixed_dictionaries(
    {}, optional={"message": ANY | MESSAGES, "finish_reason": ANY, "usage": ANY, "error": ANY}
)
KINDS = ["message-start", "content-start", "content-delta", "tool-plan-delta", "tool-call-start"]
KINDS += ["tool-call-delta", "message-end", "error", "brand-new"]


@given(st.lists(st.tuples(st.sampled_from(KINDS), ANY, ANY | DELTAS), max_size=5), st.booleans())
def test_a_fuzzed_stream_brings_an_answer_or_a_typed_error(found: Any, streamed: bool) -> None:
    raw = sse({"type": kind, "index": index, "delta": delta} for kind, index, delta in found)
    got = ask(Server(body=raw), chat(stream=streamed))
    assert isinstance(got, (Completion, ProviderError))


@given(st.fixed_dictionaries({"message": ANY | MESSAGES, "finish_reason": ANY, "usage": ANY}))
def test_a_fuzzed_body_brings_an_answer_or_a_typed_error(body: Any) -> None:
    got = ask(Server(body=body), chat())
    assert isinstance(got, (Completion, ProviderError))
