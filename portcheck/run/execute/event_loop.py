"""The event loop that a run uses: uvloop where it is installed, as the extra `fast` does it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Generic, TypeVar

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


class IterationBatch(Generic[T]):
    """Values of one iteration of the event loop, handed over together at its end.

    A task that adds a value and then yields to the loop goes on after the handover.
    """

    def __init__(self, hand_over: Callable[[list[T]], None]) -> None:
        """`hand_over` gets the values in the order in which they were added; must not block."""
        self._hand_over = hand_over
        self._added: list[T] = []
        self._error: Exception | None = None

    def add(self, value: T) -> None:
        """Adds a value to those of this iteration.

        Raises:
            Exception: what an earlier handover raised.
        """
        if self._error is not None:
            raise self._error
        if not self._added:
            asyncio.get_running_loop().call_soon(self._end_iteration)
        self._added.append(value)

    def __enter__(self) -> IterationBatch[T]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _exc: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        """Hands over what is left; raises what a handover raised unless something else does."""
        self._end_iteration()
        if self._error is not None and kind is None:
            raise self._error

    def _end_iteration(self) -> None:
        added, self._added = self._added, []
        try:
            if added:
                self._hand_over(added)
        except Exception as exc:  # noqa: BLE001 - raised where the next value comes
            self._error = exc


def _run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)
