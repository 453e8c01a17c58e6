"""The five questions of a decision maker."""

from __future__ import annotations

from builders import make_mixed_report, make_report, make_verdict
from exit_builders import band, plan, route, target, workload
from msgspec.structs import replace

from portcheck.exitplan.bills import bills
from portcheck.model.exit_plan import Change, ExitPlan
from portcheck.model.parity import RunReport
from portcheck.reports.decision.answers import Answer, answers
from portcheck.reports.decision.first_page import first_page


def answered(report: RunReport) -> dict[str, Answer]:
    return {each.id: each for each in answers(first_page(report))}


def planned(*verdicts: str) -> ExitPlan:
    works = [
        workload(f"w{at}", target("claude", verdict=verdict, monthly_usd=band(1, 250, 300)))
        for at, verdict in enumerate(verdicts)
    ]
    found = plan(works, route("today", vendor="openai"), route("claude", vendor="anthropic"))
    return replace(found, bills=bills(works))


def test_they_come_in_the_order_in_which_they_are_asked() -> None:
    assert [each.question for each in answers(first_page(make_mixed_report()))] == [
        "Can we leave?",
        "To whom?",
        "What does it cost?",
        "What is unknown?",
        "What must I sign?",
    ]


def test_in_part_to_one_vendor_at_a_price() -> None:
    found = answered(make_report(exit_plan=planned("safe", "safe", "inconclusive")))
    assert found["leave"].short == "In part: 2 of 3"
    assert found["whom"].short == "Anthropic"
    assert found["whom"].lines == ("Anthropic alone: 2 of 3 workloads of OpenAI",)
    assert found["cost"].short == "+500 USD a month"
    assert found["sign"].short == "2 moves"


def test_not_at_all() -> None:
    found = answered(make_report(exit_plan=planned("unsafe")))
    assert found["leave"].short == "Not today"
    assert found["whom"].short == "To nobody today"
    assert found["cost"].short == "Not known"
    assert found["sign"].short == "No move yet"


def test_conditions_changes_and_how_much_more_there_is() -> None:
    verdict = make_verdict(
        verdict="conditional",
        conditions=("a", "b", "c", "d"),
        changes=(Change(setting="temperature", from_=0.0),),
    )
    found = answered(make_report(verdicts=(verdict,)))["sign"]
    assert found.short == "1 move with 4 conditions"
    assert found.lines[0] == "ticket-triage to Anthropic claude-large: a"
    assert (len(found.lines), found.more) == (3, 2)


def test_many_vendors_are_counted() -> None:
    verdicts = tuple(make_verdict(candidate=name) for name in "abcde")
    assert answered(make_report(verdicts=verdicts))["whom"].short == "a, b, c and 2 more"


def test_a_safe_move_with_a_condition_is_no_plain_one() -> None:
    verdicts = (
        make_verdict(workload="one"),
        make_verdict(workload="two", conditions=("its price is accepted",)),
    )
    signed = answered(make_report(verdicts=verdicts))["sign"]
    assert signed.short == "1 move and 1 move with 1 condition"
    assert signed.more == 0


def test_what_is_unknown_counts_open_moves_and_what_was_not_run() -> None:
    page = replace(first_page(make_report()), unknown=("one",), not_run=("two", "three"))
    found = next(each for each in answers(page) if each.id == "unknown")
    assert (found.short, found.lines) == ("3 open points", ("one", "two", "three"))


def test_where_nothing_was_compared_nobody_can_leave() -> None:
    page = replace(first_page(make_report()), leaving=())
    assert answers(page)[0].short == "Not today"
