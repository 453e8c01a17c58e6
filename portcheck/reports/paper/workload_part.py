"""Describe every workload on about half a page: its targets and the evidence."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.model.exit_plan import ExitWorkload
from portcheck.model.numbers import number
from portcheck.model.parity import RunReport, Verdict
from portcheck.reports.decision.options import Option, Options, options
from portcheck.reports.paper.blocks import Block, Cell, Heading, Paragraph, Table, bullets
from portcheck.reports.paper.gates_table import gates_table
from portcheck.reports.words.exit_plan import money
from portcheck.reports.words.failures import FAILURES, failure_lines
from portcheck.reports.words.names import Names, name_of, provider_names
from portcheck.reports.words.variants import PROMPTS, prompt_lines
from portcheck.reports.words.verdicts import CHANGES, changes, evidence, more_cases, reasons

_DRAWINGS = (
    "In the drawings, left is worse. The dot is the estimate, the bar its interval, the thin "
    "line no difference, and the dashed line the margin or limit."
)


def workload_part(report: RunReport) -> Iterator[Block]:
    """Yield a section per workload, in the suite's order."""
    found = options(report)
    if not found:
        return
    names = provider_names(report)
    judged = {(each.workload, each.candidate): each for each in report.verdicts}
    yield Heading(text="Workloads", level=1, new_page=True)
    yield Paragraph(text=_DRAWINGS)
    for each in found:
        yield Heading(text=each.workload, level=2)
        yield from _facts(report, each, names)
        yield from _targets(each, names, judged)
        best = each.best
        verdict = judged.get((each.workload, best.candidate)) if best else None
        if verdict is not None:
            yield Heading(text=f"To {name_of(names, verdict.candidate).title}", level=3)
            yield from evidence_of(report, verdict)


def evidence_of(report: RunReport, verdict: Verdict) -> Iterator[Block]:
    """Yield the evidence of one verdict, and its conditions and changes."""
    yield from gates_table(verdict)
    yield from bullets("What was checked", evidence(verdict))
    yield from bullets("Conditions", verdict.conditions)
    yield from bullets(PROMPTS, prompt_lines(verdict))
    yield from bullets(CHANGES, changes(verdict))
    more = more_cases(verdict)
    yield from bullets("Warnings", (*verdict.warnings, *([more] if more else ())))
    yield from bullets(FAILURES, failure_lines(report, verdict))


def _facts(report: RunReport, each: Options, names: Names) -> Iterator[Block]:
    about = report.workload_about.get(each.workload, "")
    said = [about.rstrip(".")] if about else []
    today = name_of(names, each.runs_on).full
    assumed = " (assumed: the suite does not say)" if each.planned and each.planned.assumed else ""
    said.append(f"Runs on {today}{assumed}")
    said += _planned(each.planned) if each.planned else []
    yield Paragraph(text=f"{'. '.join(said)}.")


def _planned(planned: ExitWorkload) -> list[str]:
    said = [f"Criticality {planned.criticality}"]
    if planned.monthly_calls is not None:
        said.append(f"{number(planned.monthly_calls)} calls a month")
    if planned.owner:
        said.append(f"owner: {planned.owner}")
    return said


def _targets(
    each: Options, names: Names, judged: dict[tuple[str, str], Verdict]
) -> Iterator[Table]:
    if not each.options:
        return
    priced = each.planned is not None and each.planned.monthly_calls is not None
    yield Table(
        head=("Candidate", "Verdict", "Why", *(("Change of the bill a month",) if priced else ())),
        widths=(2.0, 1.3, 4.6, *((1.7,) if priced else ())),
        rows=tuple(
            _target(one, names, judged.get((each.workload, one.candidate)), priced=priced)
            for one in each.options
        ),
        about=f"Candidates for {each.workload}, the best first",
    )


def _target(
    one: Option, names: Names, verdict: Verdict | None, *, priced: bool
) -> tuple[Cell, ...]:
    bill = one.target.monthly_usd if one.target else None
    return (
        Cell(text=name_of(names, one.candidate).full),
        Cell(text=one.verdict, verdict=one.verdict),
        Cell(text=_why(verdict)),
        *((Cell(text=money(bill)),) if priced else ()),
    )


def _why(verdict: Verdict | None) -> str:
    """The reasons that kept a verdict from `safe` or `conditional`; otherwise its rule."""
    if verdict is None:
        return "judged in another run"
    held = verdict.verdict in {"safe", "conditional"}
    said = () if held else reasons(verdict)
    return " ".join(said) or f"{verdict.rule_meaning or verdict.rule}."
