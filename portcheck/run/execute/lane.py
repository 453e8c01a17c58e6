"""Everything that a request to a provider waits for before it is sent.

The steps are, in order: the run continues and the budget covers the call (checked once per call),
the throttle lets the request through, the limits per minute have room, the requests of all
providers leave room, and the run's number of requests is not used up. Here the limits of money,
calls and time end a run. A request releases what it acquired in reverse order, however it ends.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from msgspec import Struct, field

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.run import Trial
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Provider
from portcheck.providers.retry import CallResult
from portcheck.run.budget import Budget
from portcheck.run.cost import answer_cost, cost_bound, spent, used_tokens
from portcheck.run.events import Event
from portcheck.run.execute.rate_limits import RateLimiter
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.shutdown import Control, Withdrawn
from portcheck.run.execute.throttle import Throttle
from portcheck.run.loop.baseline_history import Heard
from portcheck.run.moderation.moderators import bound
from portcheck.run.plan.raised_limits import with_raised
from portcheck.run.utc_text import UtcText

FAILURES_IN_A_ROW = 10
"""A live provider gets no more calls after this many failed calls in a row."""


class Shared(Struct):
    """The state that the providers of a run share: budget, limits and end."""

    policy: RunPolicy
    control: Control
    tell: Callable[[Event], None]
    budget: Budget
    began: float = 0.0
    sent: int = 0
    slowest_s: float = 0.0
    heard: Heard = field(default_factory=dict)
    utc: UtcText = field(default_factory=UtcText)

    def refusal(self) -> str:
        """Why no more requests may be sent, or ""."""
        limit = self.policy.max_calls
        return f"the limit of {limit} calls is reached" if limit == self.sent else ""

    def is_late(self) -> bool:
        """Whether a call as slow as the slowest so far would exceed the time limit."""
        limit = self.policy.max_time_s
        if limit is None:
            return False
        return self.policy.clock() - self.began + self.slowest_s >= limit

    async def nap(self, seconds: float) -> None:
        """Sleep; raise `Withdrawn` as soon as the run should end."""
        await self.control.nap(self.policy.sleep, seconds)


class Lane(Struct):
    """One provider during a run."""

    spec: ProviderSpec
    provider: Provider
    live: bool
    trials: deque[Trial]
    """Trials that have not been started."""
    throttle: Throttle
    pace: RateLimiter
    shared: Shared
    rooms: tuple[asyncio.Semaphore, ...] = ()
    """Limits on requests in flight that it shares with other providers."""
    raised: Mapping[int, int] = field(default_factory=dict)
    """Limit of output tokens to the higher limit that is sent instead."""
    ended: bool = False
    failures_in_a_row: int = 0
    dearer: float = 1.0
    """Largest ratio of a call's cost to its expected upper bound so far, at least 1."""

    @property
    def goes_on(self) -> bool:
        """Whether another request may be sent."""
        return not (self.throttle.closed or self.shared.control.draining)

    def call(self, request: Request) -> Call:
        """Make a call, with the most it should cost."""
        price = self.spec.price
        sent = with_raised(request, self.raised) if self.raised else request
        own = (cost_bound(sent, price) or 0.0) if price else 0.0
        return Call(self, request, own + bound(self.spec, sent))

    async def acquire(self, call: Call) -> None:
        """Wait until the next request of a call may be sent.

        Raises:
            Withdrawn: the run ends, or the provider gets no more calls.
        """
        if not call.begun:
            await self._begin(call)
        await self.throttle.acquire()
        try:
            await self.pace.wait(call.request)
            self._require()
            await self._enter(call)
        except BaseException:
            self.throttle.abandon()
            raise
        call.sent_at = self.shared.policy.clock()

    def release(
        self, call: Call, error: ProviderError | None, completion: Completion | None
    ) -> None:
        """End a request that was sent, with an error, an answer or (cancelled) neither."""
        for room in self.rooms:
            room.release()
        self.throttle.release(call.number, call.sent_at, error, completion)

    def settle(self, call: Call, paid: float) -> None:
        """End a call: `paid` US dollars of its reserve are spent, the rest is released."""
        if call.begun:
            self.shared.budget.settle(call.reserved, paid)

    def learn(self, call: Call, result: CallResult) -> float:
        """Record the usage of a call; return its possible cost in US dollars."""
        if result.completion is not None:
            usage = result.completion.usage
            self.shared.slowest_s = max(self.shared.slowest_s, result.completion.timing.total_s)
            self.pace.correct(call.request, used_tokens(usage))
            if call.expected and (actual := answer_cost(result.completion, self.spec.price)):
                self.dearer = max(self.dearer, actual / call.expected)
        return spent(result, self.spec.price, call.bound)

    def judge(self, failure: Failure | None) -> None:
        """Close the lane if its calls keep failing or are certain to fail."""
        if failure is None or not failure.missing:
            self.failures_in_a_row = 0
            return
        self.failures_in_a_row += 1
        what = f"{failure.error_class}: {failure.message}"
        if failure.traits.hopeless:
            self.throttle.close(what)
        elif self.failures_in_a_row >= FAILURES_IN_A_ROW:
            self.throttle.close(f"{self.failures_in_a_row} calls in a row failed, last {what}")

    def run_out_of_time(self) -> None:
        """Close the lane because the time limit of the run is reached."""
        self.throttle.close(f"the time limit of {self.shared.policy.max_time_s:g} s is reached")

    async def _begin(self, call: Call) -> None:
        if self.shared.is_late():
            self.run_out_of_time()
        self._require()
        call.bound = call.expected * self.dearer
        if not await self.shared.budget.reserve(call.bound):
            self.throttle.close("the budget does not cover another call")
            raise Withdrawn
        call.begun = True
        call.reserved = call.bound
        self._require()

    def _require(self) -> None:
        if not self.goes_on:
            raise Withdrawn

    async def _enter(self, call: Call) -> None:
        """Wait for room among the requests of other providers, then count the request."""
        entered = 0
        try:
            for room in self.rooms:
                await room.acquire()
                entered += 1
            self._require()
            call.number = self._count()
        except BaseException:
            for room in self.rooms[:entered]:
                room.release()
            raise

    def _count(self) -> int:
        refusal = self.shared.refusal()
        if refusal:
            self.throttle.close(refusal)
            raise Withdrawn
        self.shared.sent += 1
        return self.throttle.depart()


class Call(Struct):
    """One call of a lane and its retries; implements `providers.retry.Turns`."""

    lane: Lane
    request: Request
    expected: float
    """US dollars that one request should cost at most."""
    bound: float = 0.0
    """US dollars that one request can cost at most, judging by this provider's earlier calls."""
    reserved: float = 0.0
    """US dollars reserved for its requests."""
    begun: bool = False
    number: int = 0
    """Number of its last request among the provider's requests."""
    sent_at: float = 0.0
    """When its last request was sent, on the run's clock."""

    def acquire(self) -> Coroutine[Any, Any, None]:
        """See `Lane.acquire`."""
        return self.lane.acquire(self)

    def release(self, error: ProviderError | None, completion: Completion | None) -> None:
        """See `Lane.release`."""
        self.lane.release(self, error, completion)

    def waits(self, error: ProviderError) -> bool:
        """See `Throttle.waits`."""
        return self.lane.throttle.waits(error)

    def retries(self, error: ProviderError, failures: int) -> bool:
        """Whether the throttle and the budget have room for another request."""
        if not self.lane.throttle.retries_after(error, failures):
            return False
        if error.failure.traits.billed and self.bound:
            if not self.lane.shared.budget.reserve_now(self.bound):
                return False
            self.reserved += self.bound
        return True
