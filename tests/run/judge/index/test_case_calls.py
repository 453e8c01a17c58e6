"""What was asked of one provider in one case."""

from __future__ import annotations

from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.run.judge.index.case_calls import Arm
from portcheck.run.judge.provider_counts import AnswerCost, TimeAndCost
from portcheck.run.store.scores import Scores


def test_repeats_stand_in_their_order_with_what_each_took() -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a", repeats=3), make_case("b")])))
    trials = [trial for trial in plan.trials if trial.provider == "new"]
    one, two, three, other = trials
    arm = Arm(Scores())
    arm.add(three, TimeAndCost(3.0, AnswerCost(0.3, 30)))
    arm.add(one, TimeAndCost(1.0, AnswerCost(0.1, 10)))
    arm.add(other, None)
    arm.add(two, None)

    found = arm.by_case()

    assert list(found) == ["a", "b"]
    assert found["a"].trials == (one, two, three)
    assert found["a"].seconds == (1.0, None, 3.0)
    assert found["a"].spent == (AnswerCost(0.1, 10), None, AnswerCost(0.3, 30))
    assert (found["b"].trials, found["b"].seconds) == ((other,), (None,))


def test_what_cases_have_alike_is_in_memory_once() -> None:
    cases = [make_case("a"), make_case("b")]
    plan = make_plan(make_suite(make_workload("w", cases)))
    arm = Arm(Scores())
    for trial in plan.trials:
        if trial.provider == "new":
            arm.add(trial, TimeAndCost(1.0, AnswerCost(0.5, 12)))
    one, other = arm.by_case().values()
    assert one.spent is other.spent
    assert one.said is other.said
