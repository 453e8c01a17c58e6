from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace
from run_builders import make_case, make_completion, make_provider, make_suite, make_workload

from portcheck.model.exit_plan import ExitPlan
from portcheck.model.run import Route, Sample
from portcheck.model.suite import Price, Switch, WorkloadValue
from portcheck.run.exits.plan import exit_plan
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
    return exit_plan(found, verdicts(found, DAY), {}, ("r", DAY), DAY)


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
        "change 2 prompts, then judge them again"
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
    assert "USD of calls" in target.needs


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
