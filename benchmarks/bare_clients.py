"""The same calls by a bare client, nothing else done with the answers: what there is to lose.

    python benchmarks/bare_clients.py NAME --url URL [--calls 2000] [--concurrency 32]

NAME is httpx (one shared client), httpx-sharded (four clients), or aiohttp-uvloop. A refused call
(429) is asked again after the time it names. Exits 3 where a library is not installed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

Ask = Callable[[], Awaitable[None]]
BODY = {"model": "stub", "messages": [{"role": "user", "content": "Is this a stub?"}]}
MISSING = 3


async def work(ask: Ask, calls: int, concurrency: int) -> None:
    left = iter(range(calls))

    async def worker() -> None:
        for _ in left:
            await ask()

    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(worker())


async def with_httpx(chosen: argparse.Namespace, shards: int) -> None:
    import httpx

    each = -(-chosen.concurrency // shards)
    limits = httpx.Limits(max_connections=each, max_keepalive_connections=each)
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(httpx.AsyncClient(limits=limits, timeout=60))
            for _ in range(shards)
        ]
        turn = iter(range(10**9))

        async def ask() -> None:
            client = clients[next(turn) % shards]
            while True:
                reply = await client.post(chosen.url, json=BODY)
                if reply.status_code == 200:
                    break
                await asyncio.sleep(int(reply.headers["retry-after-ms"]) / 1000)
            assert reply.json()["choices"]

        await work(ask, chosen.calls, chosen.concurrency)


async def with_aiohttp(chosen: argparse.Namespace) -> None:
    import aiohttp

    connector = aiohttp.TCPConnector(limit=chosen.concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask() -> None:
            while True:
                async with session.post(chosen.url, json=BODY) as reply:
                    raw = await reply.read()
                if reply.status == 200:
                    break
                await asyncio.sleep(int(reply.headers["retry-after-ms"]) / 1000)
            assert json.loads(raw)["choices"]

        await work(ask, chosen.calls, chosen.concurrency)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=["httpx", "httpx-sharded", "aiohttp-uvloop"])
    parser.add_argument("--url", required=True)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--concurrency", type=int, default=32)
    chosen = parser.parse_args()
    try:
        if chosen.name == "aiohttp-uvloop":
            import uvloop

            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(with_aiohttp(chosen))
        else:
            asyncio.run(with_httpx(chosen, shards=4 if chosen.name == "httpx-sharded" else 1))
    except ImportError as exc:
        print(exc)
        raise SystemExit(MISSING) from None


if __name__ == "__main__":
    main()
