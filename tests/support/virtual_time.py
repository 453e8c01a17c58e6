"""An event loop in which waiting takes no time: the clock jumps to whatever is due next."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Selector(selectors.DefaultSelector):
    """Passes the time instead of waiting for it."""

    skip: Callable[[float], None] = staticmethod(lambda _seconds: None)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found and timeout is None:
            raise AssertionError("everybody waits, and nothing is due")
        if not found and timeout:
            self.skip(timeout)
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose `time()` starts at 0 and moves only where everybody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        selector = _Selector()
        selector.skip = self._skip
        super().__init__(selector)

    def time(self) -> float:
        return self.now

    def _skip(self, seconds: float) -> None:
        self.now += seconds


def run(main: Callable[[VirtualLoop], Coroutine[Any, Any, T]]) -> tuple[T, float]:
    """Runs `main(loop)`: its result, and the seconds that it would have taken."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main(loop)), loop.now
    finally:
        loop.close()
