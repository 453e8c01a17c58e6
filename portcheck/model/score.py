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
    """Name and version of the detector, for checks that guess (`refusal-rules 1`)."""
    confirmed: bool = True
    """False where a failure is a detector's flag that nobody has upheld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """An outcome, with the trial, the check and the gate that it belongs to."""

    trial: str
    check: str
    """Id of the check within its case."""
    gate: str
    """"" where the outcome feeds none."""
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorAccuracy:
    """How a detector did on the answers of one vendor, which was held out of its fitting.

    Counts are of answers; see `DetectorAccuracy`.
    """

    vendor: str
    true_positives: int
    positives: int
    true_negatives: int
    negatives: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorAccuracy:
    """What a detector was measured to find, as counts of labelled answers.

    The answers are of vendors that were held out of the fitting. Positive is the behaviour that
    the detector looks for: any refusal, any challenge.
    """

    true_positives: int
    """Positive answers that were found positive; over `positives` the sensitivity."""
    positives: int
    true_negatives: int
    """Negative answers that were found negative; over `negatives` the specificity."""
    negatives: int
    by_vendor: tuple[VendorAccuracy, ...] = ()
    """The same counts for each vendor, where more than one was measured."""
