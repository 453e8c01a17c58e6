"""Large bodies of many calls share a bounded room."""

from __future__ import annotations

import asyncio
import time

from provider_exchanges import Server, answered, chat_body, chat_chunk, spec, sse

from portcheck.providers.call.body_memory import BodyMemory, Reader, current_memory, shared_memory
from portcheck.providers.http import FREE_STREAMED

MB = 1024 * 1024


def test_who_began_first_never_waits_and_the_others_come_after() -> None:
    peaks: list[int] = []

    async def read(room: BodyMemory, name: int, held: dict[int, int]) -> int:
        reader = Reader(room)
        for size in range(1, 11):
            await reader.grown(size)
            held[name] = size
            peaks.append(sum(held.values()))
            await asyncio.sleep(0)
        reader.leave()
        del held[name]
        return name

    async def all_of_them() -> list[int]:
        room, held = BodyMemory(limit=25), dict[int, int]()
        return await asyncio.gather(*(read(room, name, held) for name in range(40)))

    assert asyncio.run(all_of_them()) == list(range(40))
    assert 20 <= max(peaks) <= 25 + 10, "one body beyond the limit, the oldest one's"


def test_a_body_that_is_larger_than_the_room_still_comes() -> None:
    async def once() -> None:
        room = BodyMemory(limit=10)
        first, second = Reader(room), Reader(room)
        await first.grown(1000)
        waiting = asyncio.ensure_future(second.grown(5))
        await asyncio.sleep(0)
        assert not waiting.done()
        first.leave()
        first.leave()
        await waiting

    asyncio.run(once())


def test_who_is_given_up_leaves_the_others_their_turn() -> None:
    async def once() -> None:
        room = BodyMemory(limit=10)
        first, second, third = (Reader(room) for _ in range(3))
        await first.grown(10)
        tasks = [asyncio.ensure_future(one.grown(5)) for one in (second, third)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.sleep(0)
        second.leave()
        first.leave()
        await tasks[1]

    asyncio.run(once())


def test_waiting_for_room_is_not_the_vendors_time() -> None:
    async def once() -> tuple[float, float]:
        room = BodyMemory(limit=10)
        first, second = Reader(room), Reader(room)
        await first.grown(10)
        second.start()
        before = time.perf_counter()
        waiting = asyncio.ensure_future(second.grown(5))
        await asyncio.sleep(0)  # it begins to wait
        await asyncio.sleep(0.2)
        first.leave()
        await waiting
        return second.elapsed_s(), time.perf_counter() - before

    counted, passed = asyncio.run(once())
    assert passed >= 0.2
    assert counted <= passed - 0.19


def test_ordinary_streams_never_wait_for_each_other() -> None:
    pieces = [chat_chunk({"content": "word "}) for _ in range(1500)]
    raw = sse([*pieces, chat_chunk(finish_reason="stop")])
    assert 200_000 < len(raw) < FREE_STREAMED
    with shared_memory() as room:
        await_nobody(room)
        got = answered(Server(body=raw, chunk=4096), spec(stream=True))
    assert got.text == "word " * 1500


def await_nobody(room: BodyMemory) -> None:
    """Fills the room for good: who asks for a place would wait for ever."""
    room._held[object()] = room._total = 10**9


def test_a_run_has_one_room_and_a_call_alone_none() -> None:
    assert current_memory() is None
    large = Server(body=chat_body({"content": "x" * MB}), chunk=50_000)
    assert len(answered(large).text) == MB
    with shared_memory() as room:
        assert current_memory() is room
        assert len(answered(large).text) == MB
        assert room._total == 0
        assert not room._held
    assert current_memory() is None
