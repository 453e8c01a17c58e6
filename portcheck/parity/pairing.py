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


@dataclass(slots=True)
class _Group:
    baseline: list[float]
    candidate: list[float]
    complete_baseline: list[float]
    complete_candidate: list[float]


def pair(cases: Sequence[CasePair[float]]) -> Pairing:
    """Average repeats to cases and cases to groups.

    A case without a baseline answer is left out of every mean. In `candidate` each missing
    candidate repeat counts 0; the `complete_*` means take the answered repeats of the cases that
    have an answer on both sides.

    Raises:
        ValueError: A score is outside 0..1.
    """
    groups: dict[str, _Group] = {}
    missing_baseline = missing_candidate = missing = pairs = 0
    for case in cases:
        baseline = answered(case.baseline)
        candidate = answered(case.candidate)
        missing_baseline += not baseline
        missing_candidate += not candidate
        missing += not (baseline and candidate)
        if not baseline:
            continue
        group = groups.setdefault(case.group, _Group([], [], [], []))
        expected = max(len(case.candidate), 1)
        group.baseline.append(average(baseline))
        group.candidate.append(math.fsum(candidate) / expected)
        if candidate:
            pairs += 1
            group.complete_baseline.append(average(baseline))
            group.complete_candidate.append(average(candidate))
    complete = [group for group in groups.values() if group.complete_baseline]
    return Pairing(
        cases=len(cases),
        pairs=pairs,
        missing=missing,
        missing_baseline=missing_baseline,
        missing_candidate=missing_candidate,
        share_missing_baseline=_share_missing([case.baseline for case in cases]),
        share_missing_candidate=_share_missing([case.candidate for case in cases]),
        baseline=tuple(average(group.baseline) for group in groups.values()),
        candidate=tuple(average(group.candidate) for group in groups.values()),
        complete_baseline=tuple(average(group.complete_baseline) for group in complete),
        complete_candidate=tuple(average(group.complete_candidate) for group in complete),
    )


def answered(answers: Iterable[Answer]) -> list[float]:
    """The scores that are there.

    Raises:
        ValueError: A score is outside 0..1.
    """
    scores = [float(answer) for answer in answers if not is_missing(answer)]  # type: ignore[arg-type]  # None is missing
    for score in scores:
        if not 0.0 <= score <= 1.0:
            raise ValueError(f"a score must lie in 0..1, not {score}")
    return scores


def is_missing(answer: Answer) -> bool:
    """Whether there is no score: `None` or NaN."""
    return answer is None or math.isnan(answer)


def average(values: Sequence[float]) -> float:
    """Mean, the same in any order; `values` is not empty."""
    return math.fsum(values) / len(values)


def _share_missing(sides: Sequence[Sequence[Answer]]) -> float:
    if not sides:
        return 0.0
    return math.fsum(
        sum(is_missing(answer) for answer in side) / len(side) if side else 1.0 for side in sides
    ) / len(sides)
