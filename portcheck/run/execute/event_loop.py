"""Run coroutines on uvloop if it is installed (the extra `fast`), otherwise on asyncio's loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Generic, TypeVar

T = TypeVar("T")


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Make an event loop, for `asyncio.Runner(loop_factory=...)`."""
    try:
        import uvloop  # noqa: PLC0415  # an extra, and not needed before a run
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def run_to_end(work: Coroutine[Any, Any, T], *, stop: Callable[[], object] = lambda: None) -> T:
    """Run a coroutine in its own event loop and return its result.

    A notebook runs its cells inside a loop, and a thread can run only one. The coroutine then runs
    in another thread while the caller waits.

    Args:
        work: the coroutine.
        stop: called when Ctrl-C interrupts the wait; should end the coroutine.
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
    """Collects the values of one event-loop iteration and hands them over together at its end.

    A task that adds a value and then yields to the loop continues after the handover.
    """

    def __init__(self, hand_over: Callable[[list[T]], None]) -> None:
        """`hand_over` gets the values in the order they were added; it must not block."""
        self._hand_over = hand_over
        self._added: list[T] = []
        self._error: Exception | None = None

    def add(self, value: T) -> None:
        """Add a value to this iteration.

        Raises:
            Exception: the error of an earlier handover.
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
        """Hand over the rest; raise the error of a handover, unless another one is under way."""
        self._end_iteration()
        if self._error is not None and kind is None:
            raise self._error

    def _end_iteration(self) -> None:
        added, self._added = self._added, []
        try:
            if added:
                self._hand_over(added)
        except Exception as exc:  # noqa: BLE001 - raised at the next `add`
            self._error = exc


def _run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)
