"""What Bedrock answers. Every exchange is written from documentation."""

from __future__ import annotations

from typing import Any

import pytest
from bedrock_exchanges import begun, converse, delta, reply, stream
from event_frames import event
from provider_exchanges import Server, answered, failed

from portcheck.model.completion import Usage

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


@pytest.mark.parametrize("written", ["{broken", "[1]", '{"x": NaN}'])
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
        assert (error.failure.error_class, error.failure.retryable) == ("connection", True)


def test_the_answer_is_whole_before_its_metadata() -> None:
    raw = stream(delta(0, text="Hi."), ("messageStop", {"stopReason": "end_turn"}))
    got = answered(Server(body=raw + b"\0\0", chunk=9), converse(stream=True))
    assert (got.text, got.usage) == ("Hi.", Usage())


@pytest.mark.parametrize("chunk", [0, 1])
def test_a_damaged_stream(chunk: int) -> None:
    raw = stream(delta(0, text="Hi."))
    for body in (raw + b"\xff" * 40, raw[:-1] + b"?"):
        error = failed(Server(body=body, chunk=chunk), converse(stream=True))
        assert error.failure.error_class == "malformed_response"
    assert (
        failed(Server(body=b"<html>"), converse(stream=True)).failure.error_class
        == "malformed_response"
    )


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
        assert (error.failure.error_class, error.failure.retryable) == (error_class, retryable)
        assert (error.failure.vendor_code, error.message) == (kind, message)


def test_an_exception_after_the_answer_is_kept_with_it() -> None:
    raw = stream(delta(0, text="Hi."), ("messageStop", {"stopReason": "end_turn"}))
    raw += event("internalServerException", {"message": "Oops"}, "exception")
    got = answered(Server(body=raw), converse(stream=True))
    assert got.text == "Hi."
    assert got.error is not None
    assert got.error.error_class == "server"


def starts(index: int | None, key: str, name: str, **more: Any) -> tuple[str, Any]:
    use = {"toolUseId": key, "name": name, **more}
    event = {"contentBlockIndex": index, "start": {"toolUse": use}}
    return ("contentBlockStart", {k: v for k, v in event.items() if v is not None})


def brings(index: int | None, **piece: Any) -> tuple[str, Any]:
    event = {"contentBlockIndex": index, "delta": piece}
    return ("contentBlockDelta", {k: v for k, v in event.items() if v is not None})


def written(index: int | None, piece: Any) -> tuple[str, Any]:
    return brings(index, toolUse={"input": piece})


END = ("messageStop", {"stopReason": "tool_use"})
ADD = ("a", "add", {"x": 1})


@pytest.mark.parametrize("index", [(0, 1), (0, 0), (None, None), (1, 0)])
@pytest.mark.parametrize("second", ["b", "a"])
def test_two_calls_stay_two(index: tuple[int | None, int | None], second: str) -> None:
    raw = stream(
        *(starts(index[0], "a", "add"), written(index[0], '{"x":1}')),
        *(starts(index[1], second, "sub"), written(index[1], '{"y":2}'), END),
    )
    got = answered(Server(body=raw), converse(stream=True))
    calls = sorted((call.name, call.id, call.arguments) for call in got.tool_calls)
    assert calls == [("add", "a", {"x": 1}), ("sub", second, {"y": 2})]


@pytest.mark.parametrize(
    "events",
    [
        # A placeholder, before the input or after it.
        [starts(0, "a", "add"), *(written(0, one) for one in ("{}", '{"x"', ":1}"))],
        [starts(0, "a", "add", input={"x": 1}), written(0, "{}")],
        # Input as an object; everything in one piece that nothing announced.
        [starts(0, "a", "add"), written(0, {"x": 1})],
        [brings(0, toolUse={"toolUseId": "a", "name": "add", "input": '{"x":1}'})],
        # Announced twice, and said twice.
        [starts(0, "a", "add"), starts(0, "a", "add"), written(0, '{"x":1}')],
        [starts(0, "a", "add", input={"x": 1}), starts(1, "a", "add", input={"x": 1})],
        # Under one index with a text, or under the index of a text.
        [brings(0, text="Hi"), starts(0, "a", "add"), written(0, '{"x":1}')],
        [starts(0, "a", "add"), written(0, '{"x":1}'), brings(0, text="Hi")],
        [brings(0, text="Hi"), starts(1, "a", "add"), written(0, '{"x":1}')],
    ],
)
def test_one_call_stays_one(events: list[Any]) -> None:
    got = answered(Server(body=stream(*events, END)), converse(stream=True))
    assert [(call.id, call.name, call.arguments) for call in got.tool_calls] == [ADD]
    assert got.text == ("Hi" if any("Hi" in str(event) for event in events) else "")
