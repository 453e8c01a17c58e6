"""Build the parts of the page for each workload and each of its verdicts."""

from __future__ import annotations

from msgspec import Struct

from portcheck.model.comparison.power import PowerCurve
from portcheck.model.exit_plan import ExitTarget, ExitWorkload
from portcheck.model.numbers import count, dollars, number
from portcheck.model.parity import GateResult, RunReport, Verdict
from portcheck.model.score import CaseView
from portcheck.reports.chart import (
    IntervalChart,
    PowerChart,
    RateChart,
    interval_chart,
    power_chart,
    rate_chart,
)
from portcheck.reports.decision.gate_titles import gate_title
from portcheck.reports.html.changed_cases import Group, cut, groups
from portcheck.reports.html.escaping import anchor
from portcheck.reports.html.latency_chart import LatencyRow, latency_rows
from portcheck.reports.html.trend_chart import TrendChart, trend_chart
from portcheck.reports.words.exit_plan import money
from portcheck.reports.words.gates import GateText, gate_text, power_words
from portcheck.reports.words.names import Names, ProviderName, name_of
from portcheck.reports.words.variants import diff, prompt_lines
from portcheck.reports.words.verdicts import changes, evidence, more_cases, reasons, unsaid


class ShownGate(Struct, frozen=True, kw_only=True):
    """One row of the table of gates."""

    title: str
    text: GateText
    notes: tuple[str, ...]
    interval: IntervalChart | None
    rate: RateChart | None
    power: PowerChart | None
    power_words: str
    anchor: str


class Section(Struct, frozen=True, kw_only=True):
    """One verdict."""

    verdict: Verdict
    name: ProviderName
    anchor: str
    reasons: tuple[str, ...]
    prompts: tuple[str, ...]
    changes: tuple[str, ...]
    diff: tuple[str, ...]
    gates: tuple[ShownGate, ...]
    fine: tuple[tuple[str, tuple[str, ...]], ...]
    """Gates and details on how their numbers were computed."""
    trend: TrendChart | None
    groups: tuple[Group, ...]
    refusals: tuple[str, ...]
    more_cases: str
    evidence: tuple[str, ...]
    cost: tuple[str, ...]


class ShownCase(Struct, frozen=True, kw_only=True):
    """One case with all of its answers."""

    id: str
    question: str
    answers: tuple[tuple[str, str], ...]
    """Provider and text of each answer."""


class WorkloadPart(Struct, frozen=True, kw_only=True):
    """One workload."""

    name: str
    anchor: str
    about: str
    facts: tuple[tuple[str, str], ...]
    baseline: ProviderName
    sections: tuple[Section, ...]
    by_candidate: dict[str, Section]
    latency: tuple[LatencyRow, ...]
    cases: tuple[ShownCase, ...]


def workload_parts(report: RunReport, names: Names) -> list[WorkloadPart]:
    """The parts of every workload with a verdict, in the suite's order."""
    plan = report.exit_plan
    planned = {each.workload: each for each in plan.workloads} if plan else {}
    return [_workload(report, names, name, planned.get(name)) for name in report.workloads]


def _workload(
    report: RunReport, names: Names, name: str, planned: ExitWorkload | None
) -> WorkloadPart:
    sections = tuple(
        _section(report, names, (position, verdict), planned)
        for position, verdict in enumerate(report.verdicts)
        if verdict.workload == name
    )
    return WorkloadPart(
        name=name,
        anchor=anchor(name),
        about=report.workload_about.get(name, ""),
        facts=_facts(names, planned),
        baseline=name_of(names, report.run.baseline),
        sections=sections,
        by_candidate={each.verdict.candidate: each for each in sections},
        latency=latency_rows([each for each in report.latencies or () if each.workload == name]),
        cases=tuple(_case(names, each) for each in report.cases or () if each.workload == name),
    )


def _facts(names: Names, planned: ExitWorkload | None) -> tuple[tuple[str, str], ...]:
    if planned is None:
        return ()
    assumed = " (assumed: the suite does not say)" if planned.assumed else ""
    calls = planned.monthly_calls
    found = (
        ("Runs on", name_of(names, planned.runs_on).full + assumed),
        ("Criticality", planned.criticality),
        ("Owner", planned.owner or ""),
        ("Calls a month", "" if calls is None else number(calls)),
        ("Price of a call today", _usd(planned.baseline_cost)),
    )
    return tuple((label, value) for label, value in found if value)


def _usd(value: float | None) -> str:
    return "" if value is None else dollars(value)


def _case(names: Names, view: CaseView) -> ShownCase:
    return ShownCase(
        id=view.case,
        question=cut(view.question),
        answers=tuple(
            (name_of(names, each.provider).full, cut(each.text or each.failure or ""))
            for each in view.answers
        ),
    )


def _section(
    report: RunReport,
    names: Names,
    numbered: tuple[int, Verdict],
    planned: ExitWorkload | None,
) -> Section:
    # The position keeps anchors distinct even if a report judges the same pair twice.
    position, verdict = numbered
    name = anchor(verdict.workload, verdict.candidate, str(position))
    shown = tuple(
        _gate(verdict, gate, _power(report, verdict, gate), f"{name}-g{at}")
        for at, gate in enumerate(verdict.gates)
    )
    own = groups(report, verdict)
    target = next(
        (one for one in (planned.targets if planned else ()) if one.candidate == verdict.candidate),
        None,
    )
    return Section(
        verdict=verdict,
        name=name_of(names, verdict.candidate),
        anchor=name,
        reasons=reasons(verdict),
        prompts=prompt_lines(verdict),
        changes=changes(verdict),
        diff=diff(verdict),
        gates=shown,
        fine=tuple((each.title, lines) for each in shown if (lines := _fine(each))),
        trend=_trend(report, verdict),
        groups=own,
        refusals=_refusals(own),
        more_cases=more_cases(verdict),
        evidence=evidence(verdict),
        cost=_cost(target),
    )


def _needs_notes(gate: GateResult, text: GateText) -> bool:
    """Whether a gate's numbers need its notes beside them."""
    return gate.outcome not in {"noninferior", "ok"} or gate.scale == "fact" or text.lower_inside


def _fine(shown: ShownGate) -> tuple[str, ...]:
    """The fine print of a gate, with the notes that are shown nowhere else."""
    return (*(() if shown.notes else shown.text.notes), *shown.text.fine_print)


def _refusals(own: tuple[Group, ...]) -> tuple[str, ...]:
    """Sentences on refusals that only one side got right; empty if there are none."""
    said = {
        "loss": "as expected today, but not with the candidate",
        "gain": "as expected with the candidate, but not today",
    }
    return tuple(
        f"{count(each.cases, 'case')} {said[each.kind]}{f': {each.reason}' if each.reason else ''}."
        for each in own
        if each.gate == "refusal" and each.kind in said
    )


def _cost(target: ExitTarget | None) -> tuple[str, ...]:
    if target is None:
        return ()
    found = []
    if target.cost is not None:
        found.append(f"{dollars(target.cost)} a call")
    if target.monthly_usd is not None:
        found.append(f"{money(target.monthly_usd)} a month against today")
    return tuple(found)


def _trend(report: RunReport, verdict: Verdict) -> TrendChart | None:
    place = verdict.workload, verdict.candidate
    for trend in report.trends or ():
        if (trend.workload, trend.candidate) == place:
            return trend_chart(trend)
    return None


def _power(report: RunReport, verdict: Verdict, gate: GateResult) -> PowerCurve | None:
    place = (verdict.workload, verdict.candidate, gate.gate)
    curves = report.power or ()
    return next((c for c in curves if (c.workload, c.candidate, c.gate) == place), None)


def _gate(verdict: Verdict, gate: GateResult, curve: PowerCurve | None, name: str) -> ShownGate:
    text = gate_text(gate)
    return ShownGate(
        title=gate_title(gate.gate),
        text=text,
        notes=unsaid(text, verdict) if _needs_notes(gate, text) else (),
        interval=interval_chart(
            gate, f"-{text.limit}" if gate.scale == "difference" else text.limit
        ),
        rate=rate_chart(gate),
        power=None if curve is None else power_chart(curve),
        power_words="" if curve is None else power_words(curve),
        anchor=name,
    )
