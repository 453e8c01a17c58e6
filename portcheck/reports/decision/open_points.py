"""List what is not known yet, and what was not run."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.model.numbers import count, listing, number
from portcheck.model.parity import RunReport
from portcheck.plugins import GATES
from portcheck.reports.decision.options import Options, options
from portcheck.reports.words.names import name_of, provider_names
from portcheck.reports.words.verdicts import states

_NOT_BY_CHECKS = {
    "latency": "latency (no workload sets a limit)",
    "cost": "cost (no workload sets a limit)",
    "lifecycle": "retirement of models (no workload sets a limit)",
    "policy": "requirements on vendors, such as region and retention (no workload has any)",
}
_BY_CHECKS = {
    "security": "security controls",
    "red_line": "red lines",
    "pushback": "pushback on false premises",
    "structure": "structured output",
    "tools": "tool calls",
}


def unknowns(report: RunReport) -> tuple[str, ...]:
    """Sentences on what the evidence leaves open: moves, gates, costs."""
    return tuple(dict.fromkeys(_unknowns(report)))


def _unknowns(report: RunReport) -> Iterator[str]:
    names = provider_names(report)
    needs = {(each.workload, each.candidate): each.more_cases for each in report.verdicts}
    for each in options(report):
        best = each.best
        if best is None or best.verdict != "inconclusive":
            continue
        move = f"Whether {each.workload} can move to {name_of(names, best.candidate).title}"
        more = needs.get((each.workload, best.candidate))
        need = best.target.needs if best.target else ""
        if not need and more is not None:
            need = f"about {count(more, 'more case')} would decide"
        yield f"{move}{f': {need}' if need else ''}.".replace("..", ".")
    yield from _others(report)
    yield from _gates(report)
    yield from _money(options(report))


def _others(report: RunReport) -> Iterator[str]:
    """Mention the inconclusive comparisons other than the best of each workload."""
    best = {(each.workload, each.best.candidate) for each in options(report) if each.best}
    open_ = [each for each in report.verdicts if each.verdict == "inconclusive"]
    others = [each for each in open_ if (each.workload, each.candidate) not in best]
    if others:
        of = count(len(report.verdicts), "comparison")
        yield (
            f"Not shown either way: {number(len(others))} of {of}, none with the best candidate."
        )


def _gates(report: RunReport) -> Iterator[str]:
    names = provider_names(report)
    for verdict in report.verdicts:
        if verdict.verdict not in {"safe", "conditional"}:
            continue
        move = f"{verdict.workload} to {name_of(names, verdict.candidate).title}"
        for gate in verdict.gates:
            if gate.outcome == "unknown":
                yield f"{move}, {gate.gate}: {gate.detail or 'not known'}."
            if gate.unconfirmed:
                yield f"{move}, {gate.gate}: a flag was raised and nobody has confirmed it."


def _money(found: tuple[Options, ...]) -> Iterator[str]:
    unsaid = [
        each.workload for each in found if each.planned and each.planned.monthly_calls is None
    ]
    if unsaid:
        yield f"What moving {listing(unsaid)} costs a month: their monthly calls are unknown."


def not_run(report: RunReport) -> tuple[str, ...]:
    """Sentences on what was left out: cases, comparisons, kinds of evidence, people."""
    return tuple(_not_run(report))


def _not_run(report: RunReport) -> Iterator[str]:
    yield from states(report.run)
    yield from _pairs(report)
    failed = sum(report.run.failures.values())
    if failed:
        kinds = ", ".join(f"{name} {number(n)}" for name, n in report.run.failures.items())
        yield f"{count(failed, 'call')} of {number(report.run.trials)} without an answer: {kinds}."
    fed = {gate.gate for verdict in report.verdicts for gate in verdict.gates}
    unfed = [words for name, words in _BY_CHECKS.items() if GATES.has(name) and name not in fed]
    if unfed and report.verdicts:
        yield f"No case checks {_either(unfed)}."
    off = [words for name, words in _NOT_BY_CHECKS.items() if GATES.has(name) and name not in fed]
    if off and report.verdicts:
        yield f"Not judged: {'; '.join(off)}."
    if report.people is None and report.run.detectors:
        yield "No person has labelled an answer of this run."


def _pairs(report: RunReport) -> Iterator[str]:
    names = provider_names(report)
    judged = report.matrix
    for candidate in report.candidates:
        lacking = [name for name in report.workloads if (name, candidate) not in judged]
        if lacking:
            yield f"{name_of(names, candidate).full} was not compared on {listing(lacking)}."
    for verdict in report.verdicts:
        if verdict.rule == "capability":
            who = name_of(names, verdict.candidate).full
            yield f"{who} was not called for {verdict.workload}: it does not support its requests."


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
