"""From answers to one number a unit of sampling: the pairing of baseline and candidate.

Repeats are averaged to their case, cases to their group, and groups count equally, whatever
their size: repeats of a case and cases of a group are not independent observations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
    missing_baseline = missing_candidate = missing = 0
    sides: dict[tuple[Answer, ...], _Side] = {}  # of many cases, most have the same few answers
    for case in cases:
        before, after = sides.get(case.baseline), sides.get(case.candidate)
        if before is None:
            before = sides[case.baseline] = _side(case.baseline)
        if after is None:
            after = sides[case.candidate] = _side(case.candidate)
        missing_baseline += before.mean is None
        missing_candidate += after.mean is None
        missing += before.mean is None or after.mean is None
        lost_baseline.append(before.missing)
        lost_candidate.append(after.missing)
        if before.mean is not None:
            row = (before.mean, after.with_missing, after.mean)
            groups.setdefault(case.group, []).append(row)
    complete = [
        [(before, after) for before, _, after in group if after is not None]
        for group in groups.values()
    ]
    complete = [group for group in complete if group]
    return Pairing(
        cases=len(cases),
        pairs=len(cases) - missing,
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


class _Side(NamedTuple):
    """The answers of one side of a case."""

    mean: float | None
    """Of those that are there; `None` without any."""
    with_missing: float
    """Mean, where a missing answer counts 0."""
    missing: float
    """Share, 0..1."""


def _side(answers: Sequence[Answer]) -> _Side:
    scores, number = answered(answers), len(answers)
    return _Side(
        mean=average(scores) if scores else None,
        with_missing=math.fsum(scores) / max(number, 1),
        missing=(number - len(scores)) / number if answers else 1.0,
    )
