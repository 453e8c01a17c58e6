from __future__ import annotations

from datetime import date

from exit_builders import band, plan, route, target, workload

from portcheck.exitplan.loss import Loss
from portcheck.exitplan.scenario import Scenario
from portcheck.run.exit_plan.fleet import check_requirements, drills, newest_evidence

DAY = date(2026, 12, 1)
TODAY = route("today", vendor="openai")


def test_the_newest_evidence_on_each_candidate_counts() -> None:
    old = plan(
        [workload("w", target("a", verdict="unsafe", run="1"), target("b", run="1"))],
        *(route("a", vendor="first"), route("b")),
        TODAY,
    )
    new = plan([workload("w", target("a", run="2"))], route("a", vendor="second"))
    (each,) = newest_evidence([old, new])
    found = {one.candidate: (one.verdict, one.run) for one in each.workload.targets}
    assert found == {"a": ("safe", "2"), "b": ("safe", "1")}
    assert each.routes["a"].vendor == "second"
    assert each.today == TODAY, "the older run says what serves it"


def test_evidence_against_what_no_longer_serves_a_workload_is_no_safe_exit() -> None:
    old = plan([workload("w", target("a"), target("b"))], TODAY, route("a"), route("b"))
    moved = route("now", vendor="mistral", models=("m",))
    new = plan([workload("w", target("b"), runs_on="now")], moved, route("b"))
    (each,) = newest_evidence([old, new])
    found = {one.candidate: one for one in each.workload.targets}
    assert [found[name].verdict for name in "ab"] == ["conditional", "safe"]
    assert "when today served the workload" in found["a"].binding
    assert found["a"].conditions[-1].what == found["a"].binding


def test_differences_to_what_served_a_workload_before_are_not_known_today() -> None:
    one = target(
        "a",
        verdict="unsafe",
        cost=0.1,
        cost_change=band(1, 1, 1),
        latency_change=band(1, 1, 1),
        extra_failures=band(0, 0, 0),
        cost_ratio=1.0,
        latency_ratio=1.0,
    )
    old = plan([workload("w", one)], TODAY, route("a"))
    new = plan([workload("w", runs_on="now")], route("now", vendor="mistral"))
    (each,) = newest_evidence([old, new])
    (found,) = each.workload.targets
    assert (found.verdict, found.cost) == ("unsafe", 0.1)
    assert (found.cost_change, found.latency_change, found.extra_failures) == (None, None, None)
    assert (found.cost_ratio, found.latency_ratio) == (None, None)
    (same,) = newest_evidence([old])
    assert same.workload.targets[0].cost_change == band(1, 1, 1)


def test_another_name_of_the_same_model_is_no_change() -> None:
    before = route("today", vendor="openai", models=("m", "m-1"))
    renamed = route("main", vendor="OpenAI", models=("m", "m-2"))
    plans = [
        plan([workload("w", target("a"))], before, route("a")),
        plan([workload("w", target("b"), runs_on="main")], renamed, route("b")),
    ]
    (each,) = newest_evidence(plans)
    assert [one.verdict for one in each.workload.targets] == ["safe", "safe"]


def test_workloads_of_two_suites_stay_apart() -> None:
    plans = [plan([workload("w", suite=name), workload(name, suite=name)], TODAY) for name in "xy"]
    assert [each.workload.workload for each in newest_evidence(plans)] == ["x/w", "x", "y/w", "y"]


def test_the_exit_code_is_that_of_the_verdicts() -> None:
    fleet = newest_evidence(
        [plan([workload("w", target("a", verdict="conditional"))], TODAY, route("a"))]
    )
    (found,) = drills(
        fleet,
        [
            Scenario(
                without=(Loss(kind="vendor", name="openai"),), as_of=DAY, gone_on=DAY, until=DAY
            )
        ],
    )
    assert (found.workloads[0].to, found.exit_code) == ("a", 5)


def test_requirements_are_judged_as_the_gate_judges_them() -> None:
    need = {"region": {"in": ["eu"]}}
    assert check_requirements({}, {}, DAY) == ("met", "")
    assert check_requirements(need, {"region": "eu"}, DAY)[0] == "met"
    assert check_requirements(need, {"region": "us"}, DAY)[0] == "violated"
    assert check_requirements(need, {}, DAY)[0] == "unknown"
