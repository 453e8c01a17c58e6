"""From answers to one number a unit of sampling: the pairing of baseline and candidate.

Repeats are averaged to their case, cases to their group, and groups count equally, whatever
their size: repeats of a case and cases of a group are not independent observations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portcheck.model.parity import CasePair

Answer = float | None
"""A score 0..1; `None` or NaN where the call failed or the answer could not be scored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Means by group, each sequence in order of first appearance, and what was missing."""

    cases: int
    pairs: int
    """Cases with an answer on both sides."""
    missing: int
    """Cases without an answer on at least one side."""
    missing_baseline: int
    missing_candidate: int
    share_missing_baseline: float
    """0..1; a case of which one repeat in three is missing counts a third."""
    share_missing_candidate: float
    baseline: tuple[float, ...]
    """Groups with a baseline answer."""
    candidate: tuple[float, ...]
    """The same groups; a missing answer counts 0."""
    complete_baseline: tuple[float, ...]
    """Groups with a case that has an answer on both sides; means over such cases."""
    complete_candidate: tuple[float, ...]


def pair(cases: Sequence[CasePair[float]]) -> Pairing:
    """Average repeats to cases and cases to groups.

    A case without a baseline answer is left out of every mean. In `candidate` each missing
    candidate repeat counts 0; the `complete_*` means take the answered repeats of the cases that
    have an answer on both sides.

    Raises:
        ValueError: A score is outside 0..1.
    """
    groups: dict[str, list[tuple[float, float, float | None]]] = {}
    """Of each case the means: baseline, candidate with 0 for what is missing, its answers alone."""
    lost_baseline: list[float] = []
    lost_candidate: list[float] = []
    missing_baseline = missing_candidate = missing = pairs = 0
    for case in cases:
        baseline = answered(case.baseline)
        candidate = answered(case.candidate)
        missing_baseline += not baseline
        missing_candidate += not candidate
        missing += not (baseline and candidate)
        pairs += bool(baseline and candidate)
        lost_baseline.append(_share_missing(case.baseline, baseline))
        lost_candidate.append(_share_missing(case.candidate, candidate))
        if baseline:
            whole = average(candidate) if candidate else None
            shown = math.fsum(candidate) / max(len(case.candidate), 1)
            groups.setdefault(case.group, []).append((average(baseline), shown, whole))
    complete = [
        [(before, after) for before, _, after in group if after is not None]
        for group in groups.values()
    ]
    complete = [group for group in complete if group]
    return Pairing(
        cases=len(cases),
        pairs=pairs,
        missing=missing,
        missing_baseline=missing_baseline,
        missing_candidate=missing_candidate,
        share_missing_baseline=average(lost_baseline) if cases else 0.0,
        share_missing_candidate=average(lost_candidate) if cases else 0.0,
        baseline=tuple(average([one[0] for one in group]) for group in groups.values()),
        candidate=tuple(average([one[1] for one in group]) for group in groups.values()),
        complete_baseline=tuple(average([one[0] for one in group]) for group in complete),
        complete_candidate=tuple(average([one[1] for one in group]) for group in complete),
    )


def answered(answers: Iterable[Answer]) -> list[float]:
    """The scores that are there.

    Raises:
        ValueError: A score is outside 0..1.
    """
    scores = [float(one) for one in answers if one is not None and not math.isnan(one)]
    for score in scores:
        if not 0.0 <= score <= 1.0:
            raise ValueError(f"a score must lie in 0..1, not {score}")
    return scores


def average(values: Sequence[float]) -> float:
    """Mean, the same in any order; `values` is not empty."""
    return values[0] if len(values) == 1 else math.fsum(values) / len(values)


def _share_missing(answers: Sequence[Answer], scores: Sequence[float]) -> float:
    return (len(answers) - len(scores)) / len(answers) if answers else 1.0
