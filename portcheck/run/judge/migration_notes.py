"""What a migration should know besides the verdicts: one sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.model.facts import Finding
from portcheck.model.numbers import count, number
from portcheck.model.run import Plan
from portcheck.model.suite import ProviderSpec
from portcheck.run.judge.comparability import shared_recordings
from portcheck.run.judge.provider_counts import ProviderCounts
from portcheck.run.judge.tabulate import Results


def migration_notes(results: Results) -> tuple[str, ...]:
    """The notes on all providers, in the plan's order."""
    return (
        *shared_recordings(results.plan),
        *(note for spec in results.plan.providers for note in _provider_notes(results, spec)),
    )


def served_models_changed(results: Results, provider: str) -> tuple[str, ...]:
    """A sentence where a provider did not answer with one model throughout."""
    served = sorted(results.counts[provider].served)
    if len(served) < 2:
        return ()
    return (f"{provider}: {len(served)} different models answered: {', '.join(served)}.",)


def _provider_notes(results: Results, spec: ProviderSpec) -> Iterator[str]:
    counts = results.counts[spec.id]
    yield from _reused(spec.id, counts)
    yield from _not_asked(results.plan, spec.id)
    yield from _settings(results.plan, spec.id, counts)
    yield from _reviewed(results.plan, spec.id, counts)
    yield from served_models_changed(results, spec.id)
    of_all = f"of {count(counts.answers, 'answer')}"
    if cut := counts.endings["length"]:
        yield f"{spec.id}: the token limit cut off {number(cut)} {of_all}"
    if blocked := counts.endings["content_filter"]:
        yield f"{spec.id}: a content filter blocked {number(blocked)} {of_all}"
    for message, times in counts.rejected.items():
        yield f"{spec.id}: rejected {count(times, 'call')} as invalid: {message}"


def _not_asked(plan: Plan, provider: str) -> Iterator[str]:
    for found in plan.support:
        if found.candidate == provider and not found.supported:
            yield f"{provider}: not called for {found.workload}: {'; '.join(found.reasons)}"


def _settings(plan: Plan, provider: str, counts: ProviderCounts) -> Iterator[str]:
    """What was left out of calls, or sent with another value."""
    why = (
        "it has no such setting, or does not take it"
        if plan.adapts != "none"
        else "this dialect has no such setting"
    )
    for name, times in sorted(counts.dropped.items()):
        yield f"{provider}: {name} was not sent in {count(times, 'call')}: {why}"
    for (name, words), times in sorted(counts.substituted.items()):
        yield f"{provider}: {name} was sent with another value in {count(times, 'call')}: {words}"


def _reviewed(plan: Plan, provider: str, counts: ProviderCounts) -> Iterator[str]:
    """What was found without a call, unless answers or the sentences above say it themselves."""
    cases: dict[Finding, int] = {}
    for found in plan.lint:
        finding = found.finding
        mine = finding.provider == provider and found.severity != "info"
        lacking = finding.unsupported and provider != plan.baseline
        heard = finding.adapted or (
            finding.effect == "dropped" and finding.feature in counts.dropped
        )
        if mine and not lacking and not heard:
            cases[finding] = cases.get(finding, 0) + found.cases
    for finding, times in cases.items():
        yield f"{provider}: {finding.feature} in {count(times, 'case')}: {finding.message}"


def _reused(provider: str, counts: ProviderCounts) -> Iterator[str]:
    for run, days in sorted(counts.reused.items()):
        first, last = min(days), max(days)
        since = first if first == last else f"{first} to {last}"
        reused = f"{number(days.total())} of {count(counts.samples, 'answer')}"
        yield f"{provider}: {reused} come from run {run}, of {since}"
