"""Calls to servers that misbehave: every end is bounded, typed and told."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Sequence

import pytest
from sockets import ANSWER, Client, asked, failed_at, response, serving

from portcheck.model.completion import Completion
from portcheck.providers.call import response_limits as bounds
from portcheck.providers.transport import client
from portcheck.providers.transport.client import HttpClient, total_s
from portcheck.run.execute.event_loop import new_event_loop

MB = 1024 * 1024


def texts(found: Sequence[object]) -> list[object]:
    return [one.text if isinstance(one, Completion) else one for one in found]


def test_one_connection_serves_many_calls() -> None:
    with serving() as served:
        assert texts(asked(served.url, times=5)) == ["Hi."] * 5
        assert (served.connections, len(served.requests)) == (1, 5)
        head = served.requests[0].lower()
        assert head.startswith(b"post /v1/chat/completions http/1.1\r\nhost: 127.0.0.1:")
        assert b"\r\naccept-encoding: gzip\r\n" in head
        said = [line.partition(b":")[0] for line in head.partition(b"\r\n\r\n")[0].splitlines()[1:]]
        ours = (b"host", b"authorization", b"accept", b"accept-encoding", b"user-agent")
        assert sorted(said) == sorted((*ours, b"content-type", b"content-length"))


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, new_event_loop])
def test_a_request_leaves_before_others_get_their_turn(
    loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    came, arrived = threading.Event(), list[bool]()

    def notes(client: Client) -> None:
        client.request()
        client.say(response())
        client.request()
        came.set()
        client.say(response())
        client.wait()

    async def main(url: str) -> None:
        asking = HttpClient(url, timeout_s=20)

        async def ask() -> None:
            async with asking.post(b"{}") as reply:
                await reply.read(MB)

        async def busy() -> None:
            arrived.append(came.wait(10))

        await ask()  # opens the connection
        await asyncio.gather(ask(), busy())
        await asking.aclose()

    with serving(notes) as served, asyncio.Runner(loop_factory=loop) as runner:
        runner.run(main(served.url))
    assert arrived == [True]


def test_ipv6() -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    try:
        with serving(host="::1") as served:
            assert texts(asked(served.url)) == ["Hi."]
            assert f"host: [::1]:{served.port}".encode() in served.requests[0]
    except OSError as exc:
        pytest.skip(f"this machine has no IPv6 loopback: {exc}")


def test_http_1_0_and_a_body_that_ends_with_the_connection() -> None:
    def old(client: Client) -> None:
        client.request()
        client.say(b"HTTP/1.0 200 OK\r\n\r\n", ANSWER)

    with serving(old) as served:
        assert texts(asked(served.url, times=2)) == ["Hi."] * 2
        assert served.connections == 2


def test_pieces_however_small_and_informational_responses() -> None:
    def slow(client: Client) -> None:
        client.request()
        whole = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + response()
        client.say(*(whole[i : i + 7] for i in range(0, len(whole), 7)))
        client.wait()

    with serving(slow) as served:
        assert texts(asked(served.url)) == ["Hi."]


def test_compressed_answers() -> None:
    def packed(client: Client) -> None:
        for data, name in (
            (gzip.compress(ANSWER), "gzip"),
            (zlib.compress(ANSWER), "deflate"),
            (ANSWER, "identity"),
        ):
            client.request()
            client.say(response(data, f"content-encoding: {name}"))

    with serving(packed) as served:
        assert texts(asked(served.url, times=3)) == ["Hi."] * 3
        assert served.connections == 1


@pytest.mark.parametrize(
    ("encoding", "data", "said"),
    [
        ("gzip", b"this is no gzip", "does not decompress"),
        ("gzip", gzip.compress(ANSWER)[:-9], "ends in the middle of compressed data"),
        ("br", ANSWER, "'br'"),
    ],
)
def test_compression_that_cannot_be_undone(encoding: str, data: bytes, said: str) -> None:
    def packed(client: Client) -> None:
        client.request()
        client.say(response(data, f"content-encoding: {encoding}"))

    with serving(packed) as served:
        error = failed_at(served.url)
        assert (error.failure.error_class, error.failure.retryable) == ("malformed_response", False)
        assert said in error.message


def test_headers_by_lower_cased_name() -> None:
    def says(client: Client) -> None:
        client.request()
        client.say(response(ANSWER, "X-Twice: a", "X-Once: Gr\u00fc\u00dfe", "x-twice: b"))

    async def ask(url: str) -> dict[str, str]:
        asking = HttpClient(url, timeout_s=5)
        async with asking.post(b"{}") as reply:
            await reply.read(MB)
        await asking.aclose()
        return dict(reply.headers)

    with serving(says) as served:
        found = asyncio.run(ask(served.url))
    assert (found["x-twice"], found["x-once"]) == ("a, b", "Gr\u00fc\u00dfe")
    assert {name.lower() for name in found} == set(found)


def closes_after_one(client: Client) -> None:
    client.request()
    client.say(response())


async def seen(happened: threading.Event) -> None:
    """Waits until what a server has done to a connection has come to its client."""
    while not happened.is_set():  # noqa: ASYNC110  # it is set by a thread
        await asyncio.sleep(0.001)
    happened.clear()
    await asyncio.sleep(0.01)


def test_a_connection_that_died_while_idle_is_not_used_again() -> None:
    died = threading.Event()

    def dies(client: Client) -> None:
        closes_after_one(client)
        client.socket.shutdown(socket.SHUT_RDWR)
        died.set()

    async def ask(url: str) -> list[int]:
        asking = HttpClient(url, timeout_s=5)
        found = []
        for _ in range(3):
            async with asking.post(b"{}") as reply:
                assert await reply.read(MB) == ANSWER
            await seen(died)
            found.append(reply.status)
        await asking.aclose()
        return found

    with serving(dies) as served:
        assert asyncio.run(ask(served.url)) == [200] * 3
        assert served.connections == 3


def test_a_connection_that_dies_as_it_is_used_again_can_be_retried() -> None:
    with serving(closes_after_one) as served:
        for found in asked(served.url, times=5):
            if not isinstance(found, Completion):  # the end and the next request have crossed
                assert (found.failure.error_class, found.failure.retryable) == ("connection", True)


def test_a_connection_that_was_idle_for_long_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("portcheck.providers.transport.connections.KEEP_IDLE_S", -1.0)
    with serving() as served:
        assert texts(asked(served.url, times=2)) == ["Hi."] * 2
        assert served.connections == 2


def test_bytes_that_nobody_asked_for_end_a_connection() -> None:
    answered, talked = threading.Event(), threading.Event()

    def talkative(client: Client) -> None:
        while client.request():
            client.say(response())
            answered.wait(5)
            answered.clear()
            client.say(response(b"{}"))
            talked.set()

    async def ask(url: str) -> None:
        asking = HttpClient(url, timeout_s=5)
        for _ in range(2):
            async with asking.post(b"{}") as reply:
                assert await reply.read(MB) == ANSWER
            answered.set()
            await seen(talked)
        await asking.aclose()

    with serving(talkative) as served:
        asyncio.run(ask(served.url))
        assert served.connections == 2


def test_cookies_are_not_sent_back() -> None:
    def setting(client: Client) -> None:
        while client.request():
            client.say(response(ANSWER, "set-cookie: session=1; path=/"))

    with serving(setting) as served:
        assert texts(asked(served.url.replace("127.0.0.1", "localhost"), times=2)) == ["Hi."] * 2
        assert not any(b"cookie" in head.lower() for head in served.requests)


# --- what ends badly ------------------------------------------------------------------------------


def closes(client: Client) -> None:
    client.request()


def resets(client: Client) -> None:
    client.request()
    client.say(response()[:60])
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stops_mid_body(client: Client) -> None:
    client.request()
    client.say(response()[:-5])
    client.wait()


def cut_mid_body(client: Client) -> None:
    client.request()
    client.say(response()[:-5])


def never_answers(client: Client) -> None:
    client.request()
    client.wait()


def garbage_chunks(client: Client) -> None:
    client.request()
    client.say(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nnot a chunk\r\n")
    client.wait()


def garbage_after_a_good_start(client: Client) -> None:
    client.request()
    pause = threading.Event()
    client.say(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    pause.wait(0.05)
    client.say(b"1\r\n \r\n")
    pause.wait(0.05)
    client.say(b"zz\r\nnot a chunk\r\n")
    client.wait()


def cut_mid_chunk(client: Client) -> None:
    client.request()
    client.say(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n ")


def not_http(client: Client) -> None:
    client.request()
    client.say(b"220 mail.probe.test ESMTP\r\n\r\n")
    client.wait()


def huge_header(client: Client) -> None:
    client.request()
    client.say(b"HTTP/1.1 200 OK\r\nx-filler: ")
    while True:
        client.say(b"x" * 65536)


def large_headers(client: Client) -> None:
    client.request()
    client.say(b"HTTP/1.1 200 OK\r\n")
    for number in range(4):
        client.say(b"x-filler-%d: " % number + b"x" * 30_000 + b"\r\n")
    client.say(b"content-length: 2\r\n\r\n{}")
    client.wait()


def many_headers(client: Client) -> None:
    client.request()
    client.say(b"HTTP/1.1 200 OK\r\n")
    while True:
        client.say(b"x-filler: x\r\n" * 1000)


@pytest.mark.parametrize(
    ("handle", "error_class", "said"),
    [
        (closes, "connection", "closed the connection"),
        (resets, "connection", "closed the connection"),
        (cut_mid_body, "connection", "closed the connection"),
        (never_answers, "timeout", "sent nothing for 0.2 s"),
        (stops_mid_body, "timeout", "sent nothing for 0.2 s"),
        (cut_mid_chunk, "connection", "closed the connection"),
        (garbage_after_a_good_start, "malformed_response", "does not follow HTTP"),
        (garbage_chunks, "malformed_response", "does not follow HTTP"),
        (not_http, "malformed_response", "does not follow HTTP"),
        (huge_header, "malformed_response", "headers of more than 100 kB"),
        (large_headers, "malformed_response", "headers of more than 100 kB"),
        (many_headers, "malformed_response", "headers of more than 100 kB"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_every_end_is_typed(
    handle: Callable[[Client], None], error_class: str, said: str, stream: bool
) -> None:
    with serving(handle) as served:
        patience = 0.2 if error_class == "timeout" else 60
        error = failed_at(served.url, timeout_s=patience, stream=stream)
    assert error.failure.error_class == error_class
    assert error.failure.retryable is (error_class != "malformed_response")
    assert said in error.message
    assert f"127.0.0.1:{served.port}" in error.message


def drips(client: Client) -> None:
    client.request()
    client.say(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    pause = threading.Event()
    while True:
        client.say(b"1\r\n \r\n")
        pause.wait(0.02)


def drips_headers(client: Client) -> None:
    client.request()
    client.say(b"HTTP/1.1 200 OK\r\n")
    pause = threading.Event()
    while True:
        client.say(b"x-more: yes\r\n")
        pause.wait(0.02)


@pytest.mark.parametrize("handle", [drips, drips_headers])
@pytest.mark.parametrize("stream", [False, True])
def test_a_drip_ends_at_the_total_limit(
    monkeypatch: pytest.MonkeyPatch, handle: Callable[[Client], None], stream: bool
) -> None:
    monkeypatch.setattr(client, "TOTAL_TIMEOUTS", 1)  # of silence there is less, on any machine
    with serving(handle) as served:
        error = failed_at(served.url, timeout_s=0.4, stream=stream)  # though the drip has no end
    assert (error.failure.error_class, error.failure.retryable) == ("timeout", True)
    assert "still sending after 0.4 s" in error.message


def test_the_total_limit() -> None:
    assert [total_s(seconds) for seconds in (2.0, 60.0, 600.0, 7200.0)] == [20, 600, 3600, 7200]


def endless_body(client: Client) -> None:
    client.request()
    client.say(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        client.say(b"10000\r\n" + b" " * 65536 + b"\r\n")


def fifty_megabytes(client: Client) -> None:
    client.request()
    client.say(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % (50 * MB))
    for _ in range(50):
        client.say(b" " * MB)
    client.wait()


def bomb(client: Client) -> None:
    client.request()
    packed = gzip.compress(bytes(64 * MB), 9)
    client.say(response(packed, "content-encoding: gzip"))
    client.wait()


@pytest.mark.parametrize("handle", [fifty_megabytes, endless_body, bomb])
@pytest.mark.parametrize("stream", [False, True])
def test_a_body_without_bounds(
    monkeypatch: pytest.MonkeyPatch, handle: Callable[[Client], None], stream: bool
) -> None:
    monkeypatch.setattr(bounds, "DEFAULT_MB", 4)
    monkeypatch.setattr(bounds, "PER_STREAM", 1)
    with serving(handle) as served:
        tracemalloc.start()
        try:
            error = failed_at(served.url, timeout_s=20, stream=stream)
            if handle is not bomb:  # whose server packs its megabytes in this very process
                assert tracemalloc.get_traced_memory()[1] < 32 * MB
        finally:
            tracemalloc.stop()
    assert (error.failure.error_class, error.failure.retryable) == ("malformed_response", False)
    assert "larger than 4 MB" in error.message


def endless_events(client: Client) -> None:
    client.request()
    client.say(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
    while True:
        client.say(b'data: {"choices": [{"index": 0, "delta": {"content": "and "}}]}\n\n' * 500)


def test_an_endless_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "DEFAULT_MB", 1)
    with serving(endless_events) as served:
        error = failed_at(served.url, stream=True)
    assert (error.failure.error_class, error.failure.retryable) == ("malformed_response", False)


def test_a_redirect_is_not_followed_and_the_key_stays() -> None:
    with serving() as elsewhere:

        def away(client: Client) -> None:
            client.request()
            client.say(response(b"", f"location: {elsewhere.url}", status="307 Temporary Redirect"))

        with serving(away) as served:
            error = failed_at(served.url)
        assert (error.failure.error_class, error.failure.http_status) == ("not_found", 307)
        assert "portcheck never follows redirects: give provider" in error.hint
        assert elsewhere.connections == 0


def test_a_large_request_against_a_server_that_answers_before_it_is_read() -> None:
    def early(client: Client) -> None:
        client.socket.recv(1000)
        body = b'{"error": {"message": "too large"}}'
        client.say(response(body, "connection: close", status="413 Payload Too Large"))
        client.wait()

    with serving(early) as served:
        error = failed_at(served.url, timeout_s=5, model="m" * (4 * MB))
    assert error.failure.http_status == 413


def test_a_slow_upload_is_not_silence() -> None:
    size = 10 * MB  # more than the system's own buffers hold
    pauses: list[bool] = []

    def sips(client: Client) -> None:
        left, pause = size, threading.Event()
        while left > 0:
            left -= len(client.socket.recv(256 * 1024))
            if len(pauses) < 10:
                pauses.append(pause.wait(0.1))
        client.say(response())
        client.wait()

    with serving(sips, receive_buffer=64 * 1024) as served:
        assert texts(asked(served.url, timeout_s=0.8, model="m" * size)) == ["Hi."]
        assert len(pauses) == 10
