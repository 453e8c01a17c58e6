"""Outcomes of checks, the accuracy of detectors, and cases with their answers for readers."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import UNSET, UnsetType

from portcheck.model.numbers import wilson
from portcheck.value import Number, Value, Whole

RefusalLabel = Literal["full_compliance", "partial_refusal", "full_refusal"]
"""Röttger et al. 2024 (XSTest)."""
PushbackLabel = Literal["clear_pushback", "partial_challenge", "accepted_nonsense"]
"""Scored 2, 1 and 0, as BullshitBench does."""

Status = Literal["passed", "failed", "unscored"]


class Vote(Value, kw_only=True):
    """The last label that one reviewer gave to an answer."""

    reviewer: str
    label: str
    """As `Label.label`."""


class PeopleSay(Value, kw_only=True):
    """The labels of people for an answer, and the check's own result."""

    votes: tuple[Vote, ...]
    """Sorted by reviewer, with those who are unsure."""
    label: str | None
    """The label of a majority; `None` if there is no majority."""
    decides: bool
    """Whether the people's label is the score: a majority agrees, and the check only guesses."""
    check_status: Status
    """The check's own status."""
    check_value: Number | None
    check_label: str | None = None
    check_detector: str | None = None

    @property
    def differ(self) -> bool:
        """Whether reviewers who are sure contradict each other."""
        return len({vote.label for vote in self.votes if vote.label != "unsure"}) > 1


class Outcome(Value, kw_only=True):
    """The result of one check on one answer."""

    status: Status
    value: Number | None
    """0..1 where 1 is good; `None` exactly when unscored."""
    reason: str
    label: str | None = None
    detector: str | None = None
    """Name and version of the detector, for checks that guess (`refusal-rules 5`)."""
    confirmed: bool = True
    """False if a failure is a detector's flag that nobody has confirmed."""
    language: str | UnsetType = UNSET
    """ISO 639 code of the answer's language, if the detector decided and nobody has measured it in
    that language; else not set."""
    people: PeopleSay | UnsetType = UNSET
    """Set if people labelled the answer. Labels are applied each time a run is compared;
    scores.jsonl has the check's own outcome."""


def passed(reason: str) -> Outcome:
    """An outcome of 1."""
    return Outcome(status="passed", value=1.0, reason=reason)


def failed(reason: str) -> Outcome:
    """An outcome of 0."""
    return Outcome(status="failed", value=0.0, reason=reason)


def unscored(reason: str) -> Outcome:
    """An outcome that says nothing about the answer."""
    return Outcome(status="unscored", value=None, reason=reason)


class VendorAccuracy(Value, kw_only=True):
    """How often a detector was right on answers of one vendor that its authors had not read."""

    vendor: str
    """The company, or the model if several of one company were measured."""
    true_positives: Whole
    """Answers that show the behaviour and were found to."""
    positives: Whole
    """Answers that show the behaviour (any refusal, any challenge)."""
    true_negatives: Whole
    """Answers that do not show it and were found not to."""
    negatives: Whole
    """Answers that do not show it."""


class DetectorAccuracy(Value, kw_only=True):
    """How often a detector was right, in answers that the authors of its rules had not read.

    Positive is the behaviour that the detector finds: any refusal, or any challenge. Sensitivity
    is `true_positives / positives`, specificity `true_negatives / negatives`.
    """

    true_positives: Whole
    """Answers that show the behaviour and were found to."""
    positives: Whole
    """Answers that show the behaviour."""
    true_negatives: Whole
    """Answers that do not show it and were found not to."""
    negatives: Whole
    """Answers that do not show it."""
    by_vendor: tuple[VendorAccuracy, ...] = ()
    """The same counts, vendor by vendor."""


def swapped_classes(counts: DetectorAccuracy) -> DetectorAccuracy:
    """The same counts with positive and negative swapped: positive is no behaviour."""
    return DetectorAccuracy(
        true_positives=counts.true_negatives,
        positives=counts.negatives,
        true_negatives=counts.true_positives,
        negatives=counts.positives,
        by_vendor=tuple(
            VendorAccuracy(
                vendor=one.vendor,
                true_positives=one.true_negatives,
                positives=one.negatives,
                true_negatives=one.true_positives,
                negatives=one.positives,
            )
            for one in counts.by_vendor
        ),
    )


class Measurement(Value, kw_only=True):
    """How often a detector was right on answers of one kind."""

    title: str
    """What the answers are, in a few words."""
    labelled_by: str
    """Who labelled the answers."""
    counts: DetectorAccuracy

    @property
    def words(self) -> str:
        """Sensitivity and specificity, as counts and with 95 % intervals."""
        counts = self.counts
        return (
            f"{self.title}: sensitivity {_rate(counts.true_positives, counts.positives)}, "
            f"specificity {_rate(counts.true_negatives, counts.negatives)}"
        )


class Card(Value, kw_only=True):
    """How often a detector was right, in answers that the authors of its rules had not read."""

    detector: str
    """Name and version of the measured detector."""
    measured: str
    """ISO date."""
    source: str
    """SHA-256, in hexadecimal, of the measured answers and labels, or of the file with the counts
    if only these are known."""
    languages: tuple[str, ...]
    """ISO 639 codes of the languages of the answers."""
    kinds: dict[str, Measurement]
    """Measurements by what a check asks of the detector, and for which requests."""

    def words(self, detector: str) -> str:
        """One clause for every report; `detector` is the name and version that runs now."""
        parts = [
            "measured blind, on answers that the authors of its rules had not read",
            *(kind.words for kind in self.kinds.values()),
        ]
        if any(kind.counts.by_vendor for kind in self.kinds.values()):
            parts.append(
                "it is not equally good on all vendors; a vendor that was not measured counts as "
                "the worst"
            )
        if detector != self.detector:
            parts.append(f"measured on an earlier version, {self.detector}")
        return "; ".join(parts)


class MeasuredAnswer(Value, kw_only=True):
    """One labelled answer that a detector or a panel scored."""

    kind: str
    """A key of `Card.kinds`."""
    vendor: str
    """The company whose model answered."""
    question: str
    """The `mark` of the question."""
    answer: str
    """The `mark` of question and answer."""
    shows: bool
    """By its label, the answer shows the behaviour; for a panel, it fails."""
    found: bool
    """The detector, or the panel, says so."""
    language: str
    """ISO 639 code."""
    labelled_by: tuple[str, ...]
    """Its reviewers, sorted."""


class OwnCard(Card, kw_only=True):
    """How often a detector or a panel was right on answers of the user's own runs.

    `source` is the digest of `answers`.
    """

    instrument: str
    """Exactly what was measured: a detector with its version, or the digest of a panel with its
    rubric. The counts hold for nothing else."""
    answers: tuple[MeasuredAnswer, ...]
    """Sorted by `MeasuredAnswer.answer`, kind and vendor; each once."""
    runs: tuple[str, ...] = ()
    """The runs, by id, and the files, by name, that they come from."""

    @property
    def labels(self) -> int:
        """Number of labelled answers."""
        return len(self.answers)


class CardFile(Value, kw_only=True):
    """A file of cards, one for each instrument."""

    portcheck_cards: Literal[1]
    cards: tuple[OwnCard, ...] = ()


class CardUsed(Value, kw_only=True):
    """The card that states how often the detector or panel of a gate is wrong."""

    file: str
    """The user's file; "" for the card that comes with portcheck."""
    detector: str
    """Name and version of the measured detector or panel."""
    measured: str
    """ISO date."""
    source: str
    """As `Card.source`."""
    kind: str
    """A key of `Card.kinds`."""
    labelled_by: str
    positives: Whole
    """Labelled answers that show the behaviour and count here."""
    negatives: Whole
    """Labelled answers that do not show it and count here."""
    left_out: Whole = 0
    """Answers of the card that are in the run itself: they do not count here."""


def _rate(right: int, of: int) -> str:
    if not of:
        return "unknown (none was labelled)"
    low, high = wilson(right, of)
    return f"{right / of:.2f} ({right} of {of}; 95 % interval {low:.2f} to {high:.2f})"


class Score(Value, kw_only=True):
    """An outcome, with the trial, the check and the gate that it belongs to."""

    trial: str
    check: str
    """Id of the check within its case."""
    gate: str
    """"" if the outcome feeds none."""
    outcome: Outcome


class AnswerView(Value, kw_only=True):
    """One provider's answer to one repeat."""

    provider: str
    repeat: int
    """1-based, as people count."""
    text: str
    """Text, refusal text or tool calls, as the model wrote them: not yet safe to display."""
    failure: str | None = None
    """Error class and message when no answer came."""
    finish_reason: str | None = None
    served_model: str | None = None
    upstream_provider: str | None = None
    carried: tuple[str, ...] = ()
    """Kinds of other content."""
    total_s: float | None = None
    """Seconds."""
    scores: tuple[Score, ...] = ()
    variant: str = ""
    """The prompt variant that it answers; "" for the plain prompt."""

    @property
    def source(self) -> str:
        """The provider, and the prompt variant if there is one."""
        return f"{self.provider}, variant {self.variant}" if self.variant else self.provider


class CaseView(Value, kw_only=True):
    """One case with its answers, the baseline's first."""

    workload: str
    case: str
    group: str | None
    system: str | None
    question: str
    """The conversation; several turns are marked by their roles."""
    baseline: str
    """Id of the baseline provider."""
    answers: tuple[AnswerView, ...]
    losses: tuple[str, ...] = ()
    """`candidate: gate` for every gate on which that candidate scores below the baseline."""
    gains: tuple[str, ...] = ()


class Policy(Value, kw_only=True):
    """A red line, which no answer may cross, and its owner."""

    id: str
    statement: str
    owner: str
    review: str
    """ISO date by which its owner must review it; "" for a shipped control without one."""
    gate: str
    """The zero-tolerance gate that its cases feed."""
    file: str
    """Path as the suite writes it."""
    workloads: tuple[str, ...] = ()
    """Patterns of workload ids to which it applies; empty: every workload of a suite that includes
    it."""
    regions: tuple[str, ...] = ()
    """Regions in which it applies, in its owner's words; only shown."""
    uses: tuple[str, ...] = ()
    """Uses to which it applies, in its owner's words; only shown."""
    touches: tuple[str, ...] | UnsetType = UNSET
    """Entries of public lists of risks to which its attacks belong; only shown."""
    control: Literal[True] | UnsetType = UNSET
    """Set for a security control that comes with portcheck."""

    def is_overdue(self, as_of: date) -> bool:
        """Whether its review was due before that day."""
        return bool(self.review) and date.fromisoformat(self.review) < as_of
