"""What the moves of a plan cost a month, together."""

from __future__ import annotations

from exit_builders import band, target, workload

from portcheck.exitplan.bills import bills
from portcheck.model.exit_plan import Band


def test_safe_and_conditional_moves_are_billed_apart() -> None:
    cheap = target("a", monthly_usd=band(-3, -2, -1), one_off_usd=band(10, 20, 30))
    dear = target("b", monthly_usd=band(4, 5, 6))
    risky = target("a", verdict="conditional", monthly_usd=band(1, 2, 3))
    lost = target("a", verdict="unsafe", monthly_usd=band(1, 2, 3))
    safe, conditional = bills(
        [
            workload("one", cheap, dear, baseline_cost=0.01),
            workload("two", dear, baseline_cost=0.02),
            workload("three", risky),
            workload("four", lost),
        ]
    )
    assert (safe.verdict, safe.workloads, safe.unknown) == ("safe", ("one", "two"), ())
    assert safe.today_usd == 30.0
    assert safe.change_usd == band(1, 3, 5)
    assert safe.one_off_usd == band(10, 20, 30)
    assert (conditional.verdict, conditional.workloads) == ("conditional", ("three",))
    assert conditional.today_usd is None
    assert conditional.one_off_usd is None


def test_what_is_not_known_is_named_and_in_no_sum() -> None:
    half = target("a", monthly_usd=Band(low=None, expected=None, high=None))
    known = target("a", monthly_usd=band(1, 2, 3))
    (bill,) = bills([workload("one", half), workload("two", known), workload("three", target("a"))])
    assert bill.workloads == ("two",)
    assert bill.unknown == ("one", "three")
    assert bill.change_usd == band(1, 2, 3)

    (none,) = bills([workload("one", target("a"))])
    assert (none.workloads, none.today_usd, none.change_usd) == ((), None, None)


def test_what_costs_nothing_today_is_known_to_cost_nothing() -> None:
    move = target("a", monthly_usd=band(1, 2, 3))
    (bill,) = bills(
        [workload("one", move, baseline_cost=0.0), workload("two", move, baseline_cost=0.01)]
    )
    assert bill.today_usd == 10.0


def test_what_serves_a_workload_today_is_no_move() -> None:
    today = target("today", monthly_usd=band(0, 0, 0))
    assert bills([workload("one", today), workload("two")]) == ()
    (bill,) = bills([workload("one", today, target("a", monthly_usd=band(1, 2, 3)))])
    assert bill.change_usd == band(1, 2, 3)
