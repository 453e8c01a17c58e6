"""What a migration should know besides the verdicts: one sentence each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from portcheck.model.completion import Completion
from portcheck.model.facts import Finding
from portcheck.model.run import Plan, Sample
from portcheck.model.suite import ProviderSpec
from portcheck.run.tabulate import Table


def findings(table: Table) -> tuple[str, ...]:
    """Of all providers, in the plan's order."""
    return tuple(
        sentence for spec in table.plan.providers for sentence in _provider_findings(table, spec)
    )


def served_models_changed(table: Table, provider: str) -> tuple[str, ...]:
    """A sentence where a provider did not answer with one model throughout."""
    served = sorted(
        {
            sample.completion.served_model
            for trial in table.plan.trials
            if trial.provider == provider
            and (sample := table.samples.get(trial.key)) is not None
            and sample.completion is not None
            and sample.completion.served_model
        }
    )
    if len(served) < 2:
        return ()
    return (f"{provider}: {len(served)} different models answered: {', '.join(served)}.",)


def _provider_findings(table: Table, spec: ProviderSpec) -> Iterator[str]:
    samples = [
        table.samples[trial.key]
        for trial in table.plan.trials
        if trial.provider == spec.id and trial.key in table.samples
    ]
    completions = [sample.completion for sample in samples if sample.completion]
    yield from _reused(spec.id, samples)
    yield from _not_asked(table.plan, spec.id)
    yield from _settings(table.plan, spec.id, completions)
    yield from _reviewed(table.plan, spec.id, completions)
    yield from served_models_changed(table, spec.id)
    cut = sum(completion.finish_reason == "length" for completion in completions)
    if cut:
        yield f"{spec.id}: {cut} of {len(completions)} answers were cut off by the token limit"
    blocked = sum(completion.finish_reason == "content_filter" for completion in completions)
    if blocked:
        yield f"{spec.id}: {blocked} of {len(completions)} answers were blocked by a content filter"
    rejected = [s.failure for s in samples if s.failure and not s.failure.missing]
    for message, count in _counted(failure.message for failure in rejected).items():
        yield f"{spec.id}: rejected {_calls(count)} as invalid: {message}"


def _not_asked(plan: Plan, provider: str) -> Iterator[str]:
    for found in plan.support:
        if found.candidate == provider and not found.supported:
            yield f"{provider}: not asked for {found.workload}: {'; '.join(found.reasons)}"


def _settings(plan: Plan, provider: str, answers: Sequence[Completion]) -> Iterator[str]:
    """What was left out of calls, or sent with another value."""
    why = (
        "it has no such setting, or does not take it"
        if plan.adapt
        else "this dialect has no such setting"
    )
    dropped = Counter(name for answer in answers for name in answer.dropped_params)
    for name, count in sorted(dropped.items()):
        yield f"{provider}: {name} was not sent in {_calls(count)}: {why}"
    changed = Counter(item for answer in answers for item in answer.substituted_params.items())
    for (name, words), count in sorted(changed.items()):
        yield f"{provider}: {name} was sent with another value in {_calls(count)}: {words}"


def _reviewed(plan: Plan, provider: str, answers: Iterable[Completion]) -> Iterator[str]:
    """What was found without a call, unless answers or the sentences above say it themselves."""
    said = {name for answer in answers for name in answer.dropped_params}
    cases: dict[Finding, int] = {}
    for found in plan.lint:
        finding = found.finding
        mine = finding.provider == provider and found.severity != "info"
        lacking = finding.unsupported and provider != plan.baseline
        heard = finding.adapted or (finding.effect == "dropped" and finding.feature in said)
        if mine and not lacking and not heard:
            cases[finding] = cases.get(finding, 0) + found.cases
    for finding, count in cases.items():
        of = f"{count} case{'' if count == 1 else 's'}"
        yield f"{provider}: {finding.feature} in {of}: {finding.message}"


def _reused(provider: str, samples: Sequence[Sample]) -> Iterator[str]:
    for run in sorted({sample.reused_from for sample in samples if sample.reused_from}):
        days = sorted(sample.started_at[:10] for sample in samples if sample.reused_from == run)
        since = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
        taken = f"{len(days)} of {len(samples)} answers"
        yield f"{provider}: {taken} are those of run {run}, of {since}"


def _counted(messages: Iterator[str]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for message in messages:
        counts[message] = counts.get(message, 0) + 1
    return counts


def _calls(count: int) -> str:
    return f"{count} call{'' if count == 1 else 's'}"
