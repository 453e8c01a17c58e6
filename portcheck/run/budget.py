"""The budget of a run in US dollars, from which calls reserve before they are sent.

`portcheck.run.execute.lane` asks it before each call, and ends the run if nothing is left.
"""

from __future__ import annotations

import asyncio


class Budget:
    """The remaining US dollars; a call reserves its bound, and settles its cost at the end."""

    def __init__(self, left: float | None) -> None:
        """Start with `left` US dollars; `None`: no limit."""
        self.left = left
        self._unsettled = 0
        """Number of calls with a reserve."""
        self._waiting: list[asyncio.Future[None]] = []

    def reserve_now(self, bound: float) -> bool:
        """Reserve `bound` for another request of a call, if possible; never waits."""
        if self.left is None:
            return True
        if bound > self.left:
            return False
        self.left -= bound
        return True

    async def reserve(self, bound: float) -> bool:
        """Reserve `bound` for a call; returns False if no other call can release enough."""
        while not self.reserve_now(bound):
            if self._unsettled == 0:
                return False
            change = asyncio.get_running_loop().create_future()
            self._waiting.append(change)
            await change
        self._unsettled += bound > 0.0
        return True

    def settle(self, bound: float, actual: float) -> None:
        """End a call: release its unused reserve, or deduct its cost beyond the bound."""
        self._unsettled -= bound > 0.0
        if self.left is not None:
            self.left += bound - actual
        for change in self._waiting:
            if not change.done():
                change.set_result(None)
        self._waiting.clear()
