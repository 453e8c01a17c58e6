"""Decide how many requests to a provider are in flight, when to pause and when to stop.

The number in flight adapts: a rate-limit error halves it, and each answer raises it a little
(additive increase, multiplicative decrease: Chiu and Jain 1989), up to the provider's share. A
rate-limit error also pauses the whole provider, so that parallel calls do not run into the same
error. Neither happens while such errors are rare: then only the rejected call waits. It may be
rejected any number of times as long as other calls succeed now and then.
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
"""Most requests in flight at the start; each answer then allows one more, until the first
rate-limit error."""
RECENT = 32
"""Number of requests over which `trouble` is averaged (exponentially)."""
SPARSE = 0.2
"""If a smaller share of the recent requests was rejected, only the rejected calls wait. Otherwise a
vendor that rejects one request in twenty would set the pace by its rejections."""
SAME_PAUSE_S = 2.0
"""A pause that is extended by less than this is not reported again."""
TURNED_AWAY_IN_A_ROW = 12
"""A provider gets no more calls after this many pauses without an answer in between."""
SPARE_RETRIES = 50
RETRY_SHARE = 0.2
"""Retries other than for rate limits are at most `SPARE_RETRIES` plus this share of all requests,
so that a failing vendor does not get three times as many requests as a healthy one."""


class Throttle(Struct):
    """Lets as many parallel requests through as a provider accepts."""

    provider: str
    share: int
    """Most requests in flight; may be raised while requests are in flight."""
    retries: int
    """Most retries per call, not counting rate limits."""
    control: Control
    tell: Callable[[Event], None]
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    rng: random.Random
    sent: int = 0
    retried: int = 0
    in_flight: int = 0
    """Requests that were let through and have not ended, including those still waiting to leave."""
    outstanding: int = 0
    """Requests without a response yet."""
    allowed: float = 0.0
    pauses_in_a_row: int = 0
    closed: str = ""
    """Why no more requests are let through, or ""."""
    _paused_until: float = 0.0
    _cut_at: float = -1.0
    trouble: float = 0.0
    """Share of the recent requests that were rejected by a rate limit."""
    _waiting: deque[asyncio.Future[None]] = field(default_factory=deque)
    _timer: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.allowed = float(min(self.share, FIRST_IN_FLIGHT))

    # --- a request ---------------------------------------------------------------------------

    async def acquire(self) -> None:
        """Wait until there is room for another request.

        Raises:
            Withdrawn: the run ends, or the provider gets no more calls.
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
        """Count a request as sent and return its number."""
        self.sent += 1
        self.outstanding += 1
        self.tell(RequestSent(provider=self.provider, number=self.sent))
        return self.sent

    def abandon(self) -> None:
        """Release the room of a request that was not sent."""
        self.in_flight -= 1
        self._wake()

    def release(
        self,
        number: int,
        sent_at: float,
        error: ProviderError | None,
        completion: Completion | None,
    ) -> None:
        """End a request and adapt to its result; a cancelled one changes nothing.

        Args:
            number: its number, from `depart`.
            sent_at: when it was sent, on the clock.
            error: its error, if any.
            completion: its answer, if any.
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
            error: its last error.
            failures: how often it failed for reasons other than rate limits, including this time.
        """
        if error.failure.traits.retry == "adapt":
            # If nothing more is sent, `acquire` withdraws the call: it has not failed.
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
        """Whether `acquire` does the waiting after this error."""
        return error.failure.traits.retry == "pause" and self.clock() < self._paused_until

    # --- ending ------------------------------------------------------------------------------

    def close(self, reason: str) -> None:
        """Let no more requests through, and withdraw the waiting ones."""
        if not self.closed:
            self.closed = reason
            self.tell(ProviderStopped(provider=self.provider, reason=reason))
        self.withdraw()

    def withdraw(self) -> None:
        """Withdraw the calls that wait for room."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(Withdrawn())
        if self._timer is not None:
            self._timer.cancel()

    def widen(self, share: int) -> None:
        """Raise the share after another provider has finished."""
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
        # Requests sent before the last cut say nothing about the pace since then.
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
        """Seconds to pause; longer than asked if the last pause was too short."""
        if asked is None:
            return backoff_s(max(1, self.pauses_in_a_row), self.rng, LONGEST_PAUSE_S)
        if self.pauses_in_a_row < 2:
            return asked
        return max(asked, backoff_s(self.pauses_in_a_row - 1, self.rng, LONGEST_PAUSE_S))

    def _pause(self, seconds: float, reason: str) -> None:
        until = self.clock() + seconds
        if until <= self._paused_until:
            return
        # Parallel calls report the same rate limit one after the other.
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
        """Schedule the waiting calls to wake at the end of the pause."""
        running = self._timer is not None and not self._timer.done()
        if not running and self.clock() < self._paused_until:
            self._timer = asyncio.ensure_future(self._after_pause())

    async def _after_pause(self) -> None:
        while (left := self._paused_until - self.clock()) > 0:
            await self.sleep(left)
        self._timer = None
        self._wake()
