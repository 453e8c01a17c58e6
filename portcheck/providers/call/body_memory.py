"""Limit the memory that the large bodies of all calls in flight share in a run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ROOM_BYTES = 48 * 1024 * 1024
"""Most bytes for all large bodies together; a single larger body is still read, alone."""


class BodyMemory:
    """The readers of large bodies and the bytes that each has.

    If there is no room, a reader waits with its connection paused until others are done. The oldest
    reader never waits, so one can always finish.
    """

    def __init__(self, limit: int = ROOM_BYTES) -> None:
        self._limit = limit
        self._held: dict[object, int] = {}
        self._total = 0
        self._waiting: list[asyncio.Future[None]] = []

    async def hold(self, reader: object, size: int) -> None:
        """Wait until there is room for `size` bytes of the reader's body in total."""
        self._total += size - self._held.get(reader, 0)
        self._held[reader] = size
        while self._total > self._limit and next(iter(self._held)) is not reader:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            await turn

    def leave(self, reader: object) -> None:
        """Release the memory of a body."""
        size = self._held.pop(reader, None)
        if size is None:
            return
        self._total -= size
        waiting, self._waiting = self._waiting, []
        for turn in waiting:
            if not turn.done():
                turn.set_result(None)


class Reader:
    """One response and its duration, without the time that it waited for room."""

    def __init__(self, room: BodyMemory | None) -> None:
        self._room = room
        self._started = self._waited_s = 0.0

    def start(self) -> None:
        """Start the clock when the request is sent."""
        self._started = time.perf_counter()

    def elapsed_s(self) -> float:
        """Seconds since the start, without those that it waited for room."""
        return time.perf_counter() - self._started - self._waited_s

    async def grown(self, size: int) -> None:
        """Wait until there is room for the current size of the body."""
        if self._room is not None:
            before = time.perf_counter()
            await self._room.hold(self, size)
            self._waited_s += time.perf_counter() - before

    def leave(self) -> None:
        """Release its memory."""
        if self._room is not None:
            self._room.leave(self)


_SHARED: ContextVar[BodyMemory | None] = ContextVar("body_memory", default=None)
"""Body memory of the current run; a context variable, so that plugins need not pass it on."""


@contextmanager
def shared_memory() -> Iterator[BodyMemory]:
    """Share one memory limit among all calls in the block and in tasks that start in it."""
    room = BodyMemory()
    token = _SHARED.set(room)
    try:
        yield room
    finally:
        _SHARED.reset(token)


def current_memory() -> BodyMemory | None:
    """The body memory of this run; `None` outside of runs."""
    return _SHARED.get()
