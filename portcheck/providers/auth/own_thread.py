"""Blocking calls of other libraries, each in its own thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


async def in_own_thread(call: Callable[[], T], *, timeout_s: float) -> T:
    """The result of a blocking call; a call that hangs never delays the end of the process.

    Args:
        call: may raise anything, which is raised here.
        timeout_s: seconds that it may take.

    Raises:
        TimeoutError: it takes longer; its thread goes on, and what it brings is lost.
    """
    done: Future[T] = Future()

    def work() -> None:
        try:
            done.set_result(call())
        except BaseException as exc:  # noqa: BLE001  # raised again where it is awaited
            done.set_exception(exc)

    done.set_running_or_notify_cancel()
    threading.Thread(target=work, name="portcheck-login", daemon=True).start()
    async with asyncio.timeout(timeout_s):
        return await asyncio.wrap_future(done)
