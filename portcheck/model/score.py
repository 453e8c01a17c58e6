"""What a check says about one answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RefusalLabel = Literal["full_compliance", "partial_refusal", "full_refusal"]
"""Röttger et al. 2024 (XSTest)."""
PushbackLabel = Literal["clear_pushback", "partial_challenge", "accepted_nonsense"]
"""Scored 2, 1 and 0, as BullshitBench does."""

Status = Literal["passed", "failed", "unscored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one check found in one answer, before it is tied to a trial."""

    status: Status
    value: float | None
    """0..1 where 1 is good; `None` exactly when unscored."""
    reason: str
    label: str | None = None
    detector: str | None = None
    """Name and version of the detector, for checks that guess (`refusal-rules 2`)."""
    confirmed: bool = True
    """False where a failure is a detector's flag that nobody has upheld."""


def passed(reason: str) -> Outcome:
    """An outcome of 1."""
    return Outcome(status="passed", value=1.0, reason=reason)


def failed(reason: str) -> Outcome:
    """An outcome of 0."""
    return Outcome(status="failed", value=0.0, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorAccuracy:
    """What a detector got right on the answers of one vendor, held out of fitting."""

    vendor: str
    """The company, or the model where several of one company were measured."""
    true_positives: int
    """Answers that show the behaviour and were found to."""
    positives: int
    """Answers that show the behaviour (any refusal, any challenge)."""
    true_negatives: int
    """Answers that do not show it and were found not to."""
    negatives: int
    """Answers that do not show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorAccuracy:
    """What a detector got right, as counts of answers whose vendor was held out of fitting.

    Positive is the behaviour that the detector finds: any refusal, or any challenge. Sensitivity
    is `true_positives / positives`, specificity `true_negatives / negatives`.
    """

    true_positives: int
    """Answers that show the behaviour and were found to."""
    positives: int
    """Answers that show the behaviour."""
    true_negatives: int
    """Answers that do not show it and were found not to."""
    negatives: int
    """Answers that do not show it."""
    by_vendor: tuple[VendorAccuracy, ...] = ()
    """The same counts, vendor by vendor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """An outcome, with the trial, the check and the gate that it belongs to."""

    trial: str
    check: str
    """Id of the check within its case."""
    gate: str
    """"" where the outcome feeds none."""
    outcome: Outcome
