"""Runs that follow the advice of the report: add so many cases, judge everything again.

Pass/fail pairs that are drawn as they come; each judgement is a look of its claim and decides at
its share of the error rate (`portcheck.parity.sequential`). Used by `error_rates.py`.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from portcheck.parity.intervals import Counts, p_value
from portcheck.parity.power import more_cases
from portcheck.parity.sequential import look_alpha

ADDITIONS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where one begins, and how the two providers differ."""

    cases: int
    """Of the first look."""
    margin: float
    discordance: float
    """Share of pairs on which one passes and the other fails."""


AT_THE_MARGIN = (
    Setting(cases=40, margin=0.10, discordance=0.15),
    Setting(cases=60, margin=0.05, discordance=0.08),
    Setting(cases=60, margin=0.10, discordance=0.20),
    Setting(cases=80, margin=0.15, discordance=0.30),
    Setting(cases=100, margin=0.05, discordance=0.15),
)
WITHOUT_A_DIFFERENCE = (
    Setting(cases=30, margin=0.10, discordance=0.05),
    Setting(cases=25, margin=0.10, discordance=0.10),
    Setting(cases=30, margin=0.15, discordance=0.20),
    Setting(cases=40, margin=0.05, discordance=0.05),
    Setting(cases=40, margin=0.10, discordance=0.10),
    Setting(cases=50, margin=0.15, discordance=0.40),
    Setting(cases=60, margin=0.05, discordance=0.10),
    Setting(cases=60, margin=0.10, discordance=0.20),
    Setting(cases=100, margin=0.05, discordance=0.02),
    Setting(cases=100, margin=0.05, discordance=0.10),
)


class Pairs:
    """Pairs that were drawn so far, with a true difference of `-loss`."""

    def __init__(self, rng: random.Random, discordance: float, loss: float) -> None:
        self._rng = rng
        self._lose, self._win = (discordance + loss) / 2.0, (discordance - loss) / 2.0
        self._seen = [0, 0, 0]

    def add(self, number: int) -> None:
        """Draws further pairs."""
        lost = _successes(self._rng, number, self._lose)
        won = _successes(self._rng, number - lost, self._win / (1.0 - self._lose))
        for place, count in enumerate((lost, number - lost - won, won)):
            self._seen[place] += count

    @property
    def number(self) -> int:
        """How many were drawn."""
        return sum(self._seen)

    @property
    def counts(self) -> Counts:
        """Their differences."""
        values = zip((-1.0, 0.0, 1.0), self._seen, strict=True)
        return tuple((value, float(count)) for value, count in values if count)


def _successes(rng: random.Random, number: int, chance: float) -> int:
    """A binomial draw, by the gaps between successes."""
    if chance <= 0.0:
        return 0
    found, place = 0, 0
    while True:
        place += 1 + int(math.log(1.0 - rng.random()) / math.log1p(-chance))
        if place > number:
            return found
        found += 1


def ever_safe(setting: Setting, loss: float, runs: int, alpha: float = 0.05) -> float:
    """Share of runs that are ever non-inferior, at the first look or one of six additions.

    Where the report gives no number, as many cases are added as there are.
    """
    rng = random.Random(f"looks {setting} {loss}")
    return sum(_is_ever_safe(rng, setting, loss, alpha) for _ in range(runs)) / runs


def _is_ever_safe(rng: random.Random, setting: Setting, loss: float, alpha: float) -> bool:
    pairs = Pairs(rng, setting.discordance, loss)
    pairs.add(setting.cases)
    for look in range(1, ADDITIONS + 2):
        if p_value(pairs.counts, -setting.margin) < look_alpha(alpha, look):
            return True
        confidence = 1.0 - look_alpha(alpha, look + 1)
        more = more_cases(pairs.counts, margin=setting.margin, confidence=confidence)
        pairs.add(pairs.number if more is None else more)
    return False


def decided(setting: Setting, runs: int, alpha: float = 0.05) -> float:
    """Share of runs that the number of more cases decides, if there is no difference.

    Of those that are open at the first look, in which answers differ, and that are given a number:
    where none differs the number assumes that none will.
    """
    rng = random.Random(f"more {setting}")
    advised = shown = 0
    first, second = (look_alpha(alpha, look) for look in (1, 2))
    while advised < runs:
        pairs = Pairs(rng, setting.discordance, 0.0)
        pairs.add(setting.cases)
        if len(pairs.counts) < 2 or p_value(pairs.counts, -setting.margin) < first:
            continue
        more = more_cases(pairs.counts, margin=setting.margin, confidence=1.0 - second)
        if more is None:
            continue
        advised += 1
        pairs.add(more)
        shown += p_value(pairs.counts, -setting.margin) < second
    return shown / advised
