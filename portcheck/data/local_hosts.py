"""Whether a host is this machine, or one of a private network."""

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
    """Whether a host is given by number or without a dot, as no public service is."""
    try:
        ip_address(host)
    except ValueError:
        return "." not in host
    return True
