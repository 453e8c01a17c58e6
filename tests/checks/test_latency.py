"""The check `latency`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask, make_completion

from portcheck.model.completion import Completion, Timing


def answer(total_s: float, first_token_s: float | None = None) -> Completion:
    return make_completion("Yes.", timing=Timing(total_s=total_s, first_token_s=first_token_s))


@pytest.mark.parametrize(
    ("limits", "timed", "status"),
    [
        (2, answer(2.0), "passed"),
        (2, answer(2.001), "failed"),
        ({"total_s": 3, "first_token_s": 0.5}, answer(3.0, 0.5), "passed"),
        ({"total_s": 3, "first_token_s": 0.5}, answer(3.0, 0.6), "failed"),
        ({"first_token_s": 0.5}, answer(9.0, 0.1), "passed"),
        ({"first_token_s": 0.5}, answer(0.1), "unscored"),
        ({"total_s": 3, "first_token_s": 0.5}, answer(4.0), "failed"),
    ],
)
def test_a_limit_holds_up_to_itself(limits: Any, timed: Completion, status: str) -> None:
    assert ask("latency", limits, timed).status == status
