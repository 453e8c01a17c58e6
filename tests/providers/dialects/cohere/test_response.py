"""What Cohere answers. Every exchange is written from documentation."""

from __future__ import annotations

from typing import Any

import pytest
from cohere_exchanges import chat, end, piece, reply, stream
from provider_exchanges import Server, answered, failed, sse

from portcheck.model.completion import Usage

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
        assert (error.failure.error_class, error.failure.retryable) == ("connection", True)


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
    assert (error.failure.error_class, error.failure.retryable, error.message) == (
        error_class,
        True,
        message,
    )


def test_errors_of_streams_in_other_forms() -> None:
    for event in ({"type": "error", "message": "Oops"}, {"error": {"message": "Oops"}}):
        raw = stream() + sse([event])
        assert failed(Server(body=raw), chat(stream=True)).failure.error_class == "server"
    kept = answered(Server(body=stream(end(error="Oops"))), chat(stream=True))
    assert kept.error is not None
    assert (kept.finish_reason, kept.error.message) == ("stop", "Oops")


def begin(index: int | None, key: str | None, name: str = "add", written: str = "") -> Any:
    function = {"name": name, "arguments": written}
    return {
        **piece("tool-call-start", tool_calls={"id": key, "function": function}),
        "index": index,
    }


def go_on(index: int | None, written: Any) -> Any:
    delta = piece("tool-call-delta", tool_calls={"function": {"arguments": written}})
    return {**delta, "index": index}


@pytest.mark.parametrize("index", [(0, 1), (0, 0), (None, None), (1, 0)])
@pytest.mark.parametrize("keys", [("a", "b"), (None, None)])
def test_two_calls_of_a_stream_stay_two(
    index: tuple[int | None, int | None], keys: tuple[str | None, str | None]
) -> None:
    first, second = index
    raw = stream(
        begin(first, keys[0]),
        go_on(first, '{"x":'),
        go_on(first, "1}"),
        begin(second, keys[1]),
        go_on(second, '{"x": 2}'),
        end(finish_reason="TOOL_CALL"),
    )
    for chunk in (0, 7):
        got = answered(Server(body=raw, chunk=chunk), chat(stream=True))
        found = [(call.id, call.name, call.arguments) for call in got.tool_calls]
        assert found == [(keys[0], "add", {"x": 1}), (keys[1], "add", {"x": 2})]


ADD, SUB = ("add", {"x": 1}), ("sub", {"y": 2})


def stated(key: str, name: str, arguments: str) -> dict[str, Any]:
    return {"id": key, "function": {"name": name, "arguments": arguments}}


BOTH = [stated("a", "add", '{"x":1}'), stated("b", "sub", '{"y":2}')]


@pytest.mark.parametrize(
    "events",
    [
        # Both in one event, at the beginning or at the end, or at the end once more.
        [piece("tool-call-start", tool_calls=BOTH), end()],
        [piece("message-start", tool_calls=BOTH), end()],
        [end(message={"tool_calls": BOTH})],
        [piece("tool-call-start", tool_calls=BOTH), end(message={"tool_calls": BOTH})],
        # One id for both, or none and no beginning.
        [
            *(begin(0, "a"), go_on(0, '{"x":1}')),
            *(begin(1, "a", "sub"), go_on(1, '{"y":2}'), end()),
        ],
        [
            piece("tool-call-delta", tool_calls={"function": {"name": name, "arguments": said}})
            for name, said in (("add", '{"x":1}'), ("sub", '{"y":2}'))
        ]
        + [end()],
    ],
)
def test_no_call_of_a_stream_is_lost(events: list[Any]) -> None:
    got = answered(Server(body=stream(*events)), chat(stream=True))
    assert [(call.name, call.arguments) for call in got.tool_calls] == [ADD, SUB]


@pytest.mark.parametrize("content", ["Hi", [{"type": "text", "text": "Hi"}], {"text": "Hi"}])
def test_content_of_a_stream_in_other_forms(content: Any) -> None:
    for kind in ("message-start", "content-start", "content-delta"):
        got = answered(Server(body=stream(piece(kind, content=content), end())), chat(stream=True))
        assert got.text == "Hi"


@pytest.mark.parametrize(
    "usage",
    [
        {"tokens": {"input_tokens": 5, "output_tokens": 2}},
        {"prompt_tokens": 5, "completion_tokens": 2},
    ],
)
def test_usage_in_other_places_and_words(usage: dict[str, Any]) -> None:
    for last in (end(usage=usage), {**end(), "usage": usage}):
        got = answered(
            Server(body=stream(piece("content-delta", content="Hi"), last)), chat(stream=True)
        )
        assert (got.usage.input_tokens, got.usage.output_tokens) == (5, 2)


@pytest.mark.parametrize(
    "events",
    [
        [begin(0, "a", written="{}"), go_on(0, '{"x":'), go_on(0, "1}")],
        [begin(0, "a"), begin(0, "a"), go_on(0, '{"x":1}')],
        [begin(0, "a"), go_on(0, '{"x":1}'), begin(1, "a", written='{"x":1}')],
        [begin(0, "a"), go_on(3, '{"x":1}')],
        [begin(0, "a"), go_on(0, {"x": 1})],
    ],
)
def test_one_call_of_a_stream_stays_one(events: list[Any]) -> None:
    got = answered(Server(body=stream(*events, end())), chat(stream=True))
    assert [(call.name, call.arguments) for call in got.tool_calls] == [("add", {"x": 1})]
