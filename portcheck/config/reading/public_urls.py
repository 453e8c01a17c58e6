"""Check the addresses of files for vendors to fetch: only public ones, without secrets."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from portcheck.config.problems.quoting import quote
from portcheck.config.problems.secret_patterns import looks_secret
from portcheck.lazy_pattern import LazyPattern

MAX_LENGTH = 2048
"""Most characters of an address, a length that services and servers accept."""

_ADDRESS = LazyPattern(r"(?:[a-z][a-z0-9+.-]*:)?//|(?:data|file|javascript|blob):", re.IGNORECASE)
_WRITTEN = LazyPattern(r"[!#-;=?-\[\]_a-z~]+")
"""Characters allowed in an address: no spaces, quotes, angle brackets or backslashes."""
_SIGNED = LazyPattern(r"[?&][^=&]*(?:signature|credential|passw(?:or)?d)=", re.IGNORECASE)
_NAME = LazyPattern(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})"
)
_PRIVATE = (
    *("localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "lan"),
    *("home", "home.arpa", "onion"),
)
"""Endings of host names that are not public: of this machine, home and company networks."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
_INSTEAD = "name a file beside the suite"


def is_address(text: str) -> bool:
    """Whether a text is meant to be an address and not a file name."""
    return _ADDRESS.match(text) is not None


def public_url_mistake(url: str) -> tuple[str, str]:
    """Message and hint for an address that must not be given to vendors; both empty if it is fine.

    Host names are not looked up, and the address is never opened here.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower().removesuffix("."), parts.port
    except ValueError:
        return "this is not an address", "for example https://example.org/report.pdf"
    if parts.scheme.lower() != "https" or not host:
        return (
            "portcheck passes only https addresses to vendors"
        ), f"{_INSTEAD}, or an https address"
    if "@" in parts.netloc or looks_secret(url) or _SIGNED.search(url):
        return "an address here cannot hold a key, password or signature", _INSTEAD
    if len(url) > MAX_LENGTH or not _WRITTEN.fullmatch(url.lower()):
        hint = "write other characters as %20 and the like"
        return f"an address has at most {MAX_LENGTH} characters, and no blanks or quotes", hint
    if not _is_public(host) or port == 0:
        return f"{quote(host)} is not a public host", f"vendors fetch from the internet: {_INSTEAD}"
    return "", ""


def _is_public(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        named = _NAME.fullmatch(host) is not None
        return named and not any(host == end or host.endswith(f".{end}") for end in _PRIVATE)
    inner = [address]
    if isinstance(address, IPv6Address):
        # IPv6 addresses that embed an IPv4 address lead to that host.
        held = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
        inner += [one for one in held if one is not None]
        if address in _TRANSLATED:
            inner.append(IPv4Address(address.packed[-4:]))
    return all(one.is_global and not one.is_multicast for one in inner)
