"""The order in which people are asked: one of groups, shared by the candidates."""

from __future__ import annotations

from msgspec.structs import replace
from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.model.run import Plan
from portcheck.run.labels.review_order import review_order


def plan(*names: str, workload: str = "w") -> Plan:
    cases = [replace(make_case(f"case {place}"), group=name) for place, name in enumerate(names)]
    return make_plan(make_suite(make_workload(workload, cases)), ("old", "new", "other"))


def test_every_group_has_one_place() -> None:
    names = [f"group {number}" for number in range(20)]
    drawn = review_order(plan(*names, *names), "w")
    assert sorted(drawn) == sorted(f"group:{name}" for name in names)
    assert list(drawn) != sorted(drawn)


def test_the_order_is_drawn_again_where_a_request_changes_and_only_there() -> None:
    names = [f"group {number}" for number in range(20)]
    before = plan(*names)
    (workload,) = before.suite.workloads
    edited = replace(workload, about="Edited.", gates={})
    after = replace(before, suite=replace(before.suite, workloads=(edited,)))
    assert review_order(after, "w") == review_order(before, "w")
    first = replace(before.trials[0], request_hash="another")
    changed = replace(before, trials=(first, *before.trials[1:]))
    assert review_order(changed, "w") != review_order(before, "w")
