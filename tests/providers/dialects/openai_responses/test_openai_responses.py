"""OpenAI Responses: what is sent, what is read. Every exchange is written from documentation."""

from __future__ import annotations

from typing import Any

import pytest
from provider_exchanges import KEY, VARIABLE, Server, answered, ask, failed, spec

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
from portcheck.model.completion import Completion, Usage
from portcheck.providers.open_provider import open_provider

IMAGE = Image(media_type="image/png", data="aGk=")
SHOWN = {"type": "input_image", "image_url": "data:image/png;base64,aGk=", "detail": "auto"}
CLOSED = {
    "type": "object",
    "properties": {"a": {"type": "integer"}},
    "required": ["a"],
    "additionalProperties": False,
}
OPEN = {"type": "object", "properties": {"a": {"type": "integer"}}}


def responses(**changes: Any) -> Any:
    return spec("openai-responses", **changes)


def message(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"id": "msg_1", "type": "message", "role": "assistant", "content": list(parts)}


def spoken(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": []}


def body(*output: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "id": "resp_1",
        "object": "response",
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "model": "probe-1-2026-01-01",
        "output": list(output) or [message(spoken("Hi."))],
        "usage": {"input_tokens": 5, "output_tokens": 2},
        **changes,
    }


def said(role: Any, text: str = "", **changes: Any) -> Message:
    return Message(role=role, content=(Text(text=text),) if text else (), **changes)


def sent(request: Request, **changes: Any) -> dict[str, Any]:
    server = Server(body=body())
    answered(server, responses(**changes), request)
    return server.sent


# --- requests ------------------------------------------------------------------------------------


def test_everything_that_is_set_is_sent_and_the_rest_is_reported() -> None:
    request = Request(
        system="Be brief.",
        messages=(said("user", "Hi"),),
        tools=(Tool(name="weather", description="W", parameters=OPEN),),
        tool_choice=ToolChoice(mode="tool", name="weather"),
        response_schema=CLOSED,
        sampling=Sampling(
            temperature=0.0, top_p=0.5, max_output_tokens=19, stop=("END",), seed=0, effort="low"
        ),
    )
    server = Server(body=body())
    got = answered(server, responses(stream=True), request)
    assert got.dropped_params == ("stop", "seed")
    assert server.sent == {
        "model": "probe-1",
        "instructions": "Be brief.",
        "input": [{"role": "user", "content": "Hi"}],
        "tools": [
            {
                "type": "function",
                "name": "weather",
                "description": "W",
                "parameters": OPEN,
                "strict": False,
            }
        ],
        "tool_choice": {"type": "function", "name": "weather"},
        "temperature": 0.0,
        "top_p": 0.5,
        "max_output_tokens": 19,
        "reasoning": {"effort": "low"},
        "text": {
            "format": {
                "type": "json_schema",
                "name": "response",
                "schema": CLOSED,
                "strict": True,
            }
        },
        "store": False,
        "stream": True,
    }


def test_only_what_is_set_is_sent() -> None:
    assert sent(Request(messages=(said("user", "Hi"),))) == {
        "model": "probe-1",
        "input": [{"role": "user", "content": "Hi"}],
        "store": False,
    }


@pytest.mark.parametrize(
    ("parameters", "asked", "strict"),
    [
        (CLOSED, None, True),
        (OPEN, None, False),
        (CLOSED, False, False),
        (OPEN, True, True),
    ],
)
def test_strict_is_always_sent(parameters: Any, asked: bool | None, strict: bool) -> None:
    tool = Tool(name="f", parameters=parameters, strict=asked)
    body = sent(Request(messages=(said("user", "Hi"),), tools=(tool,)))
    assert body["tools"][0]["strict"] is strict
    schema = sent(Request(messages=(said("user", "Hi"),), response_schema=parameters))
    assert schema["text"]["format"]["strict"] is (parameters is CLOSED)


@pytest.mark.parametrize("mode", ["auto", "required", "none"])
def test_tool_choice(mode: Any) -> None:
    choice = ToolChoice(mode=mode)
    request = Request(messages=(said("user", "Hi"),), tools=(Tool(name="f"),), tool_choice=choice)
    assert sent(request)["tool_choice"] == mode
    alone = Request(messages=(said("user", "Hi"),), tool_choice=choice)
    got = answered(Server(body=body()), responses(), alone)
    assert got.dropped_params == ("tool_choice",)


def test_a_conversation_with_tools_and_images() -> None:
    long = "x" * 65
    messages = (
        said("system", "Also this."),
        Message(role="user", content=(Text(text="Look"), IMAGE)),
        said(
            "assistant",
            "Let me see.",
            tool_calls=(
                ToolCall(id="call_0", name="f", arguments={"x": 1}),
                ToolCall(id=long, name="g", arguments=None, arguments_raw="{broken"),
            ),
        ),
        Message(role="tool", content=(Text(text="Sun"), IMAGE), tool_call_id="call_0"),
        said("tool", "Rain", tool_call_id=long, is_error=True),
        said("assistant", tool_calls=(ToolCall(id="call_0", name="f", arguments=None),)),
        said("tool", "Fog", tool_call_id="call_0"),
        Message(role="assistant", content=(Text(text="Done."), IMAGE)),
        said("user", "So?"),
    )
    server = Server(body=body())
    got = answered(server, responses(), Request(system="First.", messages=messages))
    assert got.dropped_params == ("is_error", "images")
    system, user, talk, first, second, sun, rain, third, fog, done, last = server.sent["input"]
    assert system == {"role": "system", "content": "Also this."}
    assert user["content"] == [{"type": "input_text", "text": "Look"}, SHOWN]
    assert talk == {"type": "message", "role": "assistant", "content": "Let me see."}
    assert first == {
        "type": "function_call",
        "call_id": "call_0",
        "name": "f",
        "arguments": '{"x": 1}',
    }
    assert (second["arguments"], third["arguments"]) == ("{broken", "{}")
    assert len(second["call_id"]) <= 64
    assert third["call_id"] not in {"call_0", second["call_id"]}
    assert sun == {
        "type": "function_call_output",
        "call_id": "call_0",
        "output": [{"type": "input_text", "text": "Sun"}, SHOWN],
    }
    assert (rain["call_id"], rain["output"]) == (second["call_id"], "Rain")
    assert fog["call_id"] == third["call_id"]
    assert (done["content"], last["content"]) == ("Done.", "So?")


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        (None, "https://api.openai.com/v1/responses"),
        ("https://api.openai.com", "https://api.openai.com/v1/responses"),
        ("https://api.deepseek.com/", "https://api.deepseek.com/responses"),
        ("https://r.openai.azure.com", "https://r.openai.azure.com/openai/v1/responses"),
        ("https://r.openai.azure.com/openai/v1/", "https://r.openai.azure.com/openai/v1/responses"),
        (
            "https://r.openai.azure.com/openai?api-version=2",
            "https://r.openai.azure.com/openai/responses?api-version=2",
        ),
        ("http://127.0.0.1:9/v1/responses", "http://127.0.0.1:9/v1/responses"),
    ],
)
def test_addresses(base_url: str | None, url: str) -> None:
    server = Server(body=body())
    answered(server, responses(base_url=base_url))
    assert str(server.requests[0].url) == url


@pytest.mark.parametrize(
    ("changes", "header", "value"),
    [
        ({}, "authorization", f"Bearer {KEY}"),
        ({"base_url": "https://r.openai.azure.com/openai/v1"}, "api-key", KEY),
        ({"options": {"key_header": "api-key"}}, "api-key", KEY),
        ({"preset": "azure-openai-responses"}, "api-key", KEY),
        ({"options": {"project": "proj-1"}}, "openai-project", "proj-1"),
        ({"options": {"organization": "org-1"}}, "openai-organization", "org-1"),
    ],
)
def test_headers(changes: dict[str, Any], header: str, value: str) -> None:
    server = Server(body=body())
    answered(server, responses(**changes))
    assert server.requests[0].headers[header] == value


@pytest.mark.parametrize(
    ("variable", "key"), [("AZURE_OPENAI_AD_TOKEN", KEY), (VARIABLE, "eyJhbGci.eyJhdWQi.c2ln")]
)
def test_a_token_for_azure_goes_where_tokens_go(variable: str, key: str) -> None:
    server = Server(body=body())
    azure = responses(base_url="https://r.openai.azure.com", api_key_env=variable)
    assert isinstance(ask(server, azure, environ={variable: key}), Completion)
    headers = server.requests[0].headers
    assert (headers.get("authorization"), headers.get("api-key")) == (f"Bearer {key}", None)


@pytest.mark.parametrize(
    ("options", "held"), [({}, {"store": False}), ({"store": True}, {"store": True})]
)
def test_what_the_vendor_keeps(options: dict[str, Any], held: dict[str, Any]) -> None:
    body = sent(Request(messages=(said("user", "Hi"),)), options=options)
    assert {k: v for k, v in body.items() if k == "store"} == held


def test_the_field_can_be_left_out() -> None:
    assert "store" not in sent(Request(messages=(said("user", "Hi"),)), options={"store": None})


@pytest.mark.parametrize(
    "options", [{"store": "never"}, {"store": 0}, {"key_header": "x"}, {"organization": "a\nb"}]
)
def test_options_are_checked(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        open_provider(responses(options=options), {VARIABLE: KEY})


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "finish", "raw"),
    [
        ({}, "stop", "completed"),
        (
            {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
            "length",
            "incomplete:max_output_tokens",
        ),
        (
            {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}},
            "content_filter",
            "incomplete:content_filter",
        ),
        (
            {"status": "incomplete", "incomplete_details": {"reason": "steered"}},
            "other",
            "incomplete:steered",
        ),
        ({"status": "incomplete"}, "other", "incomplete"),
        ({"status": "cancelled"}, "other", "cancelled"),
        ({"status": "queued", "output": [], "usage": None}, "other", "queued"),
        ({"status": "in_progress"}, "other", "in_progress"),
        ({"status": "brand_new"}, "other", "brand_new"),
        ({"status": None}, "other", None),
    ],
)
def test_finish_reasons(changes: dict[str, Any], finish: str, raw: str | None) -> None:
    got = answered(Server(body=body(**changes)), responses())
    assert (got.finish_reason, got.raw_finish_reason) == (finish, raw)
    assert (got.refusal_signal is not None) == (finish == "content_filter")
    assert (got.served_model, got.response_id) == ("probe-1-2026-01-01", "resp_1")


def test_a_refusal_is_one_whatever_the_status_says() -> None:
    for status in ("completed", "incomplete"):
        output = message({"type": "refusal", "refusal": "No."})
        got = answered(Server(body=body(output, status=status)), responses())
        assert (got.finish_reason, got.text, got.refusal_text) == ("refusal", "", "No.")
        assert got.refusal_signal is not None
        assert (got.refusal_signal.kind, got.refusal_signal.detail) == ("model_refusal", "No.")


def test_azure_names_what_its_filter_found() -> None:
    filters = [
        {"content_filter_results": {"hate": {"filtered": False}}},
        {"content_filter_results": {"violence": {"filtered": True, "severity": "high"}}},
        "junk",
    ]
    details = {"reason": "content_filter"}
    changes = {"status": "incomplete", "incomplete_details": details, "content_filters": filters}
    got = answered(Server(body=body(**changes)), responses())
    assert got.refusal_signal is not None
    assert got.refusal_signal.detail == "violence (high)"


def test_texts_calls_and_reasoning_are_told_apart() -> None:
    output = [
        {
            "type": "reasoning",
            "summary": [
                {"type": "summary_text", "text": "A"},
                {"type": "summary_text", "text": "B"},
            ],
            "content": [{"type": "reasoning_text", "text": "C"}],
            "encrypted_content": "x",
        },
        message(spoken("One "), {"type": "brand_new", "text": "?"}, spoken("two.")),
        {"type": "web_search_call", "id": "ws_1", "name": "search", "status": "completed"},
        {
            "type": "function_call",
            "id": "fc_1",
            "call_id": "call_1",
            "name": "f",
            "arguments": '{"x":1}',
        },
        {"type": "function_call", "id": "fc_2", "name": "g", "arguments": "{broken"},
        {"type": "function_call", "call_id": "call_3", "name": "", "arguments": ""},
        {"type": "custom_tool_call", "call_id": "call_4", "name": "h", "input": "SELECT 1"},
        message(spoken(" Three.")),
    ]
    got = answered(Server(body=body(*output)), responses())
    assert (got.text, got.reasoning_text) == ("One two. Three.", "ABC")
    assert got.finish_reason == "tool_calls"
    assert [(c.id, c.name, c.arguments, c.arguments_raw) for c in got.tool_calls] == [
        ("call_1", "f", {"x": 1}, '{"x":1}'),
        ("fc_2", "g", None, "{broken"),
        ("call_4", "h", None, "SELECT 1"),
    ]


def test_reasoning_in_the_text_is_not_text() -> None:
    got = answered(Server(body=body(message(spoken("<think>Hm.</think>\nHi.")))), responses())
    assert (got.text, got.reasoning_text) == ("Hi.", "Hm.")


def test_usage() -> None:
    usage = {
        "input_tokens": 11,
        "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 3},
        "output_tokens": 9,
        "output_tokens_details": {"reasoning_tokens": 7},
    }
    assert answered(Server(body=body(usage=usage)), responses()).usage == Usage(
        input_tokens=11,
        output_tokens=9,
        cache_read_tokens=4,
        cache_write_tokens=3,
        reasoning_tokens=7,
    )
    for total, output in ((20, 9), (27, 16)):
        told = answered(Server(body=body(usage={**usage, "total_tokens": total})), responses())
        assert told.usage.output_tokens == output
    nothing = {"input_tokens": 0, "output_tokens": 0}
    assert answered(Server(body=body(usage=nothing)), responses()).usage == Usage()
    queued = body(usage=nothing, status="queued") | {"output": []}
    assert answered(Server(body=queued), responses()).usage.output_tokens == 0


# --- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "error_class", "retryable"),
    [
        ("server_error", "server", True),
        ("rate_limit_exceeded", "rate_limited", True),
        ("insufficient_quota", "quota_exhausted", False),
        ("vector_store_timeout", "timeout", True),
        ("data_residency_mismatch", "invalid_request", False),
        ("invalid_base64_image", "invalid_request", False),
        ("context_length_exceeded", "invalid_request", False),
        ("brand_new", "server", True),
    ],
)
def test_a_response_that_failed_is_an_error(code: str, error_class: str, retryable: bool) -> None:
    told = {"code": code, "message": "Sorry."}
    error = failed(Server(body=body(status="failed", error=told)), responses())
    assert (error.failure.error_class, error.failure.retryable, error.failure.vendor_code) == (
        error_class,
        retryable,
        code,
    )
    assert error.message == "Sorry."


@pytest.mark.parametrize(
    "code",
    [
        *("invalid_prompt", "bio_policy", "misalignment_policy_violation"),
        *("image_content_policy_violation", "cyber_policy"),
    ],
)
def test_a_blocked_prompt_is_an_answer(code: str) -> None:
    told = {"code": code, "message": "Sorry."}
    for status, data in ((200, body(status="failed", error=told)), (400, {"error": told})):
        got = ask(Server(body=data, status=status), responses())
        assert isinstance(got, Completion)
        assert got.finish_reason == "content_filter"
        assert got.error is not None
        assert got.error.error_class == "content_blocked"


def test_a_failure_without_a_reason() -> None:
    error = failed(Server(body=body(status="failed", error=None)), responses())
    assert (error.failure.error_class, error.failure.retryable) == ("server", True)


def test_an_unknown_model_is_a_400_here() -> None:
    told = {"code": "model_not_found", "message": "The model does not exist.", "param": "model"}
    error = failed(Server(body={"error": told}, status=400), responses())
    assert (error.failure.error_class, error.failure.retryable) == ("not_found", False)


def test_a_wrong_key_may_be_a_400() -> None:
    told = {"code": "invalid-argument", "error": "Incorrect API key provided: sk***1."}
    error = failed(Server(body=told, status=400), responses())
    assert (error.failure.error_class, error.failure.retryable) == ("auth", False)


@pytest.mark.parametrize("data", [{}, {"choices": []}, {"output": "text"}, {"status": 3}])
def test_bodies_that_are_no_response(data: dict[str, Any]) -> None:
    error = failed(Server(body=data), responses())
    assert (error.failure.error_class, error.failure.retryable) == ("malformed_response", False)
    assert "base_url" in error.hint
