"""What a check says about one answer, and a case with its answers as people read it."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

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
    """What people say of an answer, beside what the check itself found."""

    votes: tuple[Vote, ...]
    """By reviewer, who is unsure included."""
    label: str | None
    """What a majority says; `None` where no label has one."""
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
    """Name and version of the detector, for checks that guess (`refusal-rules 4`)."""
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


class Score(Value, kw_only=True):
    """An outcome, with the trial, the check and the gate that it belongs to."""

    trial: str
    check: str
    """Id of the check within its case."""
    gate: str
    """"" where the outcome feeds none."""
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
