"""What is planned and what was executed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType, field

from portcheck.error_classes import Failure
from portcheck.model.chat import Adapt
from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.completion import Completion
from portcheck.model.exit_plan import ExitRoute
from portcheck.model.facts import SuiteFinding
from portcheck.model.judgement import JudgeInfo
from portcheck.model.score import Outcome
from portcheck.model.suite import Case, Plugin, Price, ProviderSpec, Suite, SuiteCode, Workload
from portcheck.value import LARGEST, Number, Value, Whole


class Trial(Value, kw_only=True):
    """One planned call."""

    key: str
    """Identifies the trial within its run."""
    workload: str
    case: str
    provider: str
    repeat: Whole
    """0-based."""
    ordinal: Whole
    """Which of the identical requests to this provider, counted over the whole suite."""
    request_hash: str
    variant: str | UnsetType = UNSET
    """The variant of the prompt that it asks; not set: the prompt itself."""


class LateVariant(Value, kw_only=True):
    """A variant of a prompt that was first asked after answers to its cases could be read."""

    name: str
    asked_before: tuple[str, ...]
    """Ids of the cases whose answers could be read; the others are new to it."""


class Look(Value, kw_only=True):
    """Which look at a claim a run is: judging cases again is another chance to be wrong."""

    workload: str = ""
    candidate: str = ""
    number: Annotated[int, Meta(ge=1, lt=LARGEST)] = 1
    """1 is the first."""
    note: str = ""
    """What a reader of the verdict must know about the looks before it, a sentence or nothing."""
    earlier_runs: tuple[str, ...] = ()
    """Ids of the runs that were the looks before it, the first one first."""
    new_cases: Whole = 0
    """Cases that none of them judged."""
    repeated: bool = False
    """No answer of the run is new: it is the look of an earlier run, once more."""
    share: Number = 1.0
    """Of its error rate, what is spent: less than all where a run may stop early."""
    night: Whole = 1
    """Which night of its epoch it is; looks are at 1, 2, 4, 8, ... and where cases are added."""
    stands: str = ""
    """Where the run is not a look: id of the run that was the last one, whose verdict stands."""
    prompts: Annotated[int, Meta(ge=1, lt=LARGEST)] | UnsetType = UNSET
    """Among how many prompts its alpha is divided: the plain one, and every variant that was ever
    asked of these cases. Not set: the plain one alone."""
    late: tuple[LateVariant, ...] | UnsetType = UNSET
    """Variants of this run that were written after answers could be read."""


class EarlyStop(Value, kw_only=True):
    """How far a workload came in a run that may stop early."""

    workload: str
    stage: Whole
    """The last that counts, 0-based; see `portcheck.run.early.stages`."""
    cases: Whole
    """Those that count."""
    of: Whole
    """All cases of the workload."""
    saved_calls: Whole
    """Calls that were not made."""


class LabelLook(Value, kw_only=True):
    """Labels of people have decided a gate: once more labels decide it, that is another chance."""

    workload: str
    candidate: str
    gate: str
    groups: Whole
    """Groups of the random sample that were labelled then."""


class Support(Value, kw_only=True):
    """Whether a candidate takes what a workload asks for, where that is known before any call."""

    workload: str
    candidate: str
    supported: bool
    reasons: tuple[str, ...]
    """What it does not take; where all is supported: what the workload needs."""


class Route(Value, kw_only=True):
    """What answers behind an entry of the providers file, as far as known before a call."""

    provider: str
    vendor: str
    models: tuple[str, ...] = ()
    """Names under which the vendor serves it; of a recording those that it recorded."""
    entry: ExitRoute | UnsetType = UNSET
    """What the providers file says about one that takes no part; not set by earlier versions."""
    price: Price | UnsetType | None = UNSET
    """The same of its price."""


class Rubric(Value, kw_only=True):
    """By what judges judge."""

    workload: str
    check: str
    """Id of the check."""
    sha256: str
    """Of the rubric's text, in hexadecimal."""


class SelectionInfo(Value, kw_only=True):
    """Which part of the suite was judged."""

    workloads: tuple[str, ...] = ()
    """Those named on the command line; empty: all."""
    limit: int | None = None
    """The most cases of a workload, where a limit was set."""
    left_out: int = 0
    """Cases of the suite that were not judged."""
    cases: tuple[str, ...] | UnsetType = UNSET
    """Ids and patterns that `--case` named."""
    tags: tuple[str, ...] | UnsetType = UNSET
    """Tags that `--tag` named."""
    failed_of: str | UnsetType = UNSET
    """The run whose failed cases these are."""
    answers_of: str | UnsetType = UNSET
    """The run whose answers are judged by a suite that was edited after they came."""
    changed: Mapping[str, tuple[str, ...]] | UnsetType = UNSET
    """Workload to what of it was edited: `checks`, `groups`, `gates`, `confidence`, ..."""


class SuitePlace(Value, kw_only=True):
    """Where a workload is in a suite file."""

    file: str
    """Path below the folder in which the run was started, with slashes."""
    line: Whole = 1
    """1-based, as `column`."""
    column: Whole = 1


class Plan(Value, kw_only=True, dict=True, gc=True):
    """Everything that a run needs to know, decided before the first call."""

    suite: Suite
    providers: tuple[ProviderSpec, ...]
    """Those that take part, the baseline first."""
    baseline: str
    candidates: tuple[str, ...]
    trials: tuple[Trial, ...]
    partial: bool = False
    """Cases were left out by `--case` or `--limit`: no verdict of this run is `safe`."""
    adapt: Adapt | bool = "none"
    """Which settings are dropped or substituted where a provider does not take them. Plans of
    earlier versions write true for `all` and false for `none`, and read as those."""
    support: tuple[Support, ...] = ()
    """What is known; a candidate that is not listed for a workload is called for it."""
    lint: tuple[SuiteFinding, ...] = ()
    """What would not reach the providers as the suite says it."""
    selection: SelectionInfo | UnsetType = UNSET
    """Which part of the suite it is; not set: all of it."""
    routes: tuple[Route, ...] | UnsetType = UNSET
    """Of the baseline and of what workloads run on today, where that is another entry."""
    shared_recordings: tuple[tuple[str, ...], ...] | UnsetType = UNSET
    """Ids of providers that replay the same answers, where some do."""
    guardrails: Mapping[str, str] | UnsetType = UNSET
    """Provider to its guardrail in words, recorded ones too; not set if none has one."""
    file_hosts: tuple[str, ...] | UnsetType = UNSET
    """Hosts from which vendors are asked to fetch files of the cases, where they are; sorted."""
    judges: tuple[ProviderSpec, ...] | UnsetType = UNSET
    """Who judges answers; none of them takes part otherwise."""
    rubrics: tuple[Rubric, ...] | UnsetType = UNSET
    """Of the checks that ask them, each once."""
    places: Mapping[str, SuitePlace] | UnsetType = UNSET
    """By workload; of suites elsewhere not known. No verdict depends on them."""

    @property
    def adapts(self) -> Adapt:
        """`adapt`, in the words of this version."""
        if isinstance(self.adapt, bool):
            return "all" if self.adapt else "none"
        return self.adapt

    @cached_property
    def _cases(self) -> Mapping[str, tuple[Sequence[Case], Mapping[str, int]]]:
        """Workload to its cases, and to the place of each by its id."""
        return {
            workload.id: (
                workload.cases,
                {outline.id: place for place, outline in enumerate(workload.outlines)},
            )
            for workload in self.suite.workloads
        }

    def case(self, trial: Trial) -> Case:
        """The case as a trial asks it; as fast in a plan of any size."""
        cases, places = self._cases[trial.workload]
        case = cases[places[trial.case]]
        return case.asked(trial.provider, trial.variant) if trial.variant else case

    def arms(self, workload: Workload) -> list[tuple[str, str]]:
        """Who is asked a workload in which variant of its prompt, "" for the prompt itself."""
        asked = [spec.id for spec in self.providers if self.asks(workload.id, spec.id)]
        return [
            (name, variant)
            for name in asked
            for variant in ("", *(one.name for one in workload.variants_of(name)))
        ]

    def lacks(self, workload: str, candidate: str) -> Support | None:
        """Why a candidate is not asked for a workload; `None` if it is."""
        return next(
            (
                found
                for found in self.support
                if (found.workload, found.candidate) == (workload, candidate)
                and not found.supported
            ),
            None,
        )

    def asks(self, workload: str, provider: str) -> bool:
        """Whether a provider is asked for a workload: the baseline, if any candidate is."""
        if provider == self.baseline:
            return any(self.lacks(workload, candidate) is None for candidate in self.candidates)
        return self.lacks(workload, provider) is None


class KeptOutcome(Value, kw_only=True):
    """What a check said about an answer as it came, of which only a part is stored."""

    check: str
    made_by: str
    """Digest of the check, so another one of its name is not taken for it."""
    outcome: Outcome


class Sample(Value, kw_only=True):
    """One executed call: exactly one of `completion` and `failure` is set."""

    trial: str
    """Key of the trial."""
    completion: Completion | None = None
    failure: Failure | None = None
    attempts: Whole = 1
    """Requests that were sent for it, retries included."""
    started_at: str = ""
    """UTC, ISO 8601; of a replayed answer: when it was recorded."""
    reused_from: str | None = None
    """Id of the earlier run that the answer was taken from."""
    redacted: bool | UnsetType = UNSET
    """Set where the vendor sent a key back, in an answer or in an error: it is hidden here."""
    kept: tuple[KeptOutcome, ...] | UnsetType = UNSET
    """Of an answer in which a key is hidden: what its checks said about it before."""


class SinceNight(Value, kw_only=True):
    """One verdict against an earlier night: the accepted one, or else the night before."""

    workload: str
    candidate: str
    run: str
    """Id of the earlier run."""
    at: str
    """When it was accepted, or began; UTC, ISO 8601."""
    accepted_by: str
    """"" if nobody accepted a night, and it is the one before."""
    digest: str
    """Of what was accepted; "" if nothing was."""
    then: VerdictName
    worse: tuple[str, ...]
    """What got worse, a clause each."""
    verdict_worse: bool
    """Whether the verdict did, or a hard gate that held holds no more."""
    shown: bool
    """Whether a drop of the candidate's scores is shown, case by case."""
    rates: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Gate of scores to the candidate's mean score 0..1, then and now."""


class HistoryInfo(Value, kw_only=True):
    """The history in which looks are counted."""

    path: str
    """A file, or the URL of a database."""
    earlier_runs: int
    """Runs in it before this one; 0 if there was no history."""
    not_in_it: tuple[str, ...] | UnsetType = UNSET
    """Ids of runs beside this one that were counted, but not in this history; not set: none."""


class TrendPoint(Value, kw_only=True):
    """One run, one workload, one candidate, as a point of a line."""

    run: str
    at: str
    """When it began; UTC, ISO 8601."""
    verdict: VerdictName
    difference: Number | None = None
    ci_low: Number | None = None
    ci_high: Number | None = None


class Trend(Value, kw_only=True):
    """How one gate went over runs, the newest last."""

    workload: str
    candidate: str
    gate: str
    """The first hard gate with a difference."""
    margin: Number | None
    points: tuple[TrendPoint, ...]


class RunInfo(Value, kw_only=True):
    """Facts about a run."""

    id: str
    suite: str
    suite_digest: str
    portcheck_version: str
    started_at: str
    """UTC, ISO 8601."""
    finished_at: str
    as_of: str
    """Date on which time-dependent facts were judged, ISO 8601."""
    baseline: str
    candidates: tuple[str, ...]
    providers: tuple[Mapping[str, Any], ...]
    """Identity of each: id, vendor, dialect, model, host, served models, provenance."""
    workloads: int
    cases: int
    trials: int
    """Planned calls."""
    samples: int
    """Executed calls."""
    failures: Mapping[str, int] = field(default_factory=dict)
    """Failed samples by error class."""
    partial: bool = False
    selection: SelectionInfo = SelectionInfo()
    history: HistoryInfo | None = None
    """`None`: a run of an earlier version, or one that was never counted."""
    incomplete: str = ""
    """Why the run could not be finished; "" when it was."""
    interrupted: bool = False
    early: tuple[EarlyStop, ...] | UnsetType = UNSET
    """How far each workload came, where the run may stop early."""
    cost_usd: Mapping[str, float | None] = field(default_factory=dict)
    """What each provider's samples cost; `None` if a price or usage is unknown."""
    plugins: tuple[Plugin, ...] = ()
    """What other distributions had a part in it, by kind and name."""
    code: tuple[SuiteCode, ...] = ()
    places: Mapping[str, SuitePlace] | UnsetType = UNSET
    """Where each workload stands, where the suite is in the folder of the run or below it."""
    detectors: tuple[str, ...] = ()
    """Each detector that decided a score: its name and version, and its measured accuracy."""
    judges: tuple[JudgeInfo, ...] | UnsetType = UNSET
    """Who judged answers; not set if nobody did."""
