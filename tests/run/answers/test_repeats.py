"""Checks that look at how a call went, or at the other repeats of its case."""

from __future__ import annotations

import pytest
from msgspec import structs
from run_builders import ask, make_completion, make_plan, make_provider, make_suite, make_workload

from portcheck.model.completion import Completion, Timing
from portcheck.model.run import Plan, Sample
from portcheck.model.suite import Case, CheckSpec, Price
from portcheck.run.judge.scoring import score_samples


def plan_of(*checks: CheckSpec, repeats: int = 1) -> Plan:
    case = Case(id="a", request=ask("a"), checks=checks, repeats=repeats)
    plan = make_plan(make_suite(make_workload("w", [case])))
    dear = make_provider("new", price=Price(input=1000.0, output=1000.0))
    return structs.replace(plan, providers=(plan.providers[0], dear))


def statuses(plan: Plan, answers: dict[str, list[Completion | None]], check: str) -> list[str]:
    """Of one check, for the trials with an answer in the order of the plan."""
    samples = {
        trial.key: Sample(trial=trial.key, completion=answer)
        for trial in plan.trials
        if (answer := answers[trial.provider][trial.repeat]) is not None
    }
    scores = score_samples(plan, samples)
    return [
        score.outcome.status
        for trial in plan.trials
        if trial.key in samples
        for score in scores[trial.key]
        if score.check == check
    ]


def test_equal_answers_of_calls_that_cost_and_take_other_amounts_are_told_apart() -> None:
    plan = plan_of(
        CheckSpec(name="latency", arguments=2, id="latency", gate="task"),
        CheckSpec(name="cost", arguments=0.1, id="cost", gate="task"),
        repeats=2,
    )
    quick = make_completion("yes", tokens=10)
    slow = structs.replace(quick, timing=Timing(total_s=3.0))
    dear = structs.replace(make_completion("yes", tokens=900), timing=quick.timing)
    answers: dict[str, list[Completion | None]] = {"old": [quick, slow], "new": [quick, dear]}
    assert statuses(plan, answers, "latency") == ["passed", "passed", "failed", "passed"]
    assert statuses(plan, answers, "cost") == ["unscored", "passed", "unscored", "failed"]


@pytest.mark.parametrize("repeats", [1, 3])
def test_a_stated_cost_counts_where_there_is_no_price(repeats: int) -> None:
    plan = plan_of(CheckSpec(name="cost", arguments=0.1, id="cost", gate="task"), repeats=repeats)
    stated: list[Completion | None] = [
        structs.replace(make_completion(), stated_cost_usd=0.05) for _ in range(repeats)
    ]
    answers = {"old": stated, "new": stated}
    assert statuses(plan, answers, "cost") == ["passed"] * 2 * repeats


def test_repeats_are_compared_with_those_of_the_same_provider_that_have_an_answer() -> None:
    plan = plan_of(CheckSpec(name="stability", id="stability", gate="task"), repeats=3)
    yes, no = make_completion("yes"), make_completion("no")
    answers: dict[str, list[Completion | None]] = {"old": [yes, yes, None], "new": [yes, no, yes]}
    found = statuses(plan, answers, "stability")
    assert found == ["passed", "failed", "passed", "failed", "failed"]
    lone: dict[str, list[Completion | None]] = {"old": [yes, None, None], "new": [None, None, None]}
    assert statuses(plan, lone, "stability") == ["unscored"]


def test_a_part_of_a_composition_gets_the_call_and_the_repeats_too() -> None:
    parts = [{"stability": None}, {"latency": 2}]
    plan = plan_of(CheckSpec(name="all_of", arguments=parts, id="all_of", gate="task"), repeats=2)
    slow = structs.replace(make_completion("yes"), timing=Timing(total_s=3.0))
    answers: dict[str, list[Completion | None]] = {
        "old": [make_completion("yes"), make_completion("yes")],
        "new": [make_completion("yes"), slow],
    }
    assert statuses(plan, answers, "all_of") == ["passed", "passed", "passed", "failed"]
