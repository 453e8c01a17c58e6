"""The plan of a run, its samples, and facts about it."""

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
    """Number among identical requests to this provider, 0-based, counted over the whole suite."""
    request_hash: str
    variant: str | UnsetType = UNSET
    """The prompt variant that it asks; not set: the plain prompt."""


class LateVariant(Value, kw_only=True):
    """A prompt variant that was first asked after answers to its cases could be read."""

    name: str
    asked_before: tuple[str, ...]
    """Ids of the cases whose answers could be read; the others are new to it."""


class Look(Value, kw_only=True):
    """A look at a claim: each run that judges the same cases is another chance to be wrong."""

    workload: str = ""
    candidate: str = ""
    number: Annotated[int, Meta(ge=1, lt=LARGEST)] = 1
    """1 is the first."""
    note: str = ""
    """A sentence about earlier looks that a reader of the verdict must know; "" if none is
    needed."""
    earlier_runs: tuple[str, ...] = ()
    """Ids of the runs of the earlier looks, the first one first."""
    new_cases: Whole = 0
    """Cases that no earlier look judged."""
    repeated: bool = False
    """No answer of the run is new: it repeats the look of an earlier run."""
    share: Annotated[float, Meta(ge=0.0, le=1.0)] = 1.0
    """Share of the look's error rate that is spent, 0..1: less than 1 if a run may stop early."""
    night: Annotated[int, Meta(ge=1, lt=LARGEST)] = 1
    """Number of the night within its epoch. Nights 1, 2, 4, 8, ... are looks, and nights with new
    cases."""
    stands: str = ""
    """If the run is not a look: id of the run of the last look, whose verdict still holds."""
    prompts: Annotated[int, Meta(ge=1, lt=LARGEST)] | UnsetType = UNSET
    """Number of prompts that share its alpha: the plain one, and every variant that was ever asked
    with these cases. Not set: only the plain one."""
    late: tuple[LateVariant, ...] | UnsetType = UNSET
    """Variants of this run that were written after answers could be read."""


class EarlyStop(Value, kw_only=True):
    """How far a workload came in a run that may stop early."""

    workload: str
    stage: Whole
    """The last stage that counts, 0-based; see `portcheck.run.early.stages`."""
    cases: Whole
    """Cases that count."""
    of: Whole
    """All cases of the workload."""
    saved_calls: Whole
    """Calls that were not made."""


class LabelLook(Value, kw_only=True):
    """A look in which labels of people decided a gate: more labels later are another look."""

    workload: str
    candidate: str
    gate: str
    groups: Whole
    """Groups of the random sample that were labelled then."""


class Support(Value, kw_only=True):
    """Whether a candidate accepts what a workload asks for, if that is known before any call."""

    workload: str
    candidate: str
    supported: bool
    reasons: tuple[str, ...]
    """What the candidate does not accept; if it accepts everything: what the workload needs."""


class Route(Value, kw_only=True):
    """The model behind an entry of the providers file, as far as it is known before a call."""

    provider: str
    vendor: str
    models: tuple[str, ...] = ()
    """Names under which the vendor serves it; for a recording, those in the recording."""
    entry: ExitRoute | UnsetType = UNSET
    """The entry in the providers file, for a provider that is not part of the run; not set by
    earlier versions."""
    price: Price | UnsetType | None = UNSET
    """The price of such a provider; `None` if it is not known."""


class Rubric(Value, kw_only=True):
    """The rubric of one check."""

    workload: str
    check: str
    """Id of the check."""
    sha256: str
    """SHA-256 of the rubric's text, in hexadecimal."""


class SelectionInfo(Value, kw_only=True):
    """The part of the suite that was judged."""

    workloads: tuple[str, ...] = ()
    """Workloads named on the command line; empty: all."""
    limit: int | None = None
    """The most cases of each workload; `None`: no limit."""
    left_out: int = 0
    """Cases of the suite that were not judged."""
    cases: tuple[str, ...] | UnsetType = UNSET
    """Ids and patterns of `--case`."""
    tags: tuple[str, ...] | UnsetType = UNSET
    """Tags of `--tag`."""
    failed_of: str | UnsetType = UNSET
    """The run whose failed cases these are."""
    answers_of: str | UnsetType = UNSET
    """The run whose answers are judged by a suite that was edited later."""
    changed: Mapping[str, tuple[str, ...]] | UnsetType = UNSET
    """Workload to its edited parts: `checks`, `groups`, `gates`, `confidence`, ..."""


class SuitePlace(Value, kw_only=True):
    """Where a workload is in a suite file."""

    file: str
    """Path relative to the folder in which the run was started, with slashes."""
    line: Whole = 1
    """1-based, like `column`."""
    column: Whole = 1


class Plan(Value, kw_only=True, dict=True, gc=True):
    """Everything that a run needs to know, decided before the first call."""

    suite: Suite
    providers: tuple[ProviderSpec, ...]
    """Providers of the run, the baseline first."""
    baseline: str
    candidates: tuple[str, ...]
    trials: tuple[Trial, ...]
    partial: bool = False
    """`--case` or `--limit` left out cases: no verdict of this run is `safe`."""
    adapt: Adapt | bool = "none"
    """Which settings to drop or replace if a provider does not accept them. Plans of earlier
    versions have true for `all` and false for `none`; see `adapts`."""
    support: tuple[Support, ...] = ()
    """Support that is known before any call; a candidate without an entry for a workload is asked.
    """
    lint: tuple[SuiteFinding, ...] = ()
    """Parts of requests that would not reach the providers as the suite has them."""
    selection: SelectionInfo | UnsetType = UNSET
    """The part of the suite that is run; not set: the whole suite."""
    routes: tuple[Route, ...] | UnsetType = UNSET
    """The routes of the baseline, and of other entries that workloads run on today."""
    shared_recordings: tuple[tuple[str, ...], ...] | UnsetType = UNSET
    """Groups of providers, by id, that replay the same answers; not set if there are none."""
    guardrails: Mapping[str, str] | UnsetType = UNSET
    """Provider to its guardrail in words, also for recordings; not set if none has one."""
    file_hosts: tuple[str, ...] | UnsetType = UNSET
    """Hosts from which vendors must fetch files of the cases, sorted; not set: none."""
    judges: tuple[ProviderSpec, ...] | UnsetType = UNSET
    """The judges of answers; none of them is a provider of the run."""
    rubrics: tuple[Rubric, ...] | UnsetType = UNSET
    """The rubrics of checks that ask judges, each once."""
    places: Mapping[str, SuitePlace] | UnsetType = UNSET
    """Workload to its place; without suites outside of the current folder. No verdict depends on
    it."""

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
        """The case as a trial asks it, in constant time.

        Raises:
            KeyError: the plan has no such workload, case or variant.
        """
        cases, places = self._cases[trial.workload]
        case = cases[places[trial.case]]
        return case.asked(trial.provider, trial.variant) if trial.variant else case

    def arms(self, workload: Workload) -> list[tuple[str, str]]:
        """(provider, variant) for each prompt of a workload that a provider is asked.

        The variant is "" for the plain prompt.
        """
        asked = [spec.id for spec in self.providers if self.asks(workload.id, spec.id)]
        return [
            (name, variant)
            for name in asked
            for variant in ("", *(one.name for one in workload.variants_of(name)))
        ]

    def lacks(self, workload: str, candidate: str) -> Support | None:
        """Why a workload is not asked of a candidate; `None` if it is."""
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
        """Whether a workload is asked of a provider; of the baseline, if of any candidate."""
        if provider == self.baseline:
            return any(self.lacks(workload, candidate) is None for candidate in self.candidates)
        return self.lacks(workload, provider) is None


class KeptOutcome(Value, kw_only=True):
    """The outcome of a check on an answer as it arrived, of which only a part is stored."""

    check: str
    made_by: str
    """Digest of the check, so that another check of the same name does not match."""
    outcome: Outcome


class Sample(Value, kw_only=True):
    """One executed call: exactly one of `completion` and `failure` is set."""

    trial: str
    """Key of the trial."""
    completion: Completion | None = None
    failure: Failure | None = None
    attempts: Whole = 1
    """Requests that were sent, retries included."""
    started_at: str = ""
    """UTC, ISO 8601; for a replayed answer: when it was recorded."""
    reused_from: str | None = None
    """Id of the earlier run that the answer comes from."""
    redacted: bool | UnsetType = UNSET
    """Set if the vendor sent a key back, in an answer or in an error; the key is hidden here."""
    kept: tuple[KeptOutcome, ...] | UnsetType = UNSET
    """For an answer in which a key is hidden: the outcomes of its checks before that."""


class SinceNight(Value, kw_only=True):
    """A verdict compared with an earlier night: the accepted one, else the night before."""

    workload: str
    candidate: str
    run: str
    """Id of the earlier run."""
    at: str
    """When it was accepted, or else began; UTC, ISO 8601."""
    accepted_by: str
    """"" if nobody accepted a night: the earlier run is then the night before."""
    digest: str
    """Digest of the accepted findings; "" if nothing was accepted."""
    then: VerdictName
    worse: tuple[str, ...]
    """What got worse, one clause each."""
    verdict_worse: bool
    """Whether the verdict is worse, or a hard gate passes no longer."""
    shown: bool
    """Whether a drop of the candidate's scores is shown, case by case."""
    rates: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Gate of scores to the candidate's mean score 0..1, then and now."""
    missing: Whole | UnsetType = UNSET
    """Answers that are missing, of either side, set if only they can have left the verdict open:
    the answers that came are not worse."""


class HistoryInfo(Value, kw_only=True):
    """The history in which looks are counted."""

    path: str
    """A file, or the URL of a database."""
    earlier_runs: int
    """Runs in it before this one; 0 if there was no history."""
    not_in_it: tuple[str, ...] | UnsetType = UNSET
    """Ids of runs in the same folder that were counted, but not in this history; not set: none."""


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
    """One gate over several runs, the newest last."""

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
    """ISO date on which time-dependent facts were judged."""
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
    """Why the run could not be finished; "" if it was."""
    interrupted: bool = False
    early: tuple[EarlyStop, ...] | UnsetType = UNSET
    """How far each workload came, if the run may stop early."""
    cost_usd: Mapping[str, float | None] = field(default_factory=dict)
    """US dollars for each provider's samples; `None` if a price or usage is unknown."""
    plugins: tuple[Plugin, ...] = ()
    """Plug-ins that the run used, sorted by kind and name."""
    code: tuple[SuiteCode, ...] = ()
    places: Mapping[str, SuitePlace] | UnsetType = UNSET
    """Workload to its place, if the suite is in the current folder or below it."""
    detectors: tuple[str, ...] = ()
    """Each detector that decided a score: its name and version, and its measured accuracy."""
    judges: tuple[JudgeInfo, ...] | UnsetType = UNSET
    """The judges of answers; not set if there were none."""
