"""What connections are used for, and what becomes of them."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from typing import Any

import httpx
import pytest
from sockets import ANSWER, Client, response, serving

from portcheck.errors import ProviderError
from portcheck.providers.transport import connections
from portcheck.providers.transport.client import HttpClient
from portcheck.providers.transport.connections import AiohttpTransport

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


def test_each_request_has_its_own_headers() -> None:
    async def main(url: str) -> None:
        asking = HttpClient(url, timeout_s=20)
        for number in ("one", "two"):
            await said(asking, **{"x-number": number})
        await said(asking)
        await asking.aclose()

    with serving() as served:
        asyncio.run(main(served.url))
        one, two, none = (head.lower() for head in served.requests)
    assert (b"x-number: one" in one, b"x-number: two" in two) == (True, True)
    assert b"x-number" not in none


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
