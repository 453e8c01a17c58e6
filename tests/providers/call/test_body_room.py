"""Large bodies of many calls share a bounded room."""

from __future__ import annotations

import asyncio

from provider_exchanges import Server, answered, chat_body

from portcheck.providers.call.body_room import BodyRoom, Reader, current_room, shared_room

MB = 1024 * 1024


def test_who_began_first_never_waits_and_the_others_come_after() -> None:
    peaks: list[int] = []

    async def read(room: BodyRoom, name: int, held: dict[int, int]) -> int:
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
        room, held = BodyRoom(limit=25), dict[int, int]()
        return await asyncio.gather(*(read(room, name, held) for name in range(40)))

    assert asyncio.run(all_of_them()) == list(range(40))
    assert 20 <= max(peaks) <= 25 + 10, "one body beyond the limit, the oldest one's"


def test_a_body_that_is_larger_than_the_room_still_comes() -> None:
    async def once() -> None:
        room = BodyRoom(limit=10)
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
        room = BodyRoom(limit=10)
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


def test_a_run_has_one_room_and_a_call_alone_none() -> None:
    assert current_room() is None
    large = Server(body=chat_body({"content": "x" * MB}), chunk=50_000)
    assert len(answered(large).text) == MB
    with shared_room() as room:
        assert current_room() is room
        assert len(answered(large).text) == MB
        assert room._total == 0
        assert not room._held
    assert current_room() is None
