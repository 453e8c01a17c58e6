"""Memory for the large bodies of a run: all calls in flight share it, however many there are."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ROOM_BYTES = 48 * 1024 * 1024
"""That large bodies may have together. One body that is larger still gets its turn."""


class BodyMemory:
    """Who reads a large body, and how much of it is there.

    Without room a reader waits, its connection paused, until others are done. The one that began
    first never waits, so one always comes to its end.
    """

    def __init__(self, limit: int = ROOM_BYTES) -> None:
        self._limit = limit
        self._held: dict[object, int] = {}
        self._total = 0
        self._waiting: list[asyncio.Future[None]] = []

    async def hold(self, reader: object, size: int) -> None:
        """Returns when there is room for `size` bytes of the reader's body, all in all."""
        self._total += size - self._held.get(reader, 0)
        self._held[reader] = size
        while self._total > self._limit and next(iter(self._held)) is not reader:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            await turn

    def leave(self, reader: object) -> None:
        """Says that the body is not needed any more."""
        size = self._held.pop(reader, None)
        if size is None:
            return
        self._total -= size
        waiting, self._waiting = self._waiting, []
        for turn in waiting:
            if not turn.done():
                turn.set_result(None)


class Reader:
    """One response, and the time that it takes. Waiting for room is ours, not the vendor's."""

    def __init__(self, room: BodyMemory | None) -> None:
        self._room = room
        self._started = self._waited_s = 0.0

    def start(self) -> None:
        """Says that the request leaves now."""
        self._started = time.perf_counter()

    def elapsed_s(self) -> float:
        """Seconds since then, without those that it waited for room."""
        return time.perf_counter() - self._started - self._waited_s

    async def grown(self, size: int) -> None:
        """Returns when there is room for the bytes that the body has by now."""
        if self._room is not None:
            before = time.perf_counter()
            await self._room.hold(self, size)
            self._waited_s += time.perf_counter() - before

    def leave(self) -> None:
        """Gives back what it held."""
        if self._room is not None:
            self._room.leave(self)


_SHARED: ContextVar[BodyMemory | None] = ContextVar("body_memory", default=None)
"""Of the run that a call belongs to; a plug-in's providers need not pass it on."""


@contextmanager
def shared_memory() -> Iterator[BodyMemory]:
    """One room for all calls that are made in the block, and by tasks that begin in it."""
    room = BodyMemory()
    token = _SHARED.set(room)
    try:
        yield room
    finally:
        _SHARED.reset(token)


def current_memory() -> BodyMemory | None:
    """The room of this run; `None` for a call on its own."""
    return _SHARED.get()
