"""A connection to one host without a pool around it: httpx's own engine, httpcore, at its core.

Where connections are handed out one by one, a pool has nothing to do, and costs as much as the rest
of a call.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import httpcore
import httpx

KEEP_IDLE_S = 30.0
"""A connection that was idle for longer may be dead without anybody having said so."""
_RAISED = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


class DirectTransport(httpx.AsyncBaseTransport):
    """One connection to ask one address, once at a time; opened again where it has ended."""

    def __init__(self, url: httpx.URL, context: ssl.SSLContext | None) -> None:
        """`url`: what every request asks; https needs a context."""
        self._url = httpcore.URL(str(url))
        self._context = context
        self._connection: httpcore.AsyncHTTPConnection | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request, and returns once the head of the response is there.

        Raises:
            httpx.TransportError: as `httpx.AsyncHTTPTransport` would.
        """
        connection = await self._usable()
        try:
            reply = await connection.handle_async_request(
                httpcore.Request(
                    request.method,
                    self._url,
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        except _RAISED as exc:
            raise _as_httpx(exc) from exc
        return httpx.Response(reply.status, headers=reply.headers, stream=_Body(reply))

    async def aclose(self) -> None:
        """Closes the connection."""
        if self._connection is not None:
            await self._connection.aclose()

    async def _usable(self) -> httpcore.AsyncHTTPConnection:
        kept = self._connection
        if kept is not None and kept.is_available() and not kept.has_expired():
            return kept
        await self.aclose()
        self._connection = httpcore.AsyncHTTPConnection(
            self._url.origin, ssl_context=self._context, keepalive_expiry=KEEP_IDLE_S
        )
        return self._connection


class _Body(httpx.AsyncByteStream):
    def __init__(self, reply: httpcore.Response) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._reply.aiter_stream():
                yield piece
        except _RAISED as exc:
            raise _as_httpx(exc) from exc

    async def aclose(self) -> None:
        await self._reply.aclose()


def _as_httpx(exc: Exception) -> Exception:
    """The exception of httpx for one of httpcore; they have the same names."""
    found: Exception = getattr(httpx, type(exc).__name__)(str(exc))
    return found
