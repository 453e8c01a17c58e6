"""Connections: bounded bodies, errors by kind, and nothing of a request in any of them."""

from __future__ import annotations

import asyncio
import gzip
import io
import logging
import time
import traceback
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from provider_exchanges import KEY, Server, answered, ask, chat_body, failed, spec

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.providers import http
from portcheck.providers.call.response_limits import PER_STREAM
from portcheck.providers.http import decompressed, join_url


@pytest.mark.parametrize(
    ("base", "path", "joined"),
    [
        ("https://h/v1", "/chat/completions", "https://h/v1/chat/completions"),
        ("https://h/v1/", "/chat/completions", "https://h/v1/chat/completions"),
        ("https://h", "/chat/completions", "https://h/chat/completions"),
        ("https://h/v1/chat/completions", "/chat/completions", "https://h/v1/chat/completions"),
        (
            "https://h/openai/deployments/d?api-version=2024-10-21",
            "/chat/completions",
            "https://h/openai/deployments/d/chat/completions?api-version=2024-10-21",
        ),
        (
            "http://127.0.0.1:8000/openai_chat/0/~chunk=1",
            "/chat/completions",
            "http://127.0.0.1:8000/openai_chat/0/~chunk=1/chat/completions",
        ),
    ],
)
def test_join_url(base: str, path: str, joined: str) -> None:
    assert join_url(base, path) == joined


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_errors(status: int) -> None:
    server = Server(status=status, headers={"location": "https://elsewhere.test/"})
    error = failed(server)
    assert (error.failure.error_class, error.failure.retryable, error.failure.http_status) == (
        "not_found",
        False,
        status,
    )
    assert "portcheck never follows redirects: give provider" in error.hint
    assert len(server.requests) == 1


def test_bodies_are_bounded() -> None:
    for stream, megabytes in ((False, 1), (True, PER_STREAM)):
        found = spec(stream=stream, options={"max_response_mb": 1})
        blank = b" " * (megabytes * 1024 * 1024 + 1)
        error = failed(Server(body=blank, chunk=100_000), found)
        assert error.failure.error_class == "malformed_response"
        assert f"larger than {megabytes} MB" in error.message
    assert answered(Server(body=chat_body())).text == "Hi."


def test_an_error_status_counts_however_its_body_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portcheck.providers.call.http_provider.MAX_ERROR_BYTES", 1000)
    huge = failed(Server(body=b"word " * 2000, status=500, chunk=100))
    assert (huge.failure.error_class, len(huge.message)) == ("server", 500)
    body = {"error": {"message": "No.", "code": "invalid_api_key"}}
    assert failed(Server(body=body, status=401, cut=20)).failure.error_class == "auth"


def test_what_is_sent() -> None:
    server = Server(body=chat_body())
    answered(server)
    request = server.requests[0]
    assert str(request.url) == "https://api.probe.test/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("portcheck/")
    assert server.sent == {
        "model": "probe-1",
        "messages": [{"role": "user", "content": "Hello?"}],
    }


def test_no_key_is_sent_where_none_is_named() -> None:
    server = Server(body=chat_body())
    answered(server, spec(api_key_env=None))
    assert "authorization" not in server.requests[0].headers


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What anybody logs meanwhile."""
    said, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(said), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(handler)
    root.setLevel(level)


def test_no_log_and_no_traceback_shows_the_key(logged: io.StringIO) -> None:
    logging.getLogger("portcheck").debug("it listens")
    got: list[Any] = [
        ask(Server(raises=httpx.ReadError("reset"))),
        ask(Server(status=401, body={"error": {"message": f"bad key {KEY}", "code": KEY}})),
        ask(Server(status=500, body=f"no such key: {KEY}")),
    ]
    for error in got:
        assert isinstance(error, ProviderError)
        shown = "".join(traceback.format_exception(error))
        assert KEY not in shown + repr(vars(error))
        assert error.__cause__ is None
        assert error.__suppress_context__
    assert "***" in got[1].message
    assert "it listens" in logged.getvalue()
    assert KEY not in logged.getvalue()


async def timed_out(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    late = Failure(error_class="timeout", message="h:1 sent nothing for 5 s", retryable=True)
    raise ProviderError(late)


async def read(chunks: AsyncIterator[bytes]) -> int:
    return sum([len(piece) async for piece in decompressed(chunks, "gzip")])


def test_a_decompression_that_runs_out_of_time_says_how_far_it_came() -> None:
    packed = gzip.compress(b"a" * 100_000)[:-20]
    with pytest.raises(ProviderError) as found:
        asyncio.run(read(timed_out(packed)))
    assert (found.value.failure.error_class, found.value.failure.retryable) == ("timeout", True)
    said = found.value.failure.message
    assert said.startswith("h:1 sent nothing for 5 s, before all was decompressed: ")
    assert f"{len(packed):,} bytes of a compressed response came" in said


def test_what_is_whole_was_decompressed_in_time() -> None:
    with pytest.raises(ProviderError) as found:
        asyncio.run(read(timed_out(gzip.compress(b"a"))))
    assert found.value.failure.message == "h:1 sent nothing for 5 s"


def test_a_decompression_that_takes_too_much_cpu_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    async def whole() -> AsyncIterator[bytes]:
        yield gzip.compress(b"a" * 1_000_000)

    ticks = iter(range(1000))
    monkeypatch.setattr(time, "thread_time", lambda: next(ticks))
    monkeypatch.setattr(http, "MAX_DECOMPRESS_S", 3.0)
    with pytest.raises(ProviderError) as found:
        asyncio.run(read(whole()))
    assert found.value.failure.error_class == "malformed_response"
    assert found.value.failure.message == "the response takes more than 3 s to decompress"
