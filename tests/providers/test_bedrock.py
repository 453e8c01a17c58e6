"""Bedrock Converse: what is sent, what is read. Every exchange is written from documentation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from event_frames import event, events
from hypothesis import given
from hypothesis import strategies as st
from provider_exchanges import KEY, QUESTION, VARIABLE, Server, answered, ask, failed, spec

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
from portcheck.providers.bedrock import DIALECT
from portcheck.providers.opening import open_provider

IMAGE = Image(media_type="image/jpeg", data="aGk=")
SHOWN = {"image": {"format": "jpeg", "source": {"bytes": "aGk="}}}
BASE = "https://bedrock-runtime.eu-west-1.amazonaws.com"


def converse(**changes: Any) -> Any:
    return spec("bedrock", **{"base_url": BASE, "model": "eu.probe.m-v1:0", **changes})


def reply(*content: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "output": {"message": {"role": "assistant", "content": list(content) or [{"text": "Hi."}]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": 5, "outputTokens": 2, "totalTokens": 7},
        **changes,
    }


def said(role: Any, text: str = "", **changes: Any) -> Message:
    return Message(role=role, content=(Text(text=text),) if text else (), **changes)


def sent(request: Request, **changes: Any) -> dict[str, Any]:
    server = Server(body=reply())
    answered(server, converse(**changes), request)
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
    server = Server(body=reply())
    assert answered(server, converse(), request).dropped_params == ("seed",)
    assert server.sent == {
        "messages": [{"role": "user", "content": [{"text": "Hi"}]}],
        "system": [{"text": "Be brief."}],
        "inferenceConfig": {
            "maxTokens": 9,
            "temperature": 0.0,
            "topP": 0.5,
            "stopSequences": ["END"],
        },
        "toolConfig": {
            "tools": [
                {
                    "toolSpec": {
                        "name": "weather",
                        "description": "W",
                        "inputSchema": {"json": {"type": "object", "properties": {}}},
                        "strict": True,
                    }
                }
            ],
            "toolChoice": {"any": {}},
        },
        "outputConfig": {
            "textFormat": {
                "type": "json_schema",
                "structure": {"jsonSchema": {"name": "response", "schema": '{"type": "object"}'}},
            },
            "effort": "low",
        },
    }


def test_only_what_is_set_is_sent() -> None:
    assert sent(QUESTION) == {"messages": [{"role": "user", "content": [{"text": "Hello?"}]}]}


@pytest.mark.parametrize(
    ("choice", "wire"),
    [
        (ToolChoice(mode="auto"), {"auto": {}}),
        (ToolChoice(mode="required"), {"any": {}}),
        (ToolChoice(mode="tool", name="f"), {"tool": {"name": "f"}}),
    ],
)
def test_tool_choice(choice: ToolChoice, wire: dict[str, Any]) -> None:
    request = Request(messages=(said("user", "Hi"),), tools=(Tool(name="f"),), tool_choice=choice)
    assert sent(request)["toolConfig"]["toolChoice"] == wire
    alone = Request(messages=(said("user", "Hi"),), tool_choice=choice)
    server = Server(body=reply())
    assert answered(server, converse(), alone).dropped_params == ("tool_choice",)
    assert "toolConfig" not in server.sent


def test_no_tool_may_be_called() -> None:
    none, tools = ToolChoice(mode="none"), (Tool(name="f"),)
    request = Request(messages=(said("user", "Hi"),), tools=tools, tool_choice=none)
    server = Server(body=reply())
    assert answered(server, converse(), request).dropped_params == ("tool_choice", "tools")
    assert "toolConfig" not in server.sent
    call = ToolCall(id="a", name="f", arguments={})
    history = (
        said("user", "Hi"),
        said("assistant", tool_calls=(call,)),
        said("tool", "1", tool_call_id="a"),
    )
    request = Request(messages=history, tools=tools, tool_choice=none)
    assert answered(server, converse(), request).dropped_params == ("tool_choice",)
    assert list(server.sent["toolConfig"]) == ["tools"]


def test_a_conversation() -> None:
    long = "x" * 80
    messages = (
        said("system", "Also this."),
        Message(role="user", content=(Text(text="Look"), IMAGE, Text(text=""))),
        said(
            "assistant",
            "Let me see.",
            tool_calls=(
                ToolCall(id="call/1", name="f", arguments={"x": 1}),
                ToolCall(id="call/1", name="g", arguments=None, arguments_raw="{broken"),
                ToolCall(id=long, name="h", arguments={}),
            ),
        ),
        Message(role="tool", content=(Text(text="Sun"), IMAGE), tool_call_id="call/1"),
        said("user", "And?"),
        said("tool", "Rain", tool_call_id="call/1", is_error=True),
        said("tool", tool_call_id=long),
        said("system", "And that."),
        said("assistant"),
        said("user"),
    )
    body = sent(Request(system="First.", messages=messages))
    assert body["system"] == [{"text": "First."}, {"text": "Also this."}, {"text": "And that."}]
    user, assistant, results = body["messages"][:3]
    assert user == {"role": "user", "content": [{"text": "Look"}, SHOWN]}
    text, *calls = assistant["content"]
    assert text == {"text": "Let me see."}
    first, second, third = (call["toolUse"] for call in calls)
    assert (first["toolUseId"], first["input"], second["input"]) == ("call_1", {"x": 1}, {})
    assert second["toolUseId"] not in {"", "call_1"}
    assert third["toolUseId"] == long[:64]
    assert results["content"] == [
        {"toolResult": {"toolUseId": "call_1", "content": [{"text": "Sun"}, SHOWN]}},
        {
            "toolResult": {
                "toolUseId": second["toolUseId"],
                "content": [{"text": "Rain"}],
                "status": "error",
            }
        },
        {"toolResult": {"toolUseId": long[:64], "content": []}},
        {"text": "And?"},
        {"text": ""},
    ]
    assert len(body["messages"]) == 3


def test_images_of_other_formats_are_reported() -> None:
    tiff = Image(media_type="image/tiff", data="aGk=")
    request = Request(messages=(Message(role="user", content=(Text(text="Look"), tiff)),))
    server = Server(body=reply())
    assert answered(server, converse(), request).dropped_params == ("images",)
    assert server.sent["messages"][0]["content"] == [{"text": "Look"}]


def test_options_that_are_sent_as_they_are() -> None:
    options = {
        "additional_model_request_fields": {"thinking": {"type": "enabled"}},
        "guardrail": {"guardrailIdentifier": "g", "guardrailVersion": "1"},
    }
    body = sent(QUESTION, options=options)
    assert body["additionalModelRequestFields"] == {"thinking": {"type": "enabled"}}
    assert body["guardrailConfig"] == {"guardrailIdentifier": "g", "guardrailVersion": "1"}
    identity = open_provider(converse(options=options), {VARIABLE: KEY}).identity()
    assert identity["additional_model_request_fields"] == '{"thinking": {"type": "enabled"}}'
    with pytest.raises(UsageError, match="guardrail is not a mapping"):
        open_provider(converse(options={"guardrail": "g"}), {VARIABLE: KEY})


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("eu.probe.m-v1:0", "/model/eu.probe.m-v1%3A0/converse"),
        (
            "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.probe.m",
            "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Ainference-profile%2F"
            "eu.probe.m/converse",
        ),
    ],
)
def test_a_model_is_one_segment_of_the_path(model: str, path: str) -> None:
    server = Server(body=reply())
    answered(server, converse(model=model))
    answered(server, converse(model=model, base_url=f"{BASE}/proxy/?x=1"))
    first, second = (request.url.raw_path.decode() for request in server.requests)
    assert (first, second) == (path, f"/proxy{path}?x=1")
    headers = server.requests[0].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers["accept"] == "application/json"


def test_a_stream_has_an_address_of_its_own() -> None:
    server = Server(body=stream(("messageStop", {"stopReason": "end_turn"})))
    answered(server, converse(stream=True))
    assert server.requests[0].url.raw_path.endswith(b"/converse-stream")
    assert server.requests[0].headers["accept"] == "application/vnd.amazon.eventstream"
    assert "stream" not in server.sent


@pytest.mark.parametrize(
    ("region", "address"),
    [
        ("us-gov-west-1", "https://bedrock-runtime.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "https://bedrock-runtime.cn-north-1.amazonaws.com.cn"),
        ("evil.test/", None),
        ("", None),
        (7, None),
        (None, None),
    ],
)
def test_a_region_is_an_address(region: Any, address: str | None) -> None:
    assert DIALECT.base_url_of is not None
    assert DIALECT.base_url_of({"region": region}) == address


def test_no_address_and_no_model() -> None:
    with pytest.raises(UsageError, match="has no region"):
        DIALECT.open(converse(base_url=None), KEY)
    with pytest.raises(UsageError, match="has no model"):
        open_provider(converse(model=None), {VARIABLE: KEY})


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "finish", "signal"),
    [
        ("end_turn", "stop", None),
        ("stop_sequence", "stop", None),
        ("max_tokens", "length", None),
        ("model_context_window_exceeded", "length", None),
        ("tool_use", "tool_calls", None),
        ("guardrail_intervened", "content_filter", "content_filter"),
        ("content_filtered", "content_filter", "content_filter"),
        ("refusal", "refusal", "model_refusal"),
        ("malformed_model_output", "error", None),
        ("malformed_tool_use", "error", None),
        ("brand_new", "other", None),
        (None, "other", None),
    ],
)
def test_finish_reasons(raw: str | None, finish: str, signal: str | None) -> None:
    got = answered(Server(body=reply(stopReason=raw)), converse())
    assert (got.finish_reason, got.raw_finish_reason, got.text) == (finish, raw, "Hi.")
    kind = got.refusal_signal and (got.refusal_signal.kind, got.refusal_signal.detail)
    assert kind == (None if signal is None else (signal, raw))


def test_a_trace_of_a_guardrail_is_no_intervention() -> None:
    trace = {"guardrail": {"actionReason": "No action.", "inputAssessment": {"g": {}}}}
    got = answered(Server(body=reply(trace=trace)), converse())
    assert (got.finish_reason, got.refusal_signal, got.served_model) == ("stop", None, None)


def test_a_router_tells_which_model_it_chose() -> None:
    trace = {"promptRouter": {"invokedModelId": "arn:m"}}
    server = Server(body=reply(trace=trace), headers={"x-amzn-RequestId": "r-1"})
    got = answered(server, converse())
    assert (got.served_model, got.response_id, got.request_id) == ("arn:m", None, "r-1")


def test_only_text_is_text_and_only_the_clients_tools_are_calls() -> None:
    content = [
        {"reasoningContent": {"reasoningText": {"text": "Hm.", "signature": "s"}}},
        {"reasoningContent": {"redactedContent": "eA=="}},
        {"text": "<thinking>B</thinking>"},
        {"citationsContent": {"content": [{"text": "C"}], "citations": []}},
        {"toolUse": {"toolUseId": "t", "name": "f", "input": {"x": 1}}},
        {"toolUse": {"toolUseId": "u", "name": "web", "input": {}, "type": "server_tool_use"}},
        {"toolUse": {"toolUseId": "v", "name": ""}},
        {"somethingNew": {}},
        "nothing",
    ]
    got = answered(Server(body=reply(*content)), converse())  # type: ignore[arg-type]  # hostile
    assert (got.text, got.reasoning_text) == ("<thinking>B</thinking>C", "Hm.")
    assert [(c.id, c.name, c.arguments, c.arguments_raw) for c in got.tool_calls] == [
        ("t", "f", {"x": 1}, None)
    ]
    assert got.finish_reason == "tool_calls"


def test_usage_counts_the_cache_as_input() -> None:
    usage = {
        "inputTokens": 11,
        "cacheReadInputTokens": 2000,
        "cacheWriteInputTokens": 55,
        "outputTokens": 9,
    }
    got = answered(Server(body=reply(usage=usage)), converse())
    assert got.usage == Usage(
        input_tokens=2066, output_tokens=9, cache_read_tokens=2000, cache_write_tokens=55
    )
    assert answered(Server(body=reply(usage=None)), converse()).usage == Usage()


# --- streams -------------------------------------------------------------------------------------


def stream(*found: tuple[str, Any]) -> bytes:
    return events([("messageStart", {"role": "assistant", "p": "abc"}), *found])


def delta(index: int, **piece: Any) -> tuple[str, Any]:
    return "contentBlockDelta", {"contentBlockIndex": index, "delta": piece, "p": "abcdef"}


def begun(index: int, name: str) -> tuple[str, Any]:
    use = {"toolUseId": f"t{index}", "name": name}
    return "contentBlockStart", {"contentBlockIndex": index, "start": {"toolUse": use}}


def test_a_stream_is_the_answer_that_it_would_have_been() -> None:
    raw = stream(
        delta(0, reasoningContent={"text": "H"}),
        delta(0, reasoningContent={"text": "m."}),
        delta(0, reasoningContent={"signature": "s"}),
        delta(1, text="A"),
        delta(1, text="B"),
        ("contentBlockStop", {"contentBlockIndex": 1}),
        begun(3, "g"),
        begun(2, "f"),
        delta(2, toolUse={"input": '{"x"'}),
        delta(3, toolUse={"input": ""}),
        delta(2, toolUse={"input": ":1}"}),
        ("somethingNew", {"x": 1}),
        ("messageStop", {"stopReason": "tool_use"}),
        ("metadata", {"usage": {"inputTokens": 4, "outputTokens": 3}}),
    )
    for chunk in (0, 1, 61):
        got = answered(Server(body=raw, chunk=chunk), converse(stream=True))
        assert (got.text, got.reasoning_text, got.finish_reason) == ("AB", "Hm.", "tool_calls")
        assert [(c.id, c.name, c.arguments, c.arguments_raw) for c in got.tool_calls] == [
            ("t2", "f", {"x": 1}, None),
            ("t3", "g", {}, None),
        ]
        assert (got.usage.input_tokens, got.usage.output_tokens) == (4, 3)
        assert got.timing.first_token_s is not None


@pytest.mark.parametrize("written", ["{broken", "[1]"])
def test_tool_input_that_is_no_object(written: str) -> None:
    raw = stream(
        begun(0, "f"), delta(0, toolUse={"input": written}), ("messageStop", {"stopReason": "x"})
    )
    (call,) = answered(Server(body=raw), converse(stream=True)).tool_calls
    assert (call.arguments, call.arguments_raw) == (None, written)


def test_an_answer_may_come_in_the_other_form() -> None:
    raw = stream(delta(0, text="Hi."), ("messageStop", {"stopReason": "end_turn"}))
    assert answered(Server(body=raw), converse(stream=False)).text == "Hi."
    assert answered(Server(body=reply(), chunk=1), converse(stream=True)).text == "Hi."


@pytest.mark.parametrize("cut", [0, 3, 40, -5])
def test_a_stream_that_ends_early(cut: int) -> None:
    raw = stream(delta(0, text="Hi."), ("messageStop", {"stopReason": "end_turn"}))[:cut]
    for broken in (None, len(raw)):
        error = failed(Server(body=raw, chunk=7, cut=broken), converse(stream=True))
        assert (error.error_class, error.retryable) == ("connection", True)


def test_the_answer_is_whole_before_its_metadata() -> None:
    raw = stream(delta(0, text="Hi."), ("messageStop", {"stopReason": "end_turn"}))
    got = answered(Server(body=raw + b"\0\0", chunk=9), converse(stream=True))
    assert (got.text, got.usage) == ("Hi.", Usage())


@pytest.mark.parametrize("chunk", [0, 1])
def test_a_damaged_stream(chunk: int) -> None:
    raw = stream(delta(0, text="Hi."))
    for body in (raw + b"\xff" * 40, raw[:-1] + b"?"):
        error = failed(Server(body=body, chunk=chunk), converse(stream=True))
        assert error.error_class == "malformed_response"
    assert failed(Server(body=b"<html>"), converse(stream=True)).error_class == "malformed_response"


@pytest.mark.parametrize(
    ("kind", "message", "error_class", "retryable"),
    [
        ("throttlingException", "Too many tokens, please wait", "rate_limited", True),
        ("throttlingException", "Too many tokens per day", "quota_exhausted", False),
        ("modelStreamErrorException", "Oops", "server", True),
        ("validationException", "Bad", "invalid_request", False),
        ("serviceUnavailableException", "Busy", "overloaded", True),
        ("internalServerException", "Oops", "server", True),
        ("brandNewException", "Oops", "server", True),
    ],
)
def test_exceptions_inside_a_stream(
    kind: str, message: str, error_class: str, retryable: bool
) -> None:
    thrown = event(kind, {"message": message}, "exception")
    for raw in (thrown, stream(delta(0, text="Hi.")) + thrown):
        error = failed(Server(body=raw, chunk=5), converse(stream=True))
        assert (error.error_class, error.retryable) == (error_class, retryable)
        assert (error.vendor_code, error.message) == (kind, message)


def test_an_exception_after_the_answer_is_kept_with_it() -> None:
    raw = stream(delta(0, text="Hi."), ("messageStop", {"stopReason": "end_turn"}))
    raw += event("internalServerException", {"message": "Oops"}, "exception")
    got = answered(Server(body=raw), converse(stream=True))
    assert got.text == "Hi."
    assert got.error is not None
    assert got.error.error_class == "server"


# --- errors --------------------------------------------------------------------------------------

LEGACY = "Access denied. This Model is marked by provider as Legacy."


@pytest.mark.parametrize(
    ("status", "kind", "message", "error_class", "flags"),
    [
        (403, "AccessDeniedException", "No access to the model.", "auth", ()),
        (403, "ExpiredTokenException", "The token has expired", "auth", ()),
        (403, "UnrecognizedClientException", "Invalid token", "auth", ()),
        (400, "IncompleteSignatureException", "Not a key", "auth", ()),
        (404, "ResourceNotFoundException", "No such model", "not_found", ()),
        (404, "ResourceNotFoundException", LEGACY, "not_found", ("model_retired",)),
        (
            404,
            "ResourceNotFoundException",
            "This model version has reached the end of its life.",
            "not_found",
            ("model_retired",),
        ),
        (
            403,
            "AccessDeniedException",
            "The model has reached the end of its life.",
            "not_found",
            ("model_retired",),
        ),
        (400, "ValidationException", "The provided model identifier is invalid.", "not_found", ()),
        (400, "ValidationException", "Malformed input", "invalid_request", ()),
        (
            400,
            "ValidationException",
            "Input is too long for requested model.",
            "invalid_request",
            ("context_length",),
        ),
        (
            400,
            "ValidationException",
            "`a` and `b` cannot both be specified for this model.",
            "invalid_request",
            ("unsupported_param",),
        ),
        (429, "ThrottlingException", "Too many tokens, please wait", "rate_limited", ()),
        (429, "ThrottlingException", "Too many tokens per day", "quota_exhausted", ()),
        (429, "ModelNotReadyException", "Not ready", "overloaded", ()),
        (400, "ServiceQuotaExceededException", "Quota", "quota_exhausted", ()),
        (408, "ModelTimeoutException", "Too slow", "timeout", ()),
        (424, "ModelErrorException", "Failed", "server", ()),
        (500, "InternalServerException", "Oops", "server", ()),
        (503, "ServiceUnavailableException", "Busy", "overloaded", ()),
        (418, "BrandNewException", "Tea", "invalid_request", ()),
    ],
)
def test_errors(
    status: int, kind: str, message: str, error_class: str, flags: tuple[str, ...]
) -> None:
    header = {"x-amzn-ErrorType": f"{kind}:http://internal.probe.test/doc/"}
    for body, headers in (
        ({"message": message}, header),
        ({"Message": message}, header),
        ({"__type": f"com.probe#{kind}", "message": message}, {}),
    ):
        error = failed(Server(body=body, status=status, headers=headers), converse())
        assert (error.error_class, error.flags, error.vendor_code) == (error_class, flags, kind)
        assert error.message == message
        retried = {"rate_limited", "overloaded", "server", "timeout"}
        assert error.retryable == (error_class in retried)
        assert error.retry_after_s is None


@pytest.mark.parametrize(
    ("status", "error_class"),
    [
        (400, "invalid_request"),
        (403, "auth"),
        (404, "not_found"),
        (408, "timeout"),
        (424, "server"),
        (429, "rate_limited"),
        (500, "server"),
        (503, "overloaded"),
    ],
)
def test_errors_whose_header_was_lost(status: int, error_class: str) -> None:
    error = failed(Server(body={"message": "Sorry"}, status=status), converse())
    assert (error.error_class, error.vendor_code) == (error_class, None)


def test_a_model_that_needs_a_profile() -> None:
    message = "on-demand throughput isn't supported. Retry with the ID of an inference profile."
    headers = {"x-amzn-errortype": "ValidationException"}
    error = failed(Server(body={"message": message}, status=400, headers=headers), converse())
    assert error.error_class == "invalid_request"
    assert "inference profile" in (error.hint or "")


def test_a_blocked_request_is_an_answer() -> None:
    body = {"message": "Output blocked by content filtering policy"}
    headers = {"x-amzn-errortype": "ValidationException"}
    got = answered(Server(body=body, status=400, headers=headers), converse())
    assert got.finish_reason == "content_filter"
    assert got.error is not None
    assert got.error.error_class == "content_blocked"


@pytest.mark.parametrize("body", [{}, {"output": []}, {"message": 1}, [], "x", b"", b"{"])
def test_bodies_that_are_no_answer(body: Any) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    assert failed(Server(body=raw), converse()).error_class == "malformed_response"


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
NAMES = st.sampled_from(
    ["messageStart", "contentBlockStart", "contentBlockDelta", "messageStop", "metadata"]
)
SHAPES = st.fixed_dictionaries(
    {},
    optional={
        "contentBlockIndex": ANY,
        "start": ANY | st.fixed_dictionaries({"toolUse": ANY}),
        "delta": ANY
        | st.fixed_dictionaries(
            {}, optional={"text": ANY, "toolUse": ANY, "reasoningContent": ANY}
        ),
        "stopReason": ANY,
        "usage": ANY,
        "trace": ANY,
    },
)


@given(st.lists(st.tuples(NAMES, SHAPES), max_size=6), st.booleans())
def test_a_fuzzed_stream_brings_an_answer_or_a_typed_error(found: Any, streamed: bool) -> None:
    got = ask(Server(body=events(found)), converse(stream=streamed))
    assert isinstance(got, (Completion, ProviderError))


@given(
    st.fixed_dictionaries({"output": ANY, "stopReason": ANY, "usage": ANY, "trace": ANY}),
    st.lists(ANY | st.fixed_dictionaries({"toolUse": ANY, "reasoningContent": ANY}), max_size=3),
)
def test_a_fuzzed_body_brings_an_answer_or_a_typed_error(body: Any, content: Any) -> None:
    for sent_body in (body, {**body, "output": {"message": {"content": content}}}):
        got = ask(Server(body=sent_body), converse())
        assert isinstance(got, (Completion, ProviderError))
