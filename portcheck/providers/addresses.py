"""Where a request goes: host, port and target of a URL, and the proxy on the way there."""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, unquote, urlsplit

from portcheck.errors import ProviderError

PORTS: Mapping[str, int] = {"http": 80, "https": 443}

_SAFE = "/%:@!$&'()*+,;=~-._?"


def is_loopback_host(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_for(parts: SplitResult) -> SplitResult | None:
    """The proxy that the environment (or, on macOS and Windows, the system) names for a URL.

    Raises:
        ProviderError: `connection`, it is of a kind that is not spoken here.
    """
    host = parts.hostname or ""
    told = any(name.lower().endswith("_proxy") for name in os.environ)
    if is_loopback_host(host) or not (told or sys.platform in {"darwin", "win32"}):
        return None
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415  # slow, and rarely needed

    proxies = getproxies()
    named = proxies.get(parts.scheme) or proxies.get("all")
    if not named or proxy_bypass(f"{host}:{port_of(parts)}") or proxy_bypass(host):
        return None
    proxy = urlsplit(named if "://" in named else f"http://{named}")
    if proxy.scheme not in PORTS or not proxy.hostname:
        raise ProviderError(
            f"a proxy of kind {proxy.scheme!r} is not supported",
            error_class="connection",
            hint="HTTPS_PROXY takes http://HOST:PORT or https://HOST:PORT",
        )
    return proxy


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes, and through what; worked out once a URL."""

    parts: SplitResult
    proxy: SplitResult | None
    origin: str
    """Scheme, host and port: what a connection can be used for again."""
    peer: str
    """Host and port as people write them."""
    host_header: str
    target: str
    """What the request line names."""
    headers: Mapping[str, str]
    """What a proxy wants to see in each request."""

    @classmethod
    def of(cls, url: str) -> Place:
        """Reads a URL. Raises as `proxy_for` does."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        ascii_host = host if host.isascii() else host.encode("idna").decode()
        shown = f"[{ascii_host}]" if ":" in host else ascii_host
        port = f":{parts.port}" if parts.port not in {None, PORTS.get(parts.scheme)} else ""
        path = quote(parts.path or "/", safe=_SAFE)
        query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
        proxy = proxy_for(parts)
        plain = proxy is not None and parts.scheme == "http"
        return cls(
            parts,
            proxy,
            origin=f"{parts.scheme}://{shown}{port}",
            peer=f"{host}:{parts.port}" if parts.port else host,
            host_header=shown + port,
            target=f"{f'http://{shown}{port}' if plain else ''}{path}{query}",
            headers=credentials(proxy) if proxy and plain else {},
        )


def port_of(parts: SplitResult) -> int:
    """The port of an address, named or the scheme's own."""
    return parts.port or PORTS[parts.scheme]


def credentials(proxy: SplitResult) -> dict[str, str]:
    """The header for a proxy whose address names a user."""
    if not proxy.username:
        return {}
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"proxy-authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
