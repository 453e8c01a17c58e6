"""Methods that are not used, where the truth lies at the limit: why they are not.

Each is what one would do first. Differences are those of `drawn`, percentiles those of `ratios`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray
from rates.cell import ALPHA, noninferior
from rates.drawn import FRACTIONAL, groups, repeats
from rates.ratios import LIMIT, latencies, two_speeds
from scipy.stats import t as student

from portcheck.parity.intervals import count_values
from portcheck.parity.ratios.percentiles import percentile

Values = NDArray[np.float64]
RESAMPLES = 300


def t_interval(values: Values, margin: float) -> bool:
    """Student's t on the differences."""
    reach = student.isf(ALPHA, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values))
    return bool(values.mean() - reach > -margin)


def t_plus_two(values: Values, margin: float) -> bool:
    """The same with a loss and a gain added (Agresti and Min 2005)."""
    return t_interval(np.append(values, (-1.0, 1.0)), margin)


def bootstrap(values: Values, margin: float) -> bool:
    """The percentile bootstrap of cases."""
    rng = np.random.default_rng(len(values))
    means = rng.choice(values, (RESAMPLES, len(values))).mean(axis=1)
    return bool(np.quantile(means, ALPHA) > -margin)


def majority(values: Values, margin: float) -> bool:
    """Tango's interval on the sign of each difference: a vote of the repeats."""
    return noninferior(count_values(np.sign(values).tolist()), margin)


def by_three(values: Values, margin: float) -> bool:
    """Tango's interval with each of three repeats as a case of its own."""
    losses, gains = (np.round(3 * np.clip(sign * values, 0.0, 1.0)) for sign in (-1.0, 1.0))
    split = np.concatenate(
        [np.where(losses > k, -1.0, np.where(gains > k, 1.0, 0.0)) for k in range(3)]
    )
    return noninferior(count_values(split.tolist()), margin)


METHODS: dict[str, Callable[[Values, float], bool]] = {
    "Student's t": t_interval,
    "t with a loss and a gain added": t_plus_two,
    "percentile bootstrap": bootstrap,
    "votes of repeats, Tango": majority,
    "repeats as cases, Tango": by_three,
    "the method used": lambda values, margin: noninferior(count_values(values.tolist()), margin),
}


def differences(runs: int) -> Iterator[tuple[str, float, float, str]]:
    """Method, worst and mean rate over the cells, and where it is worst."""
    draws = {
        f"{shape}, 3 repeats, correlation {correlation:g}": repeats(shape, 3, correlation)
        for shape, correlation in product(("fading", "break", "trade"), (0.3, 0.9))
    }
    draws |= {**FRACTIONAL, "groups": groups}
    rates: dict[str, dict[str, float]] = {name: {} for name in METHODS}
    for (shape, draw), number, margin in product(draws.items(), (20, 50), (0.05, 0.10)):
        repeated = "repeats" in shape
        setting = f"{shape}, n {number}, margin {margin:.2f}"
        rng = np.random.default_rng([*setting.encode()])
        drawn = [draw(rng, number, margin) for _ in range(runs)]
        for name, method in METHODS.items():
            if method in (majority, by_three) and not repeated:
                continue
            rates[name][setting] = sum(method(one, margin) for one in drawn) / runs
    for name, found in rates.items():
        worst = max(found, key=found.__getitem__)
        yield name, found[worst], sum(found.values()) / len(found), worst


def percentiles(runs: int) -> Iterator[tuple[str, float, str]]:
    """Ratios of 95th percentiles: method, rate of `ok`, setting."""

    def as_observed(sides: list[list[float]]) -> bool:
        before, after = (percentile([[[x]] for x in side], 0.95, ALPHA).value for side in sides)
        return after / before <= LIMIT

    def squares_added(sides: list[list[float]]) -> bool:
        """Limits of each side at the whole error rate, combined (Zou and Donner 2008)."""
        before, after = (percentile([[[x]] for x in side], 0.95, ALPHA) for side in sides)
        if math.isinf(after.high) or before.low <= 0.0:
            return False
        up = math.log(after.high / after.value)
        down = math.log(before.value / before.low)
        return after.value / before.value * math.exp(math.hypot(up, down)) <= LIMIT

    for shape, draw in {"1 repeats": latencies(1), "two speeds": two_speeds}.items():
        for number in (100, 300):
            rng = np.random.default_rng([number, len(shape)])
            cases = [draw(rng, number) for _ in range(runs)]
            drawn = [
                [
                    [one.baseline[0] or 0.0 for one in each],
                    [one.candidate[0] or 0.0 for one in each],
                ]
                for each in cases
            ]
            for name, method in (
                ("percentiles as observed", as_observed),
                ("percentiles, squares added", squares_added),
            ):
                yield name, sum(map(method, drawn)) / runs, f"{shape}, n {number}"


def table(runs: int) -> Iterator[str]:
    """One row a method."""
    yield "| method | worst | where | mean |"
    yield "|---|---|---|---|"
    for name, worst, mean, where in differences(runs):
        yield f"| {name} | {worst:.1%} | {where} | {mean:.1%} |"
    found = list(percentiles(runs))
    for name in dict.fromkeys(one[0] for one in found):
        own = [one for one in found if one[0] == name]
        _, worst, where = max(own, key=lambda one: one[1])
        mean = sum(rate for _, rate, _ in own) / len(own)
        yield f"| {name} | {worst:.1%} | {where} | {mean:.1%} |"
