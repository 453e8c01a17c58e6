"""In which stage each case is asked."""

from __future__ import annotations

from collections import Counter

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.model.run import Plan
from portcheck.run.early.stages import LAST, STAGES, stages_of, up_to


def planned(cases: int = 40) -> Plan:
    rows = [replace(make_case(f"c{n}"), group=f"g{n // 2}") for n in range(cases)]
    other = [make_case(f"d{n}") for n in range(4)]
    return make_plan(make_suite(make_workload("w", rows), make_workload("v", other)))


def test_the_parts_of_a_look_add_up_to_it() -> None:
    assert sum(stage.alpha for stage in STAGES) == pytest.approx(1.0)
    assert STAGES[LAST].groups == 1.0


def test_stages_have_whole_groups_in_an_order_of_the_suites_own() -> None:
    plan = planned()
    places = stages_of(plan, plan.suite.workloads[0])
    assert Counter(places.values()) == {0: 10, 1: 10, 2: 20}
    assert all(places[f"c{n}"] == places[f"c{n + 1}"] for n in range(0, 40, 2))
    assert places == stages_of(planned(), plan.suite.workloads[0])
    assert [places[f"c{n}"] for n in range(40)] != sorted(places.values())


def test_a_part_of_a_group_is_asked_a_stage_earlier() -> None:
    plan = planned(10)
    places = stages_of(plan, plan.suite.workloads[0])
    assert Counter(places.values()) == {0: 4, 1: 2, 2: 4}, "2, 3 and 5 of 5 groups"


def test_the_order_is_neither_that_of_names_nor_that_of_another_suite() -> None:
    plan = planned(400)
    workload = plan.suite.workloads[0]
    places = stages_of(plan, workload)
    by_name = [places[case.id] for case in sorted(workload.cases, key=lambda case: case.cluster)]
    assert by_name != sorted(by_name)
    other = replace(plan, suite=replace(plan.suite, digest="another"))
    assert stages_of(other, workload) != places


def test_a_plan_is_cut_to_its_stages() -> None:
    plan = planned()
    assert up_to(plan, {"w": LAST}) is plan
    part = up_to(plan, {"w": 0})
    asked = {case for case, stage in stages_of(plan, plan.suite.workloads[0]).items() if not stage}
    assert {case.id for case in part.suite.workloads[0].cases} == asked
    assert {t.case for t in part.trials if t.workload == "w"} == asked
    assert part.suite.workloads[1] == plan.suite.workloads[1]
    assert sum(t.workload == "v" for t in part.trials) == sum(
        t.workload == "v" for t in plan.trials
    )
