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


def test_steps_of_a_loop_are_no_retries() -> None:
    run_progress = RunProgress(clock=lambda: 0.0)
    run_progress(RunStarted(planned={"old": 1}, done={"old": 0}))
    for number, error in ((1, None), (2, "server"), (3, None)):
        run_progress(RequestSent(provider="old", number=number))
        run_progress(RequestEnded(provider="old", error_class=error, number=number))
    assert run_progress.providers["old"].retries == 1


def test_a_board_adds_up_what_happens() -> None:
    now = [100.0]
    run_progress = RunProgress(clock=lambda: now[0])
    run_progress(RunStarted(planned={"old": 5, "new": 4}, done={"old": 2, "new": 0}))
    run_progress(RequestSent(provider="old", number=1))
    run_progress(RequestSent(provider="old", number=2))
    assert run_progress.providers["old"].in_flight == 2
    run_progress(RequestEnded(provider="old", error_class="server", number=1))
    run_progress(RequestSent(provider="old", number=3))
    assert (run_progress.providers["old"].in_flight, run_progress.providers["old"].retries) == (
        2,
        1,
    )
    now[0] = 110.0
    assert run_progress.oldest_s("old") == 10.0
    assert run_progress.providers["old"].slowest_s is None
    for number, cost in ((2, 0.25), (3, None)):
        run_progress(RequestEnded(provider="old", error_class=None, number=number))
        run_progress(finished("old", cost=cost))
    assert run_progress.oldest_s("old") == 0.0
    assert run_progress.providers["old"].slowest_s == 1.0
    state = run_progress.providers["old"]
    assert (state.done, state.fresh, state.in_flight, state.retries) == (4, 2, 0, 1)
    assert (state.cost_usd, state.unpriced) == (0.25, 1)
    assert run_progress.rate("old") == pytest.approx(0.2)
    assert run_progress.left_s("old") == pytest.approx(5.0)
    assert run_progress.left_s("new") is None
    assert run_progress.rest_s is None
    run_progress(finished("new", failed=True))
    run_progress(Waiting(provider="new", seconds=7.0, reason="slow down"))
    assert run_progress.providers["new"].failed == 1
    assert run_progress.waiting_s("new") == 7.0
    now[0] = 120.0
    assert run_progress.waiting_s("new") == 0.0
    run_progress(ProviderStopped(provider="new", reason="auth"))
    assert (run_progress.providers["new"].stopped, run_progress.left_s("new")) == ("auth", 0.0)
    assert run_progress.rest_s == run_progress.left_s("old")
    now[0] = 145.0
    assert run_progress.rate("old") == pytest.approx(2 / 45), "too few lately: since it began"
    assert run_progress.elapsed_s == 45.0


def test_a_fast_provider_has_its_rate_of_lately() -> None:
    now = [0.0]
    run_progress = RunProgress(clock=lambda: now[0])
    run_progress(RunStarted(planned={"old": 500, "new": 0}, done={"old": 0, "new": 0}))
    now[0] = 1000.0
    for _ in range(60):
        run_progress(finished("old"))
    assert run_progress.rate("old") == pytest.approx(2.0)


def test_what_a_run_has_cost_stays_when_its_next_part_begins() -> None:
    run_progress = RunProgress(clock=lambda: 0.0)
    run_progress(RunStarted(planned={"old": 5, "new": 4}, done={"old": 0, "new": 0}))
    run_progress(finished("old", cost=0.25))
    run_progress(finished("new", cost=0.5))
    run_progress(RunStarted(planned={"old": 5, "judge": 4}, done={"old": 1, "judge": 0}))
    assert (run_progress.cost_usd, run_progress.unpriced) == (0.75, 0)
    assert run_progress.providers["old"].cost_usd == 0.25
