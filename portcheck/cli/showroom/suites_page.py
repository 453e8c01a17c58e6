"""Format the output of `portcheck suites`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from portcheck.cli.output import Output
from portcheck.cli.pages.providers import page_of
from portcheck.cli.showroom.shipped_suites import Described, PassRate, ShippedWorkload
from portcheck.model.numbers import count, number, percent, wilson
from portcheck.parity.power import POWER
from portcheck.reports.terminal.console import Page
from portcheck.run.plan.sizes import rounded_up
from portcheck.run.power.planned import DISCORDANCE, GatePower

_HEADS = ("gate", "groups", "margin", "at best", f"in {POWER * 100:.0f} %", "power")
_MOST = f"{POWER * 100:.0f} % of runs"
LEGEND = (
    "margin: the largest loss that the suite accepts. at best: the smallest margin that the gate "
    "could ever show, at the first look, if no answer differs. "
    f"{_HEADS[4]}: the smallest that {_MOST} show if {DISCORDANCE * 100:.0f} % of the pairs differ "
    "and there is no real difference; power: the share of such runs that show the suite's own "
    "margin. For zero-tolerance gates: the breach rate to prove, the rate that clean answers "
    f"prove, and the rate at which {_MOST} find one."
)


def list_part(one: Described, output: Output) -> str:
    """The block of one suite."""
    page = page_of(output)

    def parts() -> Iterator[RenderableType]:
        yield from _head(page, one)
        gates = [gate for workload in one.workloads for gate in workload.gates]
        yield from page.listed(_table(page, hardest(gates)))
        yield from _rates(page, one.pass_rates, one.workloads)
        yield Text("")

    return page.render(parts())


def list_end(output: Output) -> str:
    """The legend of the columns and the next commands."""
    page = page_of(output)
    next_ = "Next: portcheck suites show NAME, or portcheck suites copy NAME DIR"
    return page.render([page.prose(page.text(LEGEND)), page.text(next_)])


def suite_page(one: Described, output: Output) -> str:
    """The page of one suite, workload by workload."""
    page = page_of(output)

    def parts() -> Iterator[RenderableType]:
        yield from _head(page, one)
        yield page.line(f"  {one.file}", limit=2000)
        for workload in one.workloads:
            yield Text("")
            yield from _workload(page, workload)
            mine = [rate for rate in one.pass_rates if rate.workload == workload.id]
            yield from _rates(page, mine, [workload])
        yield Text("")
        yield page.prose(page.text(LEGEND))
        yield page.text(f"Next: portcheck suites copy {one.name} DIR")

    return page.render(parts())


def _head(page: Page, one: Described) -> Iterator[RenderableType]:
    yield page.line(one.name, "bold")
    yield page.prose(page.text(one.about), indent=2)
    grouped = "" if one.groups == one.cases else f" in {count(one.groups, 'group')}"
    size = f"{count(one.cases, 'case')}{grouped}, {count(len(one.workloads), 'workload')}"
    yield page.prose(page.text(f"{size}; {', '.join(one.languages)}"), indent=2)


def _workload(page: Page, workload: ShippedWorkload) -> Iterator[RenderableType]:
    grouped = "" if workload.groups == workload.cases else f" in {count(workload.groups, 'group')}"
    yield page.line(f"{workload.id}: {count(workload.cases, 'case')}{grouped}", "bold")
    if workload.about:
        yield page.prose(page.text(workload.about), indent=2)
    yield from page.listed(_table(page, workload.gates))


def hardest(gates: Sequence[GatePower]) -> list[GatePower]:
    """For each gate, its power in the workload where it shows least."""
    found: dict[str, GatePower] = {}
    for gate in gates:
        other = found.get(gate.gate)
        if other is None or _shown(gate) > _shown(other):
            found[gate.gate] = gate
    return list(found.values())


def _shown(gate: GatePower) -> float:
    return (
        (1.0 if gate.least_margin is None else gate.least_margin)
        if gate.margin
        else (1.0 if gate.clean_bound is None else gate.clean_bound)
    )


def _table(page: Page, gates: Sequence[GatePower]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 2))
    for place, head in enumerate(_HEADS):
        table.add_column(head, justify="right" if place else "left", header_style="dim")
    for gate in gates:
        table.add_row(*(page.text(cell) for cell in cells(gate)))
    return table


def cells(gate: GatePower) -> tuple[str, ...]:
    """The cells of a gate: name, groups, margin, least margin, margin in most runs, power."""
    if gate.margin is None:
        return (
            gate.gate,
            number(gate.groups),
            f"rate {gate.max_rate or 0.0:g}",
            _share(gate.clean_bound),
            _share(gate.detectable_rate),
            "",
        )
    return (
        gate.gate,
        number(gate.groups),
        f"{gate.margin:g}",
        _share(gate.least_margin),
        _share(gate.detectable_margin),
        percent(gate.power),
    )


def _share(value: float | None) -> str:
    return "none" if value is None else rounded_up(value)


def _rates(
    page: Page, rates: Sequence[PassRate], workloads: Sequence[ShippedWorkload]
) -> Iterator[RenderableType]:
    if rates:
        words = rates_words(rates, workloads)
        yield page.prose(page.text(f"pass rates: {words}"), indent=2)


def rates_words(rates: Sequence[PassRate], workloads: Sequence[ShippedWorkload]) -> str:
    """The pass rates of each model over workloads, with 95 % intervals and their sources.

    For the intervals the cases of a group count as one, as the similarity of their scores is
    unknown.
    """
    alone = {one.id: one.groups / one.cases for one in workloads}
    by_model: dict[tuple[str, str], list[PassRate]] = {}
    for rate in rates:
        by_model.setdefault((rate.model, rate.source), []).append(rate)
    return "; ".join(
        _words(found, sum(rate.cases * alone[rate.workload] for rate in found))
        for found in by_model.values()
        if any(rate.cases for rate in found)
    )


def _words(rates: Sequence[PassRate], groups: float) -> str:
    """The pooled pass rate of one model from one source."""
    passed, cases = sum(rate.passed for rate in rates), sum(rate.cases for rate in rates)
    without = next((f" without {rate.without}" for rate in rates if rate.without), "")
    share = passed / cases
    low, high = wilson(share * groups, groups)
    return (
        f"{rates[0].model} {passed} of {cases}{without} "
        f"({percent(share)}, 95 % interval {percent(low)} to {percent(high)}; "
        f"{rates[0].source} {max(rate.date for rate in rates)})"
    )
