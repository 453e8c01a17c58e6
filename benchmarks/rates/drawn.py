"""Simulated comparisons: repeats, unequal groups and fractional scores, the truth at the margin.

repeats     The baseline passes a case with a chance p that is drawn once a case, so that two
            answers to one case have the stated correlation; the candidate answers the same cases.
  fading      it passes a fixed share of what the baseline passes
  break       on some cases it passes nothing, on the others as much
  trade       it breaks on twice as many, and passes always on as many as make up for half
groups      Cases in groups of 1 to 40; what goes wrong goes wrong in a whole group.
fractional  One answer a case, scored in steps.
  ladder      0, 1/2, 1: the candidate slips one step with a fixed chance
  fields      eighths, both sides noisy; the candidate loses each field with a fixed chance
  collapse    equal up to one field, except for rare answers that score 0
  skewed      small losses nearly everywhere, a large gain now and then
  tied        quarters, most pairs equal
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from rates.cell import ALPHA, Cell, noninferior

from portcheck.parity.intervals import count_values
from portcheck.parity.power import floor_limit

Values = NDArray[np.float64]
PASSES = 0.8
"""Mean chance of the baseline to pass."""
Draw = Callable[[Generator, int, float], Values]
"""Differences of one run, one a group: generator, number of groups, true loss."""


def repeats(shape: str, number_of_repeats: int, correlation: float) -> Draw:
    """The differences of case means."""

    def draw(rng: Generator, number: int, loss: float) -> Values:
        before = np.full(number, PASSES)
        if correlation:
            strength = 1.0 / correlation - 1.0
            before = rng.beta(PASSES * strength, (1.0 - PASSES) * strength, number)
        after = before.copy()
        if shape == "fading":
            after *= 1.0 - loss / PASSES
        else:
            lost = (loss if shape == "break" else 1.5 * loss) / PASSES
            gained = 0.0 if shape == "break" else 0.5 * loss / (1.0 - PASSES)
            which = rng.random(number)
            after[which < lost] = 0.0
            after[which > 1.0 - gained] = 1.0
        passed = rng.binomial(number_of_repeats, after) - rng.binomial(number_of_repeats, before)
        return np.asarray(passed / number_of_repeats)

    return draw


def groups(rng: Generator, number: int, loss: float) -> Values:
    """Means of groups of very unequal size."""
    sizes = rng.choice((1, 1, 1, 2, 4, 10, 40), number)
    broken = rng.random(number) < loss / PASSES
    before = rng.binomial(sizes, PASSES)
    after = np.where(broken, 0, rng.binomial(sizes, PASSES))
    return np.asarray((after - before) / sizes)


def ladder(rng: Generator, number: int, loss: float) -> Values:
    level = rng.choice((0, 1, 2, 2, 2, 2), number)
    return np.where((level > 0) & (rng.random(number) < loss * 2.4), -0.5, 0.0)


def fields(rng: Generator, number: int, loss: float) -> Values:
    return np.asarray((rng.binomial(8, 0.9 - loss, number) - rng.binomial(8, 0.9, number)) / 8)


def collapse(rng: Generator, number: int, loss: float) -> Values:
    before = rng.choice((6, 7, 8, 8), number) / 8
    noise = np.where(before < 1.0, rng.choice((-0.125, 0.0, 0.0, 0.125), number), 0.0)
    return np.where(rng.random(number) < loss / 0.90625, -before, noise)


def skewed(rng: Generator, number: int, loss: float) -> Values:
    rare = 0.04
    usual = (loss + 0.9 * rare) / (1.0 - rare)
    small = -usual * rng.uniform(0.5, 1.5, number)
    return np.where(rng.random(number) < rare, 0.9, np.round(small, 3))


def tied(rng: Generator, number: int, loss: float) -> Values:
    which = rng.random(number)
    gain = 0.04
    lost = gain + loss / 0.5
    return np.where(which < lost, -0.5, np.where(which > 1.0 - gain, 0.5, 0.0))


FRACTIONAL: dict[str, Draw] = {
    "ladder": ladder,
    "fields": fields,
    "collapse": collapse,
    "skewed": skewed,
    "tied": tied,
}


def cell(family: str, name: str, draw: Draw, size: tuple[int, float], runs: int) -> Cell:
    """One cell; size: groups and margin. Its seed is its name."""
    number, margin = size
    setting = f"{name}, n {number}, margin {margin:.2f}"
    rng = np.random.default_rng([*f"{family} {setting}".encode()])
    safe = sum(
        noninferior(count_values(draw(rng, number, margin).tolist()), margin) for _ in range(runs)
    )
    return Cell(family=family, setting=setting, rate=safe / runs, runs=runs)


def cells(runs: int, quick: bool) -> Iterator[Cell]:
    """All of them; `quick`: one size and margin each."""
    sizes = [(30, 0.10)] if quick else [*product((15, 50), (0.05, 0.10, 0.15))]
    for number_of_repeats, correlation in product((3, 5), (0.0, 0.3, 0.6, 0.9)):
        for shape, size in product(("fading", "break", "trade"), sizes):
            draw = repeats(shape, number_of_repeats, correlation)
            name = f"{shape}, {number_of_repeats} repeats, correlation {correlation:g}"
            yield cell("repeats", name, draw, size, runs)
    sizes = [(30, 0.10)] if quick else [*product((15, 40, 100), (0.05, 0.10, 0.15))]
    for size in sizes:
        yield cell("unequal groups", "1 to 40 cases", groups, size, runs)
    for name, draw in FRACTIONAL.items():
        for size in sizes:
            yield cell("fractional scores", name, draw, size, runs)


# --- floors --------------------------------------------------------------------------------------


def levels(rng: Generator, number: int, rate: float) -> Values:
    """0, a half and 1."""
    rest = 1.0 - rate
    return rng.choice((0.0, 0.5, 1.0), number, p=(0.5 * rest, rest, 1.0 - 1.5 * rest))


def thirds(rng: Generator, number: int, rate: float) -> Values:
    """Three repeats, correlated within cases."""
    return np.asarray(rng.binomial(3, rng.beta(2.0 * rate, 2.0 * (1.0 - rate), number)) / 3)


def rare_zeros(rng: Generator, number: int, rate: float) -> Values:
    """A twentieth of 0, the others alike."""
    return np.where(rng.random(number) < 0.05, 0.0, rate / 0.95)


def rare_ones(rng: Generator, number: int, rate: float) -> Values:
    """A tenth of 1, the others alike and just below."""
    return np.where(rng.random(number) < 0.1, 1.0, (rate - 0.1) / 0.9)


def floors(runs: int, quick: bool) -> Iterator[Cell]:
    """A floor met by fractional scores whose mean is the floor."""
    family = "floor, fractional scores at it"
    for draw, floor, number in product(
        (levels, thirds, rare_zeros, rare_ones),
        (0.5,) if quick else (0.5, 0.8, 0.9),
        (50,) if quick else (20, 50, 100),
    ):
        setting = f"{draw.__name__.replace('_', ' ')}, n {number}, floor {floor:.2f}"
        rng = np.random.default_rng([*setting.encode()])
        met = sum(
            floor_limit(count_values(draw(rng, number, floor).tolist()), ALPHA, pass_fail=False)
            > floor
            for _ in range(runs)
        )
        yield Cell(family=family, setting=setting, rate=met / runs, runs=runs)
