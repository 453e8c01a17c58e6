"""The budget of a run."""

from __future__ import annotations

import asyncio

import pytest

from portcheck.run.budget import Budget


def test_a_budget_is_never_overdrawn() -> None:
    budget = Budget(1.0)
    assert budget.reserve_now(0.6)
    assert not budget.reserve_now(0.6)
    budget.settle(0.6, 0.1)
    assert budget.left == pytest.approx(0.9)
    assert budget.reserve_now(0.9)
    budget.settle(0.9, 0.9)
    assert budget.left == pytest.approx(0.0)
    assert Budget(None).reserve_now(1e9)


def test_a_call_that_costs_more_than_its_bound_takes_it_from_what_is_left() -> None:
    budget = Budget(1.0)
    assert budget.reserve_now(0.1)
    budget.settle(0.1, 0.5)
    assert budget.left == pytest.approx(0.5)


def test_a_call_waits_while_another_can_still_make_room() -> None:
    async def both() -> tuple[bool, bool, bool]:
        budget = Budget(1.0)
        assert await budget.reserve(0.8)
        waiting = asyncio.create_task(budget.reserve(0.5))
        await asyncio.sleep(0)
        waited = not waiting.done()
        budget.settle(0.8, 0.2)
        first = await waiting
        budget.settle(0.5, 0.5)
        return waited, first, await budget.reserve(0.5)

    assert asyncio.run(both()) == (True, True, False)


def test_a_call_that_never_fits_is_told_so_at_once() -> None:
    assert not asyncio.run(asyncio.wait_for(Budget(0.1).reserve(0.2), timeout=60))


def test_calls_that_cost_nothing_hold_nobody_up() -> None:
    async def free_then_dear() -> bool:
        budget = Budget(0.1)
        assert await budget.reserve(0.0)
        budget.settle(0.0, 0.0)
        return await budget.reserve(0.2)

    assert not asyncio.run(asyncio.wait_for(free_then_dear(), timeout=60))
