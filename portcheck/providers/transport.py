"""What carries requests to a host: the network, or a test's stand-in for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(slots=True)
class Reply:
    """A response whose head has arrived."""

    status: int
    headers: Mapping[str, str]
    """Names lower-cased."""
    chunks: AsyncIterator[bytes]
    """The body as it comes, compressed if it is."""
    end: Callable[[], None] = lambda: None
    """Ends the exchange: the connection is kept if the body was read to its end."""


class Transport(Protocol):
    """What carries requests: the network, or a test's stand-in for it."""

    async def send(self, url: str, headers: Mapping[str, str], content: bytes) -> Reply:
        """POSTs `content`, and returns once the head of the response is there.

        Raises:
            ProviderError: `timeout`, `connection` or `malformed_response`.
        """
        ...

    async def aclose(self) -> None:
        """Closes every connection."""
        ...
