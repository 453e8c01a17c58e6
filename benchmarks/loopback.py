"""A stub vendor on this machine, in a process of its own: OpenAI Chat Completions after a delay.

    python benchmarks/loopback.py [--delay-ms 50] [--text Yes.] [--answer-bytes 4]
        [--rate-limited-share 0.05]

Prints its port on the first line, and ends when its standard input does. `GET /stats` tells the
requests, connections, most requests in flight, and CPU seconds since the last `GET /reset`. With a
share of 429s, every so many requests one is refused with `retry-after-ms`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import threading
import time
from dataclasses import dataclass, field

RETRY_AFTER_MS = 20


def answer(text: str, size: int) -> bytes:
    """A whole response with that text and, beyond that, filling up to `size` bytes."""
    body = json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "stub",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": text.ljust(size, "x")},
                    "finish_reason": "stop",
                }
            ],
            "usage": {"prompt_tokens": 12, "completion_tokens": 2, "total_tokens": 14},
        }
    ).encode()
    return response("200 OK", body)


def response(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "content-type: application/json", *headers]
    head = "\r\n".join([*lines, f"content-length: {len(body)}", "", ""])
    return head.encode() + body


REFUSED = response(
    "429 Too Many Requests",
    b'{"error": {"message": "slow down", "type": "rate_limit_error", "code": "rate_limited"}}',
    f"retry-after-ms: {RETRY_AFTER_MS}",
)


@dataclass(slots=True)
class Counts:
    """What the server has seen since the last reset."""

    requests: int = 0
    connections: int = 0
    open: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    cpu_from: float = field(default_factory=time.process_time)

    def seen(self) -> bytes:
        told = {
            "requests": self.requests,
            "connections": self.connections,
            "most_in_flight": self.most_in_flight,
            "cpu_s": time.process_time() - self.cpu_from,
        }
        return response("200 OK", json.dumps(told).encode(), "connection: close")


class Stub(asyncio.Protocol):
    """Answers every request on a connection after the delay; reads no more than it must."""

    def __init__(self, counts: Counts, reply: bytes, delay_s: float, refuse_every: int) -> None:
        self.counts = counts
        self.reply = reply
        self.delay_s = delay_s
        self.refuse_every = refuse_every
        self.received = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # asyncio's or uvloop's own
        self.counts.connections += 1

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return
        if head.startswith(b"GET /"):
            self.tell(head)
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(body) < length:
            return
        self.received = body[length:]
        counts = self.counts
        counts.requests += 1
        counts.in_flight += 1
        counts.most_in_flight = max(counts.most_in_flight, counts.in_flight)
        refused = self.refuse_every and counts.requests % self.refuse_every == 0
        reply = REFUSED if refused else self.reply
        if self.delay_s and not refused:
            asyncio.get_running_loop().call_later(self.delay_s, self.send, reply)
        else:
            self.send(reply)

    def send(self, reply: bytes) -> None:
        self.counts.in_flight -= 1
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(reply)

    def tell(self, head: bytes) -> None:
        assert self.transport is not None
        self.received = b""
        self.counts.connections -= 1  # this one asks about the others
        if head.startswith(b"GET /reset"):
            self.counts.__init__()  # type: ignore[misc]  # the same object, as every connection has it
        self.transport.write(self.counts.seen())
        self.transport.close()


def new_loop() -> asyncio.AbstractEventLoop:
    """The faster kind where it is installed: the stub should not be what is measured."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


async def serve(chosen: argparse.Namespace) -> None:
    counts = Counts()
    reply = answer(chosen.text, chosen.answer_bytes)
    share = chosen.rate_limited_share
    refuse_every = round(1 / share) if share else 0
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Stub(counts, reply, chosen.delay_ms / 1000, refuse_every),
        "127.0.0.1",
        0,
        backlog=2048,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    ended = asyncio.Event()

    def watch() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=watch, daemon=True).start()
    await ended.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay-ms", type=float, default=50.0)
    parser.add_argument("--text", default="Yes.")
    parser.add_argument("--answer-bytes", type=int, default=4)
    parser.add_argument("--rate-limited-share", type=float, default=0.0)
    chosen = parser.parse_args()
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(serve(chosen))


if __name__ == "__main__":
    main()
