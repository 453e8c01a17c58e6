"""Choose the proxy and certificates for an address from the environment.

HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY name the proxy (never used for this machine itself);
SSL_CERT_FILE or SSL_CERT_DIR name the certificates to trust instead of the Mozilla list.
"""

from __future__ import annotations

import os
import ssl
from functools import cached_property
from urllib.request import getproxies, proxy_bypass

import httpx
from msgspec import Struct

from portcheck.data.local_hosts import is_loopback
from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.providers.transport.connections import AiohttpTransport


class Own(Struct, frozen=True):
    """The connection settings of an entry in the providers file."""

    ca_file: str | None = None
    client_cert: tuple[str, ...] = ()
    """Files of certificate and key, one or two."""
    proxy: str | None = None


class Network:
    """Makes the transport to one address."""

    def __init__(self, url: httpx.URL, own: Own | None = None) -> None:
        """`url`: only its scheme, host and port count; `own` wins over the environment."""
        self._url = url
        self._own = own or Own()

    def transport(self) -> httpx.AsyncBaseTransport:
        """Make the transport; connections are opened by requests.

        Raises:
            ProviderError: `connection`, the environment names an unsupported proxy or certificates
                that cannot be read.
        """
        # Plain http needs no certificates; loading them takes longer than a request.
        secure = "https" in {self._url.scheme, self._proxy.url.scheme if self._proxy else ""}
        return AiohttpTransport(self._url, self._tls() if secure else None, self._proxy)

    @property
    def proxy_peer(self) -> str | None:
        """Host and port of the proxy, without its password."""
        return self._proxy.url.netloc.decode("ascii") if self._proxy else None

    def _tls(self) -> ssl.SSLContext:
        ca_file, pair = self._own.ca_file, self._own.client_cert
        try:
            context = ssl.create_default_context(cafile=ca_file) if ca_file else tls_context()
        except OSError as exc:
            raise _unreadable("ca_file", (ca_file or "",), exc) from None
        if pair:
            try:
                # Without a password OpenSSL would ask the terminal for one.
                context.load_cert_chain(pair[0], pair[1] if len(pair) > 1 else None, "")
            except OSError as exc:
                raise _unreadable("client_cert", pair, exc) from None
        return context

    @cached_property
    def _proxy(self) -> httpx.Proxy | None:
        named = self._own.proxy or proxy_for(self._url)
        if named is None:
            return None
        try:
            proxy = httpx.Proxy(named)
        except (ValueError, httpx.InvalidURL):
            raise _unspoken(named.partition(":")[0]) from None
        if proxy.url.scheme not in {"http", "https"}:
            raise _unspoken(proxy.url.scheme)
        return proxy


def proxy_for(url: httpx.URL) -> str | None:
    """The proxy in the environment (on macOS and Windows also that of the system)."""
    port = url.port or {"http": 80, "https": 443}[url.scheme]
    proxies = {} if is_loopback(url.host) else getproxies()
    named = proxies.get(url.scheme) or proxies.get("all")
    if not named or proxy_bypass(f"{url.host}:{port}") or proxy_bypass(url.host):
        return None
    return named if "://" in named else f"http://{named}"


def tls_context() -> ssl.SSLContext:
    """Make a context that verifies certificates by the environment's or Mozilla's authorities.

    Raises:
        ProviderError: `connection`, the files that the environment names cannot be read.
    """
    try:
        return httpx.create_ssl_context()
    except OSError as exc:
        named = {name: os.environ.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR")}
        raise ProviderError(
            Failure(
                error_class="connection",
                message=f"SSL_CERT_FILE or SSL_CERT_DIR cannot be read: {exc.strerror or exc}",
                hint=", ".join(f"{name} is {value!r}" for name, value in named.items()),
            )
        ) from None


def _unreadable(option: str, paths: tuple[str, ...], exc: OSError) -> ProviderError:
    why = (
        ("not a PEM file of that kind, or its key has a password")
        if isinstance(exc, ssl.SSLError)
        else ""
    )
    return ProviderError(
        Failure(
            error_class="connection",
            message=f"{option} cannot be read: {why or exc.strerror or exc}",
            hint=f"it is {' and '.join(paths)}",
        )
    )


def _unspoken(kind: str) -> ProviderError:
    return ProviderError(
        Failure(
            error_class="connection",
            message=f"a proxy of kind {kind!r} is not supported",
            hint="set HTTPS_PROXY to http://HOST:PORT or https://HOST:PORT",
        )
    )
