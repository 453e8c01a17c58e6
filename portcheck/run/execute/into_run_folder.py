"""Make the remaining calls of a plan and write each result to its run folder."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from portcheck.errors import CredentialsError
from portcheck.model.facts import Observation
from portcheck.model.run import Plan, Sample
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS, Provider
from portcheck.providers import keys
from portcheck.providers.auth.without_credentials import WithoutCredentials
from portcheck.providers.call.body_memory import shared_memory
from portcheck.providers.lint.observed import NOTHING_OBSERVED
from portcheck.providers.open_provider import open_provider
from portcheck.run.early.asking import in_stages, resumed
from portcheck.run.events import Event, SampleFinished
from portcheck.run.execute.event_loop import IterationBatch, run_to_end
from portcheck.run.execute.gc_pauses import rarer_collections
from portcheck.run.execute.judging import Judging, judge_answers
from portcheck.run.execute.lane import Shared
from portcheck.run.execute.moderator_turns import ModeratorTurns
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.runner import run_plan, shared_by
from portcheck.run.execute.shutdown import Control
from portcheck.run.history import observations
from portcheck.run.history.fingerprints import FingerprintCollector
from portcheck.run.judge.scoring import OriginalScorer
from portcheck.run.loop.baseline_history import heard_from, waiting
from portcheck.run.panel.judgements import judging, read_judgements
from portcheck.run.plan.credentials import asked_of, require_enough
from portcheck.run.plan.preflight import is_live
from portcheck.run.store.durable_files import ValueLog
from portcheck.run.store.event_log import EventLog
from portcheck.run.store.folder import RunRecord, RunStore
from portcheck.run.store.samples import Samples

TOO_MANY_FAILURES = 0.5
"""A run is incomplete if more than this share of a provider's calls failed."""


def execute(
    plan: Plan,
    store: RunStore,
    *,
    environ: Mapping[str, str],
    tell: Callable[[Event], None],
    policy: RunPolicy,
    control: Control,
) -> RunRecord:
    """Make the calls of a plan that have no answer yet and write the results to its run folder.

    Args:
        plan: the plan of the folder.
        store: the folder, open for writing.
        environ: the variables that hold the keys.
        tell: gets every event, after it was written.
        policy: retries, limits, clocks.
        control: ends the run from outside; the record is then marked `interrupted`.

    Raises:
        UsageError: the history is damaged or written by a newer portcheck, or keys are missing
            without which nothing can be compared; no call was made.
        StoreError: samples or the history could not be written; earlier samples are safe.
        KeyboardInterrupt: the run was stopped; all finished samples are in the folder.
    """
    done = store.answered()
    ready = _ready(plan, store, environ, policy, control, done)
    opened = ready.opened
    started = _begun(plan, store, opened, policy.history)
    answers = _answers(plan, store, done)
    with store.appending() as log, store.events() as events, rarer_collections():
        # With hundreds of calls in flight, many answers arrive at once and share two writes.
        batch = IterationBatch(_Keeper(log, events, tell, OriginalScorer(plan), answers))
        shared = shared_by(policy, control, batch.add)

        run = partial(
            run_plan, plan, opened, tell=batch.add, live=ready.live, policy=policy, control=control
        )

        later = waiting(plan)

        async def ask_but(others: frozenset[str]) -> tuple[str, ...]:
            reasons = await run(done=done | others | later, control=control, shared=shared)
            if later - done - others:
                shared.heard = heard_from(plan, store.samples())
                first = frozenset(trial.key for trial in plan.trials) - later
                reasons += await run(done=done | others | first, control=control, shared=shared)
            return (*reasons, *await ask_judges(plan, store, environ, batch.add, shared))

        async def ask_all() -> tuple[tuple[str, ...], RunRecord]:
            async with _ending(opened):
                with batch:
                    if policy.stop_early:
                        return await in_stages(
                            plan, store, started, ask_but, lambda: control.draining
                        )
                    return await ask_but(frozenset()), started

        try:
            stopped, started = run_to_end(ask_all(), stop=control.stop)
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None
        finally:
            # The run does not need the observations; lost ones are made again.
            observations.add(policy.observations, ready.seen, ready.specs)
    nothing_new = len(done) == len(plan.trials)
    cut = control.draining and (len(store.samples()) < len(plan.trials) or _unjudged(plan, store))
    ended = _ended(plan, store, started, stopped, keep_end=nothing_new, interrupted=cut)
    try:
        counts = None if nothing_new else answers
        ended = _counted(plan, store, ended, policy.history, counts)
    finally:
        store.write_record(ended)
    return ended


class _Keeper(Struct, frozen=True):
    """Writes the events of a run to its folder, then passes them on."""

    log: ValueLog[Sample]
    events: EventLog
    tell: Callable[[Event], None]
    as_they_came: OriginalScorer
    answers: FingerprintCollector

    def __call__(self, happened: Sequence[Event]) -> None:
        shown = [self._without_keys(event) for event in happened]
        ended = [event for event in shown if isinstance(event, SampleFinished)]
        if ended:
            self.log.append(*(event.sample for event in ended))
            for one in ended:
                self.answers.add(one.trial, one.sample)
        self.events.write(*shown)
        for event in shown:
            self.tell(event)

    def _without_keys(self, event: Event) -> Event:
        if not isinstance(event, SampleFinished) or event.unredacted is None:
            return event
        sample = self.as_they_came.with_outcomes(event.trial, event.sample, event.unredacted)
        return replace(event, sample=sample, unredacted=None)


class _Ready(Struct, frozen=True):
    """Providers that can be asked."""

    specs: Sequence[ProviderSpec]
    opened: Mapping[str, Provider]
    seen: Mapping[str, list[Observation]]
    """Provider id to the observations of its endpoint, which the run adds to."""
    live: frozenset[str]


def _ready(
    plan: Plan,
    store: RunStore,
    environ: Mapping[str, str],
    policy: RunPolicy,
    control: Control,
    done: frozenset[str],
) -> _Ready:
    """Open the providers to ask and those whose identity is not recorded yet."""
    asked = asked_of(plan, done)
    introduced = {item.get("id") for item in store.record().providers}
    specs = [
        spec
        for spec in plan.providers
        if spec.id in asked or not (spec.id in introduced or is_live(spec))
    ]
    known, _ = observations.load(policy.observations, specs)
    began = store.record().started_at
    seen: dict[str, list[Observation]] = {spec.id: [] for spec in specs}
    turns = ModeratorTurns(policy, control)

    def open_one(spec: ProviderSpec) -> Provider:
        return open_provider(
            spec,
            environ,
            adapt=plan.adapts,
            observed=known.get(spec.id, NOTHING_OBSERVED).with_room_of(began),
            tell=seen[spec.id].append,
            turns=turns.of,
        )

    opened, lacking = _opened(specs, open_one)
    require_enough(plan, asked, lacking)
    live = frozenset(spec.id for spec in specs if is_live(spec) and spec.id not in lacking)
    return _Ready(specs, opened, seen, live)


def _begun(plan: Plan, store: RunStore, opened: Mapping[str, Provider], history: str) -> RunRecord:
    """Enter a run in its history and write its record, marked as interrupted until it ends."""
    from portcheck.run.history.record_looks import begin  # noqa: PLC0415 - only a run counts

    known = resumed(store.record())
    started = begin(plan, store, _introduced(known, plan, opened), history)
    store.write_record(replace(started, interrupted=True))
    return started


def _answers(plan: Plan, store: RunStore, done: frozenset[str]) -> FingerprintCollector:
    """Collect the existing answers of a run for its history; new answers are added later.

    If no new answer can come, none are collected: the history may have them all.
    """
    samples, found = store.samples(), FingerprintCollector(plan)
    for trial in plan.trials if 0 < len(done) < len(plan.trials) else ():
        if trial.key in done:
            found.add(trial, samples[trial.key])
    return found


def _counted(
    plan: Plan,
    store: RunStore,
    ended: RunRecord,
    history: str,
    answers: FingerprintCollector | None,
) -> RunRecord:
    """Count a run in its history and return the new record."""
    from portcheck.run.history.record_looks import end  # noqa: PLC0415 - only a run counts

    return end(plan, store, ended, history, answers)


def _opened(
    specs: Sequence[ProviderSpec], open_one: Callable[[ProviderSpec], Provider]
) -> tuple[dict[str, Provider], dict[str, CredentialsError]]:
    """Open providers; for those without credentials, return a placeholder and the error."""
    opened: dict[str, Provider] = {}
    lacking: dict[str, CredentialsError] = {}
    for spec in specs:
        try:
            opened[spec.id] = open_one(spec)
        except CredentialsError as exc:
            lacking[spec.id] = exc
            opened[spec.id] = WithoutCredentials(spec, keys.host(spec), exc)
    return opened, lacking


def _introduced(record: RunRecord, plan: Plan, opened: Mapping[str, Provider]) -> RunRecord:
    """The record with the identities of the open providers; the others are unchanged."""
    said = {str(item.get("id")): item for item in record.providers}
    said |= {key: {"id": key, **item.identity()} for key, item in opened.items()}
    origins = map(DIALECTS.origin, sorted({spec.dialect for spec in plan.providers}))
    plugins = dict.fromkeys(found for found in (*record.plugins, *origins) if found)
    return replace(record, providers=tuple(said.values()), plugins=tuple(plugins))


async def ask(
    plan: Plan,
    opened: Mapping[str, Provider],
    hear: Callable[[Event], None],
    live: frozenset[str],
    done: frozenset[str],
    policy: RunPolicy,
    control: Control,
    shared: Shared | None = None,
) -> tuple[str, ...]:
    """Do the work of `run_plan`, close the providers and raise the first of several errors."""
    async with _ending(opened):
        return await run_plan(
            plan,
            opened,
            tell=hear,
            live=live,
            done=done,
            policy=policy,
            control=control,
            shared=shared,
        )


async def ask_judges(
    plan: Plan,
    store: RunStore,
    environ: Mapping[str, str],
    hear: Callable[[Event], None],
    shared: Shared,
) -> tuple[str, ...]:
    """Make the remaining judge calls of a plan and store the judgements in its run folder.

    Returns:
        Why calls were left out, one sentence per judge.

    Raises:
        UsageError: a judge has no key.
        StoreError: a judgement could not be written; earlier ones are safe.
    """
    if not plan.judges or shared.control.draining:
        return ()
    known = read_judgements(store.path)
    seen, _ = observations.load(shared.policy.observations, plan.judges)
    with judging(store.path, known) as log:
        left = Judging(plan, store.samples(), known, log.append)
        if next(Judging(plan, store.samples(), known, log.append).calls(), None) is None:
            return ()
        opened = {
            spec.id: open_provider(
                spec, environ, adapt="all", observed=seen.get(spec.id, NOTHING_OBSERVED)
            )
            for spec in plan.judges
        }
        async with _ending(opened):
            return await judge_answers(plan, left, known, opened, hear=hear, shared=shared)


def _unjudged(plan: Plan, store: RunStore) -> bool:
    """Whether judge calls are left."""
    known = read_judgements(store.path)
    left = Judging(plan, store.samples(), known, known.add).calls() if plan.judges else ()
    return any(True for _ in left)


@contextlib.asynccontextmanager
async def _ending(opened: Mapping[str, Provider]) -> AsyncIterator[None]:
    """Close providers at the end of a `with` block; raise the first of several errors."""
    try:
        with shared_memory():
            yield
    except BaseExceptionGroup as group:
        raise _first(group) from group
    finally:
        for provider in opened.values():
            await provider.aclose()


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


def _ended(
    plan: Plan,
    store: RunStore,
    record: RunRecord,
    stopped: tuple[str, ...],
    *,
    keep_end: bool,
    interrupted: bool,
) -> RunRecord:
    samples = store.samples()
    reasons = list(stopped)
    missing, known = samples.missing(), samples.keys()
    executed = Counter([trial.provider for trial in plan.trials if trial.key in known])
    for spec in plan.providers:
        failed = [t.key for t in plan.trials if t.key in missing and t.provider == spec.id]
        named = any(reason.startswith(f"{spec.id}: ") for reason in stopped)
        if len(failed) > TOO_MANY_FAILURES * executed[spec.id] and not named:
            failure = samples[failed[-1]].failure
            last = f"{failure.error_class}: {failure.message}" if failure else ""
            reasons.append(
                f"{spec.id}: {len(failed)} of {executed[spec.id]} calls failed, last {last}"
            )
        elif not named:
            silent = _unanswered(plan, spec.id, samples, missing)
            reasons += [f"{spec.id}: no answer at all in {workload}" for workload in silent]
    end = record.finished_at if keep_end and record.finished_at else utc_now()
    return replace(record, finished_at=end, incomplete="; ".join(reasons), interrupted=interrupted)


def _unanswered(
    plan: Plan, provider: str, samples: Samples, missing: frozenset[str]
) -> tuple[str, ...]:
    """The workloads in which a provider was asked but never answered."""
    if not missing:
        return ()
    mine = [t for t in plan.trials if t.provider == provider and t.key in samples]
    answered = {trial.workload for trial in mine if trial.key not in missing}
    return tuple(dict.fromkeys(t.workload for t in mine if t.workload not in answered))


def utc_now() -> str:
    """The current time in UTC, ISO 8601, in whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
