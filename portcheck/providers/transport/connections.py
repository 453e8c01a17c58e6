"""Connect to one host with httpx's interface on top of aiohttp.

It replaces `httpx-aiohttp`, which lacks some things: no cookies, no answers that were sent before
their request, an end to bodies that are not HTTP, bounded headers, and errors that distinguish cut
from refused connections.
"""

from __future__ import annotations

import asyncio
import io
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Coroutine
from itertools import chain
from typing import Any, cast

import aiohttp
import httpx
from multidict import CIMultiDict
from yarl import URL

from portcheck.providers.transport.eager import no_task_of_ended_work, started

KEEP_IDLE_S = 30.0
"""Seconds that an idle connection is kept; after that it may be dead without notice."""
MAX_HEADERS_BYTES = 100_000
"""Most bytes of a response's headers, all names and values together."""
_MAX_HEADERS = 256
_FEW = 64
"""Up to this number of requests in flight, each request is sent immediately."""
_LARGE_BYTES = 256 * 1024
"""Larger requests are written in pieces, so that others get their turn."""


_NAMES: dict[type[Exception], type[httpx.TransportError]] = {
    aiohttp.ConnectionTimeoutError: httpx.ConnectTimeout,
    aiohttp.ServerTimeoutError: httpx.ReadTimeout,
    aiohttp.ClientHttpProxyError: httpx.ProxyError,
    aiohttp.ClientConnectorError: httpx.ConnectError,
    aiohttp.ClientResponseError: httpx.RemoteProtocolError,
    ValueError: httpx.LocalProtocolError,
}
"""Exception of aiohttp to that of httpx, in order of precedence; others mean a cut connection."""


class AiohttpTransport(httpx.AsyncBaseTransport):
    """Opens connections as needed and keeps them for the next request."""

    def __init__(
        self, url: httpx.URL, context: ssl.SSLContext | None, proxy: httpx.Proxy | None = None
    ) -> None:
        """Prepare the transport without opening a connection.

        Args:
            url: the address of all requests.
            context: verifies certificates; required for https, also to the proxy.
            proxy: the http or https proxy with its credentials.
        """
        self._url = URL(str(url), encoded=True)
        self._context = context
        self._proxy = None if proxy is None else URL(str(proxy.url), encoded=True)
        self._proxy_headers = {} if proxy is None else _introduction(proxy)
        self._session: aiohttp.ClientSession | None = None
        self._waiting = 0
        self._last_headers = httpx.Headers().raw, CIMultiDict[str]()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and return once the head of the response has arrived.

        Raises:
            httpx.TransportError: in the same cases as `httpx.AsyncHTTPTransport`.
            TimeoutError: the total limit is reached, here or while the body is read.
        """
        session = self._session or self._open(request.extensions["timeout"])
        content = b"".join(cast("httpx.SyncByteStream", request.stream))
        self._waiting += 1
        try:
            reply = await session.request(
                request.method,
                self._url,
                data=_payload(content, at_once=self._waiting <= _FEW),
                headers=self._headers_of(request),
                allow_redirects=False,
                proxy=self._proxy,
                proxy_headers=self._proxy_headers,
            )
        except (aiohttp.ClientError, ValueError) as exc:
            raise _named(exc) from exc
        finally:
            self._waiting -= 1
        said = list(reply.raw_headers)
        if sum(map(len, chain.from_iterable(said))) > MAX_HEADERS_BYTES:
            reply.close()
            raise httpx.RemoteProtocolError("the headers are too large")
        return httpx.Response(reply.status, headers=said, stream=_Body(reply))

    def _headers_of(self, request: httpx.Request) -> CIMultiDict[str]:
        """The headers in aiohttp's form, cached because most requests repeat them."""
        raw, headers = self._last_headers
        if raw != request.headers.raw:
            raw = request.headers.raw
            headers = CIMultiDict((name.decode(), value.decode()) for name, value in raw)
            if self._proxy is not None and self._url.scheme == "http":
                headers.extend(self._proxy_headers)
            self._last_headers = raw, headers
        return headers

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self, timeouts: dict[str, float | None]) -> aiohttp.ClientSession:
        """Open the session of the running event loop, with the limits of the first request."""
        no_task_of_ended_work(asyncio.get_running_loop())
        connector = _Connector(
            ssl=self._context or True,
            limit=0,
            keepalive_timeout=KEEP_IDLE_S,
            resolver=aiohttp.ThreadedResolver(),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            request_class=_Request,
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(
                total=timeouts["total"],
                sock_connect=timeouts["connect"],
                sock_read=timeouts["read"],
            ),
            max_line_size=MAX_HEADERS_BYTES,
            max_field_size=MAX_HEADERS_BYTES,
            max_headers=_MAX_HEADERS,
        )
        return self._session


class _Connector(aiohttp.TCPConnector):
    """A connector that never reuses a connection with unexpected bytes.

    aiohttp (3.14.5) would treat them as the answer to the next request.
    """

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Any],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109
    ) -> aiohttp.connector.Connection:
        while True:
            connection = await super().connect(req, traces, timeout)
            if connection.protocol is None or not connection.protocol.should_close:
                return connection
            connection.close()


class _Request(aiohttp.ClientRequest):
    """A request that is written immediately if its body allows."""

    def write_bytes(self, *args: Any, **kwargs: Any) -> Coroutine[Any, Any, None]:
        writing = super().write_bytes(*args, **kwargs)
        return started(writing) if isinstance(self.body, _AtOnce) else writing


class _AtOnce(aiohttp.BytesPayload):
    """A body that is sent with its request.

    Before Python 3.12 aiohttp sends it in a task, which runs after all answers that arrived at the
    same time: requests are then sent together, answered together, and wait for each other. With
    more than a few in flight that is fine, because each separate request wakes the server (60 us of
    CPU).
    """


class _Body(httpx.AsyncByteStream):
    """The raw body of a response.

    If bytes after the head are not HTTP, aiohttp (3.14.5) closes the connection, drops its time-out
    and wakes no reader. So the end of the connection is watched and ends the body.
    """

    def __init__(self, reply: aiohttp.ClientResponse) -> None:
        self._reply = reply
        self._closed: asyncio.Future[None] | None = None
        if reply.content.is_eof() or reply.connection is None:
            return
        protocol = reply.connection.protocol
        self._closed = None if protocol is None else protocol.closed
        if self._closed is None:
            self._end(None)
        else:
            self._closed.add_done_callback(self._end)

    def __aiter__(self) -> AsyncIterator[bytes]:
        # No generator: the event loop keeps a list of those, which costs as much as reading.
        return self

    async def __anext__(self) -> bytes:
        if self._reply.content.at_eof():
            raise StopAsyncIteration
        try:
            piece = await self._reply.content.readany()
        except aiohttp.ClientError as exc:
            raise _named(exc) from exc
        if not piece:
            raise StopAsyncIteration
        return piece

    async def aclose(self) -> None:
        if self._closed is not None:
            self._closed.remove_done_callback(self._end)
        # A connection whose response was not read to its end is closed by this, or else kept.
        self._reply.release()

    def _end(self, closed: asyncio.Future[None] | None) -> None:
        if closed is not None and not closed.cancelled():
            closed.exception()  # the body raises it too
        content = self._reply.content
        if content.exception() is None and not content.is_eof():
            content.set_exception(httpx.RemoteProtocolError("the body is not HTTP"))


def _payload(content: bytes, *, at_once: bool) -> aiohttp.payload.Payload:
    """Make the payload that aiohttp would make for plain bytes, without its work per request."""
    if len(content) < _LARGE_BYTES:
        return _AtOnce(content) if at_once else aiohttp.BytesPayload(content)
    return aiohttp.BytesIOPayload(io.BytesIO(content))


def _introduction(proxy: httpx.Proxy) -> dict[str, str]:
    """The headers for the proxy."""
    headers = dict(proxy.headers)
    if proxy.auth is not None:
        pair = ":".join(proxy.auth).encode()
        headers["proxy-authorization"] = f"Basic {b64encode(pair).decode('ascii')}"
    return headers


def _named(exc: Exception) -> Exception:
    """Convert an exception of aiohttp to that of httpx."""
    for kind, name in _NAMES.items():
        if isinstance(exc, kind):
            return name(_said(exc))
    return httpx.ReadError(str(exc))


def _said(exc: Exception) -> str:
    match exc:
        case aiohttp.ClientHttpProxyError():
            return f"{exc.status} {exc.message}"
        case aiohttp.ClientConnectorError():
            return exc.os_error.strerror or str(exc.os_error)
        case _:
            return str(exc)
