"""From answers to one number a unit of sampling: the pairing of baseline and candidate.

Repeats are averaged to their case, cases to their group, and groups count equally, whatever
their size: repeats of a case and cases of a group are not independent observations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat
from typing import NamedTuple

from portcheck.model.parity import CasePair

ScoreOrMissing = float | None
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
    # Of many cases most have the same few answers, and most groups are of one case.
    kinds: dict[tuple[Sequence[ScoreOrMissing], Sequence[ScoreOrMissing]], _Answers] = {}
    groups: dict[str, _Answers | list[_Answers]] = {}
    for case in cases:
        answers = case.baseline, case.candidate
        kind = kinds.get(answers)
        if kind is None:
            kind = kinds[answers] = _Answers(_side(case.baseline), _side(case.candidate))
        kind.cases += 1
        if kind.before.mean is None:
            continue
        group = groups.get(case.group)
        if group is None:
            groups[case.group] = kind
        elif isinstance(group, list):
            group.append(kind)
        else:
            groups[case.group] = [group, kind]
    means = [one.means if isinstance(one, _Answers) else _means(one) for one in groups.values()]
    complete = [one.complete for one in means if one.complete is not None]
    found = kinds.values()
    missing = sum(one.cases for one in found if one.before.mean is None or one.after.mean is None)
    return Pairing(
        cases=len(cases),
        pairs=len(cases) - missing,
        missing=missing,
        missing_baseline=sum(one.cases for one in found if one.before.mean is None),
        missing_candidate=sum(one.cases for one in found if one.after.mean is None),
        share_missing_baseline=_share([(one.before.missing, one.cases) for one in found]),
        share_missing_candidate=_share([(one.after.missing, one.cases) for one in found]),
        baseline=tuple([one.baseline for one in means]),
        candidate=tuple([one.candidate for one in means]),
        complete_baseline=tuple([before for before, _ in complete]),
        complete_candidate=tuple([after for _, after in complete]),
    )


def answered(answers: Iterable[ScoreOrMissing]) -> list[float]:
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


def _share(parts: Sequence[tuple[float, int]]) -> float:
    """The mean of shares, each with the cases that have it; 0 without any."""
    number = sum(cases for _, cases in parts)
    each = chain.from_iterable(repeat(share, cases) for share, cases in parts)
    return math.fsum(each) / number if number else 0.0


class _Side(NamedTuple):
    """The answers of one side of a case."""

    mean: float | None
    """Of those that are there; `None` without any."""
    with_missing: float
    """Mean, where a missing answer counts 0."""
    missing: float
    """Share, 0..1."""


def _side(answers: Sequence[ScoreOrMissing]) -> _Side:
    scores, number = answered(answers), len(answers)
    return _Side(
        mean=average(scores) if scores else None,
        with_missing=math.fsum(scores) / max(number, 1),
        missing=(number - len(scores)) / number if answers else 1.0,
    )


class _Means(NamedTuple):
    """Of one group that has a baseline answer."""

    baseline: float
    candidate: float
    """Where a missing answer counts 0."""
    complete: tuple[float, float] | None
    """Baseline and candidate over the cases with answers on both sides."""


class _Answers:
    """Cases with the same answers on each side."""

    def __init__(self, before: _Side, after: _Side) -> None:
        self.before = before
        self.after = after
        self.cases = 0

    @cached_property
    def means(self) -> _Means:
        """Those of a group of one such case, which has a baseline answer."""
        return _means([self])


def _means(group: Sequence[_Answers]) -> _Means:
    known = [(one.before.mean, one.after) for one in group if one.before.mean is not None]
    complete = [(before, after.mean) for before, after in known if after.mean is not None]
    return _Means(
        baseline=average([before for before, _ in known]),
        candidate=average([after.with_missing for _, after in known]),
        complete=(average([b for b, _ in complete]), average([a for _, a in complete]))
        if complete
        else None,
    )
