"""What both sides gave, comparisons, verdicts and the report of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Literal, TypeVar

from msgspec import field

from portcheck.value import Value

GateOutcome = Literal[
    "noninferior", "inferior", "inconclusive", "breached", "ok", "exceeded", "unknown"
]
Scale = Literal["difference", "ratio", "rate", "fact"]
VerdictName = Literal["safe", "conditional", "unsafe", "inconclusive"]
Breach = Literal["held", "confirmed", "unconfirmed"]
"""Of one answer under zero tolerance: no flag, a flag upheld, a flag that nobody has upheld."""

T_co = TypeVar("T_co", covariant=True)


class CasePair(Value, Generic[T_co], kw_only=True):
    """The values of one case, one entry a repeat; the two sides may differ in number.

    A value is a score 0..1, a number of seconds or US dollars, or a `Breach`; `None` stands where
    the call failed, or the value is not known.
    """

    case: str
    group: str
    """Cases that share it count once; usually the case's own id."""
    baseline: tuple[T_co | None, ...]
    candidate: tuple[T_co | None, ...]


class Comparison(Value, kw_only=True):
    """A paired comparison of scores in 0..1; differences are candidate minus baseline.

    A case without a candidate answer counts 0 in `candidate`, `difference` and `ci_low`, which
    decide `noninferior`; `ci_high`, which decides `inferior`, and the `complete_*` fields use the
    complete pairs alone. A case without a baseline answer is left out of both.
    """

    outcome: Literal["noninferior", "inferior", "inconclusive"]
    cases: int
    """Cases (or repeats) handed in."""
    clusters: int
    """Units of sampling that have a baseline answer: the n of the interval."""
    pairs: int
    """Cases (or repeats) with an answer on both sides."""
    missing: int
    """Cases (or repeats) without an answer on at least one side."""
    missing_baseline: int
    missing_candidate: int
    baseline: float | None
    """Mean score 0..1, clusters counted equally; `None` without data, as the next four."""
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
    """p-value of "the candidate is not worse by more than the margin", complete pairs."""
    method: str
    more_cases: int | None
    """Further clusters that are expected to show non-inferiority; `None`: none needed, or more
    are not expected to help."""
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
    method: str | None = None
    detector: str | None = None
    more_cases: int | None = None
    missing_baseline: int = 0
    missing_candidate: int = 0
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
    """Zero-tolerance gates: a flag that nobody has upheld."""
    too_many_missing: bool = False
    """More cases lack an answer than the workload allows, so that nothing is decided."""
    corrected_difference: float | None = None
    """`difference` without what the detector's mistakes take from it (Rogan and Gladen 1978)."""
    detector_j: float | None = None
    """The detector's sensitivity + specificity - 1, as measured; `None` where none guessed."""
    detector_j_low: float | None = None
    """Its one-sided lower limit."""
    detector_margin: float | None = None
    """What of the margin the raw difference has to clear: `detector_j_low` times the margin."""
    detector_confidence: float | None = None
    """One-sided, at which it has to: the rest of the claim's error rate went into that limit."""
    detector_note: str = ""
    """What was assumed of the detector without a test, one clause; "" where nothing was."""

    @property
    def effect_limits(self) -> tuple[float | None, ...]:
        """What `difference` and its interval are held against, on their own scale."""
        if self.scale != "difference":
            return (self.margin,)
        return tuple(
            None if margin is None else -margin for margin in (self.margin, self.detector_margin)
        )

    @property
    def rate_limits(self) -> tuple[float | None, ...]:
        """What the two sides are held against, where they are rates."""
        return (self.margin,) if self.scale == "rate" else (self.floor,)


class Verdict(Value, kw_only=True):
    """What is claimed about one workload and one candidate."""

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
    """What that rule says, one sentence without a full stop."""
    more_cases: int | None = None
    """The largest `more_cases` of the gates that still need some."""


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
    """The turn that is answered, with a count of the turns before it."""
    baseline_answer: str
    candidate_answer: str
    reason: str = ""
    """Why the lower score was given."""


class Plugin(Value, kw_only=True):
    """A plug-in of another distribution."""

    kind: str
    """`check`, `dialect`, `format` or `gate`."""
    name: str
    distribution: str
    version: str


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
    incomplete: str = ""
    """Why the run could not be finished; "" when it was."""
    interrupted: bool = False
    cost_usd: Mapping[str, float | None] = field(default_factory=dict)
    """What each provider's samples cost; `None` where a price or usage is unknown."""
    plugins: tuple[Plugin, ...] = ()
    """What other distributions had a part in it, by kind and name."""
    detectors: tuple[str, ...] = ()
    """Each detector that decided a score: its name and version, and its measured accuracy."""


class RunReport(Value, kw_only=True):
    """The only input of a report: nothing in a report is computed there."""

    schema_version: int
    run: RunInfo
    exit_code: int
    verdicts: tuple[Verdict, ...]
    workload_about: Mapping[str, str] = field(default_factory=dict)
    flips: tuple[Flip, ...] = ()
    findings: tuple[str, ...] = ()
    """Portability findings: dropped parameters, changed served models, rejected requests."""

    @property
    def workloads(self) -> tuple[str, ...]:
        """Those with a verdict, each once, in the suite's order."""
        return tuple(dict.fromkeys(verdict.workload for verdict in self.verdicts))

    @property
    def candidates(self) -> tuple[str, ...]:
        """Those with a verdict, each once, in the run's order."""
        return tuple(dict.fromkeys(verdict.candidate for verdict in self.verdicts))

    @property
    def matrix(self) -> Mapping[tuple[str, str], VerdictName]:
        """(workload, candidate) to the verdict."""
        return {(each.workload, each.candidate): each.verdict for each in self.verdicts}

    def flips_of(self, verdict: Verdict, direction: Literal["loss", "gain"]) -> tuple[Flip, ...]:
        """The losses or the gains behind a verdict."""
        return tuple(
            flip
            for flip in self.flips
            if (flip.workload, flip.candidate, flip.direction)
            == (verdict.workload, verdict.candidate, direction)
        )
