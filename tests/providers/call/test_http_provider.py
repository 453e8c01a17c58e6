"""What makes an answer of a response: the shared part of every dialect over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from provider_exchanges import (
    KEY,
    QUESTION,
    VARIABLE,
    Pieces,
    Server,
    answered,
    ask,
    chat_body,
    chat_chunk,
    failed,
    message_body,
    spec,
    sse,
    without_timing,
)

from portcheck.errors import ProviderError
from portcheck.model.completion import Completion
from portcheck.providers.open_provider import open_provider

DIALECTS = ("openai-chat", "anthropic")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "body",
    [
        *(b"<html><body>Welcome</body></html>", b"OK", b"[]", b"3", b'"text"', b"{}", b"{"),
        *(b"data: {\n\n", b"data: 3\n\n", b"\xff\xfe", b'{"choices": [[' + b"[" * 5000),
    ],
)
def test_bodies_that_are_no_answer(dialect: str, stream: bool, body: bytes) -> None:
    error = failed(Server(body=body), spec(dialect, stream=stream))
    assert (error.failure.error_class, error.failure.retryable) == ("malformed_response", False)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_empty_body_is_no_answer_and_an_empty_stream_was_cut(dialect: str) -> None:
    for body in (b"", b"  \n"):
        assert failed(Server(body=body), spec(dialect)).failure.error_class == "malformed_response"
        error = failed(Server(body=body), spec(dialect, stream=True))
        assert (error.failure.error_class, error.failure.retryable) == ("connection", True)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(body=st.binary(max_size=80) | st.text(max_size=60).map(str.encode), stream=st.booleans())
@settings(max_examples=60, deadline=None)
def test_garbage_never_raises_anything_but_provider_errors(
    dialect: str, body: bytes, stream: bool
) -> None:
    for data in (body, b"data: " + body + b"\n\n", b'{"choices": [' + body + b"]}"):
        got = ask(Server(body=data, chunk=7), spec(dialect, stream=stream))
        assert isinstance(got, (Completion, ProviderError))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**6) | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("choices", "message", "delta", "content", "tool_calls", "function", "usage"),
                    *("error", "index", "finish_reason", "type", "id", "name", "arguments"),
                    *("input", "text", "content_block", "stop_reason", "prompt_tokens", "model"),
                    "prompt_tokens_details",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=JSON, kind=st.sampled_from(["message_start", "content_block_delta", "message_delta"]))
@settings(max_examples=40, deadline=None)
def test_json_of_any_shape_never_raises_anything_but_provider_errors(
    dialect: str, data: Any, kind: str
) -> None:
    shapes: list[bytes] = [
        json.dumps(data).encode(),
        json.dumps({"choices": [data], "content": [data], "usage": data}).encode(),
        json.dumps({"choices": [{"message": data, "finish_reason": data}]}).encode(),
        sse(
            [{"type": kind, "message": data, "delta": data, "choices": [{"delta": data}]}, "[DONE]"]
        ),
        sse([{"type": "message_start", "message": data}, {"type": "message_stop"}, "[DONE]"]),
    ]
    for body in shapes:
        for status in (200, 400):
            got = ask(Server(body=body, status=status), spec(dialect, stream=True))
            assert isinstance(got, (Completion, ProviderError))


def test_json_is_tried_whatever_the_content_type_says() -> None:
    body = b"\n\n   \n" + json.dumps(chat_body()).encode()
    for kind in ("application/octet-stream", "text/event-stream", "text/html"):
        assert answered(Server(body=body, headers={"content-type": kind})).text == "Hi."


def test_a_stream_that_nobody_asked_for_is_read_and_so_is_a_body_instead_of_one() -> None:
    stream = sse([chat_chunk({"content": "Hi."}), chat_chunk(finish_reason="stop"), "[DONE]"])
    assert answered(Server(body=stream)).text == "Hi."
    assert answered(Server(body=chat_body()), spec(stream=True)).text == "Hi."


def test_headers_of_an_answer() -> None:
    headers = {
        "X-Request-Id": "req_1",
        "X-RateLimit-Remaining-Requests": "99",
        "anthropic-ratelimit-requests-limit": "50",
        "retry-after": "2",
        "set-cookie": "session=1",
    }
    got = answered(Server(body=chat_body(), headers=headers))
    assert got.request_id == "req_1"
    assert got.rate_limit == {
        "x-ratelimit-remaining-requests": "99",
        "anthropic-ratelimit-requests-limit": "50",
    }


def test_timing() -> None:
    whole = answered(Server(body=chat_body()))
    assert whole.timing.total_s > 0
    assert whole.timing.first_token_s is None
    stream = sse([chat_chunk({"content": "Hi."}), chat_chunk(finish_reason="stop"), "[DONE]"])
    got = answered(Server(body=stream, chunk=9), spec(stream=True))
    assert got.timing.first_token_s is not None
    assert 0 < got.timing.first_token_s <= got.timing.total_s


async def _paced() -> AsyncIterator[bytes]:
    """Three tokens, the last after a pause; a keep-alive comment is no token."""
    for text, pause in (("a", 0.0), ("b", 0.0), ("c", 0.05)):
        await asyncio.sleep(pause)
        yield b": still here\n\n"
        yield sse([chat_chunk({"content": text})])
    yield sse([chat_chunk(finish_reason="stop"), "[DONE]"])


def carrying(pieces: AsyncIterator[bytes]) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(200, stream=Pieces(pieces)))


def test_gaps_between_pieces_are_timed() -> None:
    async def once() -> Completion:
        provider = open_provider(spec(stream=True), {VARIABLE: KEY}, transport=carrying(_paced()))
        return await provider.complete(QUESTION)

    got = asyncio.run(once())
    assert got.text == "abc"
    timing = got.timing
    assert timing.longest_gap_s is not None
    assert timing.median_gap_s is not None
    assert 0.04 < timing.longest_gap_s <= timing.total_s
    assert timing.median_gap_s <= timing.longest_gap_s
    one = answered(
        Server(body=sse([chat_chunk({"content": "x"}), chat_chunk(finish_reason="stop")])),
        spec(stream=True),
    )
    assert (one.timing.median_gap_s, one.timing.longest_gap_s) == (None, None)


async def _stays_open() -> AsyncIterator[bytes]:
    yield sse([chat_chunk({"content": "Hi."}), chat_chunk(finish_reason="stop"), "[DONE]"])
    await asyncio.Event().wait()


def test_a_connection_that_stays_open_after_the_end_marker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("portcheck.providers.call.http_provider._DRAIN_S", 0.01)

    async def once() -> Completion:
        provider = open_provider(
            spec(stream=True), {VARIABLE: KEY}, transport=carrying(_stays_open())
        )
        return await asyncio.wait_for(provider.complete(QUESTION), 5)

    assert asyncio.run(once()).text == "Hi."


def test_an_answer_that_echoes_the_key_loses_it() -> None:
    message = {"content": f"Your key is {KEY}.", "refusal": None}
    headers = {"x-request-id": KEY, "x-ratelimit-note": KEY}
    got = answered(Server(body={**chat_body(message), "model": KEY}, headers=headers))
    assert KEY not in repr(got)
    assert got.text == "Your key is ***."


def test_a_short_key_is_hidden_in_errors_and_left_alone_in_answers() -> None:
    short = {VARIABLE: "ollama"}
    got = ask(Server(body=chat_body({"content": "ollama runs models"})), environ=short)
    assert isinstance(got, Completion)
    assert got.text == "ollama runs models"
    wrong = {"error": {"message": "ollama is no key"}}
    refused = ask(Server(body=wrong, status=401), environ=short)
    assert isinstance(refused, ProviderError)
    assert refused.message == "*** is no key"


def test_lone_surrogates_are_replaced_and_split_pairs_joined() -> None:
    body = json.dumps(chat_body({"content": "PLACE"})).replace("PLACE", "\\ud83d!")
    assert answered(Server(body=body)).text == "\ufffd!"
    chunk = json.dumps(chat_chunk({"content": "PLACE"}))
    chunks = [chunk.replace("PLACE", half) for half in ("\\ud83d", "\\ude04")]
    stream = sse([*chunks, chat_chunk(finish_reason="stop"), "[DONE]"])
    assert answered(Server(body=stream), spec(stream=True)).text == "\U0001f604"


def test_vendor_messages_are_bounded_and_printable() -> None:
    message = "\x1b[31mred\r\nX-Injected: 1\x00 " + "long " * 1000
    error = failed(Server(body={"error": {"message": message}}, status=400))
    assert len(error.message) <= 500
    assert error.message.isprintable()


def test_a_key_at_the_edge_of_a_long_message_is_hidden_whole() -> None:
    message = "x" * (500 - len(KEY) // 2) + KEY
    error = failed(Server(body={"error": {"message": message}}, status=400))
    assert KEY[:6] not in error.message


def test_identity_shows_no_query_and_no_key() -> None:
    provider = open_provider(
        spec(base_url="https://r.openai.azure.com/openai/deployments/d?api-version=1&x=secret"),
        {VARIABLE: KEY},
    )
    shown = repr(provider) + repr(vars(provider)) + repr(dict(provider.identity()))
    assert KEY not in shown
    assert "secret" not in repr(dict(provider.identity()))
    assert provider.identity()["host"] == "r.openai.azure.com"


def test_an_error_after_a_finished_answer_is_kept_beside_it() -> None:
    stream = sse(
        [
            chat_chunk({"content": "All of it"}, finish_reason="length"),
            {**chat_chunk(), "error": {"code": 400, "message": "No room left"}},
            "[DONE]",
        ]
    )
    got = answered(Server(body=stream), spec(stream=True))
    assert (got.text, got.finish_reason) == ("All of it", "length")
    assert got.error is not None
    assert (got.error.error_class, got.error.vendor_code) == ("invalid_request", "400")


@pytest.mark.parametrize("cut", [0, 10, 100])
def test_a_whole_body_that_is_cut_is_a_connection_error(cut: int) -> None:
    for stream in (False, True):
        error = failed(Server(body=chat_body(), cut=cut, chunk=5), spec(stream=stream))
        assert (error.failure.error_class, error.failure.retryable) == ("connection", True)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_two_ways_agree(dialect: str) -> None:
    whole, stream = BOTH[dialect]
    answers = [answered(Server(body=whole), spec(dialect))]
    answers += [
        answered(Server(body=stream, chunk=chunk), spec(dialect, stream=True))
        for chunk in (0, 1, 2, 7, 61)
    ]
    assert len({repr(without_timing(answer)) for answer in answers}) == 1
    assert answers[0].reasoning_text == "Let me see."
    assert [call.arguments for call in answers[0].tool_calls] == [{"city": "Lima"}, {}]


@pytest.mark.parametrize("dialect", DIALECTS)
@given(cuts=st.lists(st.integers(1, 40), min_size=1, max_size=10))
@settings(max_examples=30, deadline=None)
def test_any_chunking_gives_the_same_completion(dialect: str, cuts: list[int]) -> None:
    stream = BOTH[dialect][1]
    first = answered(Server(body=stream, chunk=cuts[0]), spec(dialect, stream=True))
    assert without_timing(first) == without_timing(
        answered(Server(body=stream, chunk=sum(cuts)), spec(dialect, stream=True))
    )


CALLS = [("call_a", "weather", '{"city": "Lima"}'), ("call_b", "now", "")]
BOTH: dict[str, tuple[Any, bytes]] = {
    "openai-chat": (
        chat_body(
            {
                "content": "One moment.",
                "reasoning": "Let me see.",
                "tool_calls": [
                    {"id": i, "type": "function", "function": {"name": n, "arguments": a}}
                    for i, n, a in CALLS
                ],
            },
            finish_reason="tool_calls",
        ),
        sse(
            [
                chat_chunk({"role": "assistant", "content": None}),
                chat_chunk({"reasoning": "Let me "}),
                chat_chunk({"reasoning": "see."}),
                chat_chunk({"content": "One "}),
                chat_chunk({"content": "moment."}),
                *(
                    chat_chunk(
                        {
                            "tool_calls": [
                                {
                                    "index": index,
                                    "id": i,
                                    "type": "function",
                                    "function": {"name": n, "arguments": a[:5]},
                                }
                            ]
                        }
                    )
                    for index, (i, n, a) in enumerate(CALLS)
                ),
                chat_chunk(
                    {"tool_calls": [{"index": 0, "function": {"arguments": CALLS[0][2][5:]}}]}
                ),
                chat_chunk(finish_reason="tool_calls"),
                {
                    "id": "chatcmpl-1",
                    "model": "probe-1-2026-01-01",
                    "choices": [],
                    "usage": {"prompt_tokens": 5, "completion_tokens": 2},
                },
                "[DONE]",
            ]
        ),
    ),
    "anthropic": (
        message_body(
            content=[
                {"type": "thinking", "thinking": "Let me see.", "signature": "s"},
                {"type": "text", "text": "One moment."},
                {"type": "tool_use", "id": "call_a", "name": "weather", "input": {"city": "Lima"}},
                {"type": "tool_use", "id": "call_b", "name": "now", "input": {}},
            ],
            stop_reason="tool_use",
        ),
        sse(
            [
                {
                    "type": "message_start",
                    "message": message_body(
                        content=[],
                        stop_reason=None,
                        usage={"input_tokens": 5, "output_tokens": 1},
                    ),
                },
                {
                    "type": "content_block_start",
                    "index": 0,
                    "content_block": {"type": "thinking", "thinking": "", "signature": ""},
                },
                {"type": "ping"},
                *(
                    {
                        "type": "content_block_delta",
                        "index": 0,
                        "delta": {"type": "thinking_delta", "thinking": piece},
                    }
                    for piece in ("Let me ", "see.")
                ),
                {
                    "type": "content_block_delta",
                    "index": 0,
                    "delta": {"type": "signature_delta", "signature": "s"},
                },
                {"type": "content_block_stop", "index": 0},
                {
                    "type": "content_block_start",
                    "index": 1,
                    "content_block": {"type": "text", "text": ""},
                },
                *(
                    {
                        "type": "content_block_delta",
                        "index": 1,
                        "delta": {"type": "text_delta", "text": piece},
                    }
                    for piece in ("One ", "moment.")
                ),
                *(
                    event
                    for index, (i, n, a) in enumerate(CALLS, start=2)
                    for event in (
                        {
                            "type": "content_block_start",
                            "index": index,
                            "content_block": {"type": "tool_use", "id": i, "name": n, "input": {}},
                        },
                        {
                            "type": "content_block_delta",
                            "index": index,
                            "delta": {"type": "input_json_delta", "partial_json": a[:4]},
                        },
                        {
                            "type": "content_block_delta",
                            "index": index,
                            "delta": {"type": "input_json_delta", "partial_json": a[4:]},
                        },
                    )
                ),
                {
                    "type": "message_delta",
                    "delta": {"stop_reason": "tool_use", "stop_sequence": None},
                    "usage": {"output_tokens": 2},
                },
                {"type": "message_stop"},
            ],
            named=True,
        ),
    ),
}


@pytest.mark.parametrize(("status", "error_class"), [(500, "server"), (401, "auth")])
def test_a_key_that_is_an_ordinary_word_leaves_the_class_alone(
    status: int, error_class: str
) -> None:
    body = {"error": {"message": f"no {error_class} here"}}
    got = ask(Server(status=status, body=body), environ={VARIABLE: error_class})
    assert isinstance(got, ProviderError)
    assert got.failure.error_class == error_class
    assert got.failure.message == "no *** here"


GREETING = {"role": "assistant", "content": "Hello."}
ENDED = {
    "openai-chat": sse([chat_chunk({"content": "Hello."}, finish_reason="stop"), "[DONE]"]),
    "mistral": sse([chat_chunk({"content": "Hello."}, finish_reason="stop"), "[DONE]"]),
    "openai-responses": sse(
        [
            {"type": "response.output_text.delta", "item_id": "m", "delta": "Hello."},
            {"type": "response.completed", "response": {"status": "completed", "output": []}},
        ]
    ),
    "anthropic": sse(
        [
            {"type": "message_start", "message": message_body(content=[], stop_reason=None)},
            {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "Hello."}},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}},
            {"type": "message_stop"},
        ]
    ),
    "cohere": sse(
        [
            {"type": "content-delta", "delta": {"message": {"content": {"text": "Hello."}}}},
            {"type": "message-end", "delta": {"finish_reason": "COMPLETE"}},
        ]
    ),
    "ollama": json.dumps({"message": GREETING, "done": True, "done_reason": "stop"}).encode()
    + b"\n",
}
"""A whole stream of each dialect that has an end marker."""


@pytest.mark.parametrize("dialect", ENDED)
@pytest.mark.parametrize(
    "after", [b"data: <html>\n\n", b"oops\n\n", b'data: {"error": "late"}\n\n', b"\xff\x00"]
)
@pytest.mark.parametrize("asked", [True, False])
@given(sizes=st.lists(st.integers(1, 700), min_size=1, max_size=6))
@settings(max_examples=8, deadline=None)
def test_what_follows_the_end_reads_alike_in_any_pieces(
    dialect: str, after: bytes, asked: bool, sizes: list[int]
) -> None:
    data = ENDED[dialect] + after
    whole = without_timing(answered(Server(body=data), spec(dialect, stream=asked)))
    assert (whole.text, whole.finish_reason, whole.error) == ("Hello.", "stop", None)
    for size in (*sizes, len(ENDED[dialect])):
        cut = answered(Server(body=data, chunk=size), spec(dialect, stream=asked))
        assert without_timing(cut) == whole


def test_comments_before_a_body() -> None:
    body = b": waiting\n\n: waiting\n\n" + json.dumps(chat_body(), indent=1).encode()
    for stream in (True, False):
        got = answered(Server(body=body, chunk=9), spec(stream=stream))
        assert got.text == "Hi."
