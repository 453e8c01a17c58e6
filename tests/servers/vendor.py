"""A vendor on this machine, in a process of its own, that remembers who asked it what.

Started as `python tests/vendor.py SETTINGS`; tests use `vendor(...)`. Each provider has a path of
its own (`/NAME/v1`); a question names its id in brackets: `[c7] Is it?`. How a request ends depends
on the seed, the provider, the id and the number of the attempt alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import subprocess
import sys
import time
import urllib.request
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ANSWER = "answer"
RIGHT, WRONG = "yes", "no"
PATIENCE_S = 120
"""Seconds after which nobody waits any more; a busy machine takes its time."""


@dataclass
class Settings:
    """How the vendor behaves."""

    seed: int = 1
    delay_ms: tuple[float, float] = (5.0, 30.0)
    trouble: dict[str, float] = field(default_factory=dict)
    """How a request may end other than with an answer, and how often; none does in its third
    attempt. `429`, `429-told` (with a time), `500`, `503`, `cut`."""
    window_s: float = 0.0
    limits: dict[str, int] = field(default_factory=dict)
    """Provider to the requests that it takes within any `window_s`; it answers 429 beyond."""
    told: bool = True
    """Whether it says when its window has room again."""
    hold_from: int | None = None
    """Requests after so many are not answered until this changes."""
    wrong: dict[str, float] = field(default_factory=dict)
    """Provider to the share of its answers that are wrong."""
    input_tokens: int = 100
    output_tokens: int = 100


@dataclass
class Asked:
    """One request."""

    provider: str
    case: str
    attempt: int
    """From 0."""
    outcome: str
    at: float
    """Seconds since the vendor began."""
    done: float | None = None


class Vendor:
    """The server itself."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.asked: list[Asked] = []
        self.attempts: Counter[tuple[str, str]] = Counter()
        self.recent: dict[str, deque[float]] = {}
        self.began = time.monotonic()
        self.changed = asyncio.Event()

    async def serve(self) -> None:
        server = await asyncio.start_server(self.talk, "127.0.0.1", 0, limit=2**22, backlog=1024)
        sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        async with server:
            await server.serve_forever()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while await self.exchange(reader, writer):
                pass
        writer.close()

    async def exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, path, _ = head.split(" ", 2)
        found = re.search(r"content-length: *(\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(found.group(1)) if found else 0)
        if method == "GET":
            count = path == "/count"
            told = len(self.asked) if count else [asdict(one) for one in self.asked]
            writer.write(_response(200, json.dumps(told).encode()))
            await writer.drain()
            return True
        if path == "/settings":
            for name, value in json.loads(body).items():
                setattr(self.settings, name, value)
            self.changed.set()
            self.changed = asyncio.Event()
            writer.write(_response(200, b"{}"))
            await writer.drain()
            return True
        return await self.answer(path.split("/")[1], json.loads(body), writer)

    async def answer(
        self, provider: str, question: dict[str, Any], writer: asyncio.StreamWriter
    ) -> bool:
        named = re.search(r"\[(\w+)\]", json.dumps(question["messages"]))
        assert named is not None, question
        case = named.group(1)
        attempt = self.attempts[provider, case]
        self.attempts[provider, case] += 1
        outcome = self.outcome(provider, case, attempt)
        one = Asked(provider, case, attempt, outcome, time.monotonic() - self.began)
        self.asked.append(one)
        number = len(self.asked)
        rng = random.Random(f"{self.settings.seed} {provider} {case} {attempt} delay")
        await asyncio.sleep(rng.uniform(*self.settings.delay_ms) / 1000)
        while self.settings.hold_from is not None and number > self.settings.hold_from:
            await self.changed.wait()
        pieces, goes_on = self.reply(one, stream=bool(question.get("stream")))
        try:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)
        finally:
            one.done = time.monotonic() - self.began
        return goes_on

    def outcome(self, provider: str, case: str, attempt: int) -> str:
        limit = self.settings.limits.get(provider)
        if limit is not None:
            now = time.monotonic()
            recent = self.recent.setdefault(provider, deque())
            while recent and recent[0] <= now - self.settings.window_s:
                recent.popleft()
            if len(recent) >= limit:
                wait = recent[0] + self.settings.window_s - now
                return f"429-told {wait:.3f}" if self.settings.told else "429"
            recent.append(now)
        if attempt >= 2:
            return ANSWER
        drawn = random.Random(f"{self.settings.seed} {provider} {case} {attempt}").random()
        for name, share in self.settings.trouble.items():
            drawn -= share
            if drawn < 0:
                return name
        return ANSWER

    def reply(self, one: Asked, *, stream: bool) -> tuple[list[bytes], bool]:
        kind, _, wait = one.outcome.partition(" ")
        if kind.startswith("429"):
            ms = max(1, round(float(wait or "0.05") * 1000))
            more = f"retry-after-ms: {ms}\r\n" if kind == "429-told" else ""
            return [_failure(429, "rate_limit_exceeded", more)], True
        if kind in {"500", "503"}:
            return [_failure(int(kind), "server_error")], True
        pieces = self.streamed(one) if stream else [_response(200, self.whole(one))]
        if kind == "cut":
            text = b"".join(pieces)
            return [text[: len(text) * 2 // 3]], False
        return pieces, not stream

    def whole(self, one: Asked) -> bytes:
        message = {"role": "assistant", "content": self.text(one)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return json.dumps(
            {"id": "x", "model": "m", "choices": [choice], "usage": self.usage()}
        ).encode()

    def streamed(self, one: Asked) -> list[bytes]:
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
        text = self.text(one)
        chunks: list[dict[str, Any]] = [
            {"choices": [{"index": 0, "delta": {"content": letter}, "finish_reason": None}]}
            for letter in text
        ]
        chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        chunks.append({"choices": [], "usage": self.usage()})
        events = [f"data: {json.dumps({'id': 'x', 'model': 'm', **c})}\n\n" for c in chunks]
        return [head, *(event.encode() for event in events), b"data: [DONE]\n\n"]

    def text(self, one: Asked) -> str:
        drawn = random.Random(f"{one.provider} {one.case}").random()
        return WRONG if drawn < self.settings.wrong.get(one.provider, 0.0) else RIGHT

    def usage(self) -> dict[str, int]:
        return {
            "prompt_tokens": self.settings.input_tokens,
            "completion_tokens": self.settings.output_tokens,
        }


def _response(status: int, body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{more}"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


def _failure(status: int, code: str, more: str = "") -> bytes:
    error = {"message": "not now", "type": code, "code": code}
    return _response(status, json.dumps({"error": error}).encode(), more)


@dataclass
class Handle:
    """A vendor as a test sees it."""

    url: str

    def asked(self) -> list[Asked]:
        """Every request so far, in the order in which they came."""
        with urllib.request.urlopen(f"{self.url}/asked", timeout=PATIENCE_S) as reply:
            return [Asked(**one) for one in json.load(reply)]

    def count(self) -> int:
        """How many requests came so far."""
        with urllib.request.urlopen(f"{self.url}/count", timeout=PATIENCE_S) as reply:
            return int(json.load(reply))

    def quiet(self) -> list[Asked]:
        """Every request, once no more of them come and none is being answered."""
        before: list[Asked] = []
        while True:
            found = self.asked()
            if len(found) == len(before) and all(one.done is not None for one in found):
                return found
            before = found
            time.sleep(0.02)

    def settled(self) -> list[Asked]:
        """Every request that was sent so far: what was unread at the first look was read then."""
        self.asked()
        return self.asked()

    def wait_for(self, count: int) -> None:
        """Returns when so many requests have come."""
        give_up = time.monotonic() + PATIENCE_S
        while len(self.asked()) < count:
            assert time.monotonic() < give_up, f"{len(self.asked())} of {count} requests came"
            time.sleep(0.003)

    def change(self, **settings: Any) -> None:
        """Changes how it behaves from now on."""
        data = json.dumps(settings).encode()
        urllib.request.urlopen(f"{self.url}/settings", data=data, timeout=PATIENCE_S).close()


@contextlib.contextmanager
def vendor(**settings: Any) -> Iterator[Handle]:
    """A vendor that lives as long as the block."""
    command = [sys.executable, str(Path(__file__)), json.dumps(settings)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Handle(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(Vendor(Settings(**json.loads(sys.argv[1]))).serve())
