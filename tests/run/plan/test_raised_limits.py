"""A limit that reasoning used up is raised where all may be adapted, and its cost is agreed to."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_provider, make_suite, make_workload

from portcheck.model.chat import Adapt, Sampling
from portcheck.model.facts import Observation
from portcheck.model.run import Plan
from portcheck.model.suite import Case, Price
from portcheck.providers.lint.observed import Observed
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.capability import with_support
from portcheck.run.plan.forecast import forecast, total_cost
from portcheck.run.plan.preflight import destinations
from portcheck.run.plan.raised_limits import raised_limits, with_raised

OLD = make_provider("old", base_url="http://127.0.0.1:9/v1")
NEW = make_provider("new", base_url="https://new.probe.test/v1", price=Price(input=0, output=1000))
AT = "2026-11-01T10:00:00Z"


def case(name: str, limit: int | None) -> Case:
    found = make_case(name)
    sampling = Sampling(max_output_tokens=limit)
    return replace(found, request=replace(found.request, sampling=sampling))


def planned(adapt: Adapt, **changes: Any) -> Plan:
    cut: dict[str, Any] = {"setting": "max_output_tokens", "value": "100", "said": "it was cut"}
    seen = Observation(**{**cut, "taken": False, "at": AT, **changes})
    cases = [case("a", 20), case("b", 100), case("c", 200), case("d", None)]
    plan = build_plan(make_suite(make_workload("w", cases)), (OLD, NEW), baseline="old")
    observed = {"new": Observed("new.probe.test/v1", (seen,))}
    return with_support(replace(plan, adapt=adapt), observed)


def test_limits_that_are_no_larger_are_raised_and_paid_for() -> None:
    plan = planned("all")
    raised = raised_limits(plan, "new")
    assert raised == {20: 5120, 100: 5120}
    assert raised_limits(plan, "old") == {}
    requests = [plan.case(trial).request for trial in plan.trials if trial.provider == "new"]
    sent = [with_raised(request, raised) for request in requests]
    assert [one.sampling.max_output_tokens for one in sent] == [5120, 5120, 200, None]
    assert sent[2] is requests[2]
    (target,) = [one for one in destinations(plan) if one.provider == "new"]
    tokens = 5120 + 5120 + 200 + 4096
    assert target.cost_bound_usd == pytest.approx(tokens / 1000)
    entries = forecast(plan, retries=0, environ={})
    (new,) = [one for one in entries if one.provider == "new"]
    assert new.output_tokens == tokens
    assert new.cost_high_usd == pytest.approx(tokens / 1000)
    assert total_cost([new]) == pytest.approx(tokens / 1000)
    assert all(found.finding.grade == "tested" for found in plan.lint if found.finding.adapted)


@pytest.mark.parametrize("adapt", ["none", "preferences"])
def test_where_it_is_a_need_it_is_a_warning_that_says_what_would_do(adapt: Adapt) -> None:
    plan = planned(adapt)
    assert raised_limits(plan, "new") == {}
    found = [one for one in plan.lint if one.finding.feature == "max_output_tokens"]
    assert [(one.severity, one.finding.endpoint) for one in found] == [
        ("warning", "new.probe.test/v1")
    ] * 2
    assert "5120" in found[0].finding.hint
    assert plan.asks("w", "new")


@pytest.mark.parametrize("changes", [{"effort": "high"}, {"value": "many"}, {"value": "10"}])
def test_another_effort_or_a_smaller_limit_says_nothing(changes: dict[str, Any]) -> None:
    assert raised_limits(planned("all", **changes), "new") == {}
