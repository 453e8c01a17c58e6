"""Ends a run early: from a signal handler, from another thread, or by its own limits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

Sleep = Callable[[float], Awaitable[None]]


class Withdrawn(Exception):  # noqa: N818  # nothing went wrong: the call was never sent
    """A call that was waiting for its turn is not made any more; `resume` makes it."""


class Control:
    """Whether a run should end.

    Asked to drain, it starts no further call: those in flight come to their end, those that wait
    for a turn are withdrawn. Asked to stop, it gives up those in flight as well.
    """

    def __init__(self) -> None:
        self.draining = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event = asyncio.Event()
        self._run: asyncio.Task[object] | None = None
        self._over = False

    def drain(self) -> bool:
        """Asks the run to end; safe in signal handlers and other threads.

        Returns:
            Whether there is a run to be asked, or will be: not once it is over.
        """
        if self._over:
            return False
        self.draining = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._event.set)
        return True

    def stop(self) -> bool:
        """Asks the run to give up its calls; safe in signal handlers and other threads.

        Returns:
            Whether there is a run to be asked: it then ends with `asyncio.CancelledError`.
        """
        self.draining = True
        if self._loop is None or self._run is None:
            return False
        self._loop.call_soon_threadsafe(self._run.cancel)
        return True

    def attach(self) -> None:
        """Binds to the running event loop and task; called by the run itself."""
        self._over = False
        self._loop = asyncio.get_running_loop()
        self._run = asyncio.current_task()
        if self.draining:
            self._event.set()

    def detach(self) -> None:
        """Says that the run has come to its end."""
        self._run, self._over = None, True

    async def drained(self) -> None:
        """Returns once the run should end."""
        await self._event.wait()

    async def nap(self, sleep: Sleep, seconds: float) -> None:
        """Sleeps, but no longer than the run goes on.

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
