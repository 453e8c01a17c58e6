"""Determine the host of a URL as browsers do, and whether it is allowed."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from portcheck.checks.reading.urls import is_host

_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")
_AUTHORITY = re.compile(r"[/\\]*([^/\\?#]*)")
_READ_IN_TWO_WAYS = re.compile(r"[^/\\?#]+\\[^/?#]*@[^/?#]*")
"""A backslash ends the host in browsers, but is part of the user name in other programs."""
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+")
_MOST_DIGITS = 40


def host_of(rest: str) -> str:
    """The host of a URL, without user, port and escapes, in lower case and ASCII if possible.

    IPv4 addresses are returned with four decimal numbers, however they are written. Of a URL in
    which programs find different hosts, the user and host are returned as they are written, which
    is never an allowed host.

    Args:
        rest: what follows `https:`, with or without slashes.
    """
    found = _AUTHORITY.match(rest)
    if found is not None and (both := _READ_IN_TWO_WAYS.match(rest, found.start(1))):
        return both[0].lower()
    authority = (found[1] if found else "").rpartition("@")[2]
    if authority.startswith("["):
        return _ip(authority[1:].partition("]")[0]) or authority.lower()
    return plain_host(authority.partition(":")[0])


def plain_host(name: str) -> str:
    """A host's name in the form in which names are compared; see `host_of`."""
    read = unquote(name) if "%" in name else name
    if not read.isascii():
        read = unicodedata.normalize("NFKC", read).translate(_DOTS)
    read = read.lower().strip(".")
    if not read.isascii():
        read = ".".join(map(_ascii, read.split(".")))
    return _ipv4(read) or read


def _ascii(label: str) -> str:
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        return label


def _ip(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def _ipv4(host: str) -> str:
    """The address behind `2130706433`, `0x7f.1` or `0177.0.0.1`; "" if it is not an address."""
    parts = host.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return ""
    if any(len(part) > _MOST_DIGITS for part in parts):
        return ""
    try:
        *first, last = (_number(part) for part in parts)
    except ValueError:
        return ""
    room = 256 ** (4 - len(first))
    if last >= room or any(one > 255 for one in first):
        return ""
    whole = sum(one << 8 * (3 - place) for place, one in enumerate(first)) + last
    return str(ipaddress.IPv4Address(whole))


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part.startswith("0") else int(part)


def is_allowed(host: str, allowed: Iterable[str]) -> bool:
    """Whether a host is one of `allowed`; `*.acme.com` stands for every host below acme.com."""
    return any(is_host(host, _pattern(one)) for one in allowed)


def is_this_machine(host: str) -> bool:
    """Whether a host is the machine that looks it up, such as localhost (RFC 6761, RFC 1122).

    Args:
        host: as `host_of` returns it.
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _pattern(allowed: str) -> str:
    below = allowed.startswith("*.")
    return f"*.{plain_host(allowed[2:])}" if below else plain_host(allowed)
