"""What is said before the first call: where it goes, what it can cost."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_provider, make_suite, make_workload

from portcheck.errors import UsageError
from portcheck.model.chat import Sampling
from portcheck.model.run import Plan
from portcheck.model.suite import Case, Price, ProviderSpec
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.preflight import destinations, recording_files

PRICE = Price(input=1.0, output=2.0)
OLD = make_provider("old", api_key_env="OLD_KEY", price=PRICE)
NEW = make_provider("new", api_key_env="NEW_KEY")
HERE = make_provider("here", base_url="http://127.0.0.1:9/v1")
RECORDED = make_provider("recorded", dialect="recorded", file="x.jsonl")


def bounded(name: str) -> Case:
    case = make_case(name)
    return replace(case, request=replace(case.request, sampling=Sampling(max_output_tokens=9)))


def plan_of(*specs: ProviderSpec, cases: tuple[Case, ...] = (bounded("a"), bounded("b"))) -> Plan:
    return build_plan(make_suite(make_workload("w", cases)), specs, baseline=specs[0].id)


def keys_of(plan: Plan, *providers: str) -> set[str]:
    return {trial.key for trial in plan.trials if trial.provider in providers}


def test_only_calls_that_leave_this_machine_ask() -> None:
    plan = plan_of(OLD, NEW, HERE, RECORDED)
    asks = {target.provider: (target.calls, target.asks) for target in destinations(plan)}
    assert asks == {"old": (2, True), "new": (2, True), "here": (2, False), "recorded": (2, False)}


def test_what_is_answered_already_is_neither_sent_nor_asked_about() -> None:
    plan = plan_of(OLD, NEW)
    old, new = destinations(plan, keys_of(plan, "old"))
    assert (old.calls, old.asks, old.cost_bound_usd) == (0, False, 0.0)
    assert (new.calls, new.asks) == (2, True)


def test_a_bound_of_the_cost_is_known_where_every_call_has_one() -> None:
    (known, without_price) = destinations(plan_of(OLD, NEW))
    assert known.cost_bound_usd is not None
    assert known.cost_bound_usd > 0
    assert without_price.cost_bound_usd is None
    short = replace(OLD, price=replace(PRICE, up_to_input_tokens=100))
    long = make_case("b", question="word " * 1000)
    (half, _) = destinations(plan_of(short, NEW, cases=(bounded("a"), long)))
    assert half.cost_bound_usd is None


def test_a_recording_goes_to_one_file_a_provider_and_overwrites_none(tmp_path: Path) -> None:
    target = tmp_path / "r.jsonl"
    assert recording_files(plan_of(OLD, RECORDED), target) == {"old": target}
    both = recording_files(plan_of(OLD, NEW), target)
    assert both == {"old": tmp_path / "r.old.jsonl", "new": tmp_path / "r.new.jsonl"}
    both["new"].write_text("")
    with pytest.raises(UsageError, match=r"r\.new\.jsonl"):
        recording_files(plan_of(OLD, NEW), target)
    with pytest.raises(UsageError, match="nothing to record"):
        recording_files(plan_of(RECORDED, replace(RECORDED, id="other")), target)
