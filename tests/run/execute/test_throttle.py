"""Limits that a vendor keeps and nobody named: learned, waited for; no call is lost to them."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
import virtual_time
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_provider, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.run import Plan
from portcheck.model.suite import Limits, ProviderSpec
from portcheck.run.events import (
    Draining,
    Event,
    ProviderStopped,
    RequestEnded,
    SampleFinished,
    Waiting,
)
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.runner import run_plan, shared_by
from portcheck.run.execute.shutdown import Control
from portcheck.run.execute.throttle import (
    RETRY_SHARE,
    SPARE_RETRIES,
    TURNED_AWAY_IN_A_ROW,
    Throttle,
)
from portcheck.run.plan.build import build_plan

T = TypeVar("T")


@dataclass
class Vendor:
    """Answers after `latency_s`; above `per_minute` in any 60 seconds it turns calls away."""

    spec: ProviderSpec
    loop: asyncio.AbstractEventLoop
    latency_s: float = 1.0
    per_minute: int | None = None
    says_when: bool = False
    says_s: float | None = None
    """What it asks to wait whenever it turns away, however long its limit still holds."""
    fails: Callable[[int], ProviderError | None] = lambda _number: None
    admitted: deque[float] = field(default_factory=deque)
    moments: list[float] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    ended_at: float = 0.0

    def identity(self) -> Mapping[str, str]:
        return {"host": f"{self.spec.id}.example"}

    async def aclose(self) -> None:
        """Nothing is open."""

    async def complete(self, request: Request) -> Completion:
        self.moments.append(self.loop.time())
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            return await self._answer(len(self.moments))
        finally:
            self.in_flight -= 1
            self.ended_at = self.loop.time()

    async def _answer(self, number: int) -> Completion:
        now = self.loop.time()
        while self.admitted and self.admitted[0] <= now - 60:
            self.admitted.popleft()
        if self.per_minute is not None and len(self.admitted) >= self.per_minute:
            room_in_s = self.admitted[0] + 60 - now if self.admitted else 60.0
            raise ProviderError(
                Failure(
                    error_class="rate_limited",
                    message="slow down",
                    retryable=True,
                    retry_after_s=room_in_s if self.says_when else self.says_s,
                )
            )
        self.admitted.append(now)
        await asyncio.sleep(self.latency_s)
        error = self.fails(number)
        if error is not None:
            raise error
        return make_completion()


def plan_of(count: int, *specs: ProviderSpec) -> Plan:
    suite = make_suite(make_workload("a", [make_case(f"case {i}") for i in range(count)]))
    return build_plan(suite, specs or [make_provider("old"), make_provider("new")], baseline="old")


@dataclass
class Outcome:
    vendors: dict[str, Vendor]
    events: list[Event]
    stopped: tuple[str, ...]
    seconds: float

    def told(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def answered(self) -> Counter[str]:
        found = [e for e in self.events if isinstance(e, SampleFinished) and e.sample.completion]
        return Counter(event.trial.provider for event in found)


def execute(
    plan: Plan,
    vendors: Mapping[str, Mapping[str, object]],
    *,
    control: Control | None = None,
    drain_at: float | None = None,
    **policy: object,
) -> Outcome:
    events: list[Event] = []
    made: dict[str, Vendor] = {}
    asked = control or Control()

    async def main(loop: virtual_time.VirtualLoop) -> tuple[str, ...]:
        for spec in plan.providers:
            made[spec.id] = Vendor(spec, loop, **vendors.get(spec.id, {}))  # type: ignore[arg-type]  # test data
        if drain_at is not None:
            loop.call_at(drain_at, asked.drain)
        values: dict[str, object] = {
            "sleep": asyncio.sleep,
            "clock": loop.time,
            "rng": random.Random(1),
            **policy,
        }
        return await run_plan(
            plan,
            made,
            tell=events.append,
            live=frozenset(made),
            policy=RunPolicy(**values),  # type: ignore[arg-type]  # test data
            control=asked,
        )

    stopped, seconds = virtual_time.run(main)
    return Outcome(made, events, stopped, seconds)


@pytest.mark.parametrize("says_when", [True, False])
def test_a_limit_that_nobody_named_loses_nothing(says_when: bool) -> None:
    found = execute(plan_of(200), {"new": {"per_minute": 60, "says_when": says_when}})
    assert found.stopped == ()
    assert found.answered == {"old": 200, "new": 200}
    turned_away = len(found.vendors["new"].moments) - 200
    assert 0 < turned_away < 100
    assert found.seconds < (200 / 60 + 1.5) * 60
    # 200 calls of a second each with a share of 16: the other provider never waits.
    assert found.vendors["old"].ended_at <= 200 / 16 + 2
    assert all(event.provider == "new" for event in found.told(Waiting))


@pytest.mark.parametrize("asked", [0.0, 1.0])
def test_one_that_asks_for_too_little_patience_gets_more(asked: float) -> None:
    found = execute(plan_of(150), {"new": {"per_minute": 60, "latency_s": 0.1, "says_s": asked}})
    assert found.stopped == ()
    assert found.answered == {"old": 150, "new": 150}
    assert len(found.vendors["new"].moments) - 150 < 150


def test_complaints_of_calls_in_flight_together_are_told_once() -> None:
    def slow(number: int) -> ProviderError | None:
        wait = 60 + number / 100
        error = ProviderError(
            Failure(error_class="rate_limited", message="slow", retryable=True, retry_after_s=wait)
        )
        return error if 16 < number <= 32 else None

    found = execute(plan_of(100), {"new": {"fails": slow}}, concurrency=32)
    assert found.answered == {"old": 100, "new": 100}
    assert 1 <= len(found.told(Waiting)) <= 2


def test_a_named_limit_is_never_exceeded() -> None:
    limits = Limits(requests_per_minute=60)
    plan = plan_of(150, make_provider("old"), make_provider("new", limits=limits))
    found = execute(plan, {"new": {"per_minute": 60}})
    assert found.answered == {"old": 150, "new": 150}
    assert len(found.vendors["new"].moments) == 150


def test_one_that_never_answers_is_given_up_on() -> None:
    found = execute(plan_of(20), {"new": {"per_minute": 0}})
    assert found.answered == {"old": 20}
    assert found.stopped[0].startswith("new: rate_limited: rejected")
    assert len(found.vendors["new"].moments) < 16 * TURNED_AWAY_IN_A_ROW
    assert found.told(ProviderStopped)


def test_one_that_asks_for_too_much_patience_is_given_up_on_at_once() -> None:
    wait = ProviderError(
        Failure(error_class="rate_limited", message="later", retryable=True, retry_after_s=3600.0)
    )
    found = execute(plan_of(20), {"new": {"fails": lambda _number: wait}})
    assert found.stopped == ("new: rate_limited: it asks to wait 3600 s: later",)
    assert len(found.vendors["new"].moments) <= 16


def test_shares_follow_who_is_still_at_work() -> None:
    found = execute(plan_of(100), {"new": {"latency_s": 10.0}}, concurrency=8)
    assert found.vendors["old"].most_in_flight == 4
    assert found.vendors["new"].most_in_flight == 8
    assert found.vendors["old"].ended_at == pytest.approx(25.0)
    few = execute(plan_of(10), {}, concurrency=1)
    moments = sorted(few.vendors["old"].moments + few.vendors["new"].moments)
    assert moments == pytest.approx([float(i) for i in range(20)])


def test_trouble_is_not_answered_with_a_storm_of_retries() -> None:
    trouble = ProviderError(Failure(error_class="server", message="broken", retryable=True))
    found = execute(plan_of(300), {"new": {"fails": lambda n: trouble if n % 2 else None}})
    sent = len(found.vendors["new"].moments)
    assert SPARE_RETRIES <= sent - 300 <= SPARE_RETRIES + RETRY_SHARE * sent + 1


def test_rare_refusals_hold_up_nobody_else() -> None:
    slow = ProviderError(Failure(error_class="rate_limited", message="slow down", retryable=True))
    found = execute(plan_of(300), {"new": {"fails": lambda n: None if n % 20 else slow}})
    assert found.answered["new"] == 300
    assert [e for e in found.told(RequestEnded) if e.error_class == "rate_limited"]
    assert not found.told(Waiting)


def test_an_overloaded_vendor_gets_fewer_calls_at_once() -> None:
    busy = ProviderError(Failure(error_class="overloaded", message="busy", retryable=True))
    found = execute(plan_of(300), {"new": {"fails": lambda n: busy if n <= 16 else None}})
    assert found.answered["new"] == 300
    assert [e for e in found.told(RequestEnded) if e.error_class == "overloaded"]


def test_a_drain_ends_what_is_in_flight_and_withdraws_the_rest() -> None:
    limits = Limits(requests_per_minute=30)
    plan = plan_of(100, make_provider("old"), make_provider("new", limits=limits))
    found = execute(plan, {}, drain_at=2.5)
    # 16 of the one, which answers in a second, and the second of the other, sent at 2 s.
    assert [event.in_flight for event in found.told(Draining)] == [17]
    for vendor in found.vendors.values():
        assert len(vendor.moments) == found.answered[vendor.spec.id]
        assert max(vendor.moments) <= 2.5
    assert 2.5 <= found.seconds <= 3.6
    assert found.stopped == ()


def test_a_drain_holds_back_calls_that_wait_for_one_place_of_all_providers() -> None:
    plan = plan_of(10, *(make_provider(name) for name in ("old", "new", "third")))
    found = execute(plan, {}, concurrency=1, drain_at=2.5)
    sent = sorted(moment for vendor in found.vendors.values() for moment in vendor.moments)
    assert sent == pytest.approx([0.0, 1.0, 2.0])
    assert found.answered.total() == 3
    assert found.seconds == pytest.approx(3.0)


def test_a_drain_before_the_start_sends_nothing() -> None:
    control = Control()
    control.drain()
    found = execute(plan_of(10), {}, control=control)
    assert not any(vendor.moments for vendor in found.vendors.values())


def test_calls_are_counted_over_all_providers_retries_included() -> None:
    trouble = ProviderError(Failure(error_class="server", message="broken", retryable=True))
    first = {"fails": lambda n: trouble if n == 1 else None}
    found = execute(plan_of(100), {"new": first}, max_calls=25)
    assert sum(len(vendor.moments) for vendor in found.vendors.values()) == 25
    assert sorted(found.stopped) == [
        "new: the limit of 25 calls is reached",
        "old: the limit of 25 calls is reached",
    ]


@pytest.mark.parametrize("latency", [1.0, 30.0])
def test_time_is_kept_even_where_calls_hang(latency: float) -> None:
    found = execute(plan_of(500), {"new": {"latency_s": latency}}, max_time_s=10.0)
    assert found.seconds <= 10.0
    assert any("time limit of 10 s" in reason for reason in found.stopped)
    assert found.answered["old"] > 0


def test_who_came_to_its_end_in_time_is_not_late() -> None:
    found = execute(plan_of(3), {"new": {"latency_s": 30.0}}, max_time_s=10.0)
    assert [reason.partition(":")[0] for reason in found.stopped] == ["new"]
    assert found.answered["old"] == 3


def test_a_later_part_of_a_run_has_the_time_that_is_left() -> None:
    plan, control = plan_of(1), Control()

    async def main(loop: virtual_time.VirtualLoop) -> tuple[str, ...]:
        policy = RunPolicy(sleep=asyncio.sleep, clock=loop.time, max_time_s=10.0)
        shared = shared_by(policy, control, lambda _event: None)
        await asyncio.sleep(6.0)
        made = {spec.id: Vendor(spec, loop, latency_s=100.0) for spec in plan.providers}
        asked: dict[str, Any] = {"policy": policy, "control": control, "shared": shared}
        return await run_plan(plan, made, tell=shared.tell, live=frozenset(made), **asked)

    stopped, seconds = virtual_time.run(main)
    assert (len(stopped), seconds) == (2, 10.0)


# --- one throttle --------------------------------------------------------------------------------


def throttle(loop: virtual_time.VirtualLoop, *, share: int = 16) -> Throttle:
    control = Control()
    control.attach()
    return Throttle(
        provider="new",
        share=share,
        retries=2,
        control=control,
        tell=lambda _event: None,
        clock=loop.time,
        sleep=asyncio.sleep,
        rng=random.Random(1),
    )


def turned_away(after_s: float | None = None) -> ProviderError:
    return ProviderError(
        Failure(error_class="rate_limited", message="no", retryable=True, retry_after_s=after_s)
    )


def test_a_turn_that_nobody_takes_is_the_next_one_s() -> None:
    async def main(loop: virtual_time.VirtualLoop) -> int:
        one = throttle(loop, share=1)
        await one.acquire()
        first, second = (asyncio.ensure_future(one.acquire()) for _ in range(2))
        await asyncio.sleep(1)
        one.abandon()  # now it is the turn of the first
        first.cancel()
        await asyncio.wait_for(second, 5)
        return one.in_flight

    assert virtual_time.run(main)[0] == 1


def test_a_longer_pause_is_not_cut_short_by_a_later_complaint() -> None:
    async def main(loop: virtual_time.VirtualLoop) -> float:
        one = throttle(loop)
        one.trouble = 1.0
        await one.acquire()
        await one.acquire()
        for number, asked in ((one.depart(), 30.0), (one.depart(), 1.0)):
            one.release(number, 0.0, turned_away(asked), None)
        await one.acquire()
        return loop.time()

    assert virtual_time.run(main)[0] == 30.0


def test_complaints_about_what_left_before_a_cut_cut_no_more() -> None:
    async def main(loop: virtual_time.VirtualLoop) -> tuple[list[float], int]:
        one, allowed = throttle(loop), list[float]()
        one.trouble = 1.0
        for _ in range(3):
            await one.acquire()
        numbers = [one.depart() for _ in range(3)]
        await asyncio.sleep(1)
        for number, sent_at in zip(numbers, (0.0, 0.5, 1.0), strict=True):
            one.release(number, sent_at, turned_away(), None)
            allowed.append(one.allowed)
        one.withdraw()
        await asyncio.sleep(0)
        return allowed, one.pauses_in_a_row

    assert virtual_time.run(main)[0] == ([8.0, 8.0, 4.0], 2)


@pytest.mark.parametrize(("reset", "pause"), [("40", 40.0), ("100000", 0.0)])
def test_a_limit_that_is_used_up_for_days_holds_nobody_up(reset: str, pause: float) -> None:
    async def main(loop: virtual_time.VirtualLoop) -> float:
        one = throttle(loop)
        headers = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": reset}
        await one.acquire()
        one.release(one.depart(), 0.0, None, replace(make_completion(), rate_limit=headers))
        await one.acquire()
        return loop.time()

    assert virtual_time.run(main)[0] == pause


def test_there_are_so_many_retries_and_no_more() -> None:
    broken = ProviderError(Failure(error_class="server", message="no", retryable=True))

    async def main(loop: virtual_time.VirtualLoop) -> list[bool]:
        one = throttle(loop)
        found = [one.retries_after(broken, failures) for failures in (1, 2, 3)]
        one.retried = SPARE_RETRIES - 1
        found += [one.retries_after(broken, 1), one.retries_after(broken, 1)]
        one.sent = 100
        return [*found, one.retries_after(broken, 1)]

    assert virtual_time.run(main)[0] == [True, True, False, True, False, True]


def test_a_share_is_only_ever_raised() -> None:
    async def main(loop: virtual_time.VirtualLoop) -> list[int]:
        one, found = throttle(loop, share=4), list[int]()
        for share in (6, 5):
            one.widen(share)
            found.append(one.share)
        return found

    assert virtual_time.run(main)[0] == [6, 6]
