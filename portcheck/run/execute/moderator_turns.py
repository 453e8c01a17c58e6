"""Keep the limits of each moderator across all routes of a run that use it."""

from __future__ import annotations

import asyncio
import random

from msgspec import Struct, field

from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.suite import ProviderSpec
from portcheck.providers import keys
from portcheck.providers.moderation.moderated_provider import RETRIES, Side, TurnsOf
from portcheck.providers.retry import LONGEST_RETRY_AFTER_S, Turns, asked_wait_s, backoff_s
from portcheck.run.execute.rate_limits import Clock, Ledger, Nap, RateLimiter, ledger_path
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.shutdown import Control, Withdrawn
from portcheck.run.execute.throttle import TURNED_AWAY_IN_A_ROW


class ModeratorTurns(Struct, frozen=True):
    """One queue for each moderator of a run."""

    policy: RunPolicy
    control: Control
    queues: dict[str, Queue] = field(default_factory=dict)

    def of(self, spec: ProviderSpec) -> TurnsOf:
        """Return the turns of a moderator's queue."""
        if spec.id not in self.queues:
            self.queues[spec.id] = self._queue(spec)
        return self.queues[spec.id].turns

    def _queue(self, spec: ProviderSpec) -> Queue:
        ledger = Ledger()
        if self.policy.ledgers is not None:
            parts = (keys.host(spec), spec.api_key_env or "", spec.model or "")
            ledger = Ledger(ledger_path(self.policy.ledgers, *parts))
        sleep, clock, most = self.policy.sleep, self.policy.clock, spec.limits.concurrency

        async def nap(seconds: float) -> None:
            await self.control.nap(sleep, seconds)

        return Queue(
            control=self.control,
            clock=clock,
            rng=self.policy.rng,
            room=None if most is None else asyncio.Semaphore(most),
            input=Pace(nap, RateLimiter(spec.limits, nap=nap, clock=clock, ledger=ledger)),
            output=Pace(sleep, RateLimiter(spec.limits, nap=sleep, clock=clock, ledger=ledger)),
        )


class Pace(Struct, frozen=True):
    """How a question to a moderator waits."""

    nap: Nap
    limits: RateLimiter


class Queue(Struct):
    """The queue of one moderator.

    When the run ends, checks of inputs are withdrawn: the model was not called yet. Checks of
    outputs keep waiting, otherwise the answer would be lost.
    """

    control: Control
    clock: Clock
    rng: random.Random
    room: asyncio.Semaphore | None
    input: Pace
    output: Pace
    paused_until: float = 0.0
    paused_at: float = float("-inf")
    pauses_in_a_row: int = 0

    def turns(self, about: Request, side: Side) -> Turns:
        """The turns of one question and its retries."""
        return _Question(self, about, side)

    def turned_away(self, wait_s: float | None, sent_at: float) -> None:
        """Pause all questions; requests sent before the last pause do not count again."""
        if sent_at >= self.paused_at:
            self.pauses_in_a_row += 1
            self.paused_at = self.clock()
        if wait_s is None:
            wait_s = backoff_s(max(1, self.pauses_in_a_row), self.rng)
        self.paused_until = max(self.paused_until, self.clock() + wait_s)


class _Question(Struct):
    """One question to a moderator and its retries; implements `providers.retry.Turns`."""

    queue: Queue
    about: Request
    side: Side
    sent_at: float = 0.0
    failures: int = 0
    not_before: float = 0.0

    async def acquire(self) -> None:
        """Wait as long as a failure demands, then for room, pauses and limits."""
        queue, pace = self.queue, self._pace
        if (left := self.not_before - queue.clock()) > 0:
            await pace.nap(left)
        if queue.room is not None:
            await queue.room.acquire()
        try:
            while (left := queue.paused_until - queue.clock()) > 0:
                await pace.nap(left)
            await pace.limits.wait(self.about)
            self._require()
        except BaseException:
            self._leave()
            raise
        self.sent_at = queue.clock()

    def release(self, error: ProviderError | None, completion: Completion | None) -> None:
        """End a request and adapt the waits to its result."""
        self._leave()
        if completion is not None:
            self.queue.pauses_in_a_row = 0
        if error is None:
            return
        asked = asked_wait_s(error)
        if asked is not None and asked > LONGEST_RETRY_AFTER_S:
            return
        if error.failure.traits.retry == "pause":
            self.queue.turned_away(asked, self.sent_at)
            return
        self.failures += 1
        wait = backoff_s(self.failures, self.queue.rng) if asked is None else asked
        self.not_before = self.queue.clock() + wait

    def waits(self, error: ProviderError) -> bool:
        """Always true: `acquire` does the waiting."""
        return True

    def retries(self, error: ProviderError, failures: int) -> bool:
        """Whether a failed question may be asked again."""
        if error.failure.traits.retry == "pause":
            return self.queue.pauses_in_a_row < TURNED_AWAY_IN_A_ROW
        return failures <= RETRIES

    @property
    def _pace(self) -> Pace:
        return self.queue.input if self.side == "input" else self.queue.output

    def _require(self) -> None:
        if self.side == "input" and self.queue.control.draining:
            raise Withdrawn

    def _leave(self) -> None:
        if self.queue.room is not None:
            self.queue.room.release()
