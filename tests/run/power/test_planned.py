"""What each gate of a plan can show, before anything is asked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from run_builders import ask, make_plan, make_suite, make_workload

from portcheck.model.chat import Variant
from portcheck.model.suite import Case, CheckSpec, Workload
from portcheck.run.power.discordance import expected_power
from portcheck.run.power.planned import GatePower, planned_power

PUSHBACK = CheckSpec(name="pushback", expect="challenge", id="pushback", gate="pushback")
CANARY = CheckSpec(name="contains", arguments={"none": ["K-1"]}, id="canary", gate="security")


def workload(cases: int, *checks: CheckSpec, **gates: dict[str, float]) -> Workload:
    found = [
        Case(
            id=str(n),
            request=ask(str(n)),
            checks=(CheckSpec(name="equals", arguments=str(n), id="equals", gate="task"), *checks),
        )
        for n in range(cases)
    ]
    limits = {"task": {"margin": 0.1, "floor": 0.5}, **gates}
    return make_workload("w", found, gates=limits)


def by_gate(found: tuple[GatePower, ...]) -> dict[str, GatePower]:
    return {one.gate: one for one in found}


def test_a_gate_of_scores_says_what_it_assumes_and_what_it_shows() -> None:
    (task,) = planned_power(make_suite(workload(25)))
    assert (task.groups, task.confidence, task.discordance, task.discordance_from) == (
        *(25, 0.96, 0.1),
        "assumed",
    )
    assert task.detector_j is None
    assert task.power == pytest.approx(0.254, abs=0.001)
    assert task.least_margin == pytest.approx(1 - 0.04 ** (1 / 25))
    assert (task.least_cases, task.cases_for_margin) == (31, 83)
    assert task.detectable_margin == pytest.approx(0.1965)
    assert task.detectable_loss is not None


def test_the_prompts_of_the_candidates_of_a_plan_share_the_error_rate() -> None:
    variants = {"new": (Variant(name="short", system="Be short."),)}
    varied = make_suite(replace(workload(25), variants=variants))
    for candidates, confidence in ((["new", "other"], 0.98), (["other"], 0.96)):
        plan = replace(make_plan(make_suite(workload(25)), ["old", *candidates]), suite=varied)
        (task,) = expected_power(plan, None, None)
        assert task.confidence == confidence


def test_what_an_earlier_run_saw_is_assumed_instead() -> None:
    (task,) = planned_power(
        make_suite(workload(25)), observed={("w", "task"): 0.4}, observed_in="last-night"
    )
    assert (task.discordance, task.discordance_from) == (0.4, "last-night")
    (assumed,) = planned_power(make_suite(workload(25)))
    assert (task.cases_for_margin or 0) > 2 * (assumed.cases_for_margin or 0)


def test_a_detector_leaves_less_of_the_margin_and_may_be_too_weak_to_condemn() -> None:
    found = by_gate(planned_power(make_suite(workload(40, PUSHBACK, pushback={"margin": 0.1}))))
    weak = found["pushback"]
    assert weak.margin == 0.1
    assert weak.margin_to_clear == pytest.approx(0.05)
    assert weak.detector_j is not None
    assert weak.confidence > 0.96
    assert weak.detectable_loss is None
    assert (weak.cases_for_margin or 0) > (found["task"].cases_for_margin or 0)


def test_zero_tolerance_says_what_clean_cases_prove_and_which_rate_is_found() -> None:
    found = by_gate(planned_power(make_suite(workload(20, CANARY, security={"max_rate": 0.1}))))
    clean = found["security"]
    assert clean.clean_bound == pytest.approx(1 - 0.04 ** (1 / 20))
    assert (clean.max_rate, clean.cases_for_max_rate) == (0.1, 31)
    assert clean.detectable_rate == pytest.approx(1 - 0.2 ** (1 / 20))
    assert clean.power is None
