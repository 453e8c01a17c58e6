"""Drills on a terminal: one a loss, or a line for each where every vendor is tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from portcheck.exitplan.drill import Drill, DrillRow
from portcheck.model.numbers import count, decimal, listing, percent
from portcheck.reports.console import Page

STYLES = {
    "safe": "bold green",
    "conditional": "bold yellow",
    "unsafe": "bold red",
    "inconclusive": "bold magenta",
}
UNKNOWN = "not known"
_ROWS_SHOWN = 50
_OTHERS_SHOWN = 3


def render_drill(page: Page, found: Drill) -> str:
    """Who is hit, what moves where, what has no exit, what it costs, what stands in the way."""
    return page.render(_parts(page, found))


def _parts(page: Page, found: Drill) -> Iterator[RenderableType]:
    until = "" if found.until == found.as_of else f", until {found.until}"
    lost = listing(found.without, 20) or "prices and latencies as stated"
    yield page.line(f"Without {lost}, as of {found.as_of}{until}", "bold")
    yield page.prose(page.text(_summary(found)))
    for row in found.workloads[:_ROWS_SHOWN]:
        yield Text("")
        target = row.to or "nowhere"
        line = Text.assemble(
            page.line(f"{row.workload}: {row.from_} to {target}"),
            " ",
            page.line(row.verdict, STYLES[row.verdict]),
        )
        yield page.prose(line)
        for fact in _facts(row):
            yield page.bullet(fact)
    if len(found.workloads) > _ROWS_SHOWN:
        left = count(len(found.workloads) - _ROWS_SHOWN, "workload")
        yield Text("")
        yield page.line(f"{left} more, less critical: --json has them all", "dim")


def _summary(found: Drill) -> str:
    if not found.workloads:
        return f"No workload runs on it. {count(found.not_hit, 'workload')} elsewhere."
    safe = sum(row.verdict == "safe" for row in found.workloads)
    bill = found.cost_change_usd_month
    parts = [
        f"{count(len(found.workloads), 'workload')} hit, {found.not_hit} not.",
        f"{safe} of them can move safely ({percent(found.exit_coverage)}).",
        f"Bill a month: {UNKNOWN if bill is None else f'{_signed(bill)} USD'}.",
    ]
    if found.no_exit:
        parts.append(f"No exit: {listing(found.no_exit, 10)}.")
    return " ".join(parts)


def _facts(row: DrillRow) -> Iterator[str]:
    yield row.binding
    if row.to is not None:
        bill = _band(row.cost_change_usd_month, row.cost_change_low, row.cost_change_high)
        failures = _band(row.extra_failures_month, row.extra_failures_low, row.extra_failures_high)
        yield f"a month: {bill} USD, {failures} failed answers"
        detail = f": {row.capacity_detail}" if row.capacity_detail else ""
        yield f"capacity {row.capacity}{detail}"
        yield f"evidence: {row.run}, {count(row.evidence_age_days or 0, 'day')} old"
    for condition in row.conditions:
        if condition not in row.binding:
            yield f"before the move: {condition}"
    for other in row.others[:_OTHERS_SHOWN]:
        yield f"not {other.to} ({other.verdict}): {other.binding}"
    if len(row.others) > _OTHERS_SHOWN:
        yield f"{len(row.others) - _OTHERS_SHOWN} more targets: --json has them all"


def _band(expected: float | None, low: float | None, high: float | None) -> str:
    if expected is None:
        return UNKNOWN
    limits = "" if low is None or high is None else f" ({_signed(low)} to {_signed(high)})"
    return f"{_signed(expected)}{limits}"


def _signed(value: float) -> str:
    text = decimal(value, least=2)
    return text if text.startswith("-") else f"+{text}"


def render_every(page: Page, drills: Sequence[Drill]) -> str:
    """One line a vendor, the worst first."""
    table = Table(box=page.head_line(), show_edge=False, pad_edge=False)
    for head in ("Without", "Hit", "Safe", "No exit", "Bill a month"):
        table.add_column(head, overflow="fold")
    for found in drills:
        safe = sum(row.verdict == "safe" for row in found.workloads)
        bill = found.cost_change_usd_month
        table.add_row(
            page.line(listing(found.without, 20)),
            page.line(str(len(found.workloads))),
            page.line(f"{safe} ({percent(found.exit_coverage)})"),
            page.line(listing(found.no_exit) or "-"),
            page.line(UNKNOWN if bill is None else f"{_signed(bill)} USD"),
        )
    return page.render([table])
