from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from exit_builders import route
from msgspec import UNSET
from msgspec.structs import replace
from run_builders import GATES, make_case, make_completion, make_provider, make_suite, make_workload

from portcheck.model.exit_plan import ExitPlan
from portcheck.model.numbers import dollars
from portcheck.model.run import Route, Sample
from portcheck.model.suite import Price, ProviderSpec
from portcheck.model.workload.worth import Switch, WorkloadValue
from portcheck.run.exit_plan.adjusted import with_adjusted
from portcheck.run.exit_plan.plan import exit_plan
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.plan.build import build_plan

DAY = date(2026, 6, 1)
PRICE = Price(input=1000.0, output=1000.0)  # 20 tokens of an answer cost 0.02 USD


def planned(cases: int = 100, *, wrong: int = 0, names: str = "new", **workload: Any) -> ExitPlan:
    """`old` answers everything right; the first of the others fails the first few cases."""
    suite = make_suite(
        make_workload("w", [make_case(str(n), content=True) for n in range(cases)], **workload)
    )
    facts = {"region": "eu", "retires": "2027-01-01", "contract_ends": "someday"}
    providers = [
        make_provider("old", price=PRICE, api_key_env="OLD_KEY", facts={"region": ["us", "eu"]}),
        *(make_provider(name, price=PRICE, facts=facts) for name in names.split()),
    ]
    plan = build_plan(suite, providers, baseline="old")
    plan = replace(plan, routes=(Route(provider="gone", vendor="x", models=("m-9",)),))
    first = names.split(maxsplit=1)[0]
    samples = {}
    for trial in plan.trials:
        lost = trial.provider == first and int(trial.case) < wrong
        completion = replace(make_completion("no" if lost else "yes"), served_model="m-1")
        samples[trial.key] = Sample(trial=trial.key, completion=completion)
    found = Results.of(plan, samples, score_samples(plan, samples))
    return exit_plan(
        found, with_adjusted(found, verdicts(found, DAY), DAY, {}, {}), ("r", DAY), DAY
    )


def test_a_workload_with_its_target_and_what_a_month_of_it_costs() -> None:
    worth = WorkloadValue(failure_cost_usd=1.0, switch=Switch(hours=(5, 5), hour_usd=10, prompts=2))
    found = planned(monthly_calls=1000, runs_on="old", value=worth, peak_factor=3.0)
    (workload,) = found.workloads
    (target,) = workload.targets
    assert (workload.runs_on, workload.assumed, workload.peak_factor) == ("old", False, 3.0)
    assert (target.verdict, target.run, target.judged_on) == ("safe", "r", "2026-06-01")
    assert (target.cost, target.tokens, target.seconds) == (0.02, 20.0, 1.0)
    assert target.monthly_usd is not None
    assert target.monthly_usd.expected == 0.0
    assert target.one_off_usd is not None
    assert target.one_off_usd.low == 50
    assert [condition.what for condition in target.conditions] == [
        "change 2 prompts, then judge again"
    ]
    assert found.coverage.share == 1.0


def test_without_runs_on_the_baseline_is_assumed_to_serve_it() -> None:
    (workload,) = planned().workloads
    assert (workload.runs_on, workload.assumed, workload.peak_factor) == ("old", True, 10.0)


def test_routes_say_what_a_move_rests_on() -> None:
    routes = {route.provider: route for route in planned().routes}
    assert set(routes) == {"old", "new", "gone"}
    assert (routes["old"].regions, routes["old"].key) == (("us", "eu"), "OLD_KEY")
    assert routes["old"].models == ("m", "m-1")
    assert (routes["new"].retires, routes["new"].contract_ends) == ("2027-01-01", None)
    assert routes["gone"].models == ("m-9",)


def test_a_target_that_is_not_decided_says_what_it_would_take() -> None:
    (workload,) = planned(cases=30).workloads
    (target,) = workload.targets
    assert target.verdict == "inconclusive"
    assert "more cases" in target.needs
    assert target.more_cases is not None
    both = dollars(2 * 0.02 * target.more_cases)
    assert f"{both} of calls" in target.needs, "one answer each of both sides"


def test_the_error_rate_is_shared_among_candidates() -> None:
    # 63 cases without a loss are just enough at look 1; for two candidates more are needed.
    alone, both = planned(cases=63), planned(cases=63, names="new other")
    assert [one.adjusted for one in alone.workloads[0].targets] == ["safe"]
    assert [one.verdict for one in both.workloads[0].targets] == ["safe", "safe"]
    assert [one.adjusted for one in both.workloads[0].targets] == ["inconclusive"] * 2
    assert (both.coverage.share, both.coverage.adjusted) == (1.0, 0.0)


def test_preferences_rank_and_decide_nothing() -> None:
    found = planned(prefer={"region": {"in": ["us"]}, "retires": {"after": "2026-12-01"}})
    (target,) = found.workloads[0].targets
    assert target.verdict == "safe"
    assert target.unmet == ("violated: region in [us], stated eu",)


def test_targets_come_in_the_order_in_which_one_would_take_them() -> None:
    found = planned(wrong=30, names="bad good")
    assert [one.candidate for one in found.workloads[0].targets] == ["good", "bad"]
    assert found.smallest_set is not None
    assert found.smallest_set.vendors == ("good",)


def run_of(*providers: ProviderSpec, routes: tuple[Route, ...] = (), **workload: Any) -> ExitPlan:
    """Every provider answers all right; the baseline is `old`."""
    cases = [make_case(str(n), content=True) for n in range(40)]
    suite = make_suite(make_workload("w", cases, **workload))
    plan = replace(build_plan(suite, list(providers), baseline="old"), routes=routes or UNSET)
    samples = {
        trial.key: Sample(
            trial=trial.key,
            completion=replace(make_completion("yes"), served_model=trial.provider),
            started_at={"old": "2026-03-01T00:00:00Z", "new": "soon"}.get(trial.provider, ""),
        )
        for trial in plan.trials
    }
    found = Results.of(plan, samples, score_samples(plan, samples))
    return exit_plan(
        found, with_adjusted(found, verdicts(found, DAY), DAY, {}, {}), ("r", DAY), DAY
    )


def provider(name: str, price: float, **changes: Any) -> ProviderSpec:
    return make_provider(name, price=Price(input=price, output=price), model=None, **changes)


def changes_of(found: ExitPlan, name: str) -> float | None:
    target = next(one for one in found.workloads[0].targets if one.candidate == name)
    return None if target.cost_change is None else target.cost_change.expected


def test_what_changes_is_compared_with_what_runs_today() -> None:
    sides = (provider("old", 1000.0), provider("new", 3000.0), provider("now", 2000.0))
    against = run_of(*sides, runs_on="now", monthly_calls=10)
    assert changes_of(against, "new") == pytest.approx(0.06 - 0.04), "and not with the baseline"
    assert against.workloads[0].baseline_cost == pytest.approx(0.04)
    assert (against.workloads[0].baseline_tokens, against.workloads[0].baseline_seconds) == (20, 1)
    routes = (
        Route(provider="old", vendor="old", models=("old",)),
        Route(provider="gone", vendor="other", models=("m",)),
    )
    unknown = run_of(*sides[:2], routes=routes, runs_on="gone", monthly_calls=10)
    (target,) = unknown.workloads[0].targets
    assert target.cost == pytest.approx(0.06)
    assert (target.cost_change, target.extra_failures) == (None, None)
    assert (target.latency_change, target.monthly_usd) == (None, None)
    assert unknown.workloads[0].baseline_cost is None


def test_the_same_model_stands_for_what_runs_today_at_the_price_of_that() -> None:
    routes = (
        Route(provider="old", vendor="old", models=("old",)),
        Route(
            provider="old-eu",
            vendor="old",
            models=("old",),
            entry=route("old-eu", vendor="old", regions=("eu",)),
            price=Price(input=2500.0, output=2500.0),
        ),
    )
    found = run_of(
        provider("old", 1000.0), provider("new", 3000.0), routes=routes, runs_on="old-eu"
    )
    assert changes_of(found, "new") == pytest.approx(0.06 - 0.05)
    assert {one.provider: one.regions for one in found.routes}["old-eu"] == ("eu",)
    earlier = (routes[0], Route(provider="old-eu", vendor="old", models=("old",)))
    found = run_of(
        provider("old", 1000.0), provider("new", 3000.0), routes=earlier, runs_on="old-eu"
    )
    assert changes_of(found, "new") == pytest.approx(0.06 - 0.02), "its price is not known"


def test_evidence_is_dated_by_its_oldest_answer() -> None:
    found = run_of(provider("old", 1.0), provider("new", 1.0))
    assert [one.answers_from for one in found.workloads[0].targets] == ["2026-03-01"]
    assert planned().workloads[0].targets[0].answers_from is None


def test_limits_of_cost_and_latency_go_with_what_the_run_showed() -> None:
    gates = {"cost": {"max_ratio": 4.0}, "latency": {"max_ratio": 1.5}}
    found = run_of(provider("old", 1.0), provider("new", 3.0), gates={**GATES, **gates})
    (target,) = found.workloads[0].targets
    assert (target.cost_limit, target.latency_limit) == (4.0, 1.5)
    assert target.cost_ratio == pytest.approx(3.0)
    assert target.latency_ratio == pytest.approx(1.0)
    slowest = {**GATES, "latency": {"max_p95_ratio": 2.0}}
    (target,) = (
        run_of(provider("old", 1.0), provider("new", 3.0), gates=slowest).workloads[0].targets
    )
    assert (target.latency_limit, target.latency_ratio) == (2.0, None)


def test_who_answers_for_a_workload_stands_in_the_plan() -> None:
    assert planned(owner="Ana").workloads[0].owner == "Ana"
    assert planned().workloads[0].owner is None
