from __future__ import annotations

from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.model import codec
from portcheck.model.run import Plan
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
