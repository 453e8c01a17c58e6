from __future__ import annotations

import pytest
from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.model import codec
from portcheck.model.run import Plan
from portcheck.model.score import Outcome, Score
from portcheck.model.suite import Suite, Workload
from portcheck.run.store.interning import Interned


def test_trials_are_the_same_and_hold_the_texts_of_the_suite() -> None:
    written = make_plan(make_suite(make_workload("w", [make_case("a", repeats=2), make_case("b")])))
    text = codec.encode_json(written)
    plan = codec.decode_json(Plan, text)
    shared = Interned().plan_in(b'{"record_version":1,"plan":%b}' % text)
    assert Interned().plan(plan) == shared == plan == written
    assert [type(shared), type(shared.suite), type(shared.suite.workloads[0])] == [
        Plan,
        Suite,
        Workload,
    ]
    cases = {case.id: case for case in shared.suite.workloads[0].cases}
    assert all(trial.case is cases[trial.case].id for trial in shared.trials)
    assert len({id(trial.request_hash) for trial in shared.trials}) == 2
    assert cases["a"].checks[0] is cases["b"].checks[0]
    assert cases["a"].request.sampling is cases["b"].request.sampling


def test_scores_are_the_same_and_equal_outcomes_are_one() -> None:
    def score(trial: str, reason: str) -> Score:
        outcome = Outcome(status="passed", value=1.0, reason=reason)
        read = Score(trial=trial, check="equals", gate="task", outcome=outcome)
        return codec.decode_json(Score, codec.encode_json(read))

    shared = Interned()
    read = [score("a", "x"), score("b", "x"), score("b", "y")]
    first, second, third = kept = [shared.score(one) for one in read]
    assert shared.scores([codec.encode_json(one) for one in read]) == read
    for line, one in zip(map(codec.encode_json, read), read, strict=True):
        (again,) = shared.scores([line])
        assert again == one
        assert again.outcome is next(s.outcome for s in kept if s.outcome == one.outcome)
    assert kept == read
    assert first.outcome is second.outcome
    assert third.outcome is not second.outcome
    assert second.trial is third.trial


@pytest.mark.parametrize("value", [-0.1, 1.1])
def test_an_outcome_that_cannot_be_is_no_outcome(value: float) -> None:
    outcome = Outcome(status="passed", value=value, reason="x")
    line = codec.encode_json(Score(trial="a", check="equals", gate="task", outcome=outcome))
    with pytest.raises(ValueError, match=r"is not in 0\.\.1"):
        Interned().scores([line])
