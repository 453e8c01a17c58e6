"""The check `cost`."""

from __future__ import annotations

import pytest
from check_builders import ask


@pytest.mark.parametrize(
    ("cost", "status"),
    [(0.002, "passed"), (0.00201, "failed"), (0.0, "passed"), (None, "unscored")],
)
def test_a_limit_holds_up_to_itself(cost: float | None, status: str) -> None:
    assert ask("cost", 0.002, "Yes.", cost_usd=cost).status == status


def test_a_failure_tells_the_two_amounts_apart() -> None:
    reason = ask("cost", 0.002, "Yes.", cost_usd=0.0020001).reason
    assert reason == "the call cost 0.0020001 USD, at most 0.00200 USD allowed"
