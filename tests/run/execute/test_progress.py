from __future__ import annotations

import pytest
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.errors import Failure
from portcheck.model.run import Sample
from portcheck.run.execute.events import (
    ProviderStopped,
    RequestEnded,
    RequestSent,
    RunStarted,
    SampleFinished,
    Waiting,
)
from portcheck.run.execute.progress import Board

PLAN = make_plan(make_suite(make_workload("w", [make_case("a"), make_case("b")])))


def finished(provider: str, *, failed: bool = False, cost: float | None = None) -> SampleFinished:
    trial = next(trial for trial in PLAN.trials if trial.provider == provider)
    failure = Failure(error_class="server", message="no") if failed else None
    completion = None if failed else make_completion()
    sample = Sample(trial=trial.key, completion=completion, failure=failure)
    return SampleFinished(trial=trial, sample=sample, cost_usd=cost)


def test_a_board_adds_up_what_happens() -> None:
    now = [100.0]
    board = Board(clock=lambda: now[0])
    board(RunStarted(planned={"old": 5, "new": 4}, done={"old": 2, "new": 0}))
    board(RequestSent(provider="old"))
    board(RequestSent(provider="old"))
    assert board.tallies["old"].in_flight == 2
    board(RequestEnded(provider="old", error_class="server"))
    board(RequestSent(provider="old"))
    assert (board.tallies["old"].in_flight, board.tallies["old"].retries) == (2, 1)
    now[0] = 110.0
    for cost in (0.25, None):
        board(RequestEnded(provider="old", error_class=None))
        board(finished("old", cost=cost))
    tally = board.tallies["old"]
    assert (tally.done, tally.fresh, tally.in_flight, tally.retries) == (4, 2, 0, 1)
    assert (tally.cost_usd, tally.unpriced) == (0.25, 1)
    assert board.rate("old") == pytest.approx(0.2)
    assert board.left_s("old") == pytest.approx(5.0)
    assert board.left_s("new") is None
    board(finished("new", failed=True))
    board(Waiting(provider="new", seconds=7.0, reason="slow down"))
    assert board.tallies["new"].failed == 1
    assert board.waiting_s("new") == 7.0
    now[0] = 120.0
    assert board.waiting_s("new") == 0.0
    board(ProviderStopped(provider="new", reason="auth"))
    assert (board.tallies["new"].stopped, board.left_s("new")) == ("auth", 0.0)
    now[0] = 145.0
    assert board.rate("old") == 0.0
