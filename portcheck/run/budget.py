"""The budget of a run: US dollars that calls set aside before they leave.

`portcheck.run.execute.lane` asks it before each call, and ends the run where nothing is left.
"""

from __future__ import annotations

import asyncio


class Budget:
    """US dollars that are left; a call reserves its bound before it leaves and settles its cost."""

    def __init__(self, left: float | None) -> None:
        """`left`: US dollars; `None`: no limit."""
        self.left = left
        self._unsettled = 0
        """Calls with something set aside."""
        self._waiting: list[asyncio.Future[None]] = []

    def reserve_now(self, bound: float) -> bool:
        """Sets `bound` aside for another request of a call, if it fits; never waits."""
        if self.left is None:
            return True
        if bound > self.left:
            return False
        self.left -= bound
        return True

    async def reserve(self, bound: float) -> bool:
        """Sets `bound` aside for a call; False when no other call can make room for it any more."""
        while not self.reserve_now(bound):
            if self._unsettled == 0:
                return False
            change = asyncio.get_running_loop().create_future()
            self._waiting.append(change)
            await change
        self._unsettled += bound > 0.0
        return True

    def settle(self, bound: float, actual: float) -> None:
        """Ends a call: gives back what it did not use, or takes what it used beyond its bound."""
        self._unsettled -= bound > 0.0
        if self.left is not None:
            self.left += bound - actual
        for change in self._waiting:
            if not change.done():
                change.set_result(None)
        self._waiting.clear()
