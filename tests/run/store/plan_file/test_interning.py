from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.model import codec
from portcheck.model.chat import Variant, Wording
from portcheck.model.run import Plan
from portcheck.model.suite import Suite, Workload
from portcheck.run.store.plan_file.interning import Interned


def plan_in(path: Path) -> Plan:
    with path.open("rb") as stream:
        return Interned().plan_in(stream, path)


def test_trials_are_the_same_and_hold_the_texts_of_the_suite(tmp_path: Path) -> None:
    written = make_plan(make_suite(make_workload("w", [make_case("a", repeats=2), make_case("b")])))
    text = codec.encode_json(written)
    plan = codec.decode_json(Plan, text)
    path = tmp_path / "plan.json"
    path.write_bytes(b'{"record_version":1,"plan":%b}' % text)
    stored = plan_in(path)
    shared = Interned().plan(plan)
    assert shared == stored == plan == written
    assert codec.encode_json(stored) == text
    assert codec.digest(stored) == codec.digest(written)
    assert [type(stored), type(stored.suite), type(stored.suite.workloads[0])] == [
        Plan,
        Suite,
        Workload,
    ]
    for one in (shared, stored):
        outlines = {outline.id: outline for outline in one.suite.workloads[0].outlines}
        assert all(trial.case is outlines[trial.case].id for trial in one.trials)
        assert len({id(trial.request_hash) for trial in one.trials}) == 2
        assert outlines["a"].checks[0] is outlines["b"].checks[0]
    first, second = shared.suite.workloads[0].cases
    assert first.request.sampling is second.request.sampling


def test_outlines_of_a_stored_plan_are_those_of_its_cases(tmp_path: Path) -> None:
    """Every field of them: reports of a policy look for its cases among the outlines."""
    case = replace(make_case("p/a", repeats=2), policy="p", group="g")
    written = make_plan(make_suite(make_workload("w", [case, make_case("b")])))
    path = tmp_path / "plan.json"
    path.write_bytes(b'{"record_version":1,"plan":%b}' % codec.encode_json(written))
    (stored,) = plan_in(path).suite.workloads
    assert list(stored.outlines) == [one.outline for one in written.suite.workloads[0].cases]
    assert [one.policy or None for one in stored.outlines] == ["p", None]


def test_a_case_without_one_of_its_variants_is_damage(tmp_path: Path) -> None:
    workload = make_workload("w", [make_case("a")])
    workload = replace(workload, variants={"new": (Variant(name="terse", system="x"),)})
    plan = Plan(
        suite=make_suite(workload), providers=(), baseline="old", candidates=("new",), trials=()
    )
    text = codec.encode_json(plan)
    path = tmp_path / "plan.json"
    path.write_bytes(b'{"record_version":1,"plan":%b}' % text)
    with pytest.raises(ValueError, match="the case 'a' lacks a variant of its prompt"):
        plan_in(path)


def test_a_stored_case_has_the_variants_of_its_prompt(tmp_path: Path) -> None:
    case = replace(make_case("a"), variants={"new": {"terse": Wording(system="x")}})
    workload = make_workload("w", [case])
    workload = replace(workload, variants={"new": (Variant(name="terse", system="x"),)})
    plan = Plan(
        suite=make_suite(workload), providers=(), baseline="old", candidates=("new",), trials=()
    )
    path = tmp_path / "plan.json"
    path.write_bytes(b'{"record_version":1,"plan":%b}' % codec.encode_json(plan))
    found = plan_in(path).suite.workloads[0].cases[0]
    assert found.variants == case.variants


def test_what_another_plan_has_as_well_is_in_memory_once(tmp_path: Path) -> None:
    """Of two nights most is the same: the second one should cost little beside the first."""
    tonight = make_plan(make_suite(make_workload("w", [make_case(name) for name in "ab"])))
    before = make_plan(
        make_suite(make_workload("w", [make_case("b"), make_case("a", repeats=2), make_case("c")]))
    )
    path = tmp_path / "plan.json"
    path.write_bytes(b'{"record_version":1,"plan":%b}' % codec.encode_json(before))
    with path.open("rb") as stream:
        found = Interned(tonight).plan_in(stream, path)
    assert found == before
    here = {id(trial) for trial in tonight.trials}
    assert [trial.case for trial in found.trials if id(trial) not in here] == ["a", "a", "c", "c"]
    ours, theirs = (plan.suite.workloads[0].outlines for plan in (tonight, found))
    assert {id(one.checks) for one in theirs[:2]} <= {id(one.checks) for one in ours}
    assert {id(one.id) for one in theirs[:2]} == {id(one.id) for one in ours}
