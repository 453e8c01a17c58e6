"""Simulated ratios of latency and cost, the truth at the limit: how often the gate says `ok`.

median, p95   A case has a typical time (lognormal), its answers vary, one in twelve is slow; the
              candidate's are distributed like the baseline's, times the limit.
two speeds    One answer in twenty takes ten times as long, of the baseline a few less and of the
              candidate a few more: the percentiles lie on the two sides of a gap.
clusters      Groups of one to six cases with three answers each; what is slow is slow in all of
              a group.
total         Costs are lognormal; groups of two cases share half of their variance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from rates.cell import ALPHA, Cell

from portcheck.gates.cost import cost_result
from portcheck.gates.latency import latency_result
from portcheck.model.parity import CasePair, GateResult
from portcheck.parity.ratios.percentiles import percentile

Values = NDArray[np.float64]
Draw = Callable[[Generator, int], Sequence[CasePair[float]]]
LIMIT = 1.5


def rows(before: Values, after: Values, groups: Sequence[int]) -> list[CasePair[float]]:
    """Cases with one row of repeats each, and the group of each."""
    return [
        CasePair(
            case=str(place),
            group=str(group),
            baseline=tuple(one.tolist()),
            candidate=tuple(other.tolist()),
        )
        for place, (one, other, group) in enumerate(zip(before, after, groups, strict=True))
    ]


def latencies(repeats: int) -> Draw:
    """Typical latencies and all percentiles of the candidate are `LIMIT` times the baseline's."""

    def draw(rng: Generator, number: int) -> list[CasePair[float]]:
        case = rng.normal(0.0, 0.4, (number, 1))

        def side() -> Values:
            size = (number, repeats)
            slow = np.where(rng.random(size) < 0.08, rng.exponential(1.0, size), 0.0)
            return np.asarray(np.exp(case + rng.normal(0.0, 0.3, size) + slow))

        return rows(side(), LIMIT * side(), range(number))

    return draw


def two_speeds(rng: Generator, number: int) -> list[CasePair[float]]:
    """The 95th percentile is 1 of the baseline and just above `LIMIT` of the candidate."""
    before = np.where(rng.random((number, 1)) < 0.0499, 1.01 * LIMIT, 1.0)
    after = np.where(rng.random((number, 1)) < 0.0501, 1.01 * LIMIT, 1.0)
    return rows(before, after, range(number))


def clusters(rng: Generator, number: int) -> list[CasePair[float]]:
    """As `latencies`, where most of what varies is of the group."""
    sizes = rng.choice((1, 2, 6), number)
    groups = np.repeat(np.arange(number), sizes)
    shared = np.repeat(rng.normal(0.0, 0.8, number), sizes)[:, None]

    def side() -> Values:
        return np.asarray(np.exp(shared + rng.normal(0.0, 0.2, (len(groups), 3))))

    return rows(side(), LIMIT * side(), groups.tolist())


def costs(spread: float) -> Draw:
    """The expected total of the candidate is `LIMIT` times the baseline's."""

    def draw(rng: Generator, number: int) -> list[CasePair[float]]:
        shared = np.repeat(rng.normal(0.0, spread / 2.0, number // 2), 2)[:, None]
        own = rng.normal(0.0, spread / 2.0, (number, 1))

        def side() -> Values:
            return np.asarray(np.exp(shared + own + rng.normal(0.0, spread / 2.0, (number, 1))))

        return rows(side(), LIMIT * side(), [place // 2 for place in range(number)])

    return draw


def cell(
    family: str,
    setting: str,
    draw: Draw,
    number: int,
    runs: int,
    judge: Callable[[Sequence[CasePair[float]]], GateResult | None],
) -> Cell:
    """One cell; its seed is its name."""
    setting = f"{setting}, n {number}"
    rng = np.random.default_rng([*f"{family} {setting}".encode()])
    found = [judge(draw(rng, number)) for _ in range(runs)]
    wrong = sum(one is not None and one.outcome == "ok" for one in found)
    return Cell(family=family, setting=setting, rate=wrong / runs, runs=runs)


def cells(runs: int, quick: bool) -> Iterator[Cell]:
    """Each size of each gate."""
    sizes = (100,) if quick else (20, 50, 100, 300)

    def latency(**limits: float) -> Callable[[Sequence[CasePair[float]]], GateResult | None]:
        return lambda cases: latency_result(cases, limits, 1.0 - ALPHA)

    def cost(cases: Sequence[CasePair[float]]) -> GateResult | None:
        return cost_result(cases, {"max_ratio": LIMIT}, 1.0 - ALPHA)

    for number in sizes:
        shapes: dict[str, Draw] = {f"{n} repeats": latencies(n) for n in (1, 3)}
        shapes["clusters"] = clusters
        for name, draw in shapes.items():
            yield cell("latency, medians", name, draw, number, runs, latency(max_ratio=LIMIT))
        shapes["two speeds"] = two_speeds
        for name, draw in shapes.items():
            if number >= 100:
                judge = latency(max_p95_ratio=LIMIT)
                yield cell("latency, 95th percentiles", name, draw, number, runs, judge)
        for spread in (0.3, 0.6, 1.2):
            yield cell("cost, total", f"spread {spread:g}", costs(spread), number, runs, cost)
    yield from one_side(runs, quick)


def one_side(runs: int, quick: bool) -> Iterator[Cell]:
    """How often the upper limit of one side's percentile lies below it."""
    truth = np.exp(1.6448536269514722)
    for number, correlation in product((100,) if quick else (72, 100, 300), (0.0, 0.5, 0.9)):
        setting = f"3 answers, correlation {correlation:g}, n {number}"
        rng = np.random.default_rng([*setting.encode()])
        wrong = 0
        for _ in range(runs):
            shared = rng.normal(0.0, correlation**0.5, (number, 1))
            logs = shared + rng.normal(0.0, (1.0 - correlation) ** 0.5, (number, 3))
            answers: Any = np.exp(logs).tolist()
            wrong += percentile([[one] for one in answers], 0.95, ALPHA).high < truth
        yield Cell(
            family="95th percentile of one side", setting=setting, rate=wrong / runs, runs=runs
        )
