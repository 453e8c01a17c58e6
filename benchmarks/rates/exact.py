"""Cells that are enumerated: pass/fail pairs, and scores on a few values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product

import adversarial_scores
import numpy as np
from numpy.typing import NDArray
from rates.cell import ALPHA, Cell, noninferior
from scipy.special import gammaln
from scipy.stats import binom

from portcheck.parity.intervals import Counts, clopper_pearson_lower, zero_event_bound

Values = NDArray[np.float64]
MARGINS = (0.02, 0.03, 0.05, 0.08, 0.10, 0.12, 0.15)
SHARES = (0.0, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Of the pairs that could disagree beyond the margin, those that do."""


def least_wins(number: int, margin: float, alpha: float) -> list[int]:
    """For each number of losses, the wins from which a table is non-inferior; more than fit: no.

    Wins only help and losses only hurt, so that one walk along the border visits it all.
    """
    least: list[int] = []
    wins = 0
    for losses in range(number + 1):
        while losses + wins <= number and not noninferior(
            table(losses, wins, number), margin, alpha
        ):
            wins += 1
        least.append(wins)
        if losses + wins > number:
            break
    return least


def table(losses: int, wins: int, number: int) -> Counts:
    """The differences of pass/fail pairs."""
    counts = ((-1.0, losses), (0.0, number - losses - wins), (1.0, wins))
    return tuple((value, float(count)) for value, count in counts if count)


def exact_rate(number: int, least: Sequence[int], loss: float, win: float) -> float:
    """Chance of a non-inferior table, if each pair is a loss or a win with these chances."""
    losses = np.arange(len(least))
    share = min(1.0, win / (1.0 - loss)) if loss < 1.0 else 0.0
    tails = binom.sf(np.asarray(least) - 1, number - losses, share)
    fits = losses + np.asarray(least) <= number
    return float((binom.pmf(losses, number, loss) * tails * fits).sum())


def pass_fail(sizes: Sequence[int], alpha: float = ALPHA) -> Iterator[Cell]:
    """Every size, margin and discordance, up to nine tenths of the pairs, and all of them."""
    for number, margin in product(sizes, MARGINS):
        least = least_wins(number, margin, alpha)
        for share in (*SHARES, 1.0):
            disagree = margin + (1.0 - margin) * share
            loss, win = (disagree + margin) / 2.0, (disagree - margin) / 2.0
            yield Cell(
                family="pass/fail" if share < 1.0 else "searched: pass/fail, every pair disagrees",
                setting=f"n {number}, margin {margin:.2f}, {disagree:.0%} disagree",
                rate=exact_rate(number, least, loss, win),
            )


def power(number: int, margin: float, discordance: float, alpha: float) -> float:
    """Chance of being shown where there is no difference."""
    half = discordance / 2.0
    return exact_rate(number, least_wins(number, margin, alpha), half, half)


# --- the worst distribution on a support ---------------------------------------------------------


def _tables(number: int, values: int) -> list[tuple[int, ...]]:
    if values == 1:
        return [(number,)]
    return [
        (first, *rest)
        for first in range(number + 1)
        for rest in _tables(number - first, values - 1)
    ]


def _corners(support: Sequence[float], mean: float) -> Values:
    """The distributions with this mean on one or two of the values; all others are mixtures."""
    found = []
    for one, other in combinations(range(len(support)), 2):
        low, high = support[one], support[other]
        if low <= mean < high or low < mean <= high:
            weights = np.zeros(len(support))
            weights[other] = (mean - low) / (high - low)
            weights[one] = 1.0 - weights[other]
            found.append(weights)
    return np.array(found)


def worst_on(support: Sequence[float], number: int, margin: float, alpha: float = ALPHA) -> float:
    """The highest chance of `safe` over distributions on these values whose mean is the margin."""
    corners = _corners(support, -margin)
    tables = np.array(_tables(number, len(support)))
    shown = np.array(
        [
            noninferior(
                tuple((v, float(k)) for v, k in zip(support, row, strict=True) if k), margin, alpha
            )
            for row in tables
        ]
    )
    rows = tables[shown]
    if not len(rows) or not len(corners):
        return 0.0
    ways = gammaln(number + 1) - gammaln(rows + 1).sum(axis=1)
    draws = np.random.default_rng(0).dirichlet(np.full(len(corners), 0.5), 300)
    steps = np.linspace(0.0, 1.0, 41)
    edges = [
        np.outer(1.0 - steps, one) + np.outer(steps, other) for one, other in pairwise(corners)
    ]
    mixtures = np.concatenate([corners, draws @ corners, *edges])
    logs = np.log(np.maximum(mixtures, 1e-300))
    return float(np.exp(ways + logs @ rows.T).sum(axis=1).max())


def supports(
    values: int, sizes: Sequence[int], margins: Sequence[float], step: float
) -> Iterator[Cell]:
    """All supports of so many values on a grid; each cell is the worst distribution on one."""
    grid = [round(-1.0 + step * place, 10) for place in range(round(2.0 / step) + 1)]
    names = {3: "three", 4: "four"}
    for number, margin in product(sizes, margins):
        for support in combinations(grid, values):
            if support[0] < -margin < support[-1]:
                yield Cell(
                    family=f"searched: {names[values]} values",
                    setting=f"n {number}, margin {margin:.2f}, {support}",
                    rate=worst_on(support, number, margin),
                )


def two_values(alpha: float) -> Iterator[Cell]:
    """The search of `adversarial_scores.py`."""
    for rate, number, margin, low, high in adversarial_scores.cells(alpha):
        yield Cell(
            family=f"searched: two values, alpha {alpha:.2f}",
            setting=f"n {number}, margin {margin:.2f}, ({low:g}, {high:g})",
            rate=rate,
        )


# --- rates ---------------------------------------------------------------------------------------


def zero_tolerance(alpha: float = 0.04) -> Iterator[Cell]:
    """`ok` where breaches are as frequent as `max_rate`: nothing was seen in enough cases."""
    for most, number in product((0.02, 0.05, 0.10), (20, 31, 63, 100, 160, 300)):
        clean = zero_event_bound(number, alpha) <= most
        yield Cell(
            family="zero tolerance, breaches at max_rate",
            setting=f"n {number}, max_rate {most:.2f}",
            rate=(1.0 - most) ** number if clean else 0.0,
        )


def floors(alpha: float = 0.04) -> Iterator[Cell]:
    """A floor met where the rate is the floor."""
    for floor, number in product((0.5, 0.8, 0.9), (20, 50, 100, 300)):
        least = next(
            (k for k in range(number + 1) if clopper_pearson_lower(k, number, alpha) > floor),
            number + 1,
        )
        yield Cell(
            family="floor, pass/fail scores at it",
            setting=f"n {number}, floor {floor:.2f}",
            rate=float(binom.sf(least - 1, number, floor)),
        )
