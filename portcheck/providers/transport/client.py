"""Make the calls of one provider over httpx, reusing connections, each with a time limit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType
from typing import cast

import httpx

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.providers.http import Response, decompressed
from portcheck.providers.transport.httpx_errors import as_provider_error
from portcheck.providers.transport.proxy_and_tls import Network, Own

CONNECT_TIMEOUT_S = 10.0
"""Longest time in seconds for the socket, and again for each TLS handshake."""
TOTAL_TIMEOUTS = 10
LONGEST_TOTAL_S = 3600.0


def total_s(timeout_s: float) -> float:
    """Most seconds for a whole call with `timeout_s`, the longest silence."""
    return max(timeout_s, min(TOTAL_TIMEOUTS * timeout_s, LONGEST_TOTAL_S))


class HttpClient:
    """Sends requests to one address."""

    def __init__(
        self,
        url: str,
        headers: Mapping[str, str] = MappingProxyType({}),
        *,
        timeout_s: float,
        transport: httpx.AsyncBaseTransport | None = None,
        own: Own | None = None,
    ) -> None:
        """Make a client without sending anything.

        Args:
            url: the address.
            headers: the headers of every request.
            timeout_s: most seconds to wait for a response or for its next piece; for the limit of a
                whole call see `total_s`.
            transport: replaces the network; it keeps the limits.
            own: certificates and proxy of the entry, if any, which override the environment's.

        Raises:
            ProviderError: `connection`, the address or a header is invalid.
        """
        try:
            self._url = httpx.URL(url)
        except httpx.InvalidURL as exc:
            raise ProviderError(
                Failure(
                    error_class="connection",
                    message=f"this is not an address: {exc}",
                    hint="check base_url of the provider",
                )
            ) from None
        self._peer = self._url.netloc.decode("ascii")
        self._network = Network(self._url, own)
        self._transport = transport
        self._timeout_s = timeout_s
        self._total_s = total_s(timeout_s)
        self._extensions = {
            "timeout": {
                "connect": CONNECT_TIMEOUT_S,
                "read": timeout_s,
                "write": self._total_s,  # the server may be silent while a request is sent
                "pool": None,
                "total": self._total_s,
            }
        }
        self._headers = self._encoded({"host": self._peer, "accept-encoding": "gzip", **headers})

    def post(self, content: bytes, headers: Mapping[str, str] = MappingProxyType({})) -> Exchange:
        """Send a request with `content` and additional `headers`; never follows redirects."""
        return Exchange(self, content, headers)

    async def aclose(self) -> None:
        """Close every connection."""
        if self._transport is not None:
            await self._transport.aclose()

    async def send(self, content: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """Send a request and return the response once its head has arrived; see `Exchange`."""
        if self._transport is None:
            self._transport = self._network.transport()
        said = self._headers if not headers else self._encoded({**self._headers, **headers})
        try:
            request = httpx.Request(
                "POST",
                self._url,
                headers=said,
                stream=httpx.ByteStream(content),
                extensions=self._extensions,
            )
            return await self._transport.handle_async_request(request)
        except (httpx.HTTPError, TimeoutError, UnicodeError) as exc:
            raise self.as_error(exc) from None

    def as_error(self, exc: Exception) -> ProviderError:
        """Convert an error of the transport to a portcheck error."""
        return as_provider_error(
            exc,
            peer=self._peer,
            proxy=self._network.proxy_peer,
            connect_s=CONNECT_TIMEOUT_S,
            silent_s=self._timeout_s,
            total_s=self._total_s,
        )

    def _encoded(self, headers: Mapping[str, str]) -> httpx.Headers:
        try:
            return httpx.Headers(dict(headers), encoding="utf-8")
        except UnicodeError as exc:
            raise self.as_error(exc) from None


class Exchange:
    """One request and its response: `async with client.post(...) as response`.

    Raises:
        ProviderError: `timeout`, `connection` or `malformed_response`, here and while the body is
            read. Its text never shows headers.
    """

    def __init__(self, client: HttpClient, content: bytes, headers: Mapping[str, str]) -> None:
        self._client = client
        self._content = content
        self._headers = headers
        self._body: httpx.AsyncByteStream | None = None

    async def __aenter__(self) -> Response:
        """Send the request; returns once the head of the response has arrived."""
        reply = await self._client.send(self._content, self._headers)
        self._body = cast("httpx.AsyncByteStream", reply.stream)
        found = _read_headers(reply)
        encoding = found.get("content-encoding", "")
        pieces = _Pieces(self._client, self._body)
        chunks = decompressed(pieces, encoding) if encoding else pieces
        return Response(reply.status_code, found, chunks)

    async def __aexit__(self, *_: object) -> None:
        """End the exchange; a connection whose response was read completely is kept."""
        if self._body is not None:
            await self._body.aclose()


def _read_headers(reply: httpx.Response) -> dict[str, str]:
    """The headers by lower-case name; repeated headers are joined.

    `httpx.Headers` does the same, but takes as long as writing a request.
    """
    found: dict[str, str] = {}
    for name, value in reply.headers.raw:
        key, text = name.decode("latin-1").lower(), value.decode("utf-8", "replace")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


class _Pieces:
    """The raw pieces of a body, perhaps compressed."""

    def __init__(self, client: HttpClient, body: httpx.AsyncByteStream) -> None:
        self._client = client
        self._body = aiter(body)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        try:
            return await anext(self._body)
        except (httpx.HTTPError, TimeoutError) as exc:
            raise self._client.as_error(exc) from None
