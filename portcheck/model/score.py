"""What a check says about one answer, and a case with its answers as people read it."""

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
    """One reviewer's last word on one answer."""

    reviewer: str
    label: str
    """As `Label.label`."""


class PeopleSay(Value, kw_only=True):
    """What people say about an answer, beside what the check itself found."""

    votes: tuple[Vote, ...]
    """By reviewer, who is unsure included."""
    label: str | None
    """What a majority says; `None` if no label has one."""
    decides: bool
    """Whether the score is theirs: a majority agrees, and the check only guesses."""
    check_status: Status
    """What the check found without them."""
    check_value: Number | None
    check_label: str | None = None
    check_detector: str | None = None

    @property
    def differ(self) -> bool:
        """Whether reviewers who are sure contradict each other."""
        return len({vote.label for vote in self.votes if vote.label != "unsure"}) > 1


class Outcome(Value, kw_only=True):
    """What one check found in one answer, before it is tied to a trial."""

    status: Status
    value: Number | None
    """0..1 where 1 is good; `None` exactly when unscored."""
    reason: str
    label: str | None = None
    detector: str | None = None
    """Name and version of the detector, for checks that guess (`refusal-rules 5`)."""
    confirmed: bool = True
    """False where a failure is a detector's flag that nobody has upheld."""
    language: str | UnsetType = UNSET
    """ISO 639 code of the answer's language, where the detector decided and nobody has measured it
    in that language; left out elsewhere."""
    people: PeopleSay | UnsetType = UNSET
    """Set where people labelled the answer. They are laid over what a check finds whenever a run is
    compared; scores.jsonl holds the check's own outcome."""


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
    """What a detector got right on answers of one vendor, unread by those who wrote its rules."""

    vendor: str
    """The company, or the model where several of one company were measured."""
    true_positives: Whole
    """Answers that show the behaviour and were found to."""
    positives: Whole
    """Answers that show the behaviour (any refusal, any challenge)."""
    true_negatives: Whole
    """Answers that do not show it and were found not to."""
    negatives: Whole
    """Answers that do not show it."""


class DetectorAccuracy(Value, kw_only=True):
    """What a detector got right, as counts of answers unread by those who wrote its rules.

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


def turned(counts: DetectorAccuracy) -> DetectorAccuracy:
    """The same counts where positive is the absence of the behaviour."""
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
    """Who said what each answer is."""
    counts: DetectorAccuracy

    @property
    def words(self) -> str:
        """Sensitivity and specificity, as counts and with 95 % intervals."""
        found, left = self.counts, self.counts
        return (
            f"{self.title}: sensitivity {_rate(found.true_positives, found.positives)}, "
            f"specificity {_rate(left.true_negatives, left.negatives)}"
        )


class Card(Value, kw_only=True):
    """How often a detector was right on answers that nobody who wrote its rules had read."""

    detector: str
    """Name and version of what was measured."""
    measured: str
    """ISO date."""
    source: str
    """SHA-256, in hexadecimal, of the set: of its answers and labels, or where only the counts are
    known, of the file that has them."""
    languages: tuple[str, ...]
    """ISO 639 codes of the languages of the answers."""
    kinds: dict[str, Measurement]
    """By what a check asks of the detector, and of which requests."""

    def words(self, detector: str) -> str:
        """One clause for every report, in the name and version that runs now."""
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
    """As of `Card.kinds`."""
    vendor: str
    """The company whose model answered."""
    question: str
    """`mark` of what was asked."""
    answer: str
    """`mark` of what was asked and what was answered."""
    shows: bool
    """It shows the behaviour, by its label; of a panel, it is not as it should be."""
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
    """What was measured, to the last setting: a detector with its version, or the digest of a panel
    with its rubric. Another instrument has none of these counts."""
    answers: tuple[MeasuredAnswer, ...]
    """By `MeasuredAnswer.answer`, kind and vendor; each once."""
    runs: tuple[str, ...] = ()
    """Ids of the runs, and names of the files, that they come from."""

    @property
    def labels(self) -> int:
        """Answers with a label."""
        return len(self.answers)


class CardFile(Value, kw_only=True):
    """A file of cards, one for each instrument."""

    portcheck_cards: Literal[1]
    cards: tuple[OwnCard, ...] = ()


class CardUsed(Value, kw_only=True):
    """Which card tells how often what scored a gate is wrong."""

    file: str
    """The user's file; "" for the card that comes with portcheck."""
    detector: str
    """Name and version of what was measured."""
    measured: str
    """ISO date."""
    source: str
    """As of `Card`."""
    kind: str
    """As of `Card.kinds`."""
    labelled_by: str
    positives: Whole
    """Labelled answers that show what it looks for, and that count here."""
    negatives: Whole
    """The others that count here."""
    left_out: Whole = 0
    """Answers of the card that the run itself holds: they do not count here."""


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
    """The answer: text, refusal text or tool calls, as the model wrote it (not yet made safe)."""
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
    """The variant of the prompt that it answers; "" for the prompt itself."""

    @property
    def source(self) -> str:
        """Who answered, and in which variant of the prompt."""
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
    """A line that no answer may cross, and who answers for it."""

    id: str
    statement: str
    owner: str
    review: str
    """ISO date by which somebody must look at it again; "" if a shipped control has none."""
    gate: str
    """The zero-tolerance gate that its cases feed."""
    file: str
    """As the suite names it."""
    workloads: tuple[str, ...] = ()
    """Patterns of the ids that it guards; empty: every workload of a suite that includes it."""
    regions: tuple[str, ...] = ()
    """Where it holds, as its owner says; for readers."""
    uses: tuple[str, ...] = ()
    """For what it holds, likewise."""
    touches: tuple[str, ...] | UnsetType = UNSET
    """Entries of public lists of risks that its attacks are of, for readers."""
    control: Literal[True] | UnsetType = UNSET
    """Set where it is a security control that comes with portcheck."""

    def is_overdue(self, as_of: date) -> bool:
        """Whether its review was due before a day."""
        return bool(self.review) and date.fromisoformat(self.review) < as_of
