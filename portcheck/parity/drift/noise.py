"""Measure how much answers to one case differ by chance."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from portcheck.model.parity import CasePair, is_score


class Noise(Struct, frozen=True, kw_only=True):
    """Shares 0..1 of pairs of answers to one case whose scores differ, cases counted equally."""

    within: float | None
    """For two repeats of one run: the difference to expect between equal runs. `None` without
    repeats."""
    between: float | None
    """For an earlier answer and one of now; `None` if no case has both."""


def noise(cases: Sequence[CasePair[float]]) -> Noise:
    """Measure the noise of scores 0..1; the baseline's side is then, the candidate's is now."""
    within = [
        found
        for case in cases
        for side in (case.baseline, case.candidate)
        if (found := _within(side)) is not None
    ]
    between = [
        found for case in cases if (found := _between(case.baseline, case.candidate)) is not None
    ]
    return Noise(within=_mean(within), between=_mean(between))


def _within(side: Sequence[float | None]) -> float | None:
    scores = [score for score in side if is_score(score)]
    pairs = math.comb(len(scores), 2)
    if not pairs:
        return None
    same = sum(math.comb(scores.count(score), 2) for score in set(scores))
    return 1.0 - same / pairs


def _between(then: Sequence[float | None], now: Sequence[float | None]) -> float | None:
    before = [score for score in then if is_score(score)]
    after = [score for score in now if is_score(score)]
    if not before or not after:
        return None
    same = sum(after.count(score) for score in before)
    return 1.0 - same / (len(before) * len(after))


def _mean(shares: Sequence[float]) -> float | None:
    return math.fsum(shares) / len(shares) if shares else None
