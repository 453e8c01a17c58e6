"""One self-contained page for people who never open a terminal.

It needs no script, no network and no other file, and its own Content-Security-Policy forbids all
three. Every value passes `_shown` and then autoescaping on its way into the page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec import Struct

from portcheck.model.comparison.power import PowerCurve
from portcheck.model.exit_plan import ExitPlan
from portcheck.model.numbers import number, score
from portcheck.model.parity import Flip, GateResult, RunReport, Verdict
from portcheck.model.visible_text import visible
from portcheck.plugins import ReportFormat
from portcheck.reports.chart import (
    IntervalChart,
    PowerChart,
    RateChart,
    interval_chart,
    power_chart,
    rate_chart,
)
from portcheck.reports.exit_words import HEAD, checklist, exit_rows, exit_summary, moves
from portcheck.reports.gate_words import GateText, gate_text, power_words
from portcheck.reports.panel_words import TITLE, judge_lines
from portcheck.reports.people_words import PEOPLE, people_lines
from portcheck.reports.since_words import SINCE, since_lines
from portcheck.reports.trend_chart import TrendChart, trend_chart
from portcheck.reports.variant_words import DIFF, PROMPTS, diff, prompt_lines
from portcheck.reports.verdict_words import (
    CHANGES,
    EXIT_MEANING,
    HOW_TO_READ,
    MEANING,
    SEVERITY,
    changes,
    evidence,
    more_cases,
    provider_facts,
    reasons,
    run_facts,
    states,
    summary,
    unsaid,
    verdict_counts,
)
from portcheck.reports.waiver_words import WAIVERS, waiver_lines

_FLIPS_SHOWN = 20
_ANSWER_SHOWN = 4000
"""Characters of a question or an answer; the run folder has the whole."""


class _Gate(Struct, frozen=True, kw_only=True):
    text: GateText
    notes: tuple[str, ...]
    interval: IntervalChart | None
    rate: RateChart | None
    power: PowerChart | None
    power_words: str
    anchor: str


class _Flip(Struct, frozen=True, kw_only=True):
    flip: Flip
    change: str
    question: str
    baseline: str
    candidate: str


class _Flips(Struct, frozen=True, kw_only=True):
    total: int
    shown: tuple[_Flip, ...]
    more: int


class _Section(Struct, frozen=True, kw_only=True):
    verdict: Verdict
    anchor: str
    reasons: tuple[str, ...]
    prompts: tuple[str, ...]
    changes: tuple[str, ...]
    diff: tuple[str, ...]
    gates: tuple[_Gate, ...]
    trend: TrendChart | None
    losses: _Flips
    gains: _Flips
    more_cases: str
    evidence: tuple[str, ...]


class _Workload(Struct, frozen=True, kw_only=True):
    name: str
    anchor: str
    about: str
    verdicts: tuple[_Section, ...]
    by_candidate: dict[str, _Section]


class _Exits(Struct, frozen=True, kw_only=True):
    as_of: str
    summary: tuple[str, ...]
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    moves: list[str]
    checklist: list[str]


def render(report: RunReport) -> bytes:
    """The page as UTF-8."""
    environment = _environment()
    style = environment.get_template("report.css").render()
    page = environment.get_template("report.html.j2").render(
        csp=policy(style),
        report=report,
        run=report.run,
        summary=summary(report),
        states=states(report.run),
        since_title=SINCE,
        since=since_lines(report),
        waivers_title=WAIVERS,
        waivers=waiver_lines(report),
        people_title=PEOPLE,
        people=people_lines(report.people) if report.people else (),
        verdict_counts=verdict_counts(report),
        meaning=[(name, MEANING[name]) for name in reversed(SEVERITY)],
        candidates=report.candidates,
        workloads=_workloads(report),
        exits=_exits(report.exit_plan),
        facts=run_facts(report.run),
        judges_title=TITLE,
        judges=judge_lines(report),
        providers=provider_facts(report.run),
        how_to_read=HOW_TO_READ,
        changes_title=CHANGES,
        prompts_title=PROMPTS,
        diff_title=DIFF,
        exit_meaning=EXIT_MEANING.get(report.exit_code, "unknown"),
    )
    return page.encode()


def _exits(plan: ExitPlan | None) -> _Exits | None:
    if plan is None:
        return None
    return _Exits(
        as_of=plan.as_of,
        summary=exit_summary(plan),
        head=HEAD,
        rows=exit_rows(plan),
        moves=moves(plan),
        checklist=checklist(plan),
    )


def policy(style: str) -> str:
    """The Content-Security-Policy of a page whose one inline style sheet is `style`."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def anchor(*names: str) -> str:
    """A fragment identifier: readable where the names are ASCII, and distinct in any case."""
    joined = "\0".join(names)
    slug = re.sub(r"[^a-z0-9]+", "-", " ".join(names).lower()).strip("-")[:40].strip("-")
    digest = hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"v-{slug}-{digest}" if slug else f"v-{digest}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("portcheck", "reports/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: Any) -> Any:
    """What a value of the page looks like; template markup is left alone."""
    return visible(value) if type(value) is str else value


def _workloads(report: RunReport) -> list[_Workload]:
    found = []
    for name in report.workloads:
        sections = tuple(
            _section(report, position, verdict)
            for position, verdict in enumerate(report.verdicts)
            if verdict.workload == name
        )
        found.append(
            _Workload(
                name=name,
                anchor=anchor(name),
                about=report.workload_about.get(name, ""),
                verdicts=sections,
                by_candidate={item.verdict.candidate: item for item in sections},
            )
        )
    return found


def _section(report: RunReport, position: int, verdict: Verdict) -> _Section:
    # The position keeps anchors distinct even if a report judges the same pair twice.
    name = anchor(verdict.workload, verdict.candidate, str(position))
    return _Section(
        verdict=verdict,
        anchor=name,
        reasons=reasons(verdict),
        prompts=prompt_lines(verdict),
        changes=changes(verdict),
        diff=diff(verdict),
        gates=tuple(
            _gate(verdict, gate, _power(report, verdict, gate), f"{name}-g{at}")
            for at, gate in enumerate(verdict.gates)
        ),
        trend=_trend(report, verdict),
        losses=_flips(report.flips_of(verdict, "loss")),
        gains=_flips(report.flips_of(verdict, "gain")),
        more_cases=more_cases(verdict),
        evidence=evidence(verdict),
    )


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


def _gate(verdict: Verdict, gate: GateResult, curve: PowerCurve | None, name: str) -> _Gate:
    text = gate_text(gate)
    return _Gate(
        text=text,
        notes=unsaid(text, verdict),
        interval=interval_chart(
            gate, f"-{text.limit}" if gate.scale == "difference" else text.limit
        ),
        rate=rate_chart(gate),
        power=None if curve is None else power_chart(curve),
        power_words="" if curve is None else power_words(curve),
        anchor=name,
    )


def _flips(flips: Sequence[Flip]) -> _Flips:
    shown = tuple(
        _Flip(
            flip=flip,
            change=f"{score(flip.baseline_value)} to {score(flip.candidate_value)}",
            question=_cut(flip.question),
            baseline=_cut(flip.baseline_answer),
            candidate=_cut(flip.candidate_answer),
        )
        for flip in flips[:_FLIPS_SHOWN]
    )
    return _Flips(total=len(flips), shown=shown, more=len(flips) - len(shown))


def _cut(text: str) -> str:
    if len(text) <= _ANSWER_SHOWN:
        return text
    left = len(text) - _ANSWER_SHOWN
    return f"{text[:_ANSWER_SHOWN]}\n[{number(left)} more characters in the run folder]"


REPORT = ReportFormat(
    name="html",
    suffix=".html",
    summary="One self-contained page with charts and the answers that changed.",
    render=render,
)
