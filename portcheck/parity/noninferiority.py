"""Compare the scores of two providers: is the candidate shown to be no worse?"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from operator import sub
from typing import Literal

from portcheck.model.parity import CasePair, Comparison
from portcheck.parity.intervals import (
    Counts,
    count_values,
    lower_limit,
    mean,
    mirror,
    p_value,
    upper_limit,
)
from portcheck.parity.pairing import Pairing, ScoreOrMissing, average, pair

METHOD_BINARY = "paired score interval (Tango 1998) with zero-loss guard"
METHOD_FRACTIONAL = (
    "paired score interval, derived from empirical likelihood with a worst-case atom, "
    "with zero-loss guard"
)


def compare(
    baseline: Sequence[ScoreOrMissing],
    candidate: Sequence[ScoreOrMissing],
    *,
    margin: float,
    confidence: float = 0.95,
    clusters: Sequence[Hashable] | None = None,
) -> Comparison:
    """Compare paired scores, position by position.

    Args:
        baseline: Scores 0..1, one per case or a repeat; `None` is missing, NaN could not be scored.
        candidate: As many scores, for the same positions.
        margin: Largest tolerated loss, 0 < margin < 1.
        confidence: One-sided, 0.5 < confidence < 1.
        clusters: The unit of sampling of each position: positions that share it are averaged
            and count once. `None`: each position is its own.

    Returns:
        The outcome is `noninferior` if the lower limit is above -margin, with missing answers
        counted as the worst possible; otherwise `inferior` if the upper limit of the complete pairs
        is below it; otherwise, and without complete pairs, `inconclusive`.

    Raises:
        ValueError: Lengths differ, or a number is outside its range.
    """
    if len(baseline) != len(candidate):
        raise ValueError(f"{len(baseline)} baseline scores, but {len(candidate)} candidate scores")
    if clusters is not None and len(clusters) != len(baseline):
        raise ValueError(f"{len(baseline)} scores, but {len(clusters)} clusters")
    units: Sequence[Hashable] = range(len(baseline)) if clusters is None else clusters
    names = {unit: str(number) for number, unit in enumerate(dict.fromkeys(units))}
    groups = map(names.__getitem__, units)
    cases = [
        CasePair(case=group, group=group, baseline=before, candidate=after)
        for group, before, after in zip(
            groups, zip(baseline, strict=True), zip(candidate, strict=True), strict=True
        )
    ]
    return compare_cases(cases, margin=margin, confidence=confidence)


def compare_cases(
    cases: Iterable[CasePair[float]], *, margin: float, confidence: float = 0.95
) -> Comparison:
    """Compare scores of repeated and grouped cases; see `compare` for what is returned.

    Raises:
        ValueError: A number is outside its range.
    """
    return compare_pairing(pair(cases), margin=margin, confidence=confidence)


def compare_pairing(pairing: Pairing, *, margin: float, confidence: float) -> Comparison:
    """Compare a pairing from `pair`; see `compare`.

    Raises:
        ValueError: `margin` or `confidence` is outside its range.
    """
    if not 0.0 < margin < 1.0:
        raise ValueError(f"a margin must lie between 0 and 1, not {margin}")
    if not 0.5 < confidence < 1.0:
        raise ValueError(f"a confidence must lie between 0.5 and 1, not {confidence}")
    alpha = 1.0 - confidence
    worst = differences(pairing)
    complete = complete_differences(pairing)
    low = lower_limit(worst, alpha) if worst else None
    complete_low = low
    if complete != worst:
        complete_low = lower_limit(complete, alpha) if complete else None
    high = upper_limit(complete, alpha) if complete else None
    outcome = _outcome(low, high, margin)
    return Comparison(
        outcome=outcome,
        cases=pairing.cases,
        clusters=len(pairing.baseline),
        pairs=pairing.pairs,
        missing=pairing.missing,
        missing_baseline=pairing.missing_baseline,
        missing_candidate=pairing.missing_candidate,
        unscored=pairing.unscored,
        baseline=average(pairing.baseline) if worst else None,
        candidate=average(pairing.candidate) if worst else None,
        difference=mean(worst) if worst else None,
        ci_low=low,
        ci_high=high,
        complete_difference=mean(complete) if complete else None,
        complete_ci_low=complete_low,
        complete_ci_high=high,
        margin=margin,
        confidence=confidence,
        p_inferior=p_value(mirror(complete), margin) if complete else None,
        method=METHOD_BINARY if _is_pass_fail(worst + complete) else METHOD_FRACTIONAL,
    )


def differences(pairing: Pairing) -> Counts:
    """Candidate minus baseline by group, missing answers counted as the worst."""
    return _differences(pairing.baseline, pairing.candidate)


def complete_differences(pairing: Pairing) -> Counts:
    """Candidate minus baseline by group, only of pairs with an answer on both sides."""
    return _differences(pairing.complete_baseline, pairing.complete_candidate)


def _outcome(
    low: float | None, high: float | None, margin: float
) -> Literal["noninferior", "inferior", "inconclusive"]:
    if low is None or high is None:
        return "inconclusive"
    # The worst case needs no assumption about missing answers, but the complete pairs do: if most
    # answers are missing and the two disagree, the worst case decides.
    if low > -margin:
        return "noninferior"
    return "inferior" if high < -margin else "inconclusive"


def _differences(baseline: Sequence[float], candidate: Sequence[float]) -> Counts:
    return count_values(map(sub, candidate, baseline))


def _is_pass_fail(counts: Counts) -> bool:
    return all(math.isclose(value, round(value), abs_tol=1e-12) for value, _ in counts)
