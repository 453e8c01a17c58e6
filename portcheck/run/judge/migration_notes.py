"""Write notes for a migration that no verdict states, one sentence each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from portcheck.data.model_names import is_same_model
from portcheck.data.platforms import platform_of
from portcheck.data.vendors import called
from portcheck.model.completion import ORDINARY_TIERS
from portcheck.model.facts import Finding
from portcheck.model.numbers import count, listing, number
from portcheck.model.run import Plan
from portcheck.model.suite import ProviderSpec
from portcheck.model.visible_text import one_line
from portcheck.providers.lint.capability_rules import capabilities_of
from portcheck.providers.lint.output_room import roomier_limit
from portcheck.run.cost import rates_of
from portcheck.run.judge.comparability import shared_recordings
from portcheck.run.judge.provider_counts import ProviderCounts
from portcheck.run.judge.tabulate import Results
from portcheck.run.plan.preflight import is_live


def migration_notes(results: Results) -> tuple[str, ...]:
    """The notes of a run: on the whole run first, then on each provider in the plan's order."""
    return (
        *shared_recordings(results.plan),
        *_fetched(results.plan),
        *(note for spec in results.plan.providers for note in _provider_notes(results, spec)),
    )


def _fetched(plan: Plan) -> Iterator[str]:
    if plan.file_hosts:
        hosts = listing([one_line(host, 200) for host in plan.file_hosts], 20)
        yield f"the vendors fetch files of cases from {hosts}, and may find different content"


def served_models_changed(results: Results, provider: str) -> tuple[str, ...]:
    """A sentence if more than one model answered for a provider; else empty."""
    served = sorted(results.counts[provider].served)
    if len(served) < 2:
        return ()
    return (f"{provider}: {len(served)} different models answered: {_names(served)}.",)


def _provider_notes(results: Results, spec: ProviderSpec) -> Iterator[str]:
    counts = results.counts[spec.id]
    yield from _reused(spec.id, counts)
    yield from _not_asked(results.plan, spec.id)
    yield from _settings(results.plan, spec.id, counts)
    yield from _reviewed(results.plan, spec.id, counts)
    yield from served_models_changed(results, spec.id)
    yield from _served(spec, counts)
    yield from _besides(spec.id, counts)
    of_all = f"of {count(counts.answers, 'answer')}"
    if cut := counts.endings["length"]:
        yield f"{spec.id}: the token limit cut off {number(cut)} {of_all}"
    yield from _starved(spec, counts)
    if blocked := counts.endings["content_filter"]:
        yield f"{spec.id}: a content filter blocked {number(blocked)} {of_all}"
    yield from _each(
        counts.unknown_endings,
        lambda word, times: (
            f"{spec.id}: {number(times)} {of_all} ended with '{word}', which is not a known "
            "finish reason"
        ),
        lambda kinds, times: (
            f"{spec.id}: {number(times)} {of_all} ended with "
            f"{count(kinds, 'other unknown finish reason')}"
        ),
    )
    for workload, times in sorted(counts.redacted.items()):
        yield (
            f"{spec.id}: in {workload} {count(times, 'call')} returned a key or another secret "
            "that was sent: portcheck hides it in the run folder, and scores the original answers"
        )
    yield from _each(
        counts.rejected,
        lambda message, times: f"{spec.id}: rejected {count(times, 'call')} as invalid: {message}",
        lambda kinds, times: (
            f"{spec.id}: rejected {count(times, 'call')} as invalid, with "
            f"{count(kinds, 'other message')}"
        ),
    )


def _starved(spec: ProviderSpec, counts: ProviderCounts) -> Iterator[str]:
    """Yield notes about limits that reasoning used up, each with a limit that is large enough."""
    if not counts.starved:  # return before `capabilities_of` loads a plug-in
        return
    live = is_live(spec)
    most = capabilities_of(spec).max_output_tokens if live else None
    does = ", which --adapt all sends from the next run on" if live else ""
    for (workload, limit), times in sorted(counts.starved.items()):
        larger = roomier_limit(limit, most) if limit else None
        advice = "lower the effort, or choose a model that thinks less"
        if larger is not None:
            advice = f"set max_output_tokens to {number(larger)}{does}, or lower the effort"
        yield (
            f"{spec.id}: in {workload} {count(times, 'answer')} ended at the limit of "
            f"{number(limit)} output tokens, most of them reasoning: {advice}"
        )


def _not_asked(plan: Plan, provider: str) -> Iterator[str]:
    for found in plan.support:
        if found.candidate == provider and not found.supported:
            yield f"{provider}: not called for {found.workload}: {'; '.join(found.reasons)}"


def _settings(plan: Plan, provider: str, counts: ProviderCounts) -> Iterator[str]:
    """Yield notes about settings that were dropped or sent with another value."""
    why = (
        "it has no such setting, or does not accept it"
        if plan.adapts != "none"
        else "this dialect has no such setting"
    )
    for name, times in sorted(counts.dropped.items()):
        yield f"{provider}: {name} was not sent in {count(times, 'call')}: {why}"
    for (name, words), times in sorted(counts.substituted.items()):
        yield f"{provider}: {name} was sent with another value in {count(times, 'call')}: {words}"


def _reviewed(plan: Plan, provider: str, counts: ProviderCounts) -> Iterator[str]:
    """Yield findings of lint that no other note states."""
    cases: dict[Finding, int] = {}
    for found in plan.lint:
        finding = found.finding
        mine = finding.provider == provider and found.severity != "info"
        lacking = finding.unsupported and provider != plan.baseline
        stated = finding.adapted or (
            finding.effect == "dropped" and finding.feature in counts.dropped
        )
        if mine and not lacking and not stated:
            cases[finding] = cases.get(finding, 0) + found.cases
    for finding, times in cases.items():
        yield f"{provider}: {finding.feature} in {count(times, 'case')}: {finding.message}"


def _served(spec: ProviderSpec, counts: ProviderCounts) -> Iterator[str]:
    """Yield notes about what served the answers: models, routers, tiers, token counts, costs."""
    others = [name for name in sorted(counts.served) if not is_same_model(spec.model or name, name)]
    # An entry for Azure names a deployment, which can have any name.
    if others and platform_of(spec) != "azure":
        yield f"{spec.id}: the entry names {spec.model}, but {_names(others)} answered"
    upstreams = {
        name: times for name, times in counts.upstreams.items() if not _is_vendor(name, spec.vendor)
    }
    if upstreams:
        yield (
            f"{spec.id}: {_times(upstreams)} answered its calls: the region, retention and "
            "certifications of the entry may not apply to them"
        )
    yield from _each(
        counts.fallbacks,
        lambda name, times: f"{spec.id}: fell back to {name} in {count(times, 'answer')}",
        lambda kinds, times: (
            f"{spec.id}: fell back to {count(kinds, 'other model')} in {count(times, 'answer')}"
        ),
    )
    for day in sorted({stated[:10] for stated in counts.retires}):
        yield f"{spec.id}: its answers say that the model is retired on {day}"
    tiers = {name: n for name, n in counts.tiers.items() if name.lower() not in ORDINARY_TIERS}
    if tiers:
        unpriced = [name for name in tiers if spec.price and rates_of(spec.price, name) is None]
        cost = (
            (f"; the cost of {', '.join(map(one_line, unpriced))} is not known") if unpriced else ""
        )
        yield f"{spec.id}: was served in the tier {_times(tiers)}{cost}"
    if counts.impossible_usage:
        wrong = f"{number(counts.impossible_usage.total())} of {count(counts.answers, 'answer')}"
        first = one_line(counts.impossible_usage.most_common(1)[0][0])
        yield (
            f"{spec.id}: the token counts of {wrong} are impossible ({first}): they count as not "
            "reported"
        )
    if counts.stated_costs:
        stated = f"{number(counts.stated_costs)} of {count(counts.answers, 'answer')}"
        yield f"{spec.id}: the cost of {stated} is the vendor's own figure"


def _besides(provider: str, counts: ProviderCounts) -> Iterator[str]:
    if counts.carrying:
        carrying = f"{number(counts.carrying)} of {count(counts.answers, 'answer')}"
        yield f"{provider}: {carrying} held more than text and calls: {_times(counts.carried)}"


_MOST_NAMED = 8
"""Largest number of distinct texts in a list; a service may send a new one each time."""
_LONGEST = 300
"""Largest number of characters of a vendor's text."""


def _names(said: Sequence[str]) -> str:
    """A list of names that come from answers."""
    return listing([one_line(name, 60) for name in said], _MOST_NAMED)


def _times(counted: Mapping[str, int]) -> str:
    """A list of names that come from answers, each with its number of answers, largest first."""
    named = [f"{one_line(name, 60)} ({count(n, 'answer')})" for name, n in _frequent(counted)]
    return listing(named, _MOST_NAMED)


def _each(
    counted: Mapping[str, int],
    one: Callable[[str, int], str],
    others: Callable[[int, int], str],
) -> Iterator[str]:
    """Yield a sentence for each of the most frequent texts, and one for all others.

    Args:
        counted: Text from answers to the number of times it came.
        one: Writes the sentence for a text and its number of times.
        others: Writes the sentence for the number of other texts and their total of times.
    """
    ordered = _frequent(counted)
    for text, times in ordered[:_MOST_NAMED]:
        yield one(one_line(text, _LONGEST), times)
    if left := ordered[_MOST_NAMED:]:
        yield others(len(left), sum(times for _, times in left))


def _frequent(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _is_vendor(upstream: str, vendor: str) -> bool:
    """Whether the name of an upstream provider means the vendor of the entry."""
    one, other = called(upstream), called(vendor)
    return upstream.casefold() == vendor.casefold() or (one is not None and one is other)


def _reused(provider: str, counts: ProviderCounts) -> Iterator[str]:
    for run, days in sorted(counts.reused.items()):
        first, last = min(days), max(days)
        since = first if first == last else f"{first} to {last}"
        reused = f"{number(days.total())} of {count(counts.samples, 'answer')}"
        yield f"{provider}: {reused} come from run {run}, of {since}"
