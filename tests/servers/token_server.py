"""A service on this machine that hands out tokens, as metadata servers and token endpoints do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from local_vendor import Listener

Reply = tuple[int, Any]
Say = Callable[[str, str], Reply]
"""`say(path, body)`: status, and text or what becomes JSON."""


@dataclass(slots=True)
class Tokens:
    """The service, while it runs."""

    root: str
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Paths and bodies in the order in which they came."""
    heads: list[dict[str, str]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.root.removeprefix("http://")


@contextmanager
def token_server(say: Say) -> Iterator[Tokens]:
    """Runs the service; `say` answers GET and POST alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length).decode()
            tokens.asked.append((self.path, body))
            tokens.heads.append({name.lower(): value for name, value in self.headers.items()})
            status, said = say(self.path, body)
            text = isinstance(said, str)
            data = said.encode() if text else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "text/xml" if text else "application/json")
            self.send_header("metadata-flavor", "Google")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            return

    server = Listener(("127.0.0.1", 0), Handler)
    tokens = Tokens(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield tokens
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
