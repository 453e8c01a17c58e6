"""Describe what the moves cost per month."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.model.exit_plan import ExitPlan, MonthlyBill
from portcheck.model.numbers import count, dollars, listing
from portcheck.model.parity import RunReport
from portcheck.reports.words.exit_plan import money, signed

UNKNOWN = "Not known: no workload has monthly calls and the prices of both sides."
_WHO = {
    "safe": "that can leave today",
    "conditional": "that can leave once conditions are accepted",
}


def cost_lines(report: RunReport) -> tuple[str, ...]:
    """Sentences on the monthly cost of the moves, first of safe ones, then with conditions."""
    plan = report.exit_plan
    bills = plan.bills or () if plan else ()
    if not any(bill.workloads for bill in bills):
        return (_unknown(plan),)
    return tuple(line for bill in bills for line in _lines(bill))


def _unknown(plan: ExitPlan | None) -> str:
    """Say which of the three inputs of a bill no workload has."""
    works = plan.workloads if plan else ()
    has = {
        "its monthly calls": any(one.monthly_calls is not None for one in works),
        "a price for today's provider": any(one.baseline_cost is not None for one in works),
        "a candidate with a price": any(
            target.cost is not None for one in works for target in one.targets
        ),
    }
    lacking = [what for what, known in has.items() if not known]
    if not works or not lacking or len(lacking) == len(has):
        return UNKNOWN
    return f"Not known: no workload has {' or '.join(lacking)}."


def cost_short(report: RunReport) -> str:
    """The monthly cost of the moves of today, or otherwise of those with conditions."""
    bills = report.exit_plan.bills or () if report.exit_plan else ()
    for bill in bills:
        if bill.change_usd is not None and bill.change_usd.expected is not None:
            return f"{signed(bill.change_usd.expected)} USD a month"
    return "Not known"


def _lines(bill: MonthlyBill) -> Iterator[str]:
    if bill.change_usd is not None and bill.change_usd.expected is not None:
        what = f"the {count(len(bill.workloads), 'workload')} {_WHO[bill.verdict]}"
        today = "" if bill.today_usd is None else f", on {dollars(bill.today_usd)} today"
        yield f"{money(bill.change_usd)} a month{today}, for {what}."
    if bill.one_off_usd is not None:
        low, high = bill.one_off_usd.low, bill.one_off_usd.high
        if low is not None and high is not None:
            yield f"Once, for the work of the moves: {dollars(low)} to {dollars(high)}."
    if bill.unknown:
        named = listing(bill.unknown)
        yield f"Not included, because volume or price is not known: {named}."
