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
