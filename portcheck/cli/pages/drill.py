"""Format drills for a terminal: one loss in detail, or one line per vendor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from portcheck.exitplan.scenario import Drill, DrillRow
from portcheck.model.numbers import count, decimal, dollars, listing, percent, seconds
from portcheck.reports.terminal.console import Page

UNKNOWN = "not known"
_ROWS_SHOWN = 50
_OTHERS_SHOWN = 3
_NAMES_SHOWN = 10


def render_drill(page: Page, found: Drill) -> str:
    """The page with the affected workloads, their moves, those without an exit, and costs."""
    return page.render(_parts(page, found))


def _parts(page: Page, found: Drill) -> Iterator[RenderableType]:
    yield page.prose(page.text(_title(found), "bold"))
    yield page.prose(page.text(" ".join(_summary(found))))
    for row in found.workloads[:_ROWS_SHOWN]:
        yield Text("")
        target = row.to if row.moves and row.to else "nowhere"
        line = Text.assemble(
            page.line(f"{row.workload}: {row.from_} to {target}"),
            " ",
            page.verdict(row.verdict),
        )
        yield page.prose(line)
        for fact in _facts(row, found):
            yield page.bullet(fact)
    if len(found.workloads) > _ROWS_SHOWN:
        left = count(len(found.workloads) - _ROWS_SHOWN, "workload")
        yield Text("")
        yield page.line(f"{left} more, less critical: --json shows all", "dim")


def _title(found: Drill) -> str:
    happens = [f"Without {listing(found.without, 20)}"] if found.without else []
    happens += [f"{name} at {by:g} times its price" for name, by in found.prices.items()]
    happens += [f"{name} {by:g} times as slow" for name, by in found.slower.items()]
    days = [f"as of {found.as_of}"]
    if found.gone_on > found.as_of:
        days.append(f"from {found.gone_on}")
    if found.until > max(found.gone_on, found.as_of):
        days.append(f"until {found.until}")
    if found.max_age_days is not None:
        days.append(f"evidence of at most {count(found.max_age_days, 'day')}")
    return ", ".join(["; ".join(happens), *days])


def _summary(found: Drill) -> Iterator[str]:
    rows = found.workloads
    if rows:
        safe = sum(row.verdict == "safe" for row in rows)
        conditional = [row.workload for row in rows if row.verdict == "conditional"]
        yield f"{count(len(rows), 'workload')} hit, {found.not_hit} not."
        yield f"{safe} of them can move safely ({percent(found.exit_coverage)})."
        if conditional:
            yield f"On conditions: {listing(conditional, _NAMES_SHOWN)}."
        if found.no_exit:
            yield f"No exit: {listing(found.no_exit, _NAMES_SHOWN)}."
        yield from _bill(found)
    else:
        yield f"No workload runs on it. {count(found.not_hit, 'workload')} elsewhere."
    if found.unclear:
        names = listing(found.unclear, _NAMES_SHOWN)
        yield f"No file says whether these depend on it, so they are not counted: {names}."


def _bill(found: Drill) -> Iterator[str]:
    moving = [row for row in found.workloads if row.moves]
    if not moving:
        return
    bill = found.cost_change_usd_month
    silent = [row.workload for row in moving if row.cost_change_usd_month is None]
    said = f"{UNKNOWN} for {listing(silent)}" if bill is None else f"{_signed(bill)} USD"
    yield f"Bill a month of the {len(moving)} that can move: {said}."
    if found.stay_cost_change_usd_month is not None:
        yield f"Where they are today: {_signed(found.stay_cost_change_usd_month)} USD."


def _rehearsed(row: DrillRow) -> Iterator[str]:
    one = row.rehearsal
    if one is None:
        return
    if one.obstacle:
        yield f"obstacle: {one.obstacle}"
    if not one.asked:
        return
    failed = listing([f"{many} {name}" for name, many in one.failures.items()], 5)
    parts = [f"rehearsal: {count(one.answers, 'answer')} of {count(one.asked, 'case')}"]
    parts += [f"failed: {failed}"] if failed else []
    if one.latency_median_s is not None and one.latency_p95_s is not None:
        p95 = seconds(one.latency_p95_s)
        parts.append(f"{seconds(one.latency_median_s)} at the median, {p95} at the 95th percentile")
    parts.append(f"{one.in_flight} at once")
    parts.append("cost not known" if one.cost_usd is None else f"{dollars(one.cost_usd)}")
    if one.scored:
        parts.append(
            f"{one.passed} of {one.scored} passed their checks; this does not change a verdict"
        )
    parts += [one.stopped] if one.stopped else []
    yield "; ".join(parts)


def _facts(row: DrillRow, found: Drill) -> Iterator[str]:
    yield from _rehearsed(row)
    if row.to is not None and not row.moves:
        yield f"best remaining target, but not an exit: {row.to}: {row.binding}"
    elif not _is_said(row):
        yield row.binding
    if row.needs and not row.moves:
        yield f"a decision needs {row.needs}"
    yield from _staying(row)
    if row.moves:
        yield from _changes(row)
    if row.to is not None:
        yield f"evidence: {row.run}, {count(row.evidence_age_days or 0, 'day')} old"
    who = f"owner: {row.owner or '...'}, by: {max(found.gone_on, found.as_of)}"
    for condition in row.conditions if row.moves else ():
        yield f"before the move: {condition} ({who})"
    for other in row.others[:_OTHERS_SHOWN]:
        verdict = "" if other.gone else f" ({other.verdict})"
        yield f"not {other.to}{verdict}: {other.binding}"
    if len(row.others) > _OTHERS_SHOWN:
        yield f"{len(row.others) - _OTHERS_SHOWN} more targets: --json shows all"


def _is_said(row: DrillRow) -> bool:
    """Whether one of the conditions repeats `binding`, at least its beginning."""
    text = row.binding.partition(": ")[2].rstrip("…")
    return row.moves and any(
        condition in row.binding or (text and condition.startswith(text))
        for condition in row.conditions
    )


def _staying(row: DrillRow) -> Iterator[str]:
    added = []
    if row.stay_cost_change_usd_month is not None:
        added.append(f"{_signed(row.stay_cost_change_usd_month)} USD a month")
    if row.stay_latency_change_s is not None:
        added.append(f"{_signed(row.stay_latency_change_s)} s a call")
    if added:
        yield f"where it is today: {', '.join(added)}"


def _changes(row: DrillRow) -> Iterator[str]:
    bill = _band(row.cost_change_usd_month, row.cost_change_low, row.cost_change_high, least=2)
    failures = _band(
        row.extra_failures_month, row.extra_failures_low, row.extra_failures_high, least=0
    )
    wait = row.latency_change_s
    yield f"bill a month: {bill if bill == UNKNOWN else f'{bill} USD'}"
    yield f"failed answers a month: {failures}"
    yield f"a call takes: {UNKNOWN if wait is None else f'{_signed(wait)} s'}"
    detail = f": {row.capacity_detail}" if row.capacity_detail else ""
    yield f"capacity {row.capacity}{detail}"


def _band(expected: float | None, low: float | None, high: float | None, *, least: int) -> str:
    if expected is None:
        return UNKNOWN
    limits = (
        "" if low is None or high is None else f" ({_signed(low, least)} to {_signed(high, least)})"
    )
    return f"{_signed(expected, least)}{limits}"


def _signed(value: float, least: int = 2) -> str:
    text = decimal(value, least=0 if abs(value) >= 1000 else least)
    return text if text.startswith("-") else f"+{text}"


def render_every(page: Page, drills: Sequence[Drill]) -> str:
    """The page with one line per vendor."""
    table = Table(box=page.head_line(), show_edge=False, pad_edge=False)
    for head in ("Without", "Hit", "Safe", "On conditions", "No exit", "Bill a month"):
        table.add_column(head, overflow="fold")
    for found in drills:
        rows = found.workloads
        safe = sum(row.verdict == "safe" for row in rows)
        bill = found.cost_change_usd_month
        moves = any(row.moves for row in rows)
        table.add_row(
            page.line(listing(found.without, 20)),
            page.line(str(len(rows))),
            page.line(f"{safe} ({percent(found.exit_coverage)})"),
            page.line(str(sum(row.verdict == "conditional" for row in rows))),
            page.line(listing(found.no_exit) or "-"),
            page.line((UNKNOWN if bill is None else f"{_signed(bill)} USD") if moves else "-"),
        )
    return page.render(page.listed(table))
