"""HTTP for every dialect: pooled connections, bounded bodies, transport errors as ProviderError.

Knows no vendor and no JSON. Several small clients serve one provider, because the cost of a busy
connection pool grows with its size; they share one TLS context. httpx is imported with the first
request, so that listing dialects stays fast.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from portcheck.errors import ProviderError

SHARDS = 4
CONNECT_TIMEOUT_S = 5.0
WRITE_TIMEOUT_S = 60.0
MAX_BODY_BYTES = 32 * 1024 * 1024
MAX_ERROR_BYTES = 1024 * 1024


def join_url(base: str, path: str) -> str:
    """`base` with `path` appended, its query kept; nothing is appended to a base that ends so.

    `https://host/v1/?api-version=1` and `/chat/completions` give
    `https://host/v1/chat/completions?api-version=1`.
    """
    parts = urlsplit(base)
    stem = parts.path.rstrip("/")
    whole = stem if stem.endswith(path) else stem + path
    return urlunsplit((parts.scheme, parts.netloc, whole, parts.query, ""))


def is_loopback_host(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(slots=True)
class Response:
    """An answer whose status and headers have arrived."""

    status: int
    headers: Mapping[str, str]
    """Names lower-cased."""
    chunks: AsyncIterator[bytes]
    """The decoded body, piece by piece; ends with ProviderError where the connection does."""

    async def read(self, limit: int = MAX_BODY_BYTES) -> bytes:
        """The whole body.

        Raises:
            ProviderError: `malformed_response` when longer than `limit` bytes, or transport.
        """
        return b"".join([piece async for piece in bounded(self.chunks, limit)])

    async def read_some(self, limit: int = MAX_ERROR_BYTES) -> bytes:
        """As much of the body as arrives, at most about `limit` bytes: enough for an error.

        The status has said already that there is no answer, so a cut is not the worst of it.
        """
        pieces: list[bytes] = []
        with suppress(ProviderError):
            async for piece in bounded(self.chunks, limit):
                pieces.append(piece)  # noqa: PERF401  # what came before a cut must stay
        return b"".join(pieces)


async def bounded(chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
    """The same pieces, until they exceed `limit` bytes in all.

    Raises:
        ProviderError: `malformed_response`.
    """
    size = 0
    async for piece in chunks:
        size += len(piece)
        if size > limit:
            raise ProviderError(
                f"the response is larger than {limit // (1024 * 1024)} MB",
                error_class="malformed_response",
            )
        yield piece


@dataclass(slots=True)
class _Shard:
    client: Any
    """An `httpx.AsyncClient`; its type would cost the import."""
    busy: int = 0


@dataclass(slots=True)
class HttpClient:
    """Connections to the host of one provider, opened when first needed."""

    url: str
    """Where requests go; decides about TLS and proxies."""
    timeout_s: float
    """Seconds to wait for a response, or for its next piece."""
    transport: Any = field(default=None, repr=False)
    """An `httpx.AsyncBaseTransport` that replaces the network."""
    _shards: list[_Shard] = field(default_factory=list, repr=False)

    @asynccontextmanager
    async def post(
        self, headers: Mapping[str, str], content: bytes, *, url: str | None = None
    ) -> AsyncIterator[Response]:
        """Sends one request and hands over the response as it arrives; never follows a redirect.

        Raises:
            ProviderError: `timeout` or `connection`. Its text never shows headers.
        """
        shard = min(self._open(), key=lambda item: item.busy)
        shard.busy += 1
        try:
            with self._translated():
                request = shard.client.build_request(
                    "POST", url or self.url, headers=dict(headers), content=content
                )
                reply = await shard.client.send(request, stream=True)
            try:
                yield Response(
                    reply.status_code,
                    {name.lower(): value for name, value in reply.headers.items()},
                    self._chunks(reply),
                )
            finally:
                await reply.aclose()
        finally:
            shard.busy -= 1

    async def aclose(self) -> None:
        """Closes every connection."""
        for shard in self._shards:
            await shard.client.aclose()
        self._shards.clear()

    async def _chunks(self, reply: Any) -> AsyncIterator[bytes]:
        with self._translated():
            async for piece in reply.aiter_bytes():
                yield piece

    def _open(self) -> list[_Shard]:
        if self._shards:
            return self._shards
        import httpx  # noqa: PLC0415  # see the module's docstring

        parts = urlsplit(self.url)
        loopback = is_loopback_host(parts.hostname or "")
        # Plain http needs no certificates; loading them takes longer than a request.
        context = (
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            if parts.scheme == "http" or self.transport
            else httpx.create_ssl_context(trust_env=not loopback)
        )
        for _ in range(1 if self.transport else SHARDS):
            client = httpx.AsyncClient(
                verify=context,
                trust_env=not loopback,
                follow_redirects=False,
                transport=self.transport,
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=None),
                timeout=httpx.Timeout(
                    self.timeout_s, connect=CONNECT_TIMEOUT_S, write=WRITE_TIMEOUT_S, pool=None
                ),
            )
            self._shards.append(_Shard(client))
        return self._shards

    @contextmanager
    def _translated(self) -> Iterator[None]:
        import httpx  # noqa: PLC0415  # see the module's docstring

        # `from None` everywhere: httpx's exceptions carry the request, and with it the key.
        try:
            yield
        except httpx.ConnectTimeout:
            raise self._unreachable(f"no connection within {CONNECT_TIMEOUT_S:g} s") from None
        except httpx.TimeoutException:
            raise ProviderError(
                f"{self._host} sent nothing for {self.timeout_s:g} s",
                error_class="timeout",
                retryable=True,
                hint="raise timeout_s of the provider if its model thinks that long",
            ) from None
        except httpx.ConnectError as exc:
            raise self._unreachable(str(exc) or "the connection was refused") from None
        except httpx.DecodingError:
            raise ProviderError(
                f"{self._host} sent a body that does not decompress",
                error_class="malformed_response",
            ) from None
        except httpx.LocalProtocolError:
            raise ProviderError(
                "the request has a header that HTTP does not allow",
                error_class="connection",
                hint="check the options of the provider",
            ) from None
        except httpx.TransportError:
            raise ProviderError(
                f"{self._host} closed the connection before the response was complete",
                error_class="connection",
                retryable=True,
            ) from None

    @property
    def _host(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)

    def _unreachable(self, reason: str) -> ProviderError:
        untrusted = "certificate" in reason.lower()
        return ProviderError(
            f"cannot connect to {self._host}: {reason[:200]}",
            error_class="connection",
            retryable=not untrusted,
            hint=f"check base_url of the provider, and that {self._host} can be reached from here",
        )
