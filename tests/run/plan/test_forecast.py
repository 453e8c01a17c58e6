from __future__ import annotations

from pathlib import Path

import pytest
from judged_runs import PROVIDERS, planned, written
from msgspec.structs import replace
from run_builders import make_case, make_provider, make_suite, make_workload

from portcheck.model.chat import ToolLoop
from portcheck.model.run import Plan
from portcheck.model.suite import Limits, Price, Rates
from portcheck.run.cost import DEFAULT_OUTPUT_TOKENS, cost_bound, estimated_tokens
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.forecast import forecast, judge_forecast, total_cost

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


def test_the_slower_of_two_limits_a_minute_says_how_long_it_takes() -> None:
    limits = Limits(requests_per_minute=6, tokens_per_minute=1_000)
    (_, new) = forecast(plan_of(limits=limits), retries=0, environ={})
    assert new.seconds == 60.0 * (new.input_tokens + new.output_tokens) / 1_000 > 90.0


def test_of_a_tool_loop_only_the_first_step_is_sure() -> None:
    request = replace(make_case("a").request, tool_loop=ToolLoop(results=(), max_steps=3))
    suite = make_suite(make_workload("w", [replace(make_case("a"), request=request)]))
    plan = build_plan(
        suite, [make_provider("old", price=PRICE), make_provider("new")], baseline="old"
    )
    (old, _) = forecast(plan, retries=0, environ={})
    assert old.calls == 3
    assert old.cost_low_usd == pytest.approx(estimated_tokens(request)[0] * 2e-6)


def test_a_recording_takes_over_nothing() -> None:
    old, new = forecast(plan_of(dialect="recorded", file="x"), retries=0, environ={})
    assert (old.reused, new.reused, new.calls) == (0, 0, 0)
    assert total_cost((old, new)) == old.cost_high_usd, "who is not asked needs no price"


def test_a_judge_is_asked_once_for_each_answer(tmp_path: Path) -> None:
    live = PROVIDERS.replace(
        "cohere, dialect: recorded, file: one.jsonl",
        "cohere, dialect: openai-chat, model: m-2026-01-01, base_url: 'http://127.0.0.1:1/v1'",
    )
    answers = {"old": ["a", "b"], "new": ["c", "d"]}
    one, _ = judge_forecast(
        planned(written(tmp_path, answers, providers=live)), retries=1, environ={}
    )
    assert (one.provider, one.judge, one.calls, one.calls_with_retries) == ("one", True, 4, 8)


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
