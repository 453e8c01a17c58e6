"""Run blocking calls of other libraries in their own threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


async def in_own_thread(call: Callable[[], T], *, timeout_s: float) -> T:
    """Run a blocking call in a thread; a call that hangs does not delay the end of the process.

    Args:
        call: the call; its exceptions are raised here.
        timeout_s: most seconds that it may take.

    Raises:
        TimeoutError: it takes longer; its thread continues, and its result is lost.
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
