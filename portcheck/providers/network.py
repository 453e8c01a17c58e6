"""Connections to the hosts of one provider: opened when needed, kept, through a proxy if told so.

The environment counts as everywhere: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY name the proxy
(never for this machine itself), SSL_CERT_FILE and SSL_CERT_DIR name certificates to trust in place
of the Mozilla list.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import SplitResult

from portcheck.errors import ProviderError
from portcheck.providers.addresses import Place, credentials, port_of
from portcheck.providers.connection import Connection
from portcheck.providers.transport import Reply

CONNECT_TIMEOUT_S = 10.0
"""Until a connection stands: name, socket, proxy, TLS."""
KEEP_IDLE_S = 30.0
"""A connection that was idle for longer may be dead without anybody having said so."""


class Network:
    """The real network."""

    def __init__(self, timeout_s: float) -> None:
        """`timeout_s`: seconds to wait for a response, or for its next piece."""
        self._timeout_s = timeout_s
        self._idle: defaultdict[str, list[Connection]] = defaultdict(list)
        self._places: dict[str, Place] = {}
        self._context: ssl.SSLContext | None = None

    async def send(self, url: str, headers: Mapping[str, str], content: bytes) -> Reply:
        """See `Transport.send`; redirects are never followed."""
        place = self._places.get(url) or self._places.setdefault(url, Place.of(url))
        connection = self._kept(place.origin) or await self._dial(place)
        try:
            whole = {"host": place.host_header, **place.headers, **headers}
            connection.send("POST", place.target, whole, content, timeout_s=self._timeout_s)
            status, found = await connection.head()
        except BaseException:
            connection.close()
            raise

        def end() -> None:
            if connection.finish():
                self._idle[place.origin].append(connection)
            else:
                connection.close()

        return Reply(status, found, connection.body(), end)

    async def aclose(self) -> None:
        """Closes every connection that is kept."""
        for kept in self._idle.values():
            for connection in kept:
                connection.close()
        self._idle.clear()
        await asyncio.sleep(0)  # asyncio closes a socket in its next round

    def _kept(self, origin: str) -> Connection | None:
        """The connection used last, as that one is the least likely to have died."""
        kept = self._idle[origin]
        oldest = asyncio.get_running_loop().time() - KEEP_IDLE_S
        while kept:
            connection = kept.pop()
            if not connection.is_over and connection.idle_since >= oldest:
                return connection
            connection.close()
        return None

    async def _dial(self, place: Place) -> Connection:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                return await self._connect(place)
        except TimeoutError:
            raise _unreachable(place, f"no connection within {CONNECT_TIMEOUT_S:g} s") from None
        except ssl.SSLCertVerificationError as exc:
            raise _untrusted(place, exc.verify_message or str(exc)) from None
        except (OSError, UnicodeError) as exc:
            raise _unreachable(place, _reason(exc)) from None

    async def _connect(self, place: Place) -> Connection:
        loop = asyncio.get_running_loop()
        proxy = place.proxy
        through = proxy or place.parts
        host, port = through.hostname or "", port_of(through)
        context = self._tls() if "https" in {through.scheme, place.parts.scheme} else None
        _, connection = await loop.create_connection(
            lambda: Connection(place.peer),
            host,
            port,
            ssl=context if through.scheme == "https" else None,
            happy_eyeballs_delay=0.25,
        )
        if proxy is None or place.parts.scheme == "http":
            return connection
        try:
            return await self._tunnel(place, proxy, connection)
        except BaseException:
            connection.close()
            raise

    async def _tunnel(self, place: Place, proxy: SplitResult, outer: Connection) -> Connection:
        host, port = place.parts.hostname or "", port_of(place.parts)
        target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        headers = {"host": target, **credentials(proxy)}
        outer.send("CONNECT", target, headers, b"", timeout_s=CONNECT_TIMEOUT_S)
        status, _ = await outer.head()
        if not 200 <= status < 300:
            raise ProviderError(
                f"the proxy {proxy.hostname} answers {status} to a connection to {place.peer}",
                error_class="connection",
                retryable=status >= 500,
                hint="check HTTPS_PROXY and NO_PROXY, and what the proxy allows",
            )
        inner = Connection(place.peer)
        outer.taken_over_by(inner)
        await inner.secure(self._tls(), host)
        return inner

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = tls_context(os.environ)
        return self._context


def tls_context(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Verifies certificates and host names, against the environment's authorities or Mozilla's.

    Raises:
        ProviderError: `connection`, the files that the environment names cannot be read.
    """
    file, folder = environ.get("SSL_CERT_FILE"), environ.get("SSL_CERT_DIR")
    if not (file or folder):
        import certifi  # noqa: PLC0415  # plain http needs none

        file = certifi.where()
    try:
        return ssl.create_default_context(cafile=file or None, capath=folder or None)
    except OSError as exc:
        raise ProviderError(
            f"SSL_CERT_FILE or SSL_CERT_DIR cannot be read: {exc.strerror or exc}",
            error_class="connection",
            hint=f"SSL_CERT_FILE is {file!r}, SSL_CERT_DIR is {folder!r}",
        ) from None


def _reason(exc: Exception) -> str:
    """In the system's own words: asyncio's name the address once more, or a call."""
    number = getattr(exc, "errno", None) or 0
    if number > 0 and not isinstance(exc, ssl.SSLError):
        return os.strerror(number).lower()
    return getattr(exc, "strerror", None) or str(exc) or type(exc).__name__


def _unreachable(place: Place, reason: str) -> ProviderError:
    return ProviderError(
        f"cannot connect to {place.peer}: {reason[:200]}",
        error_class="connection",
        retryable=True,
        hint=f"check base_url of the provider, and that {place.peer} can be reached from here",
    )


def _untrusted(place: Place, reason: str) -> ProviderError:
    return ProviderError(
        f"cannot connect to {place.peer}: its certificate is not trusted: {reason[:200]}",
        error_class="connection",
        retryable=False,
        hint="check base_url; behind a corporate proxy or with your own authority, name its "
        "certificates in SSL_CERT_FILE",
    )
