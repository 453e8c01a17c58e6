"""Servers on this machine that do what they are told, well or badly: raw sockets in threads."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from provider_exchanges import KEY, QUESTION, VARIABLE, chat_body, spec

from portcheck.errors import ProviderError
from portcheck.model.completion import Completion
from portcheck.providers.open_provider import open_provider

CERTIFICATES = Path(__file__).parent / "certificates"
AUTHORITY = CERTIFICATES / "authority.pem"
ANSWER = json.dumps(chat_body()).encode()


@dataclass(slots=True)
class Served:
    """A server, while it runs."""

    host: str
    port: int
    scheme: str = "http"
    requests: list[bytes] = field(default_factory=list)
    """Heads and bodies as they came."""
    connections: int = 0

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}/v1"


@dataclass(slots=True)
class Client:
    """What a server sees of one connection."""

    socket: socket.socket
    served: Served

    def request(self) -> bytes:
        """Waits for a whole request; "" when the client is gone."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.socket.recv(65536)
            if not more:
                return b""
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if b"content-length:" in line]
        length = int(lengths[0].partition(b":")[2]) if lengths else 0
        while len(body) < length:
            body += self.socket.recv(65536)
        self.served.requests.append(head + b"\r\n\r\n" + body)
        return head

    def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.socket.sendall(piece)

    def wait(self) -> None:
        """Says nothing more until the client is gone."""
        while self.socket.recv(65536):
            pass


def response(body: bytes = ANSWER, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"content-length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def answering(client: Client) -> None:
    """A server as it should be."""
    while client.request():
        client.say(response())


def secure_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "server.pem")
    return context


@contextmanager
def serving(
    handle: Callable[[Client], None] = answering,
    *,
    host: str = "127.0.0.1",
    context: ssl.SSLContext | None = None,
    receive_buffer: int = 0,
) -> Iterator[Served]:
    """Runs `handle` for every connection, each in a thread of its own."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if receive_buffer:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        listener.bind((host, 0))
        listener.listen(1024)
        served = Served(host, listener.getsockname()[1], "https" if context else "http")
        opened: list[socket.socket] = []
        threads: list[threading.Thread] = []

        def one(raw: socket.socket) -> None:
            with raw, suppress(OSError):
                if context is None:
                    handle(Client(raw, served))
                    return
                with context.wrap_socket(raw, server_side=True) as secure:
                    opened.append(secure)
                    handle(Client(secure, served))

        def accept() -> None:
            with suppress(OSError):
                while True:
                    raw, _ = listener.accept()
                    served.connections += 1
                    opened.append(raw)
                    thread = threading.Thread(target=one, args=(raw,), daemon=True)
                    threads.append(thread)
                    thread.start()

        acceptor = threading.Thread(target=accept, daemon=True)
        acceptor.start()
        try:
            yield served
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            acceptor.join(5)
            for raw in opened:
                with suppress(OSError):
                    raw.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join(5)


def asked(url: str, *, times: int = 1, **settings: Any) -> list[Completion | ProviderError]:
    """What a provider at that address brings, asked so many times in turn."""

    async def ask() -> list[Completion | ProviderError]:
        provider = open_provider(
            spec(base_url=url, base_url_typed=True, **settings), {VARIABLE: KEY}
        )
        found: list[Completion | ProviderError] = []
        try:
            for _ in range(times):
                try:
                    found.append(await provider.complete(QUESTION))
                except ProviderError as exc:
                    found.append(exc)
        finally:
            await provider.aclose()
        return found

    return asyncio.run(ask())


def failed_at(url: str, **settings: Any) -> ProviderError:
    """The error of one call; a completion fails the test."""
    found = asked(url, **settings)[0]
    assert isinstance(found, ProviderError), f"{found!r}"
    assert KEY not in f"{found} {found.hint} {vars(found)!r}"
    return found
