"""Tells whether a host is this machine, or in a private network."""

from __future__ import annotations

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_private_name(host: str) -> bool:
    """Whether a host is an IP address or has no dot, unlike every public service."""
    try:
        ip_address(host)
    except ValueError:
        return "." not in host
    return True
