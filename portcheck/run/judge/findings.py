"""What a migration should know besides the verdicts: one sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.model.facts import Finding
from portcheck.model.numbers import count, number
from portcheck.model.run import Plan
from portcheck.model.suite import ProviderSpec
from portcheck.run.judge.tabulate import Table
from portcheck.run.judge.tally import Tally


def findings(table: Table) -> tuple[str, ...]:
    """Of all providers, in the plan's order."""
    return tuple(
        sentence for spec in table.plan.providers for sentence in _provider_findings(table, spec)
    )


def served_models_changed(table: Table, provider: str) -> tuple[str, ...]:
    """A sentence where a provider did not answer with one model throughout."""
    served = sorted(table.tallies[provider].served)
    if len(served) < 2:
        return ()
    return (f"{provider}: {len(served)} different models answered: {', '.join(served)}.",)


def _provider_findings(table: Table, spec: ProviderSpec) -> Iterator[str]:
    tally = table.tallies[spec.id]
    yield from _reused(spec.id, tally)
    yield from _not_asked(table.plan, spec.id)
    yield from _settings(table.plan, spec.id, tally)
    yield from _reviewed(table.plan, spec.id, tally)
    yield from served_models_changed(table, spec.id)
    of_all = f"of {count(tally.answers, 'answer')}"
    if cut := tally.endings["length"]:
        yield f"{spec.id}: the token limit cut off {number(cut)} {of_all}"
    if blocked := tally.endings["content_filter"]:
        yield f"{spec.id}: a content filter blocked {number(blocked)} {of_all}"
    for message, times in tally.rejected.items():
        yield f"{spec.id}: rejected {count(times, 'call')} as invalid: {message}"


def _not_asked(plan: Plan, provider: str) -> Iterator[str]:
    for found in plan.support:
        if found.candidate == provider and not found.supported:
            yield f"{provider}: not asked for {found.workload}: {'; '.join(found.reasons)}"


def _settings(plan: Plan, provider: str, tally: Tally) -> Iterator[str]:
    """What was left out of calls, or sent with another value."""
    why = (
        "it has no such setting, or does not take it"
        if plan.adapt
        else "this dialect has no such setting"
    )
    for name, times in sorted(tally.dropped.items()):
        yield f"{provider}: {name} was not sent in {count(times, 'call')}: {why}"
    for (name, words), times in sorted(tally.substituted.items()):
        yield f"{provider}: {name} was sent with another value in {count(times, 'call')}: {words}"


def _reviewed(plan: Plan, provider: str, tally: Tally) -> Iterator[str]:
    """What was found without a call, unless answers or the sentences above say it themselves."""
    cases: dict[Finding, int] = {}
    for found in plan.lint:
        finding = found.finding
        mine = finding.provider == provider and found.severity != "info"
        lacking = finding.unsupported and provider != plan.baseline
        heard = finding.adapted or (
            finding.effect == "dropped" and finding.feature in tally.dropped
        )
        if mine and not lacking and not heard:
            cases[finding] = cases.get(finding, 0) + found.cases
    for finding, times in cases.items():
        yield f"{provider}: {finding.feature} in {count(times, 'case')}: {finding.message}"


def _reused(provider: str, tally: Tally) -> Iterator[str]:
    for run, days in sorted(tally.reused.items()):
        first, last = min(days), max(days)
        since = first if first == last else f"{first} to {last}"
        taken = f"{number(days.total())} of {count(tally.samples, 'answer')}"
        yield f"{provider}: {taken} come from run {run}, of {since}"
