"""The budget of a run."""

from __future__ import annotations

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
