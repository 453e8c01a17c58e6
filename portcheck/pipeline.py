"""The five steps from files to verdicts, each one plain call: load, plan, run, score, compare.

Every step's result is a file in the run directory, so that the last two work again, offline, on an
old run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from portcheck import __version__
from portcheck.config import load as config
from portcheck.errors import ConfigError, ExitCode, Failure, Problem, StoreError
from portcheck.model.chat import Request
from portcheck.model.codec import completion_to_json, encode
from portcheck.model.parity import RunReport
from portcheck.model.run import Plan
from portcheck.model.score import Score
from portcheck.model.suggestions import known
from portcheck.model.suite import ProviderSpec, Suite
from portcheck.plugins import REPORTS, Provider
from portcheck.providers.opening import open_provider
from portcheck.providers.recording import RecordingWriter
from portcheck.providers.retry import Attempt, complete
from portcheck.run.execute.control import Control
from portcheck.run.execute.event_loop import new_event_loop
from portcheck.run.execute.events import Event, SampleFinished
from portcheck.run.execute.gc_pauses import rarer_collections
from portcheck.run.execute.policy import RunPolicy
from portcheck.run.execute.runner import run_plan
from portcheck.run.judge.comparing import flips, verdicts
from portcheck.run.judge.findings import findings
from portcheck.run.judge.reporting import exit_code, run_info
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Table
from portcheck.run.plan.build import Selection, build_plan
from portcheck.run.plan.capability import with_support
from portcheck.run.plan.preflight import is_live, require_recordings, size_warnings
from portcheck.run.plan.reuse import Earlier, Reused, require_complete, reusable
from portcheck.run.store.folder import RunRecord, RunStore
from portcheck.run.store.provenance import provenance

SCHEMA_VERSION = 1
"""Version of report.json; within it fields are only added."""
TOO_MANY_FAILURES = 0.5
"""A run in which more of a provider's calls failed than this is incomplete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Files, read and found good."""

    suite: Suite
    providers: tuple[ProviderSpec, ...]
    warnings: tuple[Problem, ...]


# --- load ----------------------------------------------------------------------------------------


def load(
    suites: Sequence[Path], providers: Path | None, *, base_urls: Mapping[str, str] | None = None
) -> Loaded:
    """Reads and checks all files.

    Raises:
        ConfigError: with every mistake in them.
    """
    found = config.load(suites, providers, base_urls=base_urls or {})
    warnings = (*found.warnings, *size_warnings(found))
    return Loaded(suite=found.suite, providers=found.providers, warnings=warnings)


def validate(file: Path, providers: Path | None) -> tuple[Problem, ...]:
    """Every mistake and warning of one suite or providers file, without raising for any.

    Args:
        file: a suite file, or a providers file.
        providers: the providers file that a suite is checked against; `None` leaves that out.
    """
    if not config.is_suite(file):
        return config.check_file(file)
    try:
        return load([file], providers).warnings
    except ConfigError as exc:
        return exc.problems


# --- plan ----------------------------------------------------------------------------------------


def plan(
    loaded: Loaded,
    *,
    baseline: str | None,
    candidates: Sequence[str] = (),
    selection: Selection = Selection(),
    reuse: RunStore | None = None,
    adapt: bool = False,
) -> Plan:
    """The plan of a run; `reused` then tells what of it the run `reuse` has answered.

    Pairs of workload and candidate that are known to be unsupported have no calls in it. With
    `adapt` settings that a provider does not take are dropped or substituted.

    Raises:
        UsageError: an unknown id, no baseline or candidate, or nothing to reuse.
        PlanError: a recording lacks answers.
    """
    earlier = None if reuse is None else _earlier(reuse)
    made = build_plan(
        loaded.suite,
        loaded.providers,
        baseline=baseline,
        candidates=candidates,
        selection=selection,
        gone=earlier.plan.providers if earlier else (),
    )
    made = with_support(replace(made, adapt=adapt))
    taken = reusable(made, earlier) if earlier else None
    if taken and taken.provider not in {spec.id for spec in loaded.providers}:
        require_complete(taken)
    require_recordings(made, taken.trials if taken else frozenset())
    return made


def reused(plan: Plan, store: RunStore) -> Reused:
    """The baseline's answers that an earlier run holds for a plan.

    Raises:
        UsageError: there are none.
    """
    return reusable(plan, _earlier(store))


def _earlier(store: RunStore) -> Earlier:
    record = store.record()
    return Earlier(
        run=record.id,
        plan=store.plan(),
        samples=store.samples(),
    )


# --- run -----------------------------------------------------------------------------------------


def run(
    plan: Plan,
    store: RunStore,
    *,
    environ: Mapping[str, str],
    tell: Callable[[Event], None],
    policy: RunPolicy | None = None,
    control: Control | None = None,
) -> RunRecord:
    """Executes what is left of a plan into its run directory.

    Args:
        plan: the plan of the store.
        store: an open run directory, locked by the caller.
        environ: where key variables are looked up.
        tell: hears every event, after the store has it.
        policy: retries, limits, clocks.
        control: through which the run can be asked to end; the record then says `interrupted`.

    Raises:
        StoreError: a sample could not be written; those before it are safe.
        KeyboardInterrupt: the run was stopped; all finished samples are in the store.
    """
    policy, control = policy or RunPolicy(), control or Control()
    done = store.answered()
    asked = {trial.provider for trial in plan.trials if trial.key not in done}
    specs = [spec for spec in plan.providers if spec.id in asked]
    opened = {spec.id: open_provider(spec, environ, adapt=plan.adapt) for spec in specs}
    live = frozenset(spec.id for spec in specs if is_live(spec))
    started = _introduced(store.record(), opened)
    store.write_record(replace(started, interrupted=True))
    with store.appending() as log, store.journal() as journal, rarer_collections():

        def hear(event: Event) -> None:
            if isinstance(event, SampleFinished):
                log.append(event.sample)
            journal.write(event)
            tell(event)

        try:
            with asyncio.Runner(loop_factory=new_event_loop) as runner:
                stopped = runner.run(_run(plan, opened, hear, live, done, policy, control))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None
    nothing_new = len(done) == len(plan.trials)
    cut = control.draining and len(store.samples()) < len(plan.trials)
    return _finish(plan, store, started, stopped, keep_end=nothing_new, interrupted=cut)


def _introduced(record: RunRecord, opened: Mapping[str, Provider]) -> RunRecord:
    """The record with what the providers say of themselves; who is not asked keeps his words."""
    said = {str(item.get("id")): item for item in record.providers}
    said |= {key: {"id": key, **item.identity()} for key, item in opened.items()}
    return replace(record, providers=tuple(said.values()))


async def _run(
    plan: Plan,
    opened: Mapping[str, Provider],
    hear: Callable[[Event], None],
    live: frozenset[str],
    done: frozenset[str],
    policy: RunPolicy,
    control: Control,
) -> tuple[str, ...]:
    try:
        return await run_plan(
            plan, opened, tell=hear, live=live, done=done, policy=policy, control=control
        )
    except BaseExceptionGroup as group:
        raise _first(group) from group
    finally:
        for provider in opened.values():
            await provider.aclose()


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


def _finish(
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
    answered = samples.answered()
    for spec in plan.providers:
        executed = [
            trial.key for trial in plan.trials if trial.provider == spec.id and trial.key in samples
        ]
        failed = [key for key in executed if key not in answered]
        named = any(reason.startswith(f"{spec.id}: ") for reason in stopped)
        if len(failed) > TOO_MANY_FAILURES * len(executed) and not named:
            failure = samples[failed[-1]].failure
            last = f"{failure.error_class}: {failure.message}" if failure else ""
            reasons.append(f"{spec.id}: {len(failed)} of {len(executed)} calls failed, last {last}")
    end = record.finished_at if keep_end and record.finished_at else _now()
    finished = replace(
        record, finished_at=end, incomplete="; ".join(reasons), interrupted=interrupted
    )
    store.write_record(finished)
    return finished


def record(store: RunStore, files: Mapping[str, Path]) -> None:
    """Writes the answers of a run as recordings, failures included.

    Args:
        store: the run directory.
        files: provider id to its new file; see `run.preflight.recording_files`.

    Raises:
        StoreError: a file cannot be written.
    """
    plan, samples = store.plan(), store.samples()
    for provider, path in files.items():
        with RecordingWriter(path, provenance(plan, provider, _now()[:10])) as writer:
            for trial in plan.trials:
                sample = samples.get(trial.key)
                if trial.provider != provider or sample is None:
                    continue
                if outcome := sample.completion or sample.failure:
                    writer.add(trial.request_hash, trial.ordinal, outcome, sample.started_at)


# --- score, compare ------------------------------------------------------------------------------


def score(store: RunStore) -> list[Score]:
    """Scores every sample of a run anew, and stores the scores."""
    scores = score_samples(store.plan(), store.samples())
    store.write_scores(scores)
    return scores


def compare(store: RunStore, *, as_of: date | None = None) -> RunReport:
    """Verdicts and report of a run whose samples are scored.

    Args:
        store: the run directory.
        as_of: the day on which retirements are judged; by default the day the run ended.
    """
    record, run_table = store.record(), table(store)
    day = as_of or _day(record)
    decided = verdicts(run_table, day)
    return RunReport(
        schema_version=SCHEMA_VERSION,
        run=run_info(run_table, record, day),
        exit_code=exit_code(decided, record),
        verdicts=decided,
        workload_about={w.id: w.about for w in run_table.plan.suite.workloads if w.about},
        flips=flips(run_table),
        findings=findings(run_table),
    )


def table(store: RunStore) -> Table:
    """A run, indexed for questions; answers that were never scored are scored for it."""
    plan, samples, scores = store.plan(), store.samples(), store.scores()
    scored = {score.trial for score in scores}
    if any(key not in scored and samples[key].completion for key in samples):
        scores = tuple(score_samples(plan, samples))
    return Table.of(plan, samples, scores)


def _day(record: RunRecord) -> date:
    try:
        return datetime.fromisoformat(record.finished_at or record.started_at).date()
    except (TypeError, ValueError) as exc:
        raise StoreError(f"run.json is damaged: {exc}") from exc


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def new_record(run_id: str) -> RunRecord:
    """The record of a run that starts now."""
    return RunRecord(id=run_id, portcheck_version=__version__, started_at=_now())


def adopt(store: RunStore, reused: Reused, earlier: RunStore) -> None:
    """Puts the answers of an earlier run into a new one, before anything is asked.

    Raises:
        StoreError: they cannot be written.
    """
    with store.appending() as log:
        for sample in reused.samples:
            log.append(sample)
    said = [item for item in earlier.record().providers if item.get("id") == reused.provider]
    store.write_record(replace(store.record(), providers=tuple(said)))


def call(
    request: Path,
    providers: Path,
    provider: str,
    *,
    stream: bool = False,
    base_url: str | None = None,
    adapt: bool = False,
    environ: Mapping[str, str],
) -> tuple[ExitCode, dict[str, Any]]:
    """One request to one provider: the exit code, and the completion or the error as JSON.

    Raises:
        ConfigError: a mistake in the request or the providers file.
        UsageError: no such provider, or its key may not be sent.
    """
    asked = config.read_request(request)
    typed = {provider: base_url} if base_url else {}
    specs = {spec.id: spec for spec in config.load_providers(providers, base_urls=typed)}
    named = specs[known(provider, specs, "provider")]
    spec = replace(named, stream=stream or named.stream)
    attempt = asyncio.run(_call(open_provider(spec, environ, adapt=adapt), asked))
    if isinstance(attempt.outcome, Failure):
        return ExitCode.INCOMPLETE, {"error": encode(attempt.outcome)}
    return ExitCode.OK, completion_to_json(attempt.outcome)


async def _call(provider: Provider, request: Request) -> Attempt:
    try:
        return await complete(provider, request)
    finally:
        await provider.aclose()


def render(report: RunReport, format_name: str) -> bytes:
    """The report in one format.

    Raises:
        UsageError: no format has that name.
    """
    found = REPORTS.get(format_name)
    return found.render(report)
