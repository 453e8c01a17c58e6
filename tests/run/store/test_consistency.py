from __future__ import annotations

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.model.completion import Step, Trajectory
from portcheck.model.run import Plan, Sample
from portcheck.model.score import Outcome
from portcheck.run.store.consistency import outcome_fault, plan_fault, sample_fault


@pytest.fixture
def plan() -> Plan:
    return make_plan(make_suite(make_workload("a", [make_case("a1", repeats=2), make_case("a2")])))


def test_a_plan_as_it_is_made_is_sound(plan: Plan) -> None:
    assert plan_fault(plan) == ""


def test_trials_belong_to_the_suite(plan: Plan) -> None:
    assert plan_fault(replace(plan, trials=plan.trials[1:]))
    assert plan_fault(replace(plan, trials=(*plan.trials[1:], plan.trials[1])))
    assert plan_fault(replace(plan, candidates=()))
    assert plan_fault(replace(plan, suite=make_suite(make_workload("b", [make_case("a1")]))))


def test_a_plan_of_countless_repeats_is_refused_before_they_are_counted(plan: Plan) -> None:
    many = make_suite(make_workload("a", [make_case("a1", repeats=2**52)]))
    assert plan_fault(replace(plan, suite=many))


@pytest.mark.parametrize("margin", [None, 0.0, -0.1, 1.0, 1e300])
def test_a_margin_out_of_its_range(plan: Plan, margin: float | None) -> None:
    workload = replace(plan.suite.workloads[0], gates={"task": {"margin": margin}})
    assert "margin" in plan_fault(replace(plan, suite=make_suite(workload)))


@pytest.mark.parametrize("confidence", [0.5, 1.0, -3.0])
def test_a_confidence_out_of_its_range(plan: Plan, confidence: float) -> None:
    workload = replace(plan.suite.workloads[0], confidence=confidence)
    assert "confidence" in plan_fault(replace(plan, suite=make_suite(workload)))


@pytest.mark.parametrize(
    ("value", "sound"), [(None, True), (0, True), (1.0, True), (-0.5, False), (2, False)]
)
def test_scores_lie_between_0_and_1(value: float | None, sound: bool) -> None:
    outcome = Outcome(status="passed", value=value, reason="")
    assert (outcome_fault(outcome) == "") == sound


def test_a_sample_of_a_loop_whose_steps_contradict_each_other() -> None:
    answer = make_completion("yes")
    whole = Trajectory(steps=(Step(completion=answer),), ended="answered")
    sample = Sample(trial="t", completion=replace(answer, loop=whole))
    assert sample_fault(sample, {"t"}) == ""
    broken = replace(sample, completion=replace(answer, loop=replace(whole, steps=())))
    assert sample_fault(broken, {"t"}) == "a loop has no steps"
