from __future__ import annotations

from typing import Any

from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.model import codec
from portcheck.model.run import Plan
from portcheck.model.score import Outcome, Score
from portcheck.run.store.sharing import shared_score, shared_trials


def test_trials_are_the_same_and_hold_the_texts_of_the_suite() -> None:
    written = make_plan(make_suite(make_workload("w", [make_case("a", repeats=2), make_case("b")])))
    plan = codec.decode_json(Plan, codec.encode_json(written))
    trials = tuple(shared_trials(plan))
    assert trials == written.trials
    cases = {case.id: case.id for case in plan.suite.workloads[0].cases}
    assert all(trial.case is cases[trial.case] for trial in trials)
    assert len({id(trial.request_hash) for trial in trials}) == 2


def test_scores_are_the_same_and_equal_outcomes_are_one() -> None:
    def score(trial: str, reason: str) -> Score:
        outcome = Outcome(status="passed", value=1.0, reason=reason)
        read = Score(trial=trial, check="equals", gate="task", outcome=outcome)
        return codec.decode_json(Score, codec.encode_json(read))

    known: dict[Any, Any] = {}
    read = [score("a", "x"), score("b", "x"), score("b", "y")]
    first, second, third = kept = [shared_score(one, known) for one in read]
    assert kept == read
    assert first.outcome is second.outcome
    assert third.outcome is not second.outcome
    assert second.trial is third.trial
