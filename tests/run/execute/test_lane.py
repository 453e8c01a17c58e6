"""What a request passes before it leaves, and that nothing of it is lost however a call ends."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field

import pytest
import virtual_time
from hypothesis import given, settings
from hypothesis import strategies as st
from run_builders import ask, make_completion, make_provider

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.suite import Limits, Price
from portcheck.providers.retry import CallResult
from portcheck.run.budget import Budget
from portcheck.run.cost import cost_bound
from portcheck.run.events import Event, RequestSent
from portcheck.run.execute.lane import Lane, Shared
from portcheck.run.execute.rate_limits import RateLimiter
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.shutdown import Control, Withdrawn
from portcheck.run.execute.throttle import Throttle

PRICE = Price(input=1.0, output=10.0)
QUESTION = ask("Is this a stub?")
BOUND = cost_bound(QUESTION, PRICE) or 0.0


@dataclass
class Way:
    """A lane on a virtual clock, and what went through it."""

    lane: Lane
    events: list[Event] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0

    async def pass_through(self, held_s: float, error: ProviderError | None, paid: float) -> None:
        """One call of one request that takes so long."""
        call = self.lane.call(QUESTION)
        spent = 0.0
        try:
            await call.acquire()
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            ended: tuple[ProviderError | None, object] = (None, None)
            try:
                await asyncio.sleep(held_s)
                ended = (error, None if error else make_completion())
                spent = paid
            finally:
                self.in_flight -= 1
                call.release(ended[0], ended[1])  # type: ignore[arg-type]  # a completion
        except Withdrawn:
            pass
        finally:
            self.lane.settle(call, spent)


def way(
    loop: virtual_time.VirtualLoop,
    *,
    share: int = 4,
    together: int | None = None,
    per_minute: int | None = None,
    budget: float | None = None,
    max_calls: int | None = None,
) -> Way:
    limits = Limits(requests_per_minute=per_minute)
    spec = make_provider("new", limits=limits, price=PRICE)
    policy = RunPolicy(clock=loop.time, max_calls=max_calls, rng=random.Random(1))
    events: list[Event] = []
    shared = Shared(
        policy=policy,
        control=Control(),
        tell=events.append,
        budget=Budget(budget),
    )
    shared.control.attach()
    throttle = Throttle(
        provider="new",
        share=share,
        retries=0,
        control=shared.control,
        tell=events.append,
        clock=loop.time,
        sleep=asyncio.sleep,
        rng=policy.rng,
    )
    pace = RateLimiter(limits, nap=shared.nap, clock=loop.time)
    lane = Lane(
        spec=spec,
        provider=None,  # type: ignore[arg-type]  # nobody is asked
        live=True,
        trials=deque(),
        throttle=throttle,
        pace=pace,
        shared=shared,
        rooms=() if together is None else (asyncio.Semaphore(together), asyncio.Semaphore(9)),
    )
    return Way(lane, events)


SLOW = ProviderError(
    Failure(error_class="rate_limited", message="slow", retryable=True, retry_after_s=2.0)
)
BROKEN = ProviderError(Failure(error_class="server", message="broken", retryable=True))
CALLS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.5, 1.0]),  # begins at
        st.sampled_from([0.0, 1.0, 3.0]),  # takes
        st.sampled_from([None, None, SLOW, BROKEN]),
        st.sampled_from([None, None, 0.0, 0.5, 1.5, 4.0]),  # is broken off after
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(
    calls=CALLS,
    share=st.integers(1, 5),
    together=st.none() | st.integers(1, 3),
    per_minute=st.none() | st.sampled_from([30, 120]),
    affords=st.none() | st.integers(0, 6),
    max_calls=st.none() | st.integers(1, 8),
    drained_at=st.none() | st.sampled_from([0.2, 1.2, 3.0]),
)
def test_nothing_is_lost_however_calls_end(
    calls: list[tuple[float, float, ProviderError | None, float | None]],
    share: int,
    together: int | None,
    per_minute: int | None,
    affords: int | None,
    max_calls: int | None,
    drained_at: float | None,
) -> None:
    async def main(loop: virtual_time.VirtualLoop) -> None:
        budget = None if affords is None else affords * BOUND
        found = way(
            loop,
            share=share,
            together=together,
            per_minute=per_minute,
            budget=budget,
            max_calls=max_calls,
        )
        shared, throttle = found.lane.shared, found.lane.throttle
        if drained_at is not None:
            loop.call_at(drained_at, shared.control.drain)
            loop.call_at(drained_at, throttle.withdraw)
        tasks = []
        for begin, held, error, broken_off in calls:

            async def one(
                begin: float = begin, held: float = held, error: ProviderError | None = error
            ) -> None:
                await asyncio.sleep(begin)
                await found.pass_through(held, error, BOUND / 2)

            task = asyncio.ensure_future(one())
            tasks.append(task)
            if broken_off is not None:
                loop.call_at(begin + broken_off, task.cancel)
        await asyncio.gather(*tasks, return_exceptions=True)
        left = len([task for task in tasks if not task.cancelled() and task.exception()])
        assert left == 0
        assert (throttle.in_flight, throttle.outstanding, found.in_flight) == (0, 0, 0)
        assert found.most_in_flight <= min(share, together or share)
        assert [room._value for room in found.lane.rooms] == ([together, 9] if together else [])
        sent = sum(isinstance(event, RequestSent) for event in found.events)
        assert sent == shared.sent == throttle.sent <= (max_calls or len(calls))
        if budget is not None:
            assert shared.budget.left is not None
            assert budget - sent * BOUND / 2 - 1e-9 <= shared.budget.left <= budget + 1e-9
        throttle.withdraw()

    virtual_time.run(main)


def test_a_call_that_waits_for_other_providers_does_not_count_as_sent() -> None:
    async def main(loop: virtual_time.VirtualLoop) -> None:
        found = way(loop, together=1, max_calls=1)
        first = asyncio.ensure_future(found.pass_through(5.0, None, 0.0))
        second = asyncio.ensure_future(found.pass_through(5.0, None, 0.0))
        await asyncio.sleep(1.0)
        assert (found.lane.shared.sent, found.lane.throttle.outstanding) == (1, 1)
        await asyncio.gather(first, second)
        assert found.lane.shared.sent == 1
        assert found.lane.throttle.closed == "the limit of 1 calls is reached"

    virtual_time.run(main)


def test_a_call_waits_for_the_budget_that_others_may_give_back() -> None:
    async def main(loop: virtual_time.VirtualLoop) -> float:
        found = way(loop, budget=1.75 * BOUND)
        await asyncio.gather(
            found.pass_through(5.0, None, BOUND / 2), found.pass_through(5.0, None, BOUND / 2)
        )
        return found.lane.shared.budget.left or 0.0

    left, seconds = virtual_time.run(main)
    assert seconds == pytest.approx(10.0)
    assert left == pytest.approx(0.75 * BOUND)


def test_a_call_that_would_end_too_late_is_not_begun() -> None:
    policy = RunPolicy(clock=lambda: 8.0, max_time_s=10.0)
    shared = Shared(policy=policy, control=Control(), tell=lambda _event: None, budget=Budget(None))
    found = []
    for slowest in (1.0, 2.0, 3.0):
        shared.slowest_s = slowest
        found.append(shared.is_late())
    assert found == [False, True, True]


def test_room_that_was_never_entered_is_not_given_back() -> None:
    async def main(loop: virtual_time.VirtualLoop) -> list[bool]:
        lane = way(loop, together=1).lane
        first, full = lane.rooms[0], asyncio.Semaphore(0)
        lane.rooms = (first, full)
        waiting = asyncio.ensure_future(lane.acquire(lane.call(QUESTION)))
        await asyncio.sleep(1)
        waiting.cancel()
        await asyncio.wait([waiting])
        return [first.locked(), full.locked()]

    assert virtual_time.run(main)[0] == [False, True]


def test_what_calls_have_cost_is_set_aside_for_the_next_ones() -> None:
    async def main(loop: virtual_time.VirtualLoop) -> list[float]:
        lane, found = way(loop, budget=1000 * BOUND).lane, list[float]()
        for tokens in (1, 10**6, 1):
            call = lane.call(QUESTION)
            await call.acquire()
            found.append(call.bound)
            answer = make_completion(tokens=tokens)
            call.release(None, answer)
            lane.settle(call, lane.learn(call, CallResult(answer, 1)))
        call = lane.call(QUESTION)
        await call.acquire()
        return [*found, call.bound]

    first, second, third, fourth = virtual_time.run(main)[0]
    assert first == second == BOUND
    assert third == fourth == pytest.approx(11.0)  # a million tokens in, and as many out
