"""The first page: all of its parts, from one report."""

from __future__ import annotations

from builders import make_mixed_report, make_report, make_verdict
from exit_builders import plan, target, workload

from portcheck.model.exit_plan import Condition
from portcheck.reports.decision.first_page import coverage_lines, first_page, moves


def test_it_holds_every_part() -> None:
    found = first_page(make_mixed_report())

    assert found.sentences == tuple(each.sentence for each in found.leaving)
    assert (found.suite, found.as_of) == ("support", "2027-03-01")
    assert len(found.matrix.rows) == len(found.moves) == 2
    assert all((found.cost, found.unknown, found.not_run, found.change))
    assert (found.coverage, found.hanging, found.waivers) == ((), (), ())


def test_coverage_in_sentences() -> None:
    works = [
        workload("a", target("x"), target("y"), criticality="critical"),
        workload("b", target("x", verdict="unsafe"), criticality="low", monthly_calls=None),
    ]
    assert coverage_lines(make_report(exit_plan=plan(works))) == (
        "1 of 2 workloads with a safe exit, 50.0 %.",
        "Weighted by criticality 88.9 %.",
        "50.0 % where the error rate is shared among the candidates of a workload.",
    )
    assert coverage_lines(make_report(exit_plan=plan(works[:1])))[1] == (
        "Weighted by criticality 100.0 %, by monthly calls 100.0 %."
    )
    assert coverage_lines(make_report(exit_plan=plan([]))) == ()


def test_what_there_is_to_sign() -> None:
    terms = target("claude", verdict="conditional", conditions=(Condition(what="sign"),))
    report = make_report(
        verdicts=(make_verdict(workload="a", verdict="conditional", conditions=("sign", "wait")),),
        exit_plan=plan([workload("a", terms, runs_on="gpt", owner="Ana"), workload("b")]),
    )
    a, b = moves(report)
    assert (a.from_, a.to) == ("OpenAI gpt-large", "Anthropic claude-large")
    assert (a.verdict, a.conditions, a.owner) == ("conditional", 2, "Ana")
    assert (b.to, b.verdict, b.conditions, b.owner) == ("", None, 0, "")
