"""The five steps from files to verdicts, each one function: load, plan, run, score, compare.

The results are files in the run directory, so `score` and `compare` also work later, offline.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType

from msgspec import UNSET
from msgspec.structs import replace

from portcheck import __version__
from portcheck.config import load as config
from portcheck.config.load import Loaded
from portcheck.errors import Problem, StoreError, UsageError
from portcheck.exitplan.scenario import FleetEntry
from portcheck.model.chat import Adapt
from portcheck.model.comparison.content import DEFAULT_CONTENT, Content
from portcheck.model.parity import RunReport
from portcheck.model.run import Plan
from portcheck.model.score import Score
from portcheck.plugins import REPORTS
from portcheck.providers.lint.observed import Observed
from portcheck.run.acceptance.digest import findings_digest
from portcheck.run.bundle.judged_from import RunEvidence, evidence_of
from portcheck.run.early.asking import with_shares
from portcheck.run.events import Event
from portcheck.run.execute.into_run_folder import execute, utc_now
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.shutdown import Control
from portcheck.run.exit_plan.adjusted import with_adjusted
from portcheck.run.exit_plan.plan import exit_plan
from portcheck.run.exit_plan.stored import oldest_first, stored_exit_plan
from portcheck.run.judge.exit_code import exit_code
from portcheck.run.judge.failures.flips import flips
from portcheck.run.judge.failures.groups import failure_groups
from portcheck.run.judge.migration_notes import migration_notes
from portcheck.run.judge.report.content import with_content
from portcheck.run.judge.report.guardrails import guardrail_notes, guardrail_reports
from portcheck.run.judge.report.latencies import latencies
from portcheck.run.judge.run_info import run_info
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.labels.label_report import people_info
from portcheck.run.labels.labelled_samples import LabelledSamples
from portcheck.run.loop.baseline_history import history_notes
from portcheck.run.loop.paths import path_notes
from portcheck.run.nights.trends import trends
from portcheck.run.panel.judgements import read_judgements
from portcheck.run.panel.report import judge_infos, panel_reports
from portcheck.run.panel.voters import with_judges
from portcheck.run.plan.build import Selection, build_plan
from portcheck.run.plan.capability import with_support
from portcheck.run.plan.missing_answers import require_recordings
from portcheck.run.plan.reuse import Earlier, Reused, require_complete, reusable
from portcheck.run.plan.routes import with_routes
from portcheck.run.plan.suite_warnings import suite_warnings
from portcheck.run.policies.report import policy_reports
from portcheck.run.power.curves import power_curves
from portcheck.run.prompts.choose import chosen_prompts
from portcheck.run.store.folder import RunRecord, RunStore
from portcheck.run.store.plan_file.plan_text import sealed_plan
from portcheck.run.store.scores import Scores
from portcheck.run.suite_places import suite_places
from portcheck.run.two_runs.run_results import results_of
from portcheck.run.waivers.applied import waiver_uses

StrPath = str | os.PathLike[str]

SCHEMA_VERSION = 1
"""Version of report.json; within it fields are only added."""


# --- load ----------------------------------------------------------------------------------------


def load(
    suites: StrPath | Sequence[StrPath],
    providers: StrPath | None = None,
    *,
    base_urls: Mapping[str, str] | None = None,
) -> Loaded:
    """Read and check all files.

    Args:
        suites: one suite file, or several that become one suite.
        providers: the providers file; without it a suite can be checked, but not run.
        base_urls: provider id to an address to call instead of the one in the file.

    Raises:
        ConfigError: there are mistakes in the files; it has all of them.
    """
    paths = [suites] if isinstance(suites, (str, os.PathLike)) else suites
    found = config.load(
        [Path(path) for path in paths],
        None if providers is None else Path(providers),
        base_urls=base_urls or {},
    )
    return _with_warnings(found)


def _with_warnings(found: Loaded) -> Loaded:
    return replace(found, warnings=(*found.warnings, *suite_warnings(found)))


def validate(file: Path, providers: Path | None) -> tuple[tuple[Problem, ...], Loaded | None]:
    """Every mistake and warning of a suite or providers file, and the suite if it is valid.

    Without `providers`, rules that need that file are not checked.
    """
    problems, suite = config.check(file, providers)
    warned = None if suite is None else _with_warnings(suite)
    return (problems if warned is None else warned.warnings), warned


# --- plan ----------------------------------------------------------------------------------------


def plan(
    loaded: Loaded,
    *,
    baseline: str | None = None,
    candidates: str | Sequence[str] = (),
    selection: Selection = Selection(),
    reuse: RunStore | Earlier | None = None,
    fresh: Sequence[str] = (),
    adapt: Adapt = "preferences",
    observed: Mapping[str, Observed] = MappingProxyType({}),
) -> Plan:
    """The plan of a run.

    A workload has no calls for a candidate that is known not to support it.

    Args:
        loaded: suite and providers.
        baseline: id of the provider to compare with; by default the one that all workloads run on.
        candidates: id or ids of the providers to compare; by default all others.
        selection: the workloads and cases to run; if cases are left out, the run is partial.
        reuse: an earlier run, whose answers are used again where they fit.
        fresh: ids of providers whose answers are not reused.
        adapt: which settings to drop or replace if a provider does not accept them.
        observed: provider id to what its endpoint did in earlier runs; see
            `run.history.observations`.

    Raises:
        UsageError: an unknown id, no baseline or candidate, or nothing to reuse.
        PlanError: a recording lacks answers.
    """
    earlier = None if reuse is None else _earlier(reuse)
    made = build_plan(
        loaded.suite,
        loaded.providers,
        baseline=baseline,
        candidates=(candidates,) if isinstance(candidates, str) else candidates,
        selection=selection,
        gone=earlier.plan.providers if earlier else (),
    )
    made = with_support(replace(made, adapt=adapt), observed)
    made = with_judges(with_routes(made, loaded.providers), loaded.providers)
    reused = reusable(made, earlier, fresh) if earlier else None
    if reused and made.baseline not in {spec.id for spec in loaded.providers}:
        require_complete(reused, made.baseline)
    require_recordings(made, reused.trials if reused else frozenset(), loaded)
    return replace(made, places=suite_places(loaded, made.suite) or UNSET)


def reused(plan: Plan, store: RunStore | Earlier, fresh: Sequence[str] = ()) -> Reused:
    """The answers of an earlier run that a plan can use; `fresh` as in `plan`.

    Raises:
        UsageError: there are none.
    """
    return reusable(plan, _earlier(store), fresh)


def _earlier(reuse: RunStore | Earlier) -> Earlier:
    return reuse if isinstance(reuse, Earlier) else Earlier.of(reuse)


# --- run -----------------------------------------------------------------------------------------


def run(
    plan: Plan,
    folder: RunStore | StrPath,
    *,
    environ: Mapping[str, str] | None = None,
    tell: Callable[[Event], None] = lambda _event: None,
    policy: RunPolicy | None = None,
    control: Control | None = None,
) -> RunRecord:
    """Make the calls of a plan and write the answers to its run folder.

    This also works in a notebook, where an event loop is already running.

    Args:
        plan: the calls to make.
        folder: a new run folder, or one with the same plan; portcheck then makes only the calls
            that have no answer yet.
        environ: the variables with keys; by default `os.environ`.
        tell: receives every event after it is written to the folder.
        policy: retries, limits, clocks.
        control: lets other code end the run; the record then says `interrupted`.

    Raises:
        UsageError: the folder holds another plan, or another process writes it.
        StoreError: a sample could not be written; those before it are safe.
        KeyboardInterrupt: the run was stopped; all finished samples are in the folder.
    """
    store = folder if isinstance(folder, RunStore) else _run_folder(plan, Path(folder))
    with store.locked():
        return execute(
            plan,
            store,
            environ=os.environ if environ is None else environ,
            tell=tell,
            policy=policy or RunPolicy(),
            control=control or Control(),
        )


def _run_folder(plan: Plan, path: Path) -> RunStore:
    if not (path / "plan.json").exists():
        return RunStore.create(path, plan, new_record(path.resolve().name))
    store = RunStore.open(path)
    if sealed_plan(store.plan()) != sealed_plan(plan):
        raise UsageError(f"{path} holds a run of another plan", hint="name another folder")
    return store


# --- score, compare ------------------------------------------------------------------------------


def score(folder: RunStore | StrPath, *, allow_code: bool = False) -> list[Score]:
    """Score every answer of a run and write the scores to its folder.

    The scores are the checks' own; `compare` applies the labels of the run to them.

    Raises:
        UsageError: it is not a run folder, another process writes it, or code may not be run.
        StoreError: the folder cannot be read or written.
    """
    found = score_run(_store(folder), allow_code=allow_code).values()
    return [score for scores in found for score in scores]


def score_run(store: RunStore, *, allow_code: bool = False) -> Scores:
    """Like `score`, but the scores are by trial, in less memory for large runs."""
    with store.locked():
        judged = read_judgements(store.path)
        scores = score_samples(store.plan(), store.samples(), judged, allow_code=allow_code)
        store.write_scores(scores)
    return scores


def compare(
    folder: RunEvidence | RunStore | StrPath,
    *,
    as_of: date | None = None,
    formats: Sequence[str] = (),
    allow_waivers: Set[str] = frozenset(),
    as_last_judged: bool = False,
    found: Results | None = None,
    content: Content = DEFAULT_CONTENT,
) -> RunReport:
    """The verdicts and the report of a run.

    Args:
        folder: the run folder, or its evidence; answers without a score are scored for the report.
        as_of: the day on which facts such as retirement dates are judged; by default the day on
            which the run ended.
        formats: names of the formats in which the report will be written; the report lists those
            of plug-ins.
        allow_waivers: gates whose confirmed breach or violated requirement a waiver may cover.
        as_last_judged: ignore labels that came after the last look at labels.
        found: the results of the run, if the caller already has them.
        content: which texts of prompts and answers the report contains.

    Raises:
        UsageError: it is not a run folder.
        StoreError: the folder cannot be read.
    """
    if not isinstance(folder, RunEvidence):
        folder = evidence_of(_store(folder), found)
    record, found, labels, nights, known, sources = folder
    day = as_of or _day(record)
    looks = {(look.workload, look.candidate): look for look in with_shares(record)}
    people = partial(
        LabelledSamples, labels=labels, looks=record.label_looks, as_last_judged=as_last_judged
    )
    found, decided = chosen_prompts(found, day, looks, people, allow_waivers, nights)
    decided = with_adjusted(found, decided, day, looks, nights, people(found))
    run = run_info(found, record, day, formats)
    blocks = guardrail_reports(found)
    policies = policy_reports(found, day, looks)
    report = RunReport(
        schema_version=SCHEMA_VERSION,
        run=replace(run, judges=judge_infos(found.plan, known) or UNSET),
        exit_code=exit_code(decided, record),
        verdicts=decided,
        workload_about={w.id: w.about for w in found.plan.suite.workloads if w.about},
        flips=flips(found),
        failures=failure_groups(found) or UNSET,
        findings=(
            *migration_notes(found),
            *history_notes(found.plan, found.samples),
            *path_notes(found.plan, found.samples),
            *guardrail_notes(blocks),
        ),
        guardrails=blocks or UNSET,
        policies=policies or UNSET,
        exit_plan=exit_plan(found, decided, (record.id, _day(record)), day, sources),
        people=people_info(found, labels),
        trends=trends(nights, decided, record.id, record.started_at) or UNSET,
        latencies=latencies(found),
        panels=panel_reports(found.plan, found.samples, known) or UNSET,
        power=power_curves(found, decided) if "html" in formats else UNSET,
        waivers=waiver_uses(found.plan.suite, decided, day, allow_waivers) or UNSET,
    )
    return with_content(replace(report, digest=findings_digest(report)), content, found)


def placed_workloads(stores: Sequence[RunStore]) -> tuple[FleetEntry, ...]:
    """The newest evidence of these runs on every workload and candidate.

    Raises:
        StoreError: a folder cannot be read.
    """
    from portcheck.run.exit_plan.fleet import newest_evidence  # noqa: PLC0415  # no run needs it

    ordered = oldest_first(stores)
    plans = [
        stored_exit_plan(store) or compare(store, as_last_judged=True).exit_plan
        for store in ordered
    ]
    return newest_evidence([plan for plan in plans if plan is not None])


def _end_time(record: RunRecord) -> str:
    return record.finished_at or record.started_at


def _store(folder: RunStore | StrPath) -> RunStore:
    return folder if isinstance(folder, RunStore) else RunStore.open(Path(folder))


def results(store: RunStore) -> Results:
    """The results of a run with its labels; answers without a score are scored for it."""
    return results_of(store)


def is_scored(store: RunStore) -> bool:
    """Whether this version of portcheck made the run, and every answer in it has scores."""
    if store.record().portcheck_version != __version__:
        return False
    try:
        return store.scores().cover(store.samples())
    except StoreError:  # damaged scores are computed again
        return False


def _day(record: RunRecord) -> date:
    return datetime.fromisoformat(_end_time(record)).date()


def new_record(run_id: str) -> RunRecord:
    """The record of a run that starts now; until the run ends, it counts as interrupted."""
    return RunRecord(
        id=run_id,
        interrupted=True,
        portcheck_version=__version__,
        started_at=utc_now(),
        key=secrets.token_hex(8),
    )


def render(report: RunReport, format_name: str) -> bytes:
    """The report in one format.

    Raises:
        UsageError: no format has that name.
    """
    found = REPORTS.get(format_name)
    return found.render(report)
