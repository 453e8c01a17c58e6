"""Format the page of `portcheck history`: a line per run, and why a verdict changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from portcheck.model.codec import encode
from portcheck.model.numbers import dollars, number, percent, points, seconds
from portcheck.reports.terminal.console import VERDICT_WIDTH, Page
from portcheck.run.history.nights import Night, verdict_changes

_NOT_KNOWN = "-"


def render_history(page: Page, nights: Sequence[Night]) -> str:
    """The page with the results of runs by workload and candidate, the newest last."""
    return page.render(_parts(page, nights))


def history_json(nights: Sequence[Night]) -> list[dict[str, object]]:
    """The results as JSON values, one per run; `changed` is why the verdict changed."""
    found = []
    for _, group in _trends(nights):
        changed = verdict_changes(group)
        found += [{**encode(one), "changed": list(changed.get(one.run_key, ()))} for one in group]
    return found


def _parts(page: Page, nights: Sequence[Night]) -> Iterator[RenderableType]:
    for place, (head, group) in enumerate(_trends(nights)):
        if place:
            yield Text("")
        yield page.line(head, "bold")
        yield from _lines(page, group, verdict_changes(group))


def _trends(nights: Sequence[Night]) -> Iterator[tuple[str, list[Night]]]:
    for (workload, candidate), found in groupby(nights, lambda one: (one.workload, one.candidate)):
        group = list(found)
        yield f"{workload}: {group[-1].baseline} to {candidate}", group


def _lines(
    page: Page, nights: Sequence[Night], changed: Mapping[str, Sequence[str]]
) -> Iterator[RenderableType]:
    rows = [[page.line(cell).plain for cell in _cells(one)] for one in nights]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for one, row in zip(nights, rows, strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        verdict = page.verdict(one.verdict)
        verdict.pad_right(VERDICT_WIDTH - verdict.cell_len)
        head = Text.assemble("  ", cells[0], "  ", verdict)
        line = Text.assemble(head, "  ", "  ".join(cells[1:]).rstrip())
        if line.cell_len <= page.columns:
            yield line
        else:
            head.rstrip()
            yield head
            yield from page.fill([Text(cell) for cell in row[1:] if cell != _NOT_KNOWN], 4)
        if one.run_key in changed:
            why = "; ".join(changed[one.run_key]) or "only the answers"
            yield page.bullet(f"changed: {why}", "dim", 4)


def _cells(one: Night) -> tuple[str, ...]:
    """The cells of a run: time, difference with interval, rates, n, cost, p95, look, run."""
    gate, cost = one.shown_gate, one.costs.get(one.candidate)
    difference = rates = size = _NOT_KNOWN
    if gate is not None and gate.difference is not None:
        ends = f"{points(gate.ci_low)} to {points(gate.ci_high)}"
        difference = f"{gate.gate} {points(gate.difference)} points ({ends})"
        rates = f"{percent(gate.baseline_value)}, {percent(gate.candidate_value)}"
        size = f"n {number(gate.clusters)}"
    return (
        one.started_at[:16].replace("T", " "),
        difference,
        rates,
        size,
        _NOT_KNOWN if cost is None or cost.cost_usd is None else dollars(cost.cost_usd),
        _NOT_KNOWN if cost is None or cost.p95_s is None else f"p95 {seconds(cost.p95_s)}",
        f"look {one.look}" if one.new_answers else f"look {one.look} again",
        one.run,
    )
