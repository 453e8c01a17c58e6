"""How questions to a moderator wait: for its limits, for its pauses, and for the end of a run."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
import virtual_time
from run_builders import ask, make_completion, make_provider

from portcheck.error_classes import ErrorClass, Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.suite import Limits, ProviderSpec
from portcheck.providers.moderation.moderated_provider import Side
from portcheck.providers.retry import CallResult, complete
from portcheck.run.execute.moderator_turns import ModeratorTurns
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.shutdown import Control, Withdrawn
from portcheck.run.execute.throttle import TURNED_AWAY_IN_A_ROW

ABOUT = ask("May it pass?")
Said = ErrorClass | tuple[ErrorClass, float] | None
"""An error, with what it asks to wait; `None`: an answer."""


class Moderator:
    """Says one thing after the other, the last one for ever; each question takes a second."""

    def __init__(self, loop: virtual_time.VirtualLoop, *said: Said) -> None:
        self._loop = loop
        self._said = list(said) or [None]
        self.spec = SPEC
        self.asked_at: list[float] = []
        self.in_flight = self.most_in_flight = 0

    def identity(self) -> Mapping[str, str]:
        return {}

    async def aclose(self) -> None:
        return None

    async def complete(self, request: Request) -> Completion:
        assert request is ABOUT
        self.asked_at.append(round(self._loop.time(), 2))
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        said = self._said.pop(0) if len(self._said) > 1 else self._said[0]
        await asyncio.sleep(1.0)
        self.in_flight -= 1
        if said is None:
            return make_completion()
        name, wait = said if isinstance(said, tuple) else (said, None)
        raise ProviderError(
            Failure(error_class=name, message="no", retryable=True, retry_after_s=wait)
        )


SPEC = make_provider("judge", base_url="https://judge.test")


class Desk:
    """A moderator and its queue on a virtual clock."""

    def __init__(
        self, loop: virtual_time.VirtualLoop, *said: Said, limits: Limits | None = None
    ) -> None:
        self.moderator = Moderator(loop, *said)
        self.control = Control()
        policy = RunPolicy(clock=loop.time, rng=random.Random(1))
        self._queues = ModeratorTurns(policy, self.control)
        self._spec = make_provider(
            "judge", base_url="https://judge.test", limits=limits or Limits()
        )

    async def ask(self, side: Side = "input") -> CallResult:
        turns = self._queues.of(self._spec)(ABOUT, side)
        return await complete(self.moderator, ABOUT, turns=turns)

    async def ask_all(self, number: int, side: Side = "input") -> list[CallResult]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self.ask(side)) for _ in range(number)]
        return [task.result() for task in tasks]


def seen(
    act: Callable[[Desk], object], *said: Said, limits: Limits | None = None
) -> tuple[list[CallResult], Desk]:
    async def main(loop: virtual_time.VirtualLoop) -> tuple[list[CallResult], Desk]:
        desk = Desk(loop, *said, limits=limits)
        return await act(desk), desk  # type: ignore[misc]  # a coroutine

    return virtual_time.run(main)[0]


def test_requests_per_minute_hold_for_what_is_asked_again_as_well() -> None:
    found, desk = seen(
        lambda desk: desk.ask_all(2), "server", None, limits=Limits(requests_per_minute=10)
    )
    assert [result.failure for result in found] == [None, None]
    times = desk.moderator.asked_at
    assert len(times) == 3
    assert all(later - earlier >= 6 for earlier, later in pairwise(times))


def test_concurrency_is_kept() -> None:
    _, desk = seen(lambda desk: desk.ask_all(7), limits=Limits(concurrency=2))
    assert desk.moderator.most_in_flight == 2
    _, free = seen(lambda desk: desk.ask_all(7))
    assert free.moderator.most_in_flight == 7


def test_a_complaint_about_the_rate_pauses_all_questions_for_as_long_as_it_asks() -> None:
    found, desk = seen(
        lambda desk: desk.ask_all(3),
        ("rate_limited", 20.0),
        None,
        limits=Limits(concurrency=1),
    )
    assert [result.attempts for result in found] == [2, 1, 1]
    assert desk.moderator.asked_at == [0.0, 21.0, 22.0, 23.0]


def test_the_rate_costs_no_retry() -> None:
    said: list[Said] = [*["rate_limited"] * 6, None]  # type: ignore[list-item]  # error classes
    found, _ = seen(lambda desk: desk.ask_all(1), *said)
    assert (found[0].failure, found[0].attempts) == (None, 7)


def test_after_many_pauses_a_question_is_given_up() -> None:
    found, _ = seen(lambda desk: desk.ask_all(1), "rate_limited")
    assert found[0].failure is not None
    assert found[0].failure.error_class == "rate_limited"
    assert found[0].attempts == TURNED_AWAY_IN_A_ROW


def test_who_asks_to_wait_for_long_is_not_waited_for() -> None:
    found, desk = seen(lambda desk: desk.ask_all(2), ("rate_limited", 600.0), None)
    assert sorted(result.failure is None for result in found) == [False, True]
    assert desk.moderator.asked_at == [0.0, 0.0]


@pytest.mark.parametrize("said", ["server", "timeout", "connection"])
def test_other_failures_are_asked_again_twice(said: ErrorClass) -> None:
    found, desk = seen(lambda desk: desk.ask_all(1), said)
    assert found[0].failure is not None
    assert found[0].attempts == 3
    # Half a second and a second, less up to a quarter, besides the time of the questions.
    assert 3.1 < desk.moderator.asked_at[2] <= 3.5


def test_what_a_failure_asks_to_wait_is_waited() -> None:
    _, desk = seen(lambda desk: desk.ask_all(1), ("server", 30.0), None)
    assert desk.moderator.asked_at == [0.0, 31.0]


@pytest.mark.parametrize(
    ("said", "limits"),
    [
        (("rate_limited", 100.0), Limits()),
        (("server", 100.0), Limits()),
        (None, Limits(requests_per_minute=1)),
    ],
)
def test_a_run_that_ends_waits_for_answers_that_are_paid_for_and_for_nothing_else(
    said: Said, limits: Limits
) -> None:
    async def main(loop: virtual_time.VirtualLoop) -> float:
        desk = Desk(loop, said, None, limits=limits)
        desk.control.attach()
        await desk.ask() if said is None else None
        about_a_question = asyncio.ensure_future(desk.ask("input"))
        await asyncio.sleep(5)
        desk.control.drain()
        with pytest.raises(Withdrawn):
            await about_a_question
        ended = loop.time()
        result = await desk.ask("output")
        assert result.completion is not None
        return ended

    ended, _ = virtual_time.run(main)
    assert ended < 8


def test_a_question_that_is_broken_off_leaves_its_room() -> None:
    async def main(loop: virtual_time.VirtualLoop) -> None:
        desk = Desk(loop, ("rate_limited", 60.0), None, limits=Limits(concurrency=1))
        task = asyncio.ensure_future(desk.ask("output"))
        await asyncio.sleep(10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await desk.ask("output")).completion is not None
        assert loop.time() == pytest.approx(62, abs=1)

    virtual_time.run(main)


def test_processes_share_its_limits_through_a_folder(tmp_path: Path) -> None:
    async def main(loop: virtual_time.VirtualLoop) -> list[float]:
        asked: list[float] = []
        for _ in range(2):
            desk = Desk(loop, limits=Limits(requests_per_minute=6))
            policy = RunPolicy(clock=loop.time, ledgers=tmp_path)
            desk._queues = ModeratorTurns(policy, Control())
            await desk.ask()
            asked += desk.moderator.asked_at
        return asked

    (first, second), _ = virtual_time.run(main)
    assert second - first >= 10


def test_entries_have_queues_of_their_own() -> None:
    def of(turns: ModeratorTurns, spec: ProviderSpec) -> object:
        return turns.of(spec).__self__  # type: ignore[attr-defined]  # a bound method

    turns = ModeratorTurns(RunPolicy(), Control())
    other = make_provider("other", base_url="https://other.test")
    assert of(turns, SPEC) is of(turns, SPEC)
    assert of(turns, SPEC) is not of(turns, other)
