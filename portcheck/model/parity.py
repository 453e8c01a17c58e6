"""The values of both sides, their comparison, verdicts and the report of a run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Generic, Literal, TypeGuard, TypeVar

from msgspec import UNSET, UnsetType, field

from portcheck.model.comparison.content import Content
from portcheck.model.comparison.failure_group import FailureGroup
from portcheck.model.comparison.guardrail_report import GuardrailReport
from portcheck.model.comparison.latency import LatencyDistribution
from portcheck.model.comparison.policy_report import PolicyReport
from portcheck.model.comparison.power import PowerCurve
from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.exit_plan import Change, ExitPlan
from portcheck.model.judgement import PanelReport, PeopleInfo
from portcheck.model.run import RunInfo, SinceNight, Trend
from portcheck.model.score import CardUsed, CaseView
from portcheck.model.suite import Waiver
from portcheck.value import Value

GateOutcome = Literal[
    "noninferior", "inferior", "inconclusive", "breached", "ok", "exceeded", "unknown"
]
Scale = Literal["difference", "ratio", "rate", "fact"]
HelpsMore = Literal["cases", "repeats", "neither"]
"""What decides an open gate with the fewest calls; `neither`: more is not expected to help."""
Breach = Literal["held", "confirmed", "unconfirmed"]
"""For one answer under zero tolerance: no flag, a confirmed flag, or a flag that nobody has
confirmed. An answer that a check could not score is `unconfirmed` too."""
SpeaksOf = Literal["content", "form", "conduct"]
"""Evidence that the answer is right, has the right shape, or that the model behaves well."""
UNSCORED = math.nan
"""The value of an answer that a check could not score. Like a missing answer, it counts as the
worst one wherever `safe` is decided."""


def is_score(value: float | None) -> TypeGuard[float]:
    """Whether the value is a score: neither missing nor `UNSCORED`."""
    return value is not None and not math.isnan(value)


T_co = TypeVar("T_co", covariant=True)


class CasePair(Value, Generic[T_co], kw_only=True):
    """The values of one case, one for each repeat; the two sides may have different numbers.

    A value is a score 0..1 or `UNSCORED`, a number of seconds or US dollars, or a `Breach`; `None`:
    the call failed, or the value is not known.
    """

    case: str
    group: str
    """Cases that share it count once; usually the case's own id."""
    baseline: tuple[T_co | None, ...]
    candidate: tuple[T_co | None, ...]


class Comparison(Value, kw_only=True):
    """A paired comparison of scores in 0..1; differences are candidate minus baseline.

    Missing answers never make a candidate look safer: they count 0 for the candidate and 1 for the
    baseline in `baseline`, `candidate`, `difference` and `ci_low`, which decide `noninferior`.
    `ci_high`, which decides `inferior`, and the `complete_*` fields use only the complete pairs.
    """

    outcome: Literal["noninferior", "inferior", "inconclusive"]
    cases: int
    """All cases (or repeats) that were compared."""
    clusters: int
    """Units of sampling: the n of the interval."""
    pairs: int
    """Cases (or repeats) with a scored answer on both sides."""
    missing: int
    """Repeats without an answer on at least one side."""
    missing_baseline: int
    missing_candidate: int
    unscored: int
    """Answers, of either side, that a check could not score."""
    baseline: float | None
    """Mean score 0..1, clusters counted equally; `None` without data, like the next four."""
    candidate: float | None
    difference: float | None
    ci_low: float | None
    """One-sided lower limit at `confidence`."""
    ci_high: float | None
    """One-sided upper limit at `confidence`."""
    complete_difference: float | None
    complete_ci_low: float | None
    complete_ci_high: float | None
    margin: float
    confidence: float
    """One-sided; `ci_low..ci_high` covers 1 - 2 (1 - confidence)."""
    p_inferior: float | None
    """p-value of "the candidate is not worse by more than the margin", on complete pairs."""
    method: str
    scale: Literal["difference"] = "difference"


class GateResult(Value, kw_only=True):
    """One gate of one verdict. The fields up to `more_cases` are those of report.json."""

    gate: str
    hard: bool
    outcome: GateOutcome
    scale: Scale
    cases: int = 0
    clusters: int = 0
    pairs: int = 0
    missing: int = 0
    """Repeats without an answer on at least one side."""
    baseline: float | None = None
    candidate: float | None = None
    difference: float | None = None
    """For scale `ratio`: candidate / baseline."""
    ci_low: float | None = None
    ci_high: float | None = None
    margin: float | None = None
    """For scales `ratio` and `rate`: the limit."""
    floor: float | None = None
    confidence: float | None = None
    """One-sided confidence of each limit that decided: 1 minus the error rate that this look
    spends, without the part that the detector's J takes of it."""
    method: str | None = None
    measure: Literal["95th percentile"] | UnsetType = UNSET
    """What `baseline` and `candidate` measure; not set: what the gate always measures."""
    detector: str | None = None
    more_cases: int | None = None
    """Further groups with which the next look decides in 80 % of runs, if there is no real
    difference. `None`: none are needed, or more are not expected to help."""
    more_alone: int | None = None
    """New groups that decide in 80 % of runs when they are judged alone, as a new claim; `None`:
    not known, or not expected to decide."""
    helps_more: HelpsMore | UnsetType = UNSET
    """For an open score gate: what would decide it; not set for others."""
    more_repeats: int | UnsetType = UNSET
    """The factor by which to multiply the repeats of these cases instead; not set if no number of
    repeats is enough."""
    missing_baseline: int = 0
    missing_candidate: int = 0
    unscored: int = 0
    """Answers that a check could not score; they count like missing ones."""
    complete_difference: float | None = None
    complete_ci_low: float | None = None
    complete_ci_high: float | None = None
    floor_low: float | None = None
    """One-sided lower limit of the candidate's rate."""
    floor_met: bool | None = None
    p_inferior: float | None = None
    p_holm: float | None = None
    """`p_inferior` after Holm's correction over the hard score gates of this verdict."""
    baseline_weak: bool = False
    """The baseline itself does not clear the floor: a warning, not a bar."""
    detail: str = ""
    """One sentence for people, without a trailing full stop."""
    unconfirmed: bool = False
    """Zero-tolerance gates: there is a flag that nobody has confirmed."""
    too_many_missing: bool = False
    """More cases lack an answer than the workload allows, so nothing is decided."""
    corrected_difference: float | None = None
    """`difference`, corrected for the detector's mistakes (Rogan and Gladen 1978)."""
    detector_j: float | None = None
    """The detector's measured sensitivity + specificity - 1; `None` if no detector scored."""
    detector_j_low: float | None = None
    """Its one-sided lower limit."""
    detector_margin: float | None = None
    """The margin that the raw difference must clear: `detector_j_low` times the margin."""
    detector_note: str = ""
    """What is assumed about the detector without a test, one clause; "" if nothing is."""
    detector_weak: str = ""
    """Why a `noninferior` is only a condition: the detector is measured too little; "" if not."""
    detector_card: CardUsed | UnsetType = UNSET
    """The card that states how often the detector or panel is wrong; not set if neither scored, or
    nobody has measured it."""
    labels: int = 0
    """Groups of the random sample that people have labelled on both sides."""
    labels_decided: bool = False
    """`outcome`, `difference`, the interval and the floor come from the labels, combined with the
    judge's or detector's scores; `baseline` and `candidate` are rates of those scores."""
    labels_needed: int | None = None
    """Labelled groups in all that decide in 80 % of runs, if there is no real difference. `None`:
    no more are needed, or all groups of the run are not expected to be enough."""
    label_look: int | None = None
    """The number of the labels' look at the claim, if they decided."""
    judged_difference: float | None = None
    """If labels decided: the difference in all groups by the judge or detector alone."""
    language_note: str = ""
    """How many answers are in a language in which nobody measured the detector; "" if few."""
    language_decides: bool = False
    """These answers keep the gate open, because the suite itself states the check."""
    judge_note: str | UnsetType = UNSET
    """Which of its judges come from a compared vendor, and what to do about it."""
    too_few_clean: str = ""
    """What the clean cases of a zero-tolerance gate prove; "" if that is within its limit."""
    limit_stated: bool = False
    """The suite states that limit."""

    @property
    def effect_limits(self) -> tuple[float | None, ...]:
        """What `difference` and its interval are compared with, on their own scale."""
        if self.scale != "difference":
            return (self.margin,)
        return tuple(
            None if margin is None else -margin for margin in (self.margin, self.detector_margin)
        )

    @property
    def rate_limits(self) -> tuple[float | None, ...]:
        """What the rates of the two sides are compared with."""
        return (self.margin,) if self.scale == "rate" else (self.floor,)


class CheckEvidence(Value, kw_only=True):
    """The checks of one kind that feed a gate, and on how many cases."""

    gate: str
    check: str
    """Registered name."""
    speaks_of: SpeaksOf
    cases: int
    suffices: bool = True
    """It is enough evidence for `safe`: checks of form and a stated `refusal: none` are not."""


class PromptVerdict(Value, kw_only=True):
    """The verdict on one workload and one candidate with one prompt."""

    variant: str | None
    """Name of the variant; `None`: the plain prompt."""
    verdict: VerdictName
    rule: str
    reasons: tuple[str, ...]
    gates: tuple[GateResult, ...]
    asked_before: int = 0
    """Cases that do not count: their answers could be read before the variant was written."""


class Verdict(Value, kw_only=True):
    """The verdict on one workload and one candidate."""

    workload: str
    candidate: str
    baseline: str
    verdict: VerdictName
    rule: str
    """The named rule that decided; a closed list, `portcheck.parity.rule_order.RULES`."""
    reasons: tuple[str, ...]
    conditions: tuple[str, ...]
    gates: tuple[GateResult, ...]
    warnings: tuple[str, ...] = ()
    rule_meaning: str = ""
    """The meaning of that rule, one sentence without a full stop."""
    more_cases: int | None = None
    """The largest `more_cases` of the gates that still need some."""
    look: int = 1
    """Number of the look at this claim, 1-based."""
    alpha: float = 0.05
    """One-sided error rate that this look spends."""
    earlier_runs: tuple[str, ...] = ()
    """Ids of the runs of the earlier looks, the first one first."""
    look_meaning: str = ""
    """The number of the look and the error rate it spends, in sentences."""
    night: int = 1
    """Number of the night within its epoch; evidence is the mean of each case over these nights."""
    stands_from: str | UnsetType = UNSET
    """If this run is not a look: id of the run whose verdict still holds."""
    drift: bool | UnsetType = UNSET
    """The run shows drift against the earlier nights, and begins an epoch."""
    changes: tuple[Change, ...] = ()
    """Changes that the cutover needs: settings that the candidate got other than the workload's."""
    evidence: tuple[CheckEvidence, ...] = ()
    """The suite's own checks, gate by gate; automatic ones are no evidence."""
    excused: VerdictName | UnsetType = UNSET
    """The verdict if all gates under a waiver passed and everything else stayed: it decides the
    exit code of a command. Not set if no waiver applies."""
    adjusted: VerdictName | UnsetType = UNSET
    """The verdict at the error rate divided by the number of candidates, for a choice among them;
    not set with one candidate, or in workloads without a safe one."""
    prompts: int | UnsetType = UNSET
    """If there are prompt variants: the number of prompts that share `alpha`, which are the plain
    one and every variant that was ever asked with these cases."""
    variant: str | UnsetType | None = UNSET
    """The variant whose answers decided; `None`: the plain prompt. Not set without variants."""
    variants: tuple[PromptVerdict, ...] | UnsetType = UNSET
    """The verdict on each prompt of this run, the plain one first."""

    @property
    def counted(self) -> VerdictName:
        """The verdict that decides the exit code of a command: with waivers, if any apply."""
        return self.verdict if isinstance(self.excused, UnsetType) else self.excused


class Flip(Value, kw_only=True):
    """A case on which the two providers differ, with both answers (first differing repeat)."""

    workload: str
    candidate: str
    case: str
    gate: str
    direction: Literal["loss", "gain"]
    """`loss`: the candidate scores below the baseline."""
    baseline_value: float
    candidate_value: float
    question: str
    """The answered turn, with a count of the turns before it."""
    baseline_answer: str
    candidate_answer: str
    reason: str = ""
    """Why the lower score was given."""
    form: str | UnsetType = UNSET
    """`FailureGroup.reason` of the group to which it belongs; not set by earlier versions."""


class WaiverUse(Value, kw_only=True):
    """A waiver of the suite, and its effect in this run."""

    waiver: Waiver
    state: Literal["applies", "waives_nothing", "not_allowed", "lapsed", "not_judged"]
    """`not_allowed`: a confirmed breach or a violated requirement, which only the command line can
    allow; `not_judged`: its workload or candidate is not in this run."""
    outcome: GateOutcome | None
    """Outcome of its gate; `None`: the gate is missing."""
    days_left: int
    """Days from the run's `as_of` until it lapses; 0 or less: it has lapsed."""
    still_fails: tuple[str, ...] = ()
    """Other gates of the same verdict that keep it from `safe`."""


class RunReport(Value, kw_only=True):
    """The only input of a report format, which computes nothing itself."""

    schema_version: int
    run: RunInfo
    exit_code: int
    verdicts: tuple[Verdict, ...]
    workload_about: Mapping[str, str] = field(default_factory=dict)
    flips: tuple[Flip, ...] = ()
    failures: tuple[FailureGroup, ...] | UnsetType = UNSET
    """Cases that differ or fail on both sides, by reason; not set: none, or an earlier version."""
    findings: tuple[str, ...] = ()
    """Portability findings: dropped parameters, changed served models, rejected requests."""
    exit_plan: ExitPlan | None = None
    people: PeopleInfo | None = None
    """`None` if nobody has labelled an answer."""
    panels: tuple[PanelReport, ...] | UnsetType = UNSET
    """The judges' agreement, check by check; not set if nobody judged."""
    power: tuple[PowerCurve, ...] | UnsetType = UNSET
    """Set only for a report format that draws them."""
    digest: str | UnsetType = UNSET
    """SHA-256 of the findings: suite, verdicts and gates, without the day and waivers."""
    waivers: tuple[WaiverUse, ...] | UnsetType = UNSET
    """Waivers of the suite; not set if it has none."""
    since: tuple[SinceNight, ...] | UnsetType = UNSET
    """Each verdict against an earlier night; not set if there is none."""
    process_exit_code: int | UnsetType = UNSET
    """The exit code of the command, with --fail-on and waivers; `exit_code` is without them."""
    fail_on: tuple[str, ...] | UnsetType = UNSET
    """What makes the command fail, sorted: verdicts, and `new`; not set by earlier versions."""
    allowed_waivers: tuple[str, ...] | UnsetType = UNSET
    """Gates whose confirmed breach or violated requirement a waiver may cover; not set: none."""
    policies: tuple[PolicyReport, ...] | UnsetType = UNSET
    """Red lines with owner, review date and findings; not set if no policy is included."""
    guardrails: tuple[GuardrailReport, ...] | UnsetType = UNSET
    """What filters blocked; not set if there is no guardrail and nothing was blocked."""
    trends: tuple[Trend, ...] | UnsetType = UNSET
    """Verdicts of this and earlier runs; not set without an earlier run."""
    latencies: tuple[LatencyDistribution, ...] | UnsetType = UNSET
    """How long answers took; not set by earlier versions."""
    content: Content | UnsetType = UNSET
    """Which texts it holds; not set by earlier versions, whose reports hold those of the flips."""
    cases: tuple[CaseView, ...] | UnsetType = UNSET
    """Every case with its answers; set if the user asked for all texts. Not in report.json."""

    @property
    def workloads(self) -> tuple[str, ...]:
        """Workloads with a verdict, each once, in the suite's order."""
        return tuple(dict.fromkeys(verdict.workload for verdict in self.verdicts))

    @property
    def candidates(self) -> tuple[str, ...]:
        """Candidates with a verdict, each once, in the run's order."""
        return tuple(dict.fromkeys(verdict.candidate for verdict in self.verdicts))

    @property
    def matrix(self) -> Mapping[tuple[str, str], VerdictName]:
        """The name of each verdict, by workload and candidate."""
        return {(each.workload, each.candidate): each.verdict for each in self.verdicts}

    def flips_of(self, verdict: Verdict, direction: Literal["loss", "gain"]) -> tuple[Flip, ...]:
        """The losses or the gains behind a verdict."""
        return tuple(
            flip
            for flip in self.flips
            if (flip.workload, flip.candidate, flip.direction)
            == (verdict.workload, verdict.candidate, direction)
        )
