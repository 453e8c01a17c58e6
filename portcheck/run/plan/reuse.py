"""`--reuse RUN`: reuse answers of an earlier run if question, model and sampling are the same.

Nobody pays for these answers again, and a baseline stays comparable after its vendor is gone.
`resume` is for interrupted runs: see `portcheck.run.store.samples`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.errors import UsageError
from portcheck.model.codec import encode
from portcheck.model.completion import Usage
from portcheck.model.did_you_mean import known
from portcheck.model.reasoning import read_reasoning
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers.call.sealing import sealed_address, sealed_options
from portcheck.run.panel.judgements import is_settled, judging, read_judgements
from portcheck.run.store.folder import RunStore


class Earlier(Struct, frozen=True, kw_only=True):
    """An earlier run with reusable answers."""

    run: str
    """Its id."""
    plan: Plan
    samples: Mapping[str, Sample]
    store: RunStore
    max_age_days: int | None = None
    """Older answers are not reused, and a run without any that fits is no error; `None`: answers of
    any age are reused, and it is an error if none fits."""

    @classmethod
    def of(cls, store: RunStore, max_age_days: int | None = None) -> Earlier:
        """Read the run of a folder.

        Raises:
            StoreError: it cannot be read.
        """
        return cls(
            run=store.record().id,
            plan=store.plan(),
            samples=store.samples(),
            store=store,
            max_age_days=max_age_days,
        )

    def fits(self, sample: Sample) -> bool:
        """Whether the sample is young enough; without a readable time it is not."""
        if self.max_age_days is None:
            return True
        age = age_days(sample.started_at)
        return age is not None and age <= self.max_age_days

    def spec(self, provider: str) -> ProviderSpec | None:
        """The entry of a provider in that run; `None` if the run did not ask it."""
        return next((spec for spec in self.plan.providers if spec.id == provider), None)


class ReusedSamples(Collection[Sample]):
    """Reused samples, each read on access, because all of them take much memory."""

    def __init__(
        self,
        trials: Sequence[str],
        samples: Mapping[str, Sample],
        taken: Callable[[Sample], Sample],
    ) -> None:
        """Keep the keys of the trials, the samples of the earlier run, and how to convert one."""
        self.trials = trials
        self._samples = samples
        self._taken = taken

    def __len__(self) -> int:
        return len(self.trials)

    def __iter__(self) -> Iterator[Sample]:
        return (self._taken(self._samples[trial]) for trial in self.trials)

    def __contains__(self, sample: object) -> bool:
        return sample in tuple(self)


class ReusedAnswers(Struct, frozen=True, kw_only=True):
    """The reused answers of one provider."""

    provider: str
    samples: ReusedSamples
    planned: int
    """Number of the provider's trials in the new plan."""

    @property
    def oldest(self) -> str:
        """Time of the oldest answer, UTC, ISO 8601; there must be one."""
        return min(sample.started_at for sample in self.samples)


class Reused(Struct, frozen=True, kw_only=True):
    """The reused answers of an earlier run."""

    run: str
    answers: tuple[ReusedAnswers, ...]
    """The answers of each provider that can be reused, the baseline first."""
    others: tuple[str, ...] = ()
    """Why other providers are asked again, a sentence each."""

    @property
    def samples(self) -> Iterator[Sample]:
        """All reused samples."""
        return chain.from_iterable(found.samples for found in self.answers)

    @property
    def trials(self) -> frozenset[str]:
        """Keys of the trials with a reused answer."""
        return frozenset(trial for found in self.answers for trial in found.samples.trials)


def reusable(plan: Plan, earlier: Earlier, fresh: Collection[str] = ()) -> Reused:
    """The answers of an earlier run, of the baseline and of candidates, that a plan can use.

    Question, sampling, repeat and provider must be the same. The first three are in a trial's key;
    a provider is the same if vendor, dialect, model, address, recording, options and guardrail are.
    Answers to requests that `--adapt` changed need a plan that may make the same changes.

    Args:
        plan: the plan of the new run.
        earlier: the earlier run.
        fresh: ids of providers whose answers are not reused.

    Raises:
        UsageError: no answer of the earlier run fits, or `fresh` names an unknown provider.
    """
    for name in fresh:
        known(name, (spec.id for spec in plan.providers), "provider of this run")
    answers, others = [], []
    for now in sorted(plan.providers, key=lambda spec: spec.id != plan.baseline):
        trials = [trial for trial in plan.trials if trial.provider == now.id]
        why = f"{now.id!r}, because of --fresh" if now.id in fresh else _unlike(now, earlier)
        if why is None:
            samples = _reusable_samples(plan, trials, earlier, now.reasoning_tags)
            if samples or not trials:
                found = ReusedAnswers(provider=now.id, samples=samples, planned=len(trials))
                answers.append(found)
                continue
            old = "" if earlier.max_age_days is None else ", or they are too old"
            differ = f"prompts or sampling differ{old}"
            why = f"run {earlier.run} has no answer of {now.id!r} that fits: {differ}"
        others.append(why)
    if earlier.max_age_days is not None:
        return Reused(run=earlier.run, answers=tuple(answers), others=tuple(others))
    if fresh and not answers:
        raise UsageError("--fresh leaves no answers for --reuse", hint="remove both options")
    if not any(found.samples for found in answers) and others:
        raise UsageError(
            others[0],
            hint="answers are reused only if prompt, sampling, vendor, dialect, model, address "
            "and options are the same",
        )
    return Reused(run=earlier.run, answers=tuple(answers), others=tuple(others))


def _unlike(now: ProviderSpec, earlier: Earlier) -> str | None:
    """Why the earlier answers of a provider cannot be reused; `None` if they can."""
    then = earlier.spec(now.id)
    if then is None:
        known = ", ".join(spec.id for spec in earlier.plan.providers)
        return f"run {earlier.run} has no answers of {now.id!r}; it asked {known}"
    return _difference(now, then, earlier.run)


def _difference(now: ProviderSpec, then: ProviderSpec, run: str) -> str | None:
    """The part of an entry that differs from an earlier run; `None` if there is none."""
    for word in ("vendor", "dialect", "model"):
        before, after = getattr(then, word), getattr(now, word)
        if before != after:
            return f"{now.id!r} had another {word} in run {run}: {before}, now {after}"
    if now.file != then.file:
        return f"{now.id!r} was read from another recording in run {run}: {then.file}"
    if _address(now) != _address(then):
        # Neither is shown: an address may hold a secret.
        return f"{now.id!r} had another address in run {run}"
    if encode(sealed_options(now)) != encode(sealed_options(then)):
        return f"{now.id!r} had other options in run {run}"
    if now.guardrail != then.guardrail:
        before, after = _guardrail_words(then), _guardrail_words(now)
        return f"{now.id!r} had {before} in run {run}, but has {after} now"
    return None


def _guardrail_words(spec: ProviderSpec) -> str:
    return "no guardrail" if spec.guardrail is UNSET else f"the guardrail {spec.guardrail.words}"


def reuse_judgements(folder: Path, plan: Plan, old: Path, before: Plan, run: str) -> None:
    """Copy the judgements of unchanged judges from an earlier run.

    A judgement counts only for the same answer and the same rubric, so those about other answers
    have no effect.

    Args:
        folder: the folder of the new run.
        plan: the plan of the new run.
        old: the folder of the earlier run.
        before: the plan of the earlier run.
        run: the id of the earlier run.

    Raises:
        StoreError: either folder cannot be read or written.
    """
    entries = {spec.id: spec for spec in before.judges or ()}
    same = {
        spec.id
        for spec in plan.judges or ()
        if (then := entries.get(spec.id)) is not None and _difference(spec, then, run) is None
    }
    if not same:
        return
    known = read_judgements(folder)
    with judging(folder, known) as log:
        for said in read_judgements(old):
            if said.judge in same and is_settled(said):
                log.append(
                    replace(
                        said,
                        usage=Usage(),
                        cost_usd=None,
                        same_as=UNSET,
                        reused_from=said.reused_from or run,
                    )
                )


def _address(spec: ProviderSpec) -> str | None:
    """The normalised address of a provider: by default its dialect's own."""
    url = spec.base_url or DIALECTS.get(spec.dialect).default_base_url
    if url is None:
        return None
    parts = urlsplit(url)
    place = parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower())
    return sealed_address(place._replace(path=parts.path.rstrip("/")).geturl(), spec)


def require_complete(found: Reused, provider: str) -> None:
    """Check that a baseline without an entry in the providers file need not be asked.

    Its old entry is in the earlier run's folder, but addresses and key variables from a run folder
    are not trusted.

    Raises:
        UsageError: the earlier run lacks answers of the baseline.
    """
    of_it = [one for one in found.answers if one.provider == provider]
    if not of_it:
        raise UsageError(f"run {found.run} holds no answer of {provider!r} that fits")
    lacking = of_it[0].planned - len(of_it[0].samples)
    if lacking:
        raise UsageError(
            f"run {found.run} lacks {lacking} of {of_it[0].planned} answers of {provider!r}, "
            "which the providers file no longer has",
            hint="add its entry again, or select cases that it answered with --case or --limit",
        )


def _reusable_samples(
    plan: Plan, trials: Iterable[Trial], earlier: Earlier, tags: Sequence[str]
) -> ReusedSamples:
    def taken(sample: Sample) -> Sample:
        answer = sample.completion
        read = None if answer is None else read_reasoning(answer, tags)
        return replace(sample, completion=read, reused_from=sample.reused_from or earlier.run)

    fitting = [trial.key for trial in trials if _fits(plan, trial, earlier)]
    return ReusedSamples(fitting, earlier.samples, taken)


def _fits(plan: Plan, trial: Trial, earlier: Earlier) -> bool:
    sample = earlier.samples.get(trial.key)
    if sample is None or sample.completion is None or not earlier.fits(sample):
        return False
    answer = sample.completion
    changed = (*answer.dropped_params, *answer.substituted_params)
    return earlier.plan.adapts == "none" or not changed or _may_change(plan, trial, changed)


def _may_change(plan: Plan, trial: Trial, settings: Iterable[str]) -> bool:
    request = plan.case(trial).request
    return all(request.may_change(name, plan.adapts) for name in settings)


def age_days(started_at: str, now: datetime | None = None) -> int | None:
    """Whole days since a time in ISO 8601, 0 or more; a time without an offset is UTC.

    `None` if the text is not a time: a recording may have any text.
    """
    try:
        then = datetime.fromisoformat(started_at)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0, ((now or datetime.now(UTC)) - then).days)
