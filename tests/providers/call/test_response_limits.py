"""What one response may cost."""

from __future__ import annotations

import time
from typing import Any

import pytest
from provider_exchanges import Server, answered, chat_body, chat_chunk, failed, spec, sse

from portcheck.plugins import DIALECTS
from portcheck.providers.call import response_limits as bounds
from portcheck.providers.call.response_limits import (
    DEFAULT_MB,
    PER_STREAM,
    max_bytes,
    review_bounds,
)

MB = 1024 * 1024


def test_an_option_raises_the_limit() -> None:
    assert max_bytes(spec(), stream=False) == DEFAULT_MB * MB == 8 * MB
    assert max_bytes(spec(), stream=True) == DEFAULT_MB * MB * PER_STREAM
    raised = spec(options={"max_response_mb": 20})
    assert max_bytes(raised, stream=False) == 20 * MB
    large = chat_body({"content": "x" * (9 * MB)})
    assert "larger than 8 MB" in failed(Server(body=large)).message
    assert len(answered(Server(body=large), raised).text) == 9 * MB


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "8", True, 1025, None])
def test_the_option_is_a_number_of_megabytes(wrong: Any) -> None:
    (mistake,) = review_bounds({"max_response_mb": wrong})
    assert mistake.steps == ("max_response_mb",)
    assert max_bytes(spec(options={"max_response_mb": wrong}), stream=False) == 8 * MB
    assert review_bounds({}) == review_bounds({"max_response_mb": 64}) == ()


def test_every_dialect_of_the_network_takes_it() -> None:
    for name, dialect in DIALECTS.built_in.items():
        assert ("max_response_mb" in dialect.options) == dialect.uses_network, name


def test_a_stream_has_at_most_so_many_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_EVENTS", 50)
    pieces = [chat_chunk({"content": "a"}) for _ in range(49)]
    end = chat_chunk(finish_reason="stop")
    streamed = spec(stream=True)
    assert answered(Server(body=sse([*pieces, end]), chunk=64), streamed).text == "a" * 49
    error = failed(Server(body=sse([*pieces, *pieces, end]), chunk=64), streamed)
    assert (error.failure.error_class, error.message) == (
        "malformed_response",
        "the stream has more than 50 events",
    )


def test_a_stream_takes_at_most_so_much_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(10_000))
    monkeypatch.setattr(time, "thread_time", lambda: float(next(ticks)))
    pieces = [chat_chunk({"content": "a"}) for _ in range(40)]
    error = failed(Server(body=sse(pieces), chunk=64), spec(stream=True))
    assert error.message == "the stream has events that take more than 10 s to read"


@pytest.mark.parametrize("bomb", ["[" + "{}," * MB + "{}]", '["a' + 'b","a' * MB + '"]'])
def test_json_that_would_take_many_times_its_size_is_no_answer(bomb: str) -> None:
    body = f'{{"choices": {bomb}}}'
    assert len(body) < 8 * MB
    assert failed(Server(body=body)).failure.error_class == "malformed_response"
    stream = f"data: {body}\n\n".encode()
    got = failed(Server(body=stream), spec(stream=True))
    assert got.failure.error_class == "malformed_response"
