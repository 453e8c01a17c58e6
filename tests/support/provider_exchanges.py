"""Exchanges with vendors that never leave the process: what a server would say, and asking it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from msgspec.structs import replace

from portcheck.errors import ProviderError
from portcheck.model.chat import Message, Request, Text
from portcheck.model.completion import Completion, Timing
from portcheck.model.suite import ProviderSpec
from portcheck.providers.open_provider import open_provider

KEY = "sk-very-secret-0123456789"
VARIABLE = "PROBE_API_KEY"
QUESTION = Request(messages=(Message(role="user", content=(Text(text="Hello?"),)),))


def spec(dialect: str = "openai-chat", **changes: Any) -> ProviderSpec:
    """A provider with a key of its own, at an address of its own."""
    known: dict[str, Any] = {
        "id": "probe",
        "vendor": "probe",
        "dialect": dialect,
        "model": "probe-1",
        "base_url": "https://api.probe.test/v1",
        "api_key_env": VARIABLE,
    }
    return ProviderSpec(**{**known, **changes})


@dataclass(slots=True)
class Server:
    """Answers every request in the same way, and keeps what it was asked."""

    body: bytes | str | Mapping[str, Any] = b""
    status: int = 200
    headers: Mapping[str, str] | list[tuple[str, str]] = field(default_factory=dict)
    chunk: int = 0
    """Bytes per piece; 0 sends the body whole."""
    cut: int | None = None
    """Break the connection after so many bytes."""
    raises: Exception | None = None
    requests: list[httpx.Request] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()

    @property
    def transport(self) -> httpx.AsyncBaseTransport:
        return StandIn(self)

    @property
    def sent(self) -> dict[str, Any]:
        """The JSON body of the last request."""
        found: dict[str, Any] = json.loads(self.requests[-1].content)
        return found


class StandIn(httpx.AsyncBaseTransport):
    """Carries requests to a `Server` instead of over the network."""

    def __init__(self, server: Server) -> None:
        self.server = server

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        server = self.server
        await request.aread()
        server.requests.append(request)
        if server.raises is not None:
            raise server.raises
        return httpx.Response(server.status, headers=server.headers, stream=Pieces(_said(server)))


class Pieces(httpx.AsyncByteStream):
    """A body that comes piece by piece."""

    def __init__(self, pieces: AsyncIterator[bytes]) -> None:
        self.pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self.pieces:
            yield piece


async def _said(server: Server) -> AsyncIterator[bytes]:
    data = server.data
    end = len(data) if server.cut is None else server.cut
    step = server.chunk or max(1, len(data))
    for start in range(0, end, step):
        yield data[start : min(start + step, end)]
    if server.cut is not None:
        raise httpx.RemoteProtocolError("peer closed connection")


def ask(
    server: Server,
    provider: ProviderSpec | None = None,
    request: Request = QUESTION,
    environ: Mapping[str, str] | None = None,
) -> Completion | ProviderError:
    """What asking that server brings, the error included."""

    async def once() -> Completion | ProviderError:
        opened = open_provider(
            provider or spec(), environ or {VARIABLE: KEY}, transport=server.transport
        )
        try:
            return await opened.complete(request)
        except ProviderError as exc:
            return exc
        finally:
            await opened.aclose()

    return asyncio.run(once())


def answered(
    server: Server, provider: ProviderSpec | None = None, request: Request = QUESTION
) -> Completion:
    """The completion; anything else fails the test."""
    got = ask(server, provider, request)
    assert isinstance(got, Completion), f"{got!r}"
    return got


def failed(server: Server, provider: ProviderSpec | None = None) -> ProviderError:
    """The error; a completion fails the test."""
    got = ask(server, provider)
    assert isinstance(got, ProviderError), f"{got!r}"
    return got


def sse(events: Iterable[Mapping[str, Any] | str], *, named: bool = False) -> bytes:
    """Events of a stream; strings are data as they are."""
    out = []
    for event in events:
        data = event if isinstance(event, str) else json.dumps(event)
        name = f"event: {event['type']}\n" if named and not isinstance(event, str) else ""
        out.append(f"{name}data: {data}\n\n")
    return "".join(out).encode()


def chat_body(message: Mapping[str, Any] | None = None, **choice: Any) -> dict[str, Any]:
    """A Chat Completions body, written from documentation."""
    return {
        "id": "chatcmpl-1",
        "model": "probe-1-2026-01-01",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Hi.", **(message or {})},
                "finish_reason": "stop",
                **choice,
            }
        ],
        "usage": {"prompt_tokens": 5, "completion_tokens": 2},
    }


def chat_chunk(delta: Mapping[str, Any] | None = None, **choice: Any) -> dict[str, Any]:
    """A chunk of a Chat Completions stream, written from documentation."""
    return {
        "id": "chatcmpl-1",
        "model": "probe-1-2026-01-01",
        "choices": [{"index": 0, "delta": dict(delta or {}), "finish_reason": None, **choice}],
    }


def message_body(**changes: Any) -> dict[str, Any]:
    """An Anthropic message, written from documentation."""
    return {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "model": "probe-1-2026-01-01",
        "content": [{"type": "text", "text": "Hi."}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 5, "output_tokens": 2},
        **changes,
    }


def without_timing(completion: Completion) -> Completion:
    """The same answer, its durations set to zero: what two ways of receiving it must agree on."""
    return replace(completion, timing=Timing(total_s=0.0))
