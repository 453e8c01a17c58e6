"""Keeps the limits of moderators, over all routes of a run that ask them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial

from msgspec import Struct, field

from portcheck.model.chat import Request
from portcheck.model.suite import ProviderSpec
from portcheck.providers import keys
from portcheck.providers.moderation.moderated_provider import Turn
from portcheck.run.execute.rate_limits import Ledger, RateLimiter, ledger_path
from portcheck.run.execute.run_policy import RunPolicy


class ModeratorTurns(Struct, frozen=True):
    """One queue for each moderator of a run."""

    policy: RunPolicy
    queues: dict[str, Turn] = field(default_factory=dict)

    def of(self, spec: ProviderSpec) -> Turn:
        """The queue of an entry."""
        if spec.id not in self.queues:
            self.queues[spec.id] = self._queue(spec)
        return self.queues[spec.id]

    def _queue(self, spec: ProviderSpec) -> Turn:
        ledger = Ledger()
        if self.policy.ledgers is not None:
            parts = (keys.host(spec), spec.api_key_env or "", spec.model or "")
            ledger = Ledger(ledger_path(self.policy.ledgers, *parts))
        pace = RateLimiter(
            spec.limits, nap=self.policy.sleep, clock=self.policy.clock, ledger=ledger
        )
        most = spec.limits.concurrency
        room = partial(nullcontext) if most is None else _room(asyncio.Semaphore(most))
        return partial(_turn, pace, room)


def _room(semaphore: asyncio.Semaphore) -> Callable[[], AbstractAsyncContextManager[None]]:
    return lambda: semaphore


@asynccontextmanager
async def _turn(
    pace: RateLimiter,
    room: Callable[[], AbstractAsyncContextManager[None]],
    about: Request,
) -> AsyncIterator[None]:
    async with room():
        await pace.wait(about)
        yield
