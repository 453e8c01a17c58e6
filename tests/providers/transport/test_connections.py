"""What connections are used for, and what becomes of them."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import weakref
from types import SimpleNamespace
from typing import Any

import aiohttp
import httpx
import pytest
from aiohttp.base_protocol import BaseProtocol
from sockets import ANSWER, Client, response, serving

from portcheck.errors import ProviderError
from portcheck.providers.transport import connections
from portcheck.providers.transport.client import HttpClient
from portcheck.providers.transport.connections import AiohttpTransport, _Body

MB = 1024 * 1024
HEAD, BODY = response()[: -len(ANSWER)], ANSWER


async def said(asking: HttpClient, **headers: str) -> bytes:
    async with asking.post(b"{}", headers) as reply:
        return await reply.read(MB)


async def until(happened: threading.Event) -> None:
    """Waits until what a server has done has come to its client."""
    await asyncio.to_thread(happened.wait, 10)
    await asyncio.sleep(0.05)


def test_only_a_few_of_many_requests_leave_at_once_and_failed_ones_count_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "_FEW", 2)
    left, together = list[bool](), threading.Barrier(3)
    plain = connections._payload

    def noted(content: bytes, *, at_once: bool) -> Any:
        left.append(at_once)
        return plain(content, at_once=at_once)

    monkeypatch.setattr(connections, "_payload", noted)

    def fails_first(client: Client) -> None:
        client.request()
        if len(client.served.requests) > 2:
            together.wait(10)
            client.say(response())

    async def main(url: str) -> None:
        asking = HttpClient(url, timeout_s=20)
        for _ in range(2):
            with pytest.raises(ProviderError):
                await said(asking)
        assert await asyncio.gather(*(said(asking) for _ in range(3))) == [ANSWER] * 3
        await asking.aclose()

    with serving(fails_first) as served:
        asyncio.run(main(served.url))
    assert left == [True, True, True, True, False]


def test_as_many_requests_are_in_flight_as_are_asked_for() -> None:
    number, together = 120, threading.Barrier(120)

    def at_last(client: Client) -> None:
        client.request()
        together.wait(30)
        client.say(response())

    async def main(url: str) -> list[bytes]:
        asking = HttpClient(url, timeout_s=40)
        found = await asyncio.gather(*(said(asking) for _ in range(number)))
        await asking.aclose()
        return found

    with serving(at_last) as served:
        assert asyncio.run(main(served.url)) == [ANSWER] * number


def test_each_request_has_its_own_headers_beside_those_of_all() -> None:
    async def main(url: str) -> None:
        asking = HttpClient(url, {"x-all": "same"}, timeout_s=20)
        for number in ("one", "two"):
            await said(asking, **{"x-number": number})
        await said(asking)
        await asking.aclose()

    with serving() as served:
        asyncio.run(main(served.url))
        one, two, none = (head.lower() for head in served.requests)
    assert (b"x-number: one" in one, b"x-number: two" in two) == (True, True)
    assert b"x-number" not in none
    assert all(b"x-all: same" in head for head in (one, two, none))


def test_a_header_that_http_does_not_allow_is_the_mistake_of_the_options() -> None:
    async def main(url: str) -> None:
        asking = HttpClient(url, timeout_s=20)
        try:
            await said(asking, **{"x-number": "one\r\nx-other: two"})
        finally:
            await asking.aclose()

    with serving() as served, pytest.raises(ProviderError, match="a header that HTTP") as raised:
        asyncio.run(main(served.url))
    assert (raised.value.failure.error_class, raised.value.failure.retryable) == (
        "connection",
        False,
    )


def test_a_host_that_is_not_known_is_said_in_the_words_of_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    async def main() -> None:
        asking = HttpClient("http://nowhere.test/v1", timeout_s=20)
        try:
            await said(asking)
        finally:
            await asking.aclose()

    with pytest.raises(ProviderError, match=r"nowhere\.test: Name or service not known"):
        asyncio.run(main())


def test_a_body_that_stops_being_http_in_the_piece_with_its_head_ends_at_once() -> None:
    def in_one_piece(client: Client) -> None:
        client.request()
        head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        client.say(head + b"1\r\n \r\nzz\r\nnot a chunk\r\n")
        client.wait()

    async def main(url: str) -> bytes:
        asking = HttpClient(url, timeout_s=20)
        try:
            return await said(asking)
        finally:
            await asking.aclose()

    with serving(in_one_piece) as served, pytest.raises(ProviderError, match="not follow HTTP"):
        asyncio.run(main(served.url))


def test_what_was_closed_opens_again() -> None:
    async def main(url: str) -> None:
        asking = HttpClient(url, timeout_s=20)
        for _ in range(2):
            assert await said(asking) == ANSWER
            await asking.aclose()

    with serving() as served:
        asyncio.run(main(served.url))
        assert served.connections == 2


def test_a_kept_connection_keeps_none_of_its_answers() -> None:
    heard = threading.Event()

    def in_two_pieces(client: Client) -> None:
        while client.request():
            client.say(HEAD)
            heard.wait(10)
            client.say(BODY)

    async def main(url: str) -> bool:
        carrier = AiohttpTransport(httpx.URL(url), None)
        limits = dict.fromkeys(("connect", "read", "total"), 20.0)
        asked = httpx.Request("POST", url, content=b"{}", extensions={"timeout": limits})
        reply = await carrier.handle_async_request(asked)
        heard.set()
        body = reply.stream
        assert isinstance(body, httpx.AsyncByteStream)
        assert b"".join([piece async for piece in body]) == ANSWER
        await body.aclose()
        kept = weakref.ref(body)
        del body, reply
        gc.collect()
        is_kept = kept() is not None
        await carrier.aclose()
        return is_kept

    with serving(in_two_pieces) as served:
        assert asyncio.run(main(served.url)) is False
        assert served.connections == 1


def test_a_body_whose_connection_ended_before_it_was_asked_for_ends_at_once() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        content = aiohttp.StreamReader(BaseProtocol(loop), 2**16, loop=loop)
        gone = SimpleNamespace(protocol=SimpleNamespace(closed=None))
        body = _Body(SimpleNamespace(content=content, connection=gone))  # type: ignore[arg-type]  # what is read of one
        await asyncio.wait_for(anext(body), 5)

    with pytest.raises(httpx.RemoteProtocolError, match="not HTTP"):
        asyncio.run(main())


@pytest.mark.parametrize("whole", [True, False])
def test_a_body_is_read_as_it_came_though_its_connection_has_ended(whole: bool) -> None:
    heard, ended = threading.Event(), threading.Event()
    complaints = list[Any]()

    def ends(client: Client) -> None:
        client.request()
        client.say(HEAD)
        heard.wait(10)
        client.say(BODY if whole else BODY[:-5])
        client.socket.close()
        ended.set()

    async def main(url: str) -> bytes:
        asyncio.get_running_loop().set_exception_handler(
            lambda _loop, about: complaints.append(about)
        )
        asking = HttpClient(url, timeout_s=20)
        try:
            async with asking.post(b"{}") as reply:
                heard.set()
                await until(ended)
                return await reply.read(MB)
        finally:
            await asking.aclose()

    with serving(ends) as served:
        if whole:
            assert asyncio.run(main(served.url)) == ANSWER
        else:
            with pytest.raises(ProviderError, match="closed the connection before"):
                asyncio.run(main(served.url))
    gc.collect()
    assert complaints == []
