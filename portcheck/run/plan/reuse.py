"""Answers of an earlier run, taken over where suite, model and sampling are the same.

A baseline that answered once need not be paid for again, and stays comparable when its vendor is
gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from msgspec.structs import replace

from portcheck.errors import UsageError
from portcheck.model.reasoning import read_reasoning
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import ProviderSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier run, as far as answers can be taken from it."""

    run: str
    """Its id."""
    plan: Plan
    samples: Mapping[str, Sample]

    def spec(self, provider: str) -> ProviderSpec | None:
        """The entry that a provider had then."""
        return next((spec for spec in self.plan.providers if spec.id == provider), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reused:
    """What is taken over for one provider."""

    provider: str
    run: str
    samples: tuple[Sample, ...]
    planned: int
    """Trials of the provider in the new plan."""

    @property
    def trials(self) -> frozenset[str]:
        """Keys of the trials that are answered."""
        return frozenset(sample.trial for sample in self.samples)

    @property
    def oldest(self) -> str:
        """When the first of the answers was given; UTC, ISO 8601."""
        return min(sample.started_at for sample in self.samples)


def reusable(plan: Plan, earlier: Earlier) -> Reused:
    """The answers of the baseline that an earlier run holds.

    An answer is taken over where question, sampling, repeat and model are the same: the first three
    make up a trial's key, and of the provider dialect, vendor and model count.
    Answers to requests that `--adapt` changed are taken over by runs that may change as much.

    Raises:
        UsageError: the earlier run does not know the baseline, or another model by its name, or
            nothing of it fits.
    """
    provider = plan.baseline
    now = next(spec for spec in plan.providers if spec.id == provider)
    then = earlier.spec(provider)
    if then is None:
        known = ", ".join(spec.id for spec in earlier.plan.providers)
        raise UsageError(
            f"run {earlier.run} holds no answers of {provider!r}", hint=f"it asked: {known}"
        )
    if _identity(now) != _identity(then):
        raise UsageError(
            f"{provider!r} was another model in run {earlier.run}: {then.model}, now {now.model}",
            hint="answers are reused only if vendor, dialect and model are the same",
        )
    trials = [trial for trial in plan.trials if trial.provider == provider]
    samples = tuple(_taken(plan, trials, earlier, now.reasoning_tags))
    if trials and not samples:
        raise UsageError(
            f"no answer of run {earlier.run} fits: its prompts or sampling differ",
            hint="answers are reused only if prompt and sampling are the same",
        )
    return Reused(provider=provider, run=earlier.run, samples=samples, planned=len(trials))


def require_complete(found: Reused) -> None:
    """Raises UsageError where a baseline that has no entry any more would have to be asked.

    The address and the key variable of its old entry stand in the earlier run's folder, which is
    not trusted as a providers file is.
    """
    lacking = found.planned - len(found.samples)
    if lacking:
        raise UsageError(
            f"run {found.run} lacks {lacking} of {found.planned} answers of {found.provider!r}, "
            "which the providers file no longer has",
            hint="add its entry again, or select cases that it answered with --case or --limit",
        )


def _taken(
    plan: Plan, trials: Iterable[Trial], earlier: Earlier, tags: Sequence[str]
) -> Iterable[Sample]:
    for trial in trials:
        sample = earlier.samples.get(trial.key)
        if sample is None or sample.completion is None:
            continue
        answer = sample.completion
        changed = (*answer.dropped_params, *answer.substituted_params)
        if earlier.plan.adapts == "none" or not changed or _may_change(plan, trial, changed):
            read = read_reasoning(answer, tags)
            yield replace(sample, completion=read, reused_from=sample.reused_from or earlier.run)


def _may_change(plan: Plan, trial: Trial, settings: Iterable[str]) -> bool:
    request = plan.case(trial).request
    return all(request.may_change(name, plan.adapts) for name in settings)


def _identity(spec: ProviderSpec) -> tuple[str, str, str | None]:
    return spec.vendor, spec.dialect, spec.model


def age_days(started_at: str, now: datetime | None = None) -> int:
    """Whole days since a moment; UTC, ISO 8601."""
    then = datetime.fromisoformat(started_at)
    return max(0, ((now or datetime.now(UTC)) - then).days)
