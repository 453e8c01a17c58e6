"""End a run early, from a signal handler, another thread or its own limits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

Sleep = Callable[[float], Awaitable[None]]


class Withdrawn(Exception):  # noqa: N818  # not an error: the call was never sent
    """A waiting call is cancelled before it is sent; `resume` makes it."""


class Control:
    """Ends a run on request.

    A draining run starts no more calls: calls in flight finish, waiting ones are withdrawn. A
    stopped run also cancels the calls in flight.
    """

    def __init__(self) -> None:
        self.draining = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event = asyncio.Event()
        self._run: asyncio.Task[object] | None = None
        self._over = False

    def drain(self) -> bool:
        """Ask the run to end; safe in signal handlers and other threads.

        Returns:
            False once the run is over; true while it is going on or before it starts.
        """
        if self._over:
            return False
        self.draining = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._event.set)
        return True

    def stop(self) -> bool:
        """Cancel the calls of the run; safe in signal handlers and other threads.

        Returns:
            Whether a run is going on; it then ends with `asyncio.CancelledError`.
        """
        self.draining = True
        if self._loop is None or self._run is None:
            return False
        self._loop.call_soon_threadsafe(self._run.cancel)
        return True

    def attach(self) -> None:
        """Bind to the running event loop and task; called by the run itself."""
        self._over = False
        self._loop = asyncio.get_running_loop()
        self._run = asyncio.current_task()
        if self.draining:
            self._event.set()

    def detach(self) -> None:
        """Mark the run as over."""
        self._run, self._over = None, True

    async def drained(self) -> None:
        """Wait until the run should end."""
        await self._event.wait()

    async def nap(self, sleep: Sleep, seconds: float) -> None:
        """Sleep until the time is over or the run should end.

        Args:
            sleep: waits that many seconds.
            seconds: 0 or more.

        Raises:
            Withdrawn: the run should end.
        """
        if seconds > 0 and not self.draining:
            pending = {asyncio.ensure_future(sleep(seconds)), asyncio.ensure_future(self.drained())}
            try:
                await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in pending:
                    task.cancel()
        if self.draining:
            raise Withdrawn
