from __future__ import annotations

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_provider, make_suite, make_workload

from portcheck.model.run import Plan
from portcheck.model.suite import Limits, Price, Rates
from portcheck.run.cost import DEFAULT_OUTPUT_TOKENS, cost_bound, estimated_tokens
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.forecast import forecast, total_cost

PRICE = Price(input=2.0, output=10.0)


def plan_of(**new: object) -> Plan:
    suite = make_suite(make_workload("w", [make_case(f"case {i}") for i in range(10)]))
    old = make_provider("old", price=PRICE, api_key_env="OLD_KEY")
    return build_plan(suite, [old, make_provider("new", **new)], baseline="old")


def test_calls_tokens_and_money() -> None:
    plan = plan_of(limits=Limits(requests_per_minute=6, concurrency=3))
    old, new = forecast(plan, retries=2, concurrency=8, environ={"OLD_KEY": "x"})
    request = plan.suite.workloads[0].cases[0].request
    assert (old.calls, old.calls_with_retries, old.concurrency) == (10, 30, 5)
    assert old.input_tokens == 10 * estimated_tokens(request)[0]
    assert old.output_tokens == 10 * DEFAULT_OUTPUT_TOKENS
    assert old.cost_low_usd == pytest.approx(old.input_tokens * 2e-6)
    bound = cost_bound(request, PRICE)
    assert bound is not None
    assert old.cost_high_usd == pytest.approx(10 * bound)
    assert (old.key_variable, old.key_set, old.host) == ("OLD_KEY", True, "api.openai.com")
    assert (old.seconds, old.seconds_a_second) == (0.0, 2)
    assert (new.concurrency, new.key_set, new.cost_high_usd) == (3, None, None)
    assert (new.seconds, new.seconds_a_second) == (90.0, 4)
    assert total_cost((old, new)) is None
    assert total_cost((old,)) == old.cost_high_usd
    (unset, _) = forecast(plan, retries=2, environ={})
    assert unset.key_set is False


def test_what_is_answered_costs_nothing() -> None:
    plan = plan_of(price=PRICE)
    done = frozenset(trial.key for trial in plan.trials if trial.provider == "old")
    old, new = forecast(plan, retries=2, done=done, environ={})
    assert (old.calls, old.reused, old.cost_high_usd) == (0, 10, 0.0)
    assert (new.calls, new.reused, new.concurrency) == (10, 0, 32)
    assert total_cost((old, new)) == new.cost_high_usd


def test_a_tier_that_is_asked_for_is_cheaper_at_best_and_costs_as_others_at_most() -> None:
    flex = Price(input=2.0, output=10.0, tiers={"flex": Rates(input=1.0, output=5.0)})
    (_, new) = forecast(plan_of(price=replace(flex, asked_tier="flex")), retries=2, environ={})
    (_, same) = forecast(plan_of(price=flex), retries=2, environ={})
    assert new.cost_low_usd == pytest.approx(new.input_tokens * 1e-6)
    assert new.cost_high_usd == same.cost_high_usd
    (_, unknown) = forecast(plan_of(price=replace(flex, asked_tier="scale")), retries=2, environ={})
    assert (unknown.cost_low_usd, unknown.cost_high_usd) == (None, None)
