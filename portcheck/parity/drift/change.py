"""Test two-sided whether a change of the mean score since an earlier run is shown.

Every case is its own control. If nothing changed, a case is as likely to lose as to gain, so the
test needs no measure of the model's noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from portcheck.model.parity import CasePair
from portcheck.parity.holm import holm
from portcheck.parity.intervals import (
    Counts,
    count_values,
    lower_limit,
    mean,
    mirror,
    p_value,
    upper_limit,
)
from portcheck.parity.pairing import average, pair

DriftOutcome = Literal["changed", "no_change_shown", "cannot_tell"]
"""The decision on one gate; see `outcomes`."""


class Change(Struct, frozen=True, kw_only=True):
    """The scores of one gate, then and now, on the cases that have answers at both times."""

    cases: int
    groups: int
    """Units of sampling with answers at both times."""
    missing_then: float
    """Share of cases 0..1 without a scored answer."""
    missing_now: float
    then: float | None
    """Mean score 0..1; like the next four fields, `None` if nothing can be compared."""
    now: float | None
    difference: float | None
    """Now minus then."""
    ci_low: float | None
    """Two-sided interval of `confidence`."""
    ci_high: float | None
    confidence: float
    p: float
    """Two-sided p-value of no change; 1 if nothing can be compared."""


def change(cases: Sequence[CasePair[float]], *, alpha: float = 0.05) -> Change:
    """Compare scores by case; the baseline's side is then, the candidate's is now.

    The p-value is twice the smaller one-sided one of the score test of the paired difference at
    null 0, with its guard: for passes and failures McNemar's (1947, Psychometrika 12:153), and
    the exact sign test if all changes go one way.

    Args:
        cases: Scores 0..1 by case.
        alpha: Two-sided error rate of the interval.

    Raises:
        ValueError: A score is outside 0..1.
    """
    paired = pair(cases)
    both = zip(paired.complete_baseline, paired.complete_candidate, strict=True)
    counts = count_values(after - before for before, after in both)
    known = bool(counts)
    return Change(
        cases=paired.cases,
        groups=len(paired.complete_baseline),
        missing_then=paired.share_missing_baseline,
        missing_now=paired.share_missing_candidate,
        then=average(paired.complete_baseline) if known else None,
        now=average(paired.complete_candidate) if known else None,
        difference=mean(counts) if known else None,
        ci_low=lower_limit(counts, alpha / 2.0) if known else None,
        ci_high=upper_limit(counts, alpha / 2.0) if known else None,
        confidence=1.0 - alpha,
        p=_two_sided(counts),
    )


def outcomes(
    changes: Sequence[Change],
    margins: Sequence[float],
    max_missing: Sequence[float],
    *,
    alpha: float = 0.05,
) -> tuple[tuple[DriftOutcome, float], ...]:
    """Decide on each change, and return its p-value after Holm's correction over all of them.

    The outcome is `cannot_tell` if nothing can be compared or too much is missing, if more than the
    margin is lost or gained but no change is shown, and if a change is shown for that gate only
    without the correction: such cases must not look like no change.

    Args:
        changes: The changes in one comparison of two runs.
        margins: The margin of each gate, 0..1.
        max_missing: For each change, the share of cases of its workload that may lack an answer.
        alpha: Two-sided error rate of the whole comparison.
    """
    adjusted = holm([each.p for each in changes])
    return tuple(
        (_outcome(each, p, margin, most, alpha), p)
        for each, p, margin, most in zip(changes, adjusted, margins, max_missing, strict=True)
    )


def _outcome(each: Change, p: float, margin: float, most: float, alpha: float) -> DriftOutcome:
    if each.difference is None or max(each.missing_then, each.missing_now) > most + 1e-12:
        return "cannot_tell"
    if p < alpha:
        return "changed"
    suspicious = each.p < alpha or abs(each.difference) > margin + 1e-12
    return "cannot_tell" if suspicious else "no_change_shown"


def _two_sided(counts: Counts) -> float:
    if not counts:
        return 1.0
    return min(1.0, 2.0 * min(p_value(counts, 0.0), p_value(mirror(counts), 0.0)))
