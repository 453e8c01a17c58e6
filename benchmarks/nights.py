"""Thirty nights of one claim: how often it is ever called safe at the margin, and when it is not.

    python benchmarks/nights.py [--runs 2000] [--seed 1]

Each case passes with a chance of its own on either side, drawn once; each night draws every answer
from these chances. Evidence is the mean of each case over the nights of the epoch, looks are at
nights 1, 2, 4, 8 and 16 and spend `portcheck.parity.sequential.look_alpha` of 0.05. With `recorded`
the baseline's answers are those of the first night, every night. `drift` compares each night with
those before it as a run does, and begins an epoch where that shows a change that is not there.

Prints, for each setting, P(ever safe) over thirty nights with the truth at the margin, and without
a difference P(safe by then) at one night and at looks 1, 2, 4 and 8.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portcheck.model.parity import CasePair
from portcheck.parity.intervals import Counts, count_values, lower_limit, upper_limit
from portcheck.parity.sequential import look_alpha
from portcheck.run.early.stages import STAGES
from portcheck.run.nights.shown_drift import shown_drift

ALPHA = 0.05
NIGHTS = 30
LOOKS = (1, 2, 4, 8, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A workload and how its candidate is worse."""

    cases: int
    margin: float
    rate: float
    """Of the baseline, over all cases."""
    spread: float
    """How much cases differ, 0..1: at 0 each passes with `rate`, at 1 always or never."""
    harm: str
    """`shift`: each case a little; `break`: a few cases wholly; `other`: unrelated chances."""
    recorded: bool = False
    drift: bool = False


AT_THE_MARGIN = tuple(
    Setting(cases=cases, margin=margin, rate=0.9, spread=spread, harm=harm, recorded=recorded)
    for cases, margin, spread in ((100, 0.10, 0.5), (200, 0.05, 0.5), (200, 0.05, 0.9))
    for harm in ("shift", "break", "other")
    for recorded in (False, True)
)
POWER = tuple(
    Setting(cases=cases, margin=margin, rate=rate, spread=spread, harm="shift", recorded=recorded)
    for cases, margin, rate, spread in (
        (200, 0.05, 0.85, 0.3), (100, 0.10, 0.9, 0.5), (200, 0.05, 0.95, 0.5),
        (200, 0.05, 0.9, 0.5), (400, 0.05, 0.9, 0.5),
    )
    for recorded in (False, True)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Night:
    """What one night found, one value a case."""

    baseline: list[float]
    candidate: list[float]


def nights(setting: Setting, loss: float, rng: random.Random) -> Iterator[Night]:
    """Night after night of one sample of cases, whose candidate loses `loss` over all cases."""
    before, after = _chances(setting, loss, rng)
    first = _answers(before, rng)
    while True:
        baseline = first if setting.recorded else _answers(before, rng)
        yield Night(baseline, _answers(after, rng))


def first_safe(setting: Setting, loss: float, rng: random.Random, number: int = NIGHTS) -> int:
    """The night whose look first says safe; 0 where none of them does."""
    epoch: list[Night] = []
    looks = 0
    for night, found in enumerate(nights(setting, loss, rng), start=1):
        if night > number:
            return 0
        if setting.drift and epoch and _drifted(epoch, found):
            epoch, looks = [], 0
        epoch.append(found)
        if len(epoch) & (len(epoch) - 1) == 0:
            looks += 1
            limit = lower_limit(_differences(epoch), look_alpha(ALPHA, looks))
            if limit > -setting.margin:
                return night
    return 0


def ever_safe(setting: Setting, runs: int, seed: int) -> float:
    """P(ever safe) over thirty nights with the truth at the margin."""
    rng = random.Random(seed)
    return sum(first_safe(setting, setting.margin, rng) > 0 for _ in range(runs)) / runs


def power(setting: Setting, runs: int, seed: int) -> list[float]:
    """P(safe by the look) without a difference, at nights 1, 2, 4 and 8."""
    rng = random.Random(seed)
    found = [first_safe(setting, 0.0, rng, 8) for _ in range(runs)]
    return [sum(0 < night <= look for night in found) / runs for look in LOOKS[:4]]


def stopped_early(setting: Setting, loss: float, runs: int, seed: int) -> tuple[float, float]:
    """One night that may stop early: P(safe), and the share of its cases that it asks."""
    rng = random.Random(seed)
    safe = asked = 0.0
    clear = False
    for _ in range(runs):
        found = next(nights(setting, loss, rng))
        for stage in STAGES:
            number = round(stage.groups * setting.cases)
            part = Night(found.baseline[:number], found.candidate[:number])
            alpha = stage.alpha * look_alpha(ALPHA, 1)
            counts = _differences([part])
            clear = lower_limit(counts, alpha) > -setting.margin
            if clear or upper_limit(counts, alpha) < -setting.margin:
                break
        safe += clear
        asked += stage.groups
    return safe / runs, asked / runs


def _chances(setting: Setting, loss: float, rng: random.Random) -> tuple[list[float], list[float]]:
    before = [_chance(setting.rate, setting.spread, rng) for _ in range(setting.cases)]
    if setting.harm == "other":
        return before, [
            _chance(setting.rate - loss, setting.spread, rng) for _ in range(setting.cases)
        ]
    share = loss / setting.rate
    if setting.harm == "break":
        return before, [0.0 if rng.random() < share else chance for chance in before]
    return before, [chance * (1.0 - share) for chance in before]


def _chance(mean: float, spread: float, rng: random.Random) -> float:
    """A case's, of a beta distribution whose intraclass correlation is `spread`."""
    if spread <= 0.0:
        return mean
    size = (1.0 - spread) / spread
    return rng.betavariate(mean * size, (1.0 - mean) * size)


def _answers(chances: Sequence[float], rng: random.Random) -> list[float]:
    return [float(rng.random() < chance) for chance in chances]


def _differences(epoch: Sequence[Night]) -> Counts:
    totals = [0.0] * len(epoch[0].baseline)
    for night in epoch:
        for case, (before, after) in enumerate(zip(night.baseline, night.candidate, strict=True)):
            totals[case] += after - before
    return count_values(total / len(epoch) for total in totals)


def _drifted(epoch: Sequence[Night], tonight: Night) -> bool:
    def cases(side: str) -> list[CasePair[float]]:
        earlier = zip(*(getattr(night, side) for night in epoch), strict=True)
        return [
            CasePair(case=str(case), group=str(case), baseline=before, candidate=(now,))
            for case, (before, now) in enumerate(zip(earlier, getattr(tonight, side), strict=True))
        ]

    return shown_drift({"task": (cases("baseline"), cases("candidate"))}) is not None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for setting in AT_THE_MARGIN:
        print(f"ever safe {ever_safe(setting, arguments.runs, arguments.seed):6.3f}  {setting}")
    for setting in POWER:
        found = power(setting, arguments.runs // 2, arguments.seed)
        print("safe by nights 1, 2, 4, 8 ", " ".join(f"{one:.3f}" for one in found), f" {setting}")
    for cases, margin in ((100, 0.1), (200, 0.1), (400, 0.05), (400, 0.1)):
        one = Setting(cases=cases, margin=margin, rate=0.95, spread=0.5, harm="break")
        for loss in (margin, 0.0, 3.0 * margin):
            safe, asked = stopped_early(one, loss, arguments.runs, arguments.seed)
            print(f"stopped early, loss {loss:.2f}: safe {safe:.3f}, asked {asked:.2f}  {one}")
    watched = Setting(cases=100, margin=0.1, rate=0.9, spread=0.5, harm="shift", drift=True)
    print(f"ever safe {ever_safe(watched, arguments.runs // 4, arguments.seed):6.3f}  {watched}")


if __name__ == "__main__":
    main()
