"""A plan is asked about its trials."""

from __future__ import annotations

import time

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.model.codec import decode_json, encode_json
from portcheck.model.run import Look, Plan, Support, Trial


def plan_of(cases: int) -> Plan:
    half = [make_case(f"c{number}") for number in range(cases // 2)]
    return make_plan(make_suite(make_workload("a", half), make_workload("b", half)))


def test_a_trial_has_the_case_of_its_own_workload() -> None:
    plan = plan_of(10)

    for trial in plan.trials:
        (workload,) = [w for w in plan.suite.workloads if w.id == trial.workload]
        assert any(plan.case(trial) is case for case in workload.cases)
        assert plan.case(trial).id == trial.case


def test_a_trial_of_another_plan_has_no_case() -> None:
    stranger = Trial(
        key="k", workload="a", case="x", provider="old", repeat=0, ordinal=0, request_hash="h"
    )
    with pytest.raises(KeyError):
        plan_of(2).case(stranger)


def test_asking_for_cases_changes_nothing_of_a_plan() -> None:
    asked, fresh = plan_of(4), plan_of(4)

    assert asked.case(asked.trials[0]).id == "c0"
    assert asked == fresh


def test_a_case_is_found_as_fast_in_a_large_plan() -> None:
    def per_call(plan: Plan) -> float:
        plan.case(plan.trials[0])
        began = time.perf_counter()
        for trial in plan.trials[-200:]:
            plan.case(trial)
        return time.perf_counter() - began

    small, large = plan_of(200), plan_of(20_000)

    assert min(per_call(large) for _ in range(5)) < 20 * min(per_call(small) for _ in range(5))


def support(candidate: str, supported: bool) -> Support:
    return Support(workload="w", candidate=candidate, supported=supported, reasons=("stop",))


def test_who_lacks_what_a_workload_needs_is_not_asked() -> None:
    suite = make_suite(make_workload("w", [make_case("a")]), make_workload("v", [make_case("b")]))
    plan = make_plan(suite, ["old", "new", "third"])
    assert all(plan.asks("w", name) for name in ("old", "new", "third"))
    some = replace(plan, support=(support("new", False), support("third", True)))
    assert some.lacks("w", "third") is None
    assert [some.asks("w", name) for name in ("old", "new", "third")] == [True, False, True]
    none = replace(plan, support=(support("new", False), support("third", False)))
    assert [none.asks("w", name) for name in ("old", "new", "third")] == [False, False, False]
    assert all(none.asks("v", name) for name in ("old", "new", "third"))


@pytest.mark.parametrize(
    ("field", "value"), [("night", 0), ("night", -1), ("share", -0.1), ("share", 1.5)]
)
def test_a_look_that_cannot_be_is_damaged(field: str, value: float) -> None:
    assert decode_json(Look, b"{}") == Look()
    with pytest.raises(ValueError, match=field):
        decode_json(Look, encode_json({field: value}))
