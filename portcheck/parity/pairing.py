"""Pair the scores of baseline and candidate, with one number per unit of sampling.

Repeats are averaged to their case, cases to their group, and groups count equally, regardless of
their size: repeats of a case and cases of a group are not independent observations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain, repeat, zip_longest
from typing import NamedTuple

from msgspec import Struct

from portcheck.model.parity import CasePair

ScoreOrMissing = float | None
"""A score 0..1; `None` if the call failed, NaN if the answer could not be scored."""


class Pairing(Struct, frozen=True, kw_only=True):
    """Means by group, each sequence in order of first appearance, and counts of missing answers."""

    cases: int
    pairs: int
    """Cases with a scored answer on both sides."""
    missing: int
    """Repeats without an answer on at least one side."""
    missing_baseline: int
    missing_candidate: int
    unscored: int
    """Answers of either side that could not be scored."""
    share_missing_baseline: float
    """0..1, including unscored answers; a case with one of three repeats missing counts a third."""
    share_missing_candidate: float
    baseline: tuple[float, ...]
    """All groups; a missing answer counts 1."""
    candidate: tuple[float, ...]
    """The same groups; a missing answer counts 0."""
    complete_baseline: tuple[float, ...]
    """Groups with a case that has an answer on both sides; means over such cases."""
    complete_candidate: tuple[float, ...]


def pair(cases: Iterable[CasePair[float]]) -> Pairing:
    """Average repeats to cases and cases to groups.

    Each missing repeat counts as the worst possible: 1 in `baseline` and 0 in `candidate`; an
    unscored answer counts as missing here. The `complete_*` means take the scored repeats of the
    cases that have some on both sides.

    Raises:
        ValueError: A score is outside 0..1.
    """
    # Most cases have the same few combinations of scores, and most groups have one case.
    kinds: dict[tuple[Sequence[ScoreOrMissing], Sequence[ScoreOrMissing]], _Answers] = {}
    groups: dict[str, _Answers | list[_Answers]] = {}
    for case in cases:
        answers = case.baseline, case.candidate
        kind = kinds.get(answers)
        if kind is None:
            kind = kinds[answers] = _Answers(case.baseline, case.candidate)
        kind.cases += 1
        group = groups.get(case.group)
        if group is None:
            groups[case.group] = kind
        elif isinstance(group, list):
            group.append(kind)
        else:
            groups[case.group] = [group, kind]
    known = _KnownMeans()
    means = [
        one.means if isinstance(one, _Answers) else known[tuple(one)] for one in groups.values()
    ]
    complete = [one.complete for one in means if one.complete is not None]
    found = kinds.values()
    return Pairing(
        cases=sum(one.cases for one in found),
        pairs=sum(one.cases for one in found if one.is_complete),
        missing=sum(one.cases * one.failed for one in found),
        missing_baseline=sum(one.cases * one.before.failed for one in found),
        missing_candidate=sum(one.cases * one.after.failed for one in found),
        unscored=sum(one.cases * (one.before.unscored + one.after.unscored) for one in found),
        share_missing_baseline=_share([(one.before.missing, one.cases) for one in found]),
        share_missing_candidate=_share([(one.after.missing, one.cases) for one in found]),
        baseline=tuple([one.baseline for one in means]),
        candidate=tuple([one.candidate for one in means]),
        complete_baseline=tuple([before for before, _ in complete]),
        complete_candidate=tuple([after for _, after in complete]),
    )


def answered(answers: Iterable[ScoreOrMissing]) -> list[float]:
    """The scores that are neither missing nor NaN.

    Raises:
        ValueError: A score is outside 0..1.
    """
    scores = [float(one) for one in answers if one is not None and not math.isnan(one)]
    for score in scores:
        if not 0.0 <= score <= 1.0:
            raise ValueError(f"a score must lie in 0..1, not {score}")
    return scores


def average(values: Sequence[float]) -> float:
    """Mean that does not depend on the order; `values` is not empty."""
    return values[0] if len(values) == 1 else math.fsum(values) / len(values)


def _share(parts: Sequence[tuple[float, int]]) -> float:
    """The mean of shares, each with its number of cases; 0 without any."""
    number = sum(cases for _, cases in parts)
    each = chain.from_iterable(repeat(share, cases) for share, cases in parts)
    return math.fsum(each) / number if number else 0.0


class _Side(NamedTuple):
    """The answers of one side of a case."""

    mean: float | None
    """Mean of the scores; `None` without any."""
    at_worst: float
    """Mean if a missing answer counts 0."""
    at_best: float
    """Mean if a missing answer counts 1."""
    missing: float
    """Share of missing answers, 0..1."""
    failed: int
    """Number of repeats without an answer; a side that was never called has one."""
    unscored: int


def _side(answers: Sequence[ScoreOrMissing]) -> _Side:
    scores, number = answered(answers), max(len(answers), 1)
    gone, total = number - len(scores), math.fsum(scores)
    failed = sum(one is None for one in answers or (None,))
    return _Side(
        mean=average(scores) if scores else None,
        at_worst=total / number,
        at_best=(total + gone) / number,
        missing=gone / number,
        failed=failed,
        unscored=gone - failed,
    )


class _Means(NamedTuple):
    """The means of one group."""

    baseline: float
    """Mean if a missing answer counts 1."""
    candidate: float
    """Mean if a missing answer counts 0."""
    complete: tuple[float, float] | None
    """Baseline and candidate over the cases with answers on both sides."""


class _Answers:
    """Cases with the same scores on both sides."""

    def __init__(self, before: Sequence[ScoreOrMissing], after: Sequence[ScoreOrMissing]) -> None:
        self.before, self.after = _side(before), _side(after)
        pairs = zip_longest(before or (None,), after or (None,))
        self.failed = sum(one is None or other is None for one, other in pairs)
        """Repeats without an answer on at least one side."""
        self.cases = 0

    @property
    def is_complete(self) -> bool:
        """Whether there are scores on both sides."""
        return self.before.mean is not None and self.after.mean is not None

    @cached_property
    def means(self) -> _Means:
        """The means of a group of one such case."""
        return _means([self])


class _KnownMeans(dict[tuple[_Answers, ...], _Means]):
    """A cache of the means of groups by their cases; many groups have the same scores."""

    def __missing__(self, group: tuple[_Answers, ...]) -> _Means:
        found = self[group] = _means(group)
        return found


def _means(group: Sequence[_Answers]) -> _Means:
    both = [(one.before.mean, one.after.mean) for one in group]
    complete = [(b, a) for b, a in both if b is not None and a is not None]
    return _Means(
        baseline=average([one.before.at_best for one in group]),
        candidate=average([one.after.at_worst for one in group]),
        complete=(average([b for b, _ in complete]), average([a for _, a in complete]))
        if complete
        else None,
    )
