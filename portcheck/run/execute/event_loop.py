"""The event loop that a run uses: uvloop where it is installed, as the extra `fast` does it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def new_event_loop() -> asyncio.AbstractEventLoop:
    """A fresh loop, for `asyncio.Runner(loop_factory=...)`."""
    try:
        import uvloop  # noqa: PLC0415  # an extra, and not needed before a run
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def run_to_end(work: Coroutine[Any, Any, T], *, stop: Callable[[], object] = lambda: None) -> T:
    """The result of a coroutine, in an event loop of its own.

    A notebook runs its cells inside a loop, and no thread can run two: the work then gets a thread
    of its own, and the caller waits for it.

    Args:
        work: the coroutine.
        stop: called when Ctrl-C interrupts the wait; it makes the coroutine end.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _run(work)
    with ThreadPoolExecutor(max_workers=1) as pool:
        try:
            return pool.submit(_run, work).result()
        except KeyboardInterrupt:
            stop()
            raise


def _run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)
