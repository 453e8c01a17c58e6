"""What a call costs beyond the vendor's own time: our provider beside a bare httpx client.

Both ask a stub on this machine that answers after a fixed delay. The ideal is calls / concurrency x
delay; whatever is beyond it is overhead, start-up of the connections included.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from portcheck.model.chat import Message, Request, Text
from portcheck.model.suite import Limits, ProviderSpec
from portcheck.providers.opening import open_provider

ANSWER = json.dumps(
    {
        "id": "chatcmpl-1",
        "model": "stub",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Yes."},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 12, "completion_tokens": 2},
    }
).encode()
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
RESPONSE = HEAD + str(len(ANSWER)).encode() + b"\r\n\r\n" + ANSWER
QUESTION = Request(messages=(Message(role="user", content=(Text(text="Is this a stub?"),)),))


class Stub(asyncio.Protocol):
    """Answers every request on a connection after the delay; reads no more than it must."""

    def __init__(self, delay_s: float) -> None:
        self.delay_s = delay_s
        self.received = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(body) < length:
            return
        self.received = body[length:]
        asyncio.get_running_loop().call_later(self.delay_s, self.answer)

    def answer(self) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(RESPONSE)


@dataclass(frozen=True, slots=True)
class Timed:
    """One way of asking, timed."""

    name: str
    wall_s: float
    cpu_s: float


async def timed(
    name: str, ask: Callable[[], Awaitable[None]], calls: int, concurrency: int
) -> Timed:
    """Times `calls` calls made by `concurrency` workers."""
    left = iter(range(calls))

    async def work() -> None:
        for _ in left:
            await ask()

    wall, cpu = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(work())
    return Timed(name, time.perf_counter() - wall, time.process_time() - cpu)


async def measure(calls: int, concurrency: int, delay_s: float) -> list[Timed]:
    """Bare httpx first, then the provider, against one stub."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Stub(delay_s), "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    found = []
    async with httpx.AsyncClient(limits=limits, trust_env=False, timeout=60) as client:
        body = {"model": "stub", "messages": [{"role": "user", "content": "Is this a stub?"}]}

        async def bare() -> None:
            reply = await client.post(f"{url}/chat/completions", json=body)
            assert reply.json()["choices"][0]["message"]["content"] == "Yes."

        found.append(await timed("bare httpx, one client", bare, calls, concurrency))
    spec = ProviderSpec(
        id="stub",
        vendor="self-hosted",
        dialect="openai-chat",
        model="stub",
        base_url=url,
        limits=Limits(concurrency=concurrency),
    )
    provider = open_provider(spec, {})

    async def ours() -> None:
        assert (await provider.complete(QUESTION)).text == "Yes."

    found.append(await timed("portcheck provider", ours, calls, concurrency))
    await provider.aclose()
    server.close()
    return found


def main() -> None:
    """Prints one table a delay."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--delay-ms", type=float, nargs="+", default=[0.0, 50.0])
    chosen = parser.parse_args()
    for delay in chosen.delay_ms:
        rows = asyncio.run(measure(chosen.calls, chosen.concurrency, delay / 1000))
        ideal = -(-chosen.calls // chosen.concurrency) * delay / 1000
        print(f"\n{chosen.calls} calls, {chosen.concurrency} at a time, stub delay {delay:g} ms")
        print(f"{'':24}{'wall s':>10}{'overhead ms/call':>20}{'CPU ms/call':>14}")
        for row in rows:
            overhead = (row.wall_s - ideal) / chosen.calls * 1000
            cpu = row.cpu_s / chosen.calls * 1000
            print(f"{row.name:24}{row.wall_s:>10.2f}{overhead:>20.2f}{cpu:>14.2f}")
        print(f"provider / bare: {rows[1].wall_s / rows[0].wall_s:.2f} of the wall time")


if __name__ == "__main__":
    main()
