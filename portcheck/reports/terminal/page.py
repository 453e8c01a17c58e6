"""Show verdicts on a terminal: the matrix, then one block per verdict, the worst first.

The meaning is in the words and colour only helps, so the text reads the same in a log file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from portcheck.model.numbers import count, number
from portcheck.model.parity import RunReport, Verdict
from portcheck.model.run import RunInfo
from portcheck.reports.terminal.console import VERDICT_WIDTH, Page
from portcheck.reports.words.exit_plan import exit_summary
from portcheck.reports.words.gates import GateText, gate_text, shared_level
from portcheck.reports.words.names import provider_names
from portcheck.reports.words.panels import TITLE, judge_lines
from portcheck.reports.words.people import PEOPLE, people_lines
from portcheck.reports.words.policies import policy_head, policy_lines
from portcheck.reports.words.since import SINCE, since_lines
from portcheck.reports.words.variants import PROMPTS, diff, prompt_lines
from portcheck.reports.words.verdicts import (
    CHANGES,
    by_severity,
    changes,
    code_text,
    evidence,
    history,
    more_cases,
    plugin_text,
    reasons,
    states,
    summary,
    unsaid,
)
from portcheck.reports.words.waivers import WAIVERS, waiver_lines

_STYLES: Mapping[str, str] = MappingProxyType(
    {
        "noninferior": "green",
        "ok": "green",
        "inferior": "red",
        "breached": "red",
        "exceeded": "yellow",
        "unknown": "yellow",
    }
)
_CANDIDATE_WIDTH = 24
"""Columns after which a candidate's id is folded in the header of the matrix."""
_GAP = 2


def render(
    report: RunReport,
    *,
    width: int,
    color: bool,
    ascii: bool = False,  # noqa: A002  # named like the option
    details: bool = False,
) -> str:
    """Render the whole report as text of `width` columns.

    Args:
        report: the report.
        width: columns of the terminal; below 30 counts as 30.
        color: use ANSI colours. Without, the text holds no escape sequence.
        ascii: write only ASCII, for an output that cannot encode more.
        details: also show the gates of safe verdicts, and the fine print of all gates.
    """
    page = Page(width=width, color=color, ascii=ascii)
    return page.render(_parts(page, report, details=details))


def render_interrupted(
    report: RunReport,
    *,
    width: int,
    color: bool,
    ascii: bool = False,  # noqa: A002  # named like the option
) -> str:
    """Show the verdicts that an interrupted run has reached, after one line on its progress."""
    page = Page(width=width, color=color, ascii=ascii)
    shown = [verdict for verdict in report.verdicts if verdict.verdict != "inconclusive"]
    left = len(report.verdicts) - len(shown)
    run = report.run
    answered = f"{number(run.samples)} of {count(run.trials, 'call')} made"
    open_ = f"; {count(left, 'verdict')} not decided yet" if left else ""
    head = page.line(f"Suite {run.suite}, interrupted: {answered}{open_}.", "bold yellow")
    blocks = (_block(page, verdict, details=False) for verdict in by_severity(shown))
    return page.render((page.prose(head), *(part for block in blocks for part in block)))


def render_compact(
    report: RunReport,
    *,
    width: int,
    color: bool,
    ascii: bool = False,  # noqa: A002  # named like the option
) -> str:
    """Show the matrix, then a line per verdict with the rates of its hard gates."""
    page = Page(width=width, color=color, ascii=ascii)
    lines = (line for verdict in report.verdicts for line in _compact(page, verdict))
    day = page.text(f"Facts as of {report.run.as_of}.", "dim")
    return page.render((*_matrix(page, report), Text(""), *lines, page.prose(day)))


def _added(page: Page, run: RunInfo) -> Iterator[RenderableType]:
    """Yield the plug-ins and the suite's code that had a part in the run."""
    if run.plugins:
        yield page.prose(page.text(f"Plug-ins: {'; '.join(map(plugin_text, run.plugins))}"))
    if run.code:
        yield page.prose(page.text(f"Code of the suite: {'; '.join(map(code_text, run.code))}"))


def _parts(page: Page, report: RunReport, *, details: bool) -> Iterator[RenderableType]:
    run = report.run
    yield page.line(f"Suite {run.suite}, baseline {run.baseline}", "bold")
    yield page.prose(page.text(summary(report)))
    for state in states(run):
        yield page.prose(page.text(state, "bold yellow"))
    yield page.prose(page.text(f"Facts as of {run.as_of}. History: {history(run)}", "dim"))
    yield from _added(page, run)
    yield Text("")
    yield from _matrix(page, report)
    exits = report.exit_plan
    if exits is not None and len(exits.workloads) > 1:
        yield from _titled(page, "Exits", exit_summary(exits))
    yield from _titled(page, "Findings", report.findings)
    for found in report.policies or ():
        yield from _titled(page, policy_head(found), policy_lines(found, provider_names(report)))
    if report.people is not None:
        yield from _titled(page, PEOPLE, people_lines(report.people))
    yield from _titled(page, SINCE, since_lines(report))
    yield from _titled(page, WAIVERS, waiver_lines(report))
    yield from _titled(page, TITLE, judge_lines(report))
    compact = False
    for verdict in by_severity(report.verdicts):
        is_compact = verdict.verdict == "safe" and not details
        if not (compact and is_compact):
            yield Text("")
        compact = is_compact
        if is_compact:
            yield from _compact(page, verdict)
        else:
            yield from _block(page, verdict, details=details)
    yield Text("")
    yield page.prose(_legend(page, report))


def _titled(page: Page, title: str, lines: Sequence[str]) -> Iterator[RenderableType]:
    if lines:
        yield Text("")
        yield page.text(title, "bold")
        yield from map(page.bullet, lines)


def _legend(page: Page, report: RunReport) -> Text:
    texts = [gate_text(gate) for verdict in report.verdicts for gate in verdict.gates]
    level = shared_level(texts)
    intervals = f"Intervals are {level}. " if level else ""
    rates = sorted({text.gate for text in texts if text.measure.endswith("rate")})
    less = f" {', '.join(rates)}: rates of failures or breaches, less is better." if rates else ""
    return page.text(
        f"Rates are shares of cases that passed. {intervals}Differences are candidate minus"
        f" baseline in percentage points; n counts cases, those of one group once.{less} safe:"
        " shown to be not worse by more than the margin. inconclusive: not shown either way,"
        " and not a pass.",
        "dim",
    )


# --- the matrix ------------------------------------------------------------------------------


def _matrix(page: Page, report: RunReport) -> Iterator[RenderableType]:
    found = report.matrix
    for chunk in _chunks(page, report.workloads, report.candidates):
        table = Table(
            box=page.head_line(), show_edge=False, pad_edge=False, padding=(0, _GAP - 1, 0, 0)
        )
        table.add_column("workload", overflow="fold", min_width=8)
        for candidate in chunk:
            table.add_column(
                page.line(candidate),
                overflow="fold",
                min_width=VERDICT_WIDTH,
                max_width=_CANDIDATE_WIDTH,
            )
        for workload in report.workloads:
            cells = [page.verdict(found.get((workload, name), "-")) for name in chunk]
            table.add_row(page.line(workload), *cells)
        yield table


def _chunks(page: Page, workloads: Sequence[str], candidates: Sequence[str]) -> list[Sequence[str]]:
    """Split the candidates into groups that fit next to the workloads' readable column."""
    longest = max((page.line(workload).cell_len for workload in workloads), default=0)
    left = page.columns - min(longest, page.columns // 2)
    chunks: list[list[str]] = []
    used = left + 1
    for candidate in candidates:
        need = min(max(page.line(candidate).cell_len, VERDICT_WIDTH), _CANDIDATE_WIDTH) + _GAP
        if used + need > left:
            chunks.append([])
            used = 0
        chunks[-1].append(candidate)
        used += need
    return list(chunks)


# --- one verdict -----------------------------------------------------------------------------


def _compact(page: Page, verdict: Verdict) -> Iterator[RenderableType]:
    rates = [
        f"{text.measured} {text.baseline} -> {text.candidate}"
        f" ({text.difference} {text.interval}, n {text.n})"
        + (", lower, inside the margin" if text.lower_inside and not verdict.warnings else "")
        for text in map(gate_text, verdict.gates)
        if text.kind == "hard" and text.baseline and text.candidate
    ]
    head = Text.assemble(
        page.verdict(verdict.verdict), "  ", *_route(page, verdict), overflow="fold"
    )
    yield page.prose(head)
    yield from page.fill([page.line(rate) for rate in rates], 6)
    yield page.prose(page.text(f"checked: {'; '.join(evidence(verdict))}", "dim"), 6)
    for line in prompt_lines(verdict):
        yield page.prose(page.text(line, "dim"), 6)
    for line in changes(verdict):
        yield page.prose(page.text(f"{CHANGES.lower()}: {line}"), 6)
    yield from _diff(page, verdict, 6)
    if verdict.earlier_runs:
        yield page.prose(page.text(verdict.look_meaning, "dim"), 6)
    for warning in verdict.warnings:
        yield page.prose(page.text(f"warning: {warning}", "yellow"), 6)


def _route(page: Page, verdict: Verdict) -> tuple[Text | str, ...]:
    return (
        page.line(verdict.workload, "bold"),
        ": ",
        page.line(verdict.baseline),
        " to ",
        page.line(verdict.candidate, "bold"),
    )


def _block(page: Page, verdict: Verdict, *, details: bool) -> Iterator[RenderableType]:
    head = Text.assemble(
        page.verdict(verdict.verdict, loud=True),
        "  ",
        *_route(page, verdict),
        overflow="fold",
    )
    yield page.prose(head)
    meaning = f": {verdict.rule_meaning}" if verdict.rule_meaning else ""
    yield page.prose(page.text(f"rule {verdict.rule}{meaning}", "dim"), 2)
    if verdict.look_meaning:
        yield page.prose(page.text(verdict.look_meaning, "dim"), 2)
    for reason in reasons(verdict):
        yield page.bullet(reason)
    yield page.prose(page.text(f"checked: {'; '.join(evidence(verdict))}", "dim"), 2)
    yield from _list(page, "Conditions", verdict.conditions)
    if more_cases(verdict):
        yield page.prose(page.text(more_cases(verdict)), 2)
    texts = [gate_text(gate) for gate in verdict.gates]
    if texts:
        yield Text("")
        yield from _gates(page, texts)
        yield from _gate_notes(page, verdict, texts, details=details)
    yield from _list(page, PROMPTS, prompt_lines(verdict))
    yield from _list(page, CHANGES, changes(verdict))
    yield from _diff(page, verdict, 4)
    yield from _list(page, "Warnings", verdict.warnings)


def _diff(page: Page, verdict: Verdict, indent: int) -> Iterator[RenderableType]:
    for line in diff(verdict):
        style = {"+": "green", "-": "red"}.get(line[:1], "dim")
        yield page.prose(page.line(line, style), indent)


def _list(page: Page, title: str, lines: Iterable[str]) -> Iterator[RenderableType]:
    for position, line in enumerate(lines):
        if position == 0:
            yield page.prose(Text(title, style="bold"), 2)
        yield page.bullet(line)


def _gate_notes(
    page: Page, verdict: Verdict, texts: Sequence[GateText], *, details: bool
) -> Iterator[RenderableType]:
    for text in texts:
        lines = (*unsaid(text, verdict), *(text.fine_print if details else ()))
        if lines:
            yield page.bullet(f"{text.label}: {'; '.join(lines)}")


def _gates(page: Page, texts: Sequence[GateText]) -> Iterator[RenderableType]:
    for gap in (2, 1):
        table = _gate_table(page, texts, gap)
        if page.fits(table, 2):
            yield Padding(table, (0, 0, 0, 2), expand=False)
            return
    for text in texts:
        yield from _stacked(page, text)


def _gate_table(page: Page, texts: Sequence[GateText], gap: int) -> Table:
    level = shared_level(texts)
    table = Table(box=page.head_line(), show_edge=False, pad_edge=False, padding=(0, gap - 1, 0, 0))
    table.add_column("\ngate")
    for name in ("\nbaseline", "\ncandidate", "\ndiff.", f"{level or 'two-sided'}\ninterval"):
        table.add_column(name, justify="right")
    for name in ("\nmargin", "\nn"):
        table.add_column(name, justify="right")
    table.add_column("\noutcome")
    for text in texts:
        own_level = "" if level or not text.interval else f"\n({text.level})"
        numbers = (
            text.baseline,
            text.candidate,
            text.difference,
            f"{text.interval}{own_level}",
            text.limit,
            text.n,
        )
        outcome = text.outcome if text.kind == "hard" else f"{text.outcome} (soft)"
        table.add_row(
            page.line(text.gate),
            *(Text(number or "-") for number in numbers),
            Text(outcome, style=_STYLES.get(text.outcome, "")),
        )
    return table


def _stacked(page: Page, text: GateText) -> Iterator[RenderableType]:
    """Show one gate on a few lines, for pages where a table does not fit."""
    head = Text.assemble(
        page.line(text.gate, "bold"),
        f" ({text.kind}{text.measure and ', '}{text.measure}): ",
        Text(text.outcome, style=_STYLES.get(text.outcome, "")),
        overflow="fold",
    )
    yield page.prose(head, 2)
    rates = (("baseline", text.baseline), ("candidate", text.candidate))
    effect = (
        ("difference", text.difference and f"{text.difference}{text.unit}"),
        (f"{text.level} interval", text.interval),
        (text.limit_name, text.limit and f"{text.limit}{text.unit}"),
        ("floor", text.floor),
    )
    known = [f"{label} {value}" for label, value in rates if value]
    if known:
        known.append(f"n {text.n or '0'}")
    yield from page.fill([Text(item) for item in known], 4)
    yield from page.fill([Text(f"{label} {value}") for label, value in effect if value], 4)
