"""Compare the duties that reviewers ask about with what a run shows; no legal advice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from msgspec import UNSET

from portcheck.data.duties import Topic, duties
from portcheck.data.tables import as_of
from portcheck.model.comparison.verdict_names import BEST_FIRST
from portcheck.model.exit_plan import ExitRoute
from portcheck.model.numbers import count, listing, number
from portcheck.model.parity import RunReport
from portcheck.model.visible_text import one_line
from portcheck.reports.decision.first_page import coverage_lines
from portcheck.reports.words.names import name_of, provider_names
from portcheck.value import Value

TITLE = "What reviewers ask for"
NOTE = (
    f"Facts of this run beside duties in our own words, as of {as_of('duties')}. This is not "
    "legal advice: the reader decides whether a duty applies and is met."
)
NOTHING = "This run shows nothing about it."
_MOST = 12
"""Most names in one answer."""


class DutyRow(Value, kw_only=True):
    """One duty, and what this run shows about it. Names in it are not escaped."""

    id: str
    text: str
    reference: str
    asks: str
    shows: str
    where: str
    """The parts of the report with the details."""
    not_shown: str
    source: str


def duty_rows(report: RunReport) -> tuple[DutyRow, ...]:
    """One row for each duty of the table, in its order."""
    said = {topic: (show(report), where) for topic, (show, where) in _TOPICS.items()}
    return tuple(
        DutyRow(
            id=duty.id,
            text=duty.text,
            reference=duty.reference,
            asks=duty.asks,
            shows=said[duty.topic][0] or NOTHING,
            where=said[duty.topic][1],
            not_shown=duty.not_shown,
            source=duty.source,
        )
        for duty in duties()
    )


def _exit(report: RunReport) -> str:
    counts = Counter[str](verdict.verdict for verdict in report.verdicts)
    verdicts = ", ".join(f"{counts[kind]} {kind}" for kind in BEST_FIRST if counts[kind])
    judged = f"Verdicts on {count(report.run.workloads, 'workload')}: {verdicts}."
    return " ".join([*coverage_lines(report), judged]) if verdicts else ""


def _alternatives(report: RunReport) -> str:
    names = provider_names(report)
    found = [
        f"{verdict.workload} to {name_of(names, verdict.candidate).title}: {verdict.verdict}"
        for verdict in report.verdicts
        if verdict.verdict in {"safe", "conditional"}
    ]
    tried = listing([name_of(names, one).title for one in report.candidates], _MOST)
    compared = f"Compared: {tried}." if tried else ""
    shown = f"Shown: {listing(found, _MOST)}." if found else "No alternative is shown."
    return f"{compared} {shown}" if compared else ""


def _testing(report: RunReport) -> str:
    run = report.run
    said = (
        f"Run {run.id} of {run.finished_at or run.started_at}: {count(run.samples, 'call')} of "
        f"{number(run.trials)} planned, on {count(run.cases, 'case')} of "
        f"{count(run.workloads, 'workload')}."
    )
    if run.history is not None:
        said += f" Runs before it in its history: {run.history.earlier_runs}."
    if run.partial:
        said += " It is partial: cases were left out."
    return f"{said} It was not finished: {run.incomplete}." if run.incomplete else said


def _concentration(report: RunReport) -> str:
    plan = report.exit_plan
    if plan is None or not plan.workloads:
        return ""
    vendors = {route.provider: route.vendor for route in plan.routes}
    used = Counter(vendors.get(each.runs_on, each.runs_on) for each in plan.workloads)
    said = "; ".join(f"{vendor} serves {times}" for vendor, times in used.most_common(_MOST))
    points = [
        f"{point.name} ({point.kind}): {len(point.stranded)} of {point.hit} stranded"
        for point in plan.single_points
        if point.stranded
    ]
    lost = (
        (f"Their loss leaves workloads without a safe exit: {listing(points, _MOST)}.")
        if points
        else ""
    )
    return f"Of {count(len(plan.workloads), 'workload')}, {said}. {lost}".rstrip()


def _models(served: Sequence[object]) -> str:
    return listing([one_line(str(name), 60) for name in served])


def _change(report: RunReport) -> str:
    names = provider_names(report)
    served = [
        f"{name_of(names, str(one.get('id'))).title} answered as {_models(models)}"
        for one in report.run.providers
        if isinstance(models := one.get("served_models"), list | tuple) and models
    ]
    routes = report.exit_plan.routes if report.exit_plan else ()
    retire = [
        f"{name_of(names, one.provider).title} {one.retires}" for one in routes if one.retires
    ]
    said = f"Models: {listing(served, _MOST)}." if served else "No answer names its model."
    if retire:
        said += f" Retirement dates: {listing(retire, _MOST)}."
    if report.since is not UNSET:
        worse = sum(bool(one.worse) for one in report.since)
        said += f" Against an earlier night: {worse} of {len(report.since)} verdicts got worse."
    return said


def _location(report: RunReport) -> str:
    names = provider_names(report)
    routes = report.exit_plan.routes if report.exit_plan else ()
    found = [
        f"{name_of(names, one.provider).title}: region {', '.join(one.regions) or 'not stated'}, "
        f"retention {_retention(one)}"
        for one in routes
    ]
    return f"From the providers file: {'; '.join(found[:_MOST])}." if found else ""


def _retention(route: ExitRoute) -> str:
    days = route.facts.get("retention_days")
    return "not stated" if days is None else f"{days} days"


def _monitoring(report: RunReport) -> str:
    trends = () if report.trends is UNSET else report.trends
    if not trends:
        return "One run; it knows of no earlier run of its claims."
    return f"Verdicts over several runs are known for {count(len(trends), 'workload and target')}."


def _boundary(report: RunReport) -> str:
    hosts = [
        f"{one.get('id')} at {one.get('host')}" for one in report.run.providers if one.get("host")
    ]
    return f"Calls went to: {listing(hosts, _MOST)}." if hosts else ""


_TOPICS: Mapping[Topic, tuple[Callable[[RunReport], str], str]] = {
    "exit": (_exit, "first page; every workload"),
    "alternatives": (_alternatives, "verdicts by workload; moves to sign"),
    "testing": (_testing, "where the evidence comes from"),
    "concentration": (_concentration, "single points of failure; exit plan"),
    "change": (_change, "where the evidence comes from; since the accepted night"),
    "location": (_location, "exit plan; gate policy of each verdict"),
    "monitoring": (_monitoring, "trends"),
    "boundary": (_boundary, "where the evidence comes from"),
}
