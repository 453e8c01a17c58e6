"""Write answers to recordings: all answers of a run at once, or missing answers one by one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from msgspec import UNSET, Struct, field

from portcheck.error_classes import Failure
from portcheck.errors import UsageError
from portcheck.model.run import Plan
from portcheck.model.suite import ProviderSpec
from portcheck.providers.open_provider import open_provider
from portcheck.providers.recording import (
    Recording,
    RecordingWriter,
    header_line,
    load_recording,
    outcome_line,
)
from portcheck.run.events import Event, SampleFinished
from portcheck.run.execute.event_loop import run_to_end
from portcheck.run.execute.into_run_folder import ask, utc_now
from portcheck.run.execute.moderator_turns import ModeratorTurns
from portcheck.run.execute.provenance import provenance
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.shutdown import Control
from portcheck.run.panel.judgements import read_judgements
from portcheck.run.panel.recording_lines import recorded_lines
from portcheck.run.store.durable_files import write_file
from portcheck.run.store.folder import RunStore


def record_run(store: RunStore, files: Mapping[str, Path]) -> None:
    """Write the answers and failures of a run as recordings; each file is written atomically.

    Args:
        store: the run folder.
        files: provider id to its new file; see `run.plan.preflight.recording_files`.

    Raises:
        StoreError: a file cannot be written.
        UsageError: a file was created there in the meantime.
    """
    for provider, path in files.items():
        try:
            write_file(path, _lines(store, provider), new=True)
        except UsageError:
            raise UsageError(
                f"{path} exists already", hint="a recording is never overwritten: name a new file"
            ) from None


def _lines(store: RunStore, provider: str) -> Iterator[bytes]:
    plan, samples = store.plan(), store.samples()
    yield header_line(provenance(plan, provider, utc_now()[:10]))
    if provider in {spec.id for spec in plan.judges or ()}:
        yield from recorded_lines(read_judgements(store.path), provider)
    for trial in plan.trials:
        sample = samples.get(trial.key)
        if trial.provider != provider or sample is None:
            continue
        if outcome := sample.completion or sample.failure:
            yield outcome_line(trial.request_hash, trial.ordinal, outcome, sample.started_at)


class Added(Struct):
    """The result of adding missing answers to recordings."""

    answers: Counter[str] = field(default_factory=Counter)
    """Number of answers by provider; a request that the provider rejected counts as answered."""
    failures: dict[str, list[Failure]] = field(default_factory=dict)
    """Transport and service failures by provider; they are not recorded, so a later run asks
    again."""
    stopped: tuple[str, ...] = ()
    """Why the run gave up on providers, a sentence each."""


def recorded_trials(plan: Plan, files: Mapping[str, Path]) -> frozenset[str]:
    """The keys of the trials that recordings answer, without transport and service failures.

    Args:
        plan: the plan.
        files: provider id to its recording, which need not exist.

    Raises:
        ConfigError: a recording cannot be read.
        UsageError: it holds answers of another model, vendor or guardrail.
    """
    specs = {spec.id: spec for spec in plan.providers}
    found: set[str] = set()
    for provider, path in files.items():
        if not path.exists():
            continue
        recording = load_recording(path)
        _require_same_origin(specs[provider], path, recording)
        for trial in plan.trials:
            if trial.provider != provider:
                continue
            outcome = recording.get(trial.request_hash, trial.ordinal)
            if outcome is not None and not _is_open(outcome):
                found.add(trial.key)
    return frozenset(found)


def _require_same_origin(spec: ProviderSpec, path: Path, recording: Recording) -> None:
    for header in recording.provenance:
        for key, now in (("vendor", spec.vendor), ("model", spec.model)):
            then = header.get(key)
            if then and now and then != now:
                raise UsageError(
                    f"{path} holds answers of the {key} {then}, and {spec.id!r} is {now}",
                    hint="name another file, or the provider that it recorded",
                )
        now = "" if spec.guardrail is UNSET else spec.guardrail.words
        then = header.get("guardrail", "")
        if then != now:
            raise UsageError(
                f"{path} holds answers with {_guarded(then)}, and {spec.id!r} has {_guarded(now)}",
                hint="a route with another guardrail is another provider: name another file",
            )


def _guarded(words: str) -> str:
    return f"the guardrail {words}" if words else "no guardrail"


def _is_open(outcome: object) -> bool:
    return isinstance(outcome, Failure) and outcome.missing


def add_to_recordings(
    plan: Plan,
    files: Mapping[str, Path],
    done: frozenset[str],
    *,
    environ: Mapping[str, str],
    tell: Callable[[Event], None],
    policy: RunPolicy,
    control: Control,
) -> Added:
    """Make the remaining calls of a plan and add each answer to its recording as it arrives.

    A killed process loses only the calls in flight; calling this again continues.

    Args:
        plan: the plan.
        files: provider id to its recording, which is created if it does not exist.
        done: keys of trials to skip; see `recorded_trials`.
        environ: the variables that hold the keys.
        tell: gets every event, after the answer was recorded.
        policy: retries, limits, clocks.
        control: ends the calls from outside.

    Raises:
        StoreError: a recording cannot be written.
        KeyboardInterrupt: the calls were stopped; the answers so far are in the files.
    """
    asked = {trial.provider for trial in plan.trials if trial.key not in done}
    specs = [spec for spec in plan.providers if spec.id in asked]
    turns = ModeratorTurns(policy, control)
    opened = {
        spec.id: open_provider(spec, environ, adapt=plan.adapts, turns=turns.of) for spec in specs
    }
    added = Added()
    with ExitStack() as stack:
        writers = {
            spec.id: stack.enter_context(
                RecordingWriter(files[spec.id], provenance(plan, spec.id, utc_now()[:10]))
            )
            for spec in specs
        }

        def hear(event: Event) -> None:
            if isinstance(event, SampleFinished):
                _keep(writers[event.trial.provider], event, added)
            tell(event)

        work = ask(plan, opened, hear, frozenset(opened), done, policy, control)
        try:
            added.stopped = run_to_end(work, stop=control.stop)
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None
    return added


def _keep(writer: RecordingWriter, event: SampleFinished, added: Added) -> None:
    trial, sample = event.trial, event.sample
    outcome = sample.completion or sample.failure
    if outcome is None:  # withdrawn before it was sent
        return
    if isinstance(outcome, Failure) and outcome.missing:
        added.failures.setdefault(trial.provider, []).append(outcome)
        return
    writer.add(trial.request_hash, trial.ordinal, outcome, sample.started_at)
    added.answers[trial.provider] += 1
