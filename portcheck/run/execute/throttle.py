"""How many requests to one provider are in flight, when there is a pause, and when to stop.

The number in flight adapts: a rate-limit error halves it, each answer raises it a little
(additive increase, multiplicative decrease: Chiu and Jain 1989), up to the provider's share. A
complaint pauses the whole provider, so that the calls beside it do not collect complaints of their
own. Neither happens while complaints are rare: then the call that was turned away waits alone. Such
a call waits for its next turn however often, as long as some call gets through now and then.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable

from msgspec import Struct, field

from portcheck.errors import ProviderError
from portcheck.model.completion import Completion
from portcheck.providers.call.rate_headers import exhausted_for_s
from portcheck.providers.retry import (
    LONGEST_PAUSE_S,
    LONGEST_RETRY_AFTER_S,
    asked_wait_s,
    backoff_s,
)
from portcheck.run.events import Event, ProviderStopped, RequestEnded, RequestSent, Waiting
from portcheck.run.execute.shutdown import Control, Withdrawn

FIRST_IN_FLIGHT = 16
"""A run opens no more connections than this at once; each answer then makes room for one more,
until the first complaint."""
RECENT = 32
"""Requests over which `trouble` is averaged (exponentially)."""
SPARSE = 0.2
"""While fewer of the recent requests were turned away than this, only they wait, each for itself: a
vendor that refuses one in twenty would otherwise be asked at the pace of its refusals."""
SAME_PAUSE_S = 2.0
"""A pause that moves by less than this is not reported again."""
TURNED_AWAY_IN_A_ROW = 12
"""After this many pauses without any answer between them a provider gets no more calls."""
SPARE_RETRIES = 50
RETRY_SHARE = 0.2
"""Retries for reasons other than the rate: at most `SPARE_RETRIES` and this share of all requests,
so that a vendor in trouble is not asked three times as often as a healthy one."""


class Throttle(Struct):
    """Lets as many requests to one provider through at once as it accepts."""

    provider: str
    share: int
    """Most requests in flight; may be raised while requests are in flight."""
    retries: int
    """Per call, for reasons other than the rate."""
    control: Control
    tell: Callable[[Event], None]
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    rng: random.Random
    sent: int = 0
    retried: int = 0
    in_flight: int = 0
    """Requests that were let through, those that wait for something else since then included."""
    outstanding: int = 0
    """Requests that have left and not come back."""
    allowed: float = 0.0
    pauses_in_a_row: int = 0
    closed: str = ""
    """Why no request is let through any more."""
    _paused_until: float = 0.0
    _cut_at: float = -1.0
    trouble: float = 0.0
    """Share of the recent requests that were turned away."""
    _waiting: deque[asyncio.Future[None]] = field(default_factory=deque)
    _timer: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.allowed = float(min(self.share, FIRST_IN_FLIGHT))

    # --- a request ---------------------------------------------------------------------------

    async def acquire(self) -> None:
        """Waits until there is room for another request.

        Raises:
            Withdrawn: the run ends, or the provider is not asked any more.
        """
        while self._waiting or not self._is_open():
            self._require()
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            self._arm()
            try:
                await turn
            except asyncio.CancelledError:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                else:
                    self._wake()
                raise
            if self._is_open():
                break
        self._require()
        self.in_flight += 1

    def depart(self) -> int:
        """Says that a request that was let through leaves; returns its number."""
        self.sent += 1
        self.outstanding += 1
        self.tell(RequestSent(provider=self.provider, number=self.sent))
        return self.sent

    def abandon(self) -> None:
        """Gives up the room of a request that has not left."""
        self.in_flight -= 1
        self._wake()

    def release(
        self,
        number: int,
        sent_at: float,
        error: ProviderError | None,
        completion: Completion | None,
    ) -> None:
        """Ends a request, and learns from how it went; from one that was broken off, nothing.

        Args:
            number: its own, from `depart`.
            sent_at: when it left, on the clock.
            error: how it failed.
            completion: the answer.
        """
        self.in_flight -= 1
        self.outstanding -= 1
        if error is None and completion is None:
            self._wake()
            return
        self.tell(
            RequestEnded(
                provider=self.provider,
                number=number,
                error_class=error.failure.error_class if error else None,
            )
        )
        throttled = error is not None and error.failure.traits.throttled
        self.trouble += (throttled - self.trouble) / RECENT
        if error is not None and throttled:
            self._turned_away(sent_at, error)
        elif error is None:
            self.pauses_in_a_row = 0
            step = 1.0 if self._cut_at < 0 else 1.0 / max(1.0, self.allowed)
            self.allowed = min(float(self.share), self.allowed + step)
            empty = exhausted_for_s(completion.rate_limit) if completion else None
            if empty is not None and 0 < empty <= LONGEST_RETRY_AFTER_S:
                self._pause(empty, "the vendor says that its limit is used up")
        self._wake()

    def retries_after(self, error: ProviderError, failures: int) -> bool:
        """Whether a failed call may try again.

        Args:
            error: how it failed.
            failures: how often it failed for other reasons than the rate, this time included.
        """
        if error.failure.traits.retry == "adapt":
            # Where nothing more is sent its next request is withdrawn: it has not failed.
            return True
        if self.closed or self.control.draining:
            return False
        if error.failure.traits.retry == "pause":
            return self.pauses_in_a_row < TURNED_AWAY_IN_A_ROW
        if failures > self.retries or self.retried >= SPARE_RETRIES + RETRY_SHARE * self.sent:
            return False
        self.retried += 1
        return True

    def waits(self, error: ProviderError) -> bool:
        """Whether `acquire` already waits for what a failed call would have to wait for."""
        return error.failure.traits.retry == "pause" and self.clock() < self._paused_until

    # --- ending ------------------------------------------------------------------------------

    def close(self, reason: str) -> None:
        """Lets nothing through any more; those that wait are withdrawn."""
        if not self.closed:
            self.closed = reason
            self.tell(ProviderStopped(provider=self.provider, reason=reason))
        self.withdraw()

    def withdraw(self) -> None:
        """Withdraws the calls that wait for room."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(Withdrawn())
        if self._timer is not None:
            self._timer.cancel()

    def widen(self, share: int) -> None:
        """Raises the share, where another provider has come to its end."""
        self.share = max(self.share, share)

    # --- inside ------------------------------------------------------------------------------

    def _is_open(self) -> bool:
        return self.in_flight < max(1, int(self.allowed)) and self.clock() >= self._paused_until

    def _require(self) -> None:
        if self.closed or self.control.draining:
            raise Withdrawn

    def _turned_away(self, sent_at: float, error: ProviderError) -> None:
        asked = asked_wait_s(error)
        if asked is not None and asked > LONGEST_RETRY_AFTER_S:
            self.close(
                f"{error.failure.error_class}: it asks to wait {asked:.0f} s: {error.message}"
            )
            return
        if self.trouble < SPARSE:
            return
        # Requests that left before the last cut say nothing about the pace since then.
        fresh = sent_at >= self._cut_at
        if fresh:
            self.allowed = max(1.0, self.allowed / 2)
            self._cut_at = self.clock()
        if error.failure.traits.retry != "pause" and asked is None:
            return
        if fresh:
            self.pauses_in_a_row += 1
        self._pause(self._patience_s(asked), error.message)
        if self.pauses_in_a_row >= TURNED_AWAY_IN_A_ROW:
            self.close(
                f"{error.failure.error_class}: rejected {self.pauses_in_a_row} times in a row, "
                f"last: {error.message}"
            )

    def _patience_s(self, asked: float | None) -> float:
        """Seconds to pause for; who has asked for too little before is given more."""
        if asked is None:
            return backoff_s(max(1, self.pauses_in_a_row), self.rng, LONGEST_PAUSE_S)
        if self.pauses_in_a_row < 2:
            return asked
        return max(asked, backoff_s(self.pauses_in_a_row - 1, self.rng, LONGEST_PAUSE_S))

    def _pause(self, seconds: float, reason: str) -> None:
        until = self.clock() + seconds
        if until <= self._paused_until:
            return
        # Calls that were in flight together complain one after the other, of the same thing.
        news = until > self._paused_until + SAME_PAUSE_S
        self._paused_until = until
        if news:
            self.tell(Waiting(provider=self.provider, seconds=seconds, reason=reason))

    def _wake(self) -> None:
        room = max(1, int(self.allowed)) - self.in_flight
        if self.clock() < self._paused_until:
            self._arm()
            return
        while room > 0 and self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                room -= 1

    def _arm(self) -> None:
        """Wakes those that wait when the pause ends."""
        running = self._timer is not None and not self._timer.done()
        if not running and self.clock() < self._paused_until:
            self._timer = asyncio.ensure_future(self._after_pause())

    async def _after_pause(self) -> None:
        while (left := self._paused_until - self.clock()) > 0:
            await self.sleep(left)
        self._timer = None
        self._wake()
