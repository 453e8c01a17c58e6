from __future__ import annotations

import pytest
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.model.run import Sample
from portcheck.run.events import (
    ProviderStopped,
    RequestEnded,
    RequestSent,
    RunStarted,
    SampleFinished,
    Waiting,
)
from portcheck.run.execute.progress import RunProgress

PLAN = make_plan(make_suite(make_workload("w", [make_case("a"), make_case("b")])))


def finished(provider: str, *, failed: bool = False, cost: float | None = None) -> SampleFinished:
    trial = next(trial for trial in PLAN.trials if trial.provider == provider)
    failure = Failure(error_class="server", message="no") if failed else None
    completion = None if failed else make_completion()
    sample = Sample(trial=trial.key, completion=completion, failure=failure)
    return SampleFinished(trial=trial, sample=sample, cost_usd=cost)


def test_a_board_adds_up_what_happens() -> None:
    now = [100.0]
    run_progress = RunProgress(clock=lambda: now[0])
    run_progress(RunStarted(planned={"old": 5, "new": 4}, done={"old": 2, "new": 0}))
    run_progress(RequestSent(provider="old"))
    run_progress(RequestSent(provider="old"))
    assert run_progress.providers["old"].in_flight == 2
    run_progress(RequestEnded(provider="old", error_class="server"))
    run_progress(RequestSent(provider="old"))
    assert (run_progress.providers["old"].in_flight, run_progress.providers["old"].retries) == (
        2,
        1,
    )
    now[0] = 110.0
    for cost in (0.25, None):
        run_progress(RequestEnded(provider="old", error_class=None))
        run_progress(finished("old", cost=cost))
    state = run_progress.providers["old"]
    assert (state.done, state.fresh, state.in_flight, state.retries) == (4, 2, 0, 1)
    assert (state.cost_usd, state.unpriced) == (0.25, 1)
    assert run_progress.rate("old") == pytest.approx(0.2)
    assert run_progress.left_s("old") == pytest.approx(5.0)
    assert run_progress.left_s("new") is None
    run_progress(finished("new", failed=True))
    run_progress(Waiting(provider="new", seconds=7.0, reason="slow down"))
    assert run_progress.providers["new"].failed == 1
    assert run_progress.waiting_s("new") == 7.0
    now[0] = 120.0
    assert run_progress.waiting_s("new") == 0.0
    run_progress(ProviderStopped(provider="new", reason="auth"))
    assert (run_progress.providers["new"].stopped, run_progress.left_s("new")) == ("auth", 0.0)
    now[0] = 145.0
    assert run_progress.rate("old") == 0.0
