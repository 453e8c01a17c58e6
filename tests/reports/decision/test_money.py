"""What the moves cost a month."""

from __future__ import annotations

from builders import make_report
from exit_builders import band, plan, target, workload
from msgspec.structs import replace

from portcheck.exitplan.bills import bills
from portcheck.model.exit_plan import Band, ExitWorkload
from portcheck.reports.decision.money import UNKNOWN, cost_lines


def lines(*works: ExitWorkload) -> tuple[str, ...]:
    found = plan(list(works))
    return cost_lines(make_report(exit_plan=replace(found, bills=bills(works))))


def test_a_band_on_what_is_paid_today() -> None:
    safe = target("a", monthly_usd=band(-30, -20, -10), one_off_usd=band(100, 200, 300))
    terms = target("a", verdict="conditional", monthly_usd=Band(low=None, expected=250.0, high=9.0))
    assert lines(
        workload("one", safe, baseline_cost=0.05),
        workload("two", target("a")),
        workload("three", terms),
    ) == (
        "-20.00 (-30.00 to -10.00) USD a month, on 50.00 USD today, for the 1 workload that can"
        " leave today.",
        "Once, for the work of the moves: 100.00 USD to 300.00 USD.",
        "Not included, because volume or price is not known: two.",
        "+250 (- to +9.00) USD a month, for the 1 workload that can leave once conditions are"
        " accepted.",
    )


def test_work_that_may_cost_nothing_has_a_known_cost() -> None:
    cheap = target("a", monthly_usd=band(-30, -20, -10), one_off_usd=band(0, 50, 100))
    assert any(
        line.startswith("Once, for the work of the moves: ") and line.endswith(" to 100.00 USD.")
        for line in lines(workload("one", cheap, baseline_cost=0.05))
    )


def test_what_no_workload_has_is_named() -> None:
    priced = workload("one", target("a"), monthly_calls=90, baseline_cost=0.05)
    assert lines(priced) == ("Not known: no workload has a candidate with a price.",)
    assert lines(workload("one", target("a", cost=0.1), monthly_calls=None)) == (
        "Not known: no workload has its monthly calls or a price for today's provider.",
    )


def test_nothing_is_made_up_where_nothing_is_known() -> None:
    assert lines(workload("one", target("a"), monthly_calls=None)) == (UNKNOWN,)
    assert cost_lines(make_report()) == (UNKNOWN,)
    assert cost_lines(make_report(exit_plan=plan([]))) == (UNKNOWN,)
