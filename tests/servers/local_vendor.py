"""A vendor on this machine that answers from a function of the path and the body."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Reply = (
    tuple[int, Mapping[str, Any] | bytes] | tuple[int, Mapping[str, Any] | bytes, Mapping[str, str]]
)
"""Status, body, and further headers."""
Answer = Callable[[str, dict[str, Any]], Reply]


class Listener(ThreadingHTTPServer):
    """Has a place for every connection.

    Where there is none, the system that connects sends its request again a second later, even if
    the process that made it has ended by then.
    """

    daemon_threads = True
    request_queue_size = 1024


class LocalVendor:
    """Listens while it is entered.

    `bodies` are the requests in the order in which they came, and `headers` theirs, in lower case.
    """

    def __init__(self, answer: Answer) -> None:
        self.bodies: list[tuple[str, dict[str, Any]]] = []
        self.headers: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                with outer._change:
                    outer.bodies.append((self.path, body))
                    outer.headers.append({k.lower(): v for k, v in self.headers.items()})
                status, said, *more = answer(self.path, body)
                data = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(data)))
                for name, value in (more[0] if more else {}).items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(ConnectionError):  # the caller was ended
                    self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                return

        class Server(Listener):
            def process_request_thread(self, request: Any, client_address: Any) -> None:
                try:
                    super().process_request_thread(request, client_address)
                finally:
                    with outer._change:
                        outer._ended += 1
                        outer._change.notify_all()

            def process_request(self, request: Any, client_address: Any) -> None:
                outer._accepted += 1
                super().process_request(request, client_address)

        self._accepted = self._ended = 0
        self._change = threading.Condition()
        self._http = Server(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def settle(self) -> None:
        """Waits until all that was sent so far is read and answered.

        Connections are taken in the order in which they came: once ours is, all before it are.
        """
        with socket.create_connection(("127.0.0.1", self._http.server_port)) as mine:
            mine.shutdown(socket.SHUT_WR)
            mine.recv(1)
        with self._change:
            assert self._change.wait_for(lambda: self._ended == self._accepted, timeout=120)

    def asked(self, ending: str) -> list[dict[str, Any]]:
        """The bodies that went to paths with that ending."""
        return [body for path, body in self.bodies if path.endswith(ending)]


def chat(text: str, **message: Any) -> Reply:
    """An answer of Chat Completions, written from documentation."""
    return 200, {
        "id": "chatcmpl-1",
        "model": "served-1",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, **message},
                "finish_reason": "tool_calls" if "tool_calls" in message else "stop",
            }
        ],
        "usage": {"prompt_tokens": 20, "completion_tokens": 2},
    }


def message(text: str) -> Reply:
    """An answer of Anthropic Messages, written from documentation."""
    return 200, {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "model": "served-2",
        "content": [{"type": "text", "text": text}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 20, "output_tokens": 2},
    }


def refused(text: str, param: str | None = None) -> Reply:
    """A 400 as OpenAI words it, written from documentation."""
    return 400, {
        "error": {
            "message": text,
            "type": "invalid_request_error",
            "param": param,
            "code": "unsupported_parameter",
        }
    }
