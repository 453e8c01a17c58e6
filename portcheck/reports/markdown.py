"""Write the whole report as one Markdown page, for files that people keep."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from portcheck.model.comparison.verdict_names import BEST_FIRST
from portcheck.model.numbers import number, score
from portcheck.model.parity import Flip, RunReport, Verdict
from portcheck.plugins import ReportFormat
from portcheck.reports.inert_markdown import bullets, escape, fenced, table
from portcheck.reports.words.exit_plan import HEAD, checklist, exit_rows, exit_summary, moves
from portcheck.reports.words.gates import GateText, gate_text, shared_level
from portcheck.reports.words.names import provider_names
from portcheck.reports.words.panels import TITLE, judge_lines
from portcheck.reports.words.people import PEOPLE, people_lines
from portcheck.reports.words.policies import POLICIES, policy_head, policy_lines
from portcheck.reports.words.since import SINCE, since_lines
from portcheck.reports.words.variants import DIFF, PROMPTS, diff, prompt_lines
from portcheck.reports.words.verdicts import (
    CHANGES,
    EXIT_MEANING,
    HOW_TO_READ,
    MEANING,
    by_severity,
    changes,
    evidence,
    more_cases,
    provider_facts,
    reasons,
    run_facts,
    states,
    summary,
    unsaid,
)
from portcheck.reports.words.waivers import WAIVERS, waiver_lines

_FLIPS_SHOWN = 20


def render(report: RunReport) -> bytes:
    """Render the whole page as UTF-8."""
    parts = [
        f"# Portability report: {escape(report.run.suite)}",
        summary(report),
        *(f"**{escape(state)}**" for state in states(report.run)),
        _matrix(report),
        *_exits(report),
        "\n".join(f"- **{name}**: {MEANING[name]}." for name in BEST_FIRST),
        f"Exit code {report.exit_code}: {EXIT_MEANING.get(report.exit_code, 'unknown')}.",
    ]
    if since := since_lines(report):
        parts += [f"## {SINCE}", bullets(since)]
    if accepted := waiver_lines(report):
        parts += [f"## {WAIVERS}", bullets(accepted)]
    for verdict in by_severity(report.verdicts):
        parts += _verdict(report, verdict)
    parts += [f"## {PEOPLE}", bullets(people_lines(report.people))] if report.people else []
    parts += ["## Findings", bullets(report.findings) or "None."]
    parts += _policies(report)
    if judges := judge_lines(report):
        parts += [f"## {TITLE}", bullets(judges)]
    parts += ["## How to read this", bullets(HOW_TO_READ)]
    parts += _run(report)
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _matrix(report: RunReport) -> str:
    if not report.verdicts:
        return ""
    found = report.matrix
    rows = [
        [
            escape(workload),
            *(found.get((workload, name), "not judged") for name in report.candidates),
        ]
        for workload in report.workloads
    ]
    return table(["Workload", *map(escape, report.candidates)], rows)


def _exits(report: RunReport) -> list[str]:
    plan = report.exit_plan
    if plan is None:
        return []
    rows = [[escape(cell) for cell in row] for row in exit_rows(plan)]
    return [
        f"## Exit plan on {escape(plan.as_of)}",
        bullets(exit_summary(plan)),
        table(HEAD, rows) if rows else "",
        *_titled("What each move is worth", moves(plan)),
        *_titled("Before the move", checklist(plan)),
    ]


def _verdict(report: RunReport, verdict: Verdict) -> list[str]:
    about = report.workload_about.get(verdict.workload, "")
    texts = [gate_text(gate) for gate in verdict.gates]
    return [
        f"## {escape(verdict.workload)}: {escape(verdict.baseline)} to"
        f" {escape(verdict.candidate)} is {verdict.verdict}",
        escape(about),
        f"Rule: {escape(verdict.rule)}"
        + (f" ({escape(verdict.rule_meaning)})" if verdict.rule_meaning else ""),
        escape(verdict.look_meaning),
        bullets(reasons(verdict)),
        *_titled("What was checked", evidence(verdict)),
        *_titled("Conditions", verdict.conditions),
        *_titled(PROMPTS, prompt_lines(verdict)),
        *_titled(CHANGES, changes(verdict)),
        *([f"**{DIFF}**", fenced(diff(verdict))] if diff(verdict) else []),
        *_titled("Warnings", verdict.warnings),
        more_cases(verdict),
        _gates(texts),
        *_titled("Notes on the gates", _gate_notes(verdict, texts)),
        *_flips(report, verdict),
    ]


def _policies(report: RunReport) -> list[str]:
    names = provider_names(report)
    found = report.policies or ()
    each = (_titled(escape(policy_head(one)), policy_lines(one, names)) for one in found)
    return [f"## {POLICIES}", *chain.from_iterable(each)] if found else []


def _titled(title: str, lines: Sequence[str]) -> list[str]:
    return [f"**{title}**", bullets(lines)] if lines else []


def _gates(texts: Sequence[GateText]) -> str:
    if not texts:
        return "No gate had data."
    level = shared_level(texts)
    head = [
        "Gate",
        "Kind",
        "Outcome",
        "Baseline",
        "Candidate",
        "n",
        "Difference",
        f"{(level or 'two-sided').capitalize()} interval",
        "Margin or limit",
        "Floor",
        "More cases",
    ]
    return table(head, [_gate_row(text, with_level=level is None) for text in texts])


def _gate_row(text: GateText, *, with_level: bool) -> list[str]:
    level = f" ({text.level})" if with_level and text.interval else ""
    return [
        escape(text.gate) + (f" ({text.measure})" if text.measure else ""),
        text.kind,
        text.outcome,
        text.baseline,
        text.candidate,
        text.n,
        text.difference,
        f"{text.interval}{level}",
        text.limit,
        text.floor,
        text.more_cases,
    ]


def _gate_notes(verdict: Verdict, texts: Sequence[GateText]) -> list[str]:
    notes = [(text.label, (*unsaid(text, verdict), *text.fine_print)) for text in texts]
    return [f"{label}: {'; '.join(lines)}" for label, lines in notes if lines]


def _flips(report: RunReport, verdict: Verdict) -> list[str]:
    losses, gains = report.flips_of(verdict, "loss"), report.flips_of(verdict, "gain")
    return [*_flip_list("Losses", losses), *_flip_list("Gains", gains)]


def _flip_list(title: str, flips: Sequence[Flip]) -> list[str]:
    if not flips:
        return []
    lines = [
        f"- {escape(flip.case)} ({escape(flip.gate)}:"
        f" {score(flip.baseline_value)} to {score(flip.candidate_value)})"
        for flip in flips[:_FLIPS_SHOWN]
    ]
    if len(flips) > _FLIPS_SHOWN:
        lines.append(f"- {number(len(flips) - _FLIPS_SHOWN)} more in the run folder")
    return [f"**{title} ({number(len(flips))})**", "\n".join(lines)]


def _run(report: RunReport) -> list[str]:
    providers = [
        [escape(name), "; ".join(f"{escape(key)}: {escape(value)}" for key, value in facts)]
        for name, facts in provider_facts(report.run)
    ]
    facts = [[escape(key), escape(value)] for key, value in run_facts(report.run)]
    return [
        "## The run",
        table(["Fact", "Value"], facts),
        *([table(["Provider", "Known facts"], providers)] if providers else []),
    ]


REPORT = ReportFormat(
    name="md",
    suffix=".md",
    summary="The whole report as a Markdown page.",
    render=render,
)
