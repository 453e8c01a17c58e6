"""One HTTP/1.1 connection on asyncio and h11: an exchange at a time, bounded in bytes and in time.

A general client library costs several times what the exchange itself does, most of it in layers
that a POST to a known host has no use for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Any

import h11

from portcheck.errors import ProviderError

MAX_HEAD_BYTES = 64 * 1024
"""Longest status line and headers."""
MAX_UNREAD_BYTES = 256 * 1024
"""The server is made to wait while this much is unread."""
TOTAL_TIMEOUTS = 10
LONGEST_TOTAL_S = 3600.0


def total_s(timeout_s: float) -> float:
    """Seconds that a call may take as a whole, of which `timeout_s` may pass in silence."""
    return max(timeout_s, min(TOTAL_TIMEOUTS * timeout_s, LONGEST_TOTAL_S))


class Connection(asyncio.Protocol):
    """A connection to `peer`. After an exchange that ended well it `is_reusable`."""

    def __init__(self, peer: str) -> None:
        """Host and port of the server go into errors; nothing else of a request ever does."""
        self.peer = peer
        self.idle_since = 0.0
        self._loop = asyncio.get_running_loop()
        self._parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD_BYTES)
        self._transport: Any = None
        self._waiter: asyncio.Future[None] | None = None
        self._unread = 0
        self._ended = False
        self._timeout_s = 0.0
        self._ends_at = 0.0

    # --- what asyncio calls ------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport; TLS may replace it later."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Hands bytes to the parser, and makes the server wait where nobody reads them."""
        self._unread += len(data)
        if self._unread > MAX_UNREAD_BYTES:
            self._transport.pause_reading()
        self._parser.receive_data(data)
        self._wake()

    def eof_received(self) -> None:
        """The server has sent everything."""
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone, whatever the reason."""
        del exc
        self._end()

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            with suppress(h11.RemoteProtocolError):
                self._parser.receive_data(b"")
            self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # --- one exchange ------------------------------------------------------------------------

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        content: bytes,
        *,
        timeout_s: float,
    ) -> None:
        """Sends a request, without waiting until it has left.

        Args:
            method: POST or CONNECT.
            target: the request target, ASCII.
            headers: all of them, but for the length of the content.
            content: the body.
            timeout_s: seconds of silence that are borne; see `total_s` for the exchange as a whole.

        Raises:
            ProviderError: `connection`, a header is not allowed in HTTP. Its text shows none.
        """
        self._timeout_s = timeout_s
        self._ends_at = self._loop.time() + total_s(timeout_s)
        try:
            fields = [(name.encode("ascii"), value.encode()) for name, value in headers.items()]
            if method != "CONNECT":
                fields.append((b"content-length", b"%d" % len(content)))
            pieces = [
                self._parser.send(h11.Request(method=method, target=target, headers=fields)),
                self._parser.send(h11.Data(data=content)) if content else b"",
                self._parser.send(h11.EndOfMessage()),
            ]
        except (h11.LocalProtocolError, UnicodeError):
            raise ProviderError(
                "the request has a header that HTTP does not allow",
                error_class="connection",
                hint="check the options of the provider",
            ) from None
        self._transport.write(b"".join(piece for piece in pieces if piece))

    async def head(self) -> tuple[int, dict[str, str]]:
        """Status and headers of the response, names lower-cased.

        Raises:
            ProviderError: `timeout`, `connection` or `malformed_response`.
        """
        while True:
            event = await self._event()
            if type(event) is h11.Response:
                headers: dict[str, str] = {}
                for raw_name, raw_value in event.headers:
                    name, value = raw_name.decode("ascii"), raw_value.decode("latin-1")
                    headers[name] = f"{headers[name]}, {value}" if name in headers else value
                return event.status_code, headers
            if type(event) is not h11.InformationalResponse:
                raise self._cut()

    async def body(self) -> AsyncIterator[bytes]:
        """The body as it comes, still compressed if it is. Raises as `head` does."""
        while True:
            event = await self._event()
            if type(event) is h11.Data:
                yield bytes(event.data)
            elif type(event) is h11.EndOfMessage:
                return
            else:
                raise self._cut()

    async def _event(self) -> Any:
        while True:
            try:
                event = self._parser.next_event()
            except h11.RemoteProtocolError:
                raise self._cut() if self._ended else self._garbled() from None
            if event is not h11.NEED_DATA:
                return event
            await self._more()

    async def _more(self) -> None:
        self._unread = 0
        self._transport.resume_reading()
        unsent = self._unsent
        self._waiter = self._loop.create_future()
        silent_at = self._loop.time() + self._timeout_s
        timer = self._loop.call_at(min(silent_at, self._ends_at), _expire, self._waiter)
        try:
            await self._waiter
        except TimeoutError:
            if self._loop.time() >= self._ends_at:
                raise self._late(
                    f"was still sending after {total_s(self._timeout_s):g} s"
                ) from None
            if self._unsent >= unsent:
                raise self._late(f"sent nothing for {self._timeout_s:g} s") from None
        finally:
            timer.cancel()
            self._waiter = None

    @property
    def _unsent(self) -> int:
        """Bytes of the request that have not left yet: while they do, the server may be silent."""
        return int(self._transport.get_write_buffer_size())

    # --- after it ----------------------------------------------------------------------------

    def finish(self) -> bool:
        """Makes the connection ready for another exchange; False where it must be closed."""
        parser = self._parser
        done = parser.our_state is h11.DONE and parser.their_state is h11.DONE
        if not done or self._unsent or parser.trailing_data[0] or self.is_over:
            return False
        parser.start_next_cycle()
        self._unread = 0
        self.idle_since = self._loop.time()
        return True

    @property
    def is_over(self) -> bool:
        """Whether the server has closed it, or sent what nobody asked for."""
        return self._ended or (self._unread > 0 and self._parser.their_state is h11.IDLE)

    async def secure(self, context: Any, host: str) -> None:
        """Goes on in TLS. Raises OSError, `ssl.SSLError` included."""
        old = self._transport
        self._transport = await self._loop.start_tls(old, self, context, server_hostname=host)

    def taken_over_by(self, other: Connection) -> None:
        """Hands the socket to a connection that speaks through the tunnel which this one opened."""
        self._transport.set_protocol(other)
        other.connection_made(self._transport)

    def close(self) -> None:
        """Ends it at once; what is unsent or unread is lost."""
        if self._transport is not None:
            self._transport.abort()

    # --- errors ------------------------------------------------------------------------------

    def _cut(self) -> ProviderError:
        return ProviderError(
            f"{self.peer} closed the connection before the response was complete",
            error_class="connection",
            retryable=True,
        )

    def _garbled(self) -> ProviderError:
        return ProviderError(
            f"{self.peer} does not keep to HTTP, or sent headers of more than "
            f"{MAX_HEAD_BYTES // 1024} kB",
            error_class="malformed_response",
            hint="check that base_url is the address of the API",
        )

    def _late(self, what: str) -> ProviderError:
        return ProviderError(
            f"{self.peer} {what}",
            error_class="timeout",
            retryable=True,
            hint="raise timeout_s of the provider if its model takes that long",
        )


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())
