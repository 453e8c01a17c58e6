"""The calls of one provider over httpx: connections kept, every call bounded in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager

import httpx

from portcheck.errors import ProviderError
from portcheck.providers.http import Response, decompressed
from portcheck.providers.transport.errors import told
from portcheck.providers.transport.network import Network

CONNECT_TIMEOUT_S = 10.0
"""For the socket, and again for each TLS handshake on the way."""
TOTAL_TIMEOUTS = 10
LONGEST_TOTAL_S = 3600.0


def total_s(timeout_s: float) -> float:
    """Seconds that a call may take as a whole, of which `timeout_s` may pass in silence."""
    return max(timeout_s, min(TOTAL_TIMEOUTS * timeout_s, LONGEST_TOTAL_S))


class HttpClient:
    """Asks one address."""

    def __init__(
        self, url: str, *, timeout_s: float, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Nothing is sent yet.

        Args:
            url: where requests go.
            timeout_s: seconds to wait for a response, or for its next piece; what a call may take
                as a whole follows from it, see `total_s`.
            transport: what carries requests in place of the network.

        Raises:
            ProviderError: `connection`, no request can go to such an address.
        """
        try:
            self._url = httpx.URL(url)
        except httpx.InvalidURL as exc:
            raise ProviderError(
                f"this is no address: {exc}",
                error_class="connection",
                hint="check base_url of the provider",
            ) from None
        self._peer = self._url.netloc.decode("ascii")
        self._network = Network(self._url)
        self._opened = transport
        self._timeout_s = timeout_s
        self._total_s = total_s(timeout_s)
        self._timeouts = {
            "connect": CONNECT_TIMEOUT_S,
            "read": timeout_s,
            "write": self._total_s,  # while a request leaves, the server may be silent
            "pool": None,
        }

    @asynccontextmanager
    async def post(self, headers: Mapping[str, str], content: bytes) -> AsyncIterator[Response]:
        """Sends one request and hands over the response as it arrives; never follows a redirect.

        Raises:
            ProviderError: `timeout`, `connection` or `malformed_response`. Its text never shows
                headers.
        """
        ends_at = asyncio.get_running_loop().time() + self._total_s
        reply = await self._reply(headers, content, ends_at)
        try:
            found = dict(reply.headers)
            encoding = found.get("content-encoding", "")
            async with aclosing(self._pieces(reply, ends_at)) as pieces:
                chunks = decompressed(pieces, encoding) if encoding else pieces
                yield Response(reply.status_code, found, chunks)
        finally:
            await reply.aclose()

    async def aclose(self) -> None:
        """Closes every connection."""
        if self._opened is not None:
            await self._opened.aclose()

    async def _reply(
        self, headers: Mapping[str, str], content: bytes, ends_at: float
    ) -> httpx.Response:
        if self._opened is None:
            self._opened = self._network.transport()
        whole = {
            "host": self._peer,
            "accept-encoding": "gzip",
            **headers,
            "content-length": str(len(content)),
        }
        try:
            request = httpx.Request(
                "POST",
                self._url,
                headers=httpx.Headers(whole, encoding="utf-8"),
                stream=httpx.ByteStream(content),
                extensions={"timeout": self._timeouts},
            )
            async with asyncio.timeout_at(ends_at):
                return await self._opened.handle_async_request(request)
        except (httpx.HTTPError, TimeoutError, UnicodeError) as exc:
            raise self._told(exc) from None

    async def _pieces(self, reply: httpx.Response, ends_at: float) -> AsyncGenerator[bytes, None]:
        """The body as it comes, still compressed if it is."""
        if reply.is_stream_consumed:
            # A stand-in's response that was made whole.
            yield reply.content
            return
        pieces = reply.aiter_raw()
        while True:
            try:
                async with asyncio.timeout_at(ends_at):
                    piece = await anext(pieces, None)
            except (httpx.HTTPError, TimeoutError) as exc:
                raise self._told(exc) from None
            if piece is None:
                return
            yield piece

    def _told(self, exc: Exception) -> ProviderError:
        return told(
            exc,
            peer=self._peer,
            connect_s=CONNECT_TIMEOUT_S,
            silent_s=self._timeout_s,
            total_s=self._total_s,
        )
