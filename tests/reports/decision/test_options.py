"""Where each workload could go."""

from __future__ import annotations

from builders import make_report, make_verdict
from exit_builders import plan, target, workload

from portcheck.reports.decision.options import options


def test_a_plan_orders_them_and_today_is_none_of_them() -> None:
    works = [
        workload("one", target("today"), target("b"), target("a"), criticality="critical"),
        workload("two", criticality="high"),
    ]
    one, two = options(make_report(exit_plan=plan(works)))

    assert [each.candidate for each in one.options] == ["b", "a"]
    assert (one.critical, two.critical) == (True, False)
    assert one.best is not None
    assert one.best.target == works[0].targets[1]
    assert two.best is None


def test_without_a_plan_the_best_verdict_is_first() -> None:
    verdicts = (
        make_verdict(candidate="a", verdict="unsafe"),
        make_verdict(candidate="b", verdict="conditional"),
        make_verdict(workload="other", candidate="a"),
    )
    one, other = options(make_report(verdicts=verdicts))

    assert [each.candidate for each in one.options] == ["b", "a"]
    assert one.runs_on == "gpt"
    assert other.workload == "other"
    assert one.planned is None
