"""Measures how often the verdict is wrong: false-safe rate and power of the comparison.

False-safe: the share of runs that call a candidate non-inferior whose true difference is exactly
the margin; the worst that non-inferiority may get wrong, nominally 1 - confidence. Power: the
share of runs that do so where there is no difference at all.

Pass/fail pairs are enumerated exactly, over every table of losses and wins, at 24 discordances
from the margin to 90 %, of which the worst is printed, and where every pair disagrees. So is an
adversary whose cases all change by one amount, except for total losses. Repeats and fractional
scores are simulated; the shapes are drawn here and are not those that the method was chosen on:

repeats     The case's chance to pass is one of seven difficulties; both sides answer it several
            times.
  logit       the candidate's log odds are lower by the same amount on every case
  fading      the candidate fails a fixed share of what the baseline passes
  trade       it loses all repeats of some easy cases and gains half as many hard ones
  cliff       below a difficulty it passes nothing; the share of such cases is set by the margin
fractional  One answer a case, scored in steps.
  ladder      0, 1/2, 1: the candidate slips one step with a fixed chance
  fields      eighths, both sides noisy; the candidate loses each field with a fixed chance
  collapse    equal up to one field, except for rare answers that score 0
  grouped     fields, in groups of one to six cases that slip together

added       Pass/fail pairs of runs that do as their report says (`added_cases.py`).
  looks       six times "about N more cases", everything judged again: ever safe at the margin, and
              (as power) where there is no difference
  more        the share of runs that N decides where there is no difference

    python benchmarks/error_rates.py [--runs 1000] [--confidence 0.95] [--only pass-fail]
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from added_cases import AT_THE_MARGIN, WITHOUT_A_DIFFERENCE, decided, ever_safe

from portcheck.parity.intervals import Counts, count_values, p_value

DIFFICULTIES = (0.05, 0.2, 0.5, 0.8, 0.9, 0.97, 1.0)
WEIGHTS = (1, 1, 2, 3, 4, 5, 4)
MARGINS = (0.02, 0.05, 0.10, 0.15)
DISCORDANCE_STEPS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The rates of one shape and size."""

    shape: str
    size: str
    margin: float
    false_safe: float
    power: float


def noninferior(counts: Counts, margin: float, alpha: float) -> bool:
    """The decision, as `compare` makes it."""
    return p_value(counts, -margin) < alpha


# Pass/fail, exact


def least_wins(number: int, margin: float, alpha: float) -> list[int]:
    """For each number of losses, the wins from which a table is non-inferior; more than fit: no.

    Wins only help and losses only hurt, so that one walk along the border visits it all.
    """
    least: list[int] = []
    wins = 0
    for losses in range(number + 1):
        while losses + wins <= number and not noninferior(
            _table(losses, wins, number), margin, alpha
        ):
            wins += 1
        least.append(wins)
    return least


def _table(losses: int, wins: int, number: int) -> Counts:
    counts = ((-1.0, losses), (0.0, number - losses - wins), (1.0, wins))
    return tuple((value, float(count)) for value, count in counts if count)


def exact_rate(number: int, least: Sequence[int], loss: float, win: float) -> float:
    """Chance of a non-inferior table, if each pair is a loss or a win with these chances."""
    total = 0.0
    for losses, wins in enumerate(least):
        if losses + wins > number:
            continue
        share = 0.0 if loss >= 1.0 else min(1.0, win / (1.0 - loss))
        total += _binomial(losses, number, loss) * _tail(wins, number - losses, share)
    return total


def _binomial(successes: int, number: int, p: float) -> float:
    if p <= 0.0 or p >= 1.0:
        return float(successes == (0 if p <= 0.0 else number))
    return math.exp(
        math.lgamma(number + 1)
        - math.lgamma(successes + 1)
        - math.lgamma(number - successes + 1)
        + successes * math.log(p)
        + (number - successes) * math.log1p(-p)
    )


def _tail(least: int, number: int, p: float) -> float:
    if least <= 0:
        return 1.0
    return math.fsum(_binomial(k, number, p) for k in range(least, number + 1))


def pass_fail(sizes: Sequence[int], alpha: float) -> Iterator[Cell]:
    """One cell a size and margin: the worst discordance, and power at discordance 10 %.

    That every pair disagrees is a shape of its own: the interval is then a normal approximation
    to a plain binomial, and real providers agree on most cases.
    """
    for number in sizes:
        for margin in MARGINS:
            least = least_wins(number, margin, alpha)
            steps = [(step / (DISCORDANCE_STEPS - 1)) ** 2 for step in range(DISCORDANCE_STEPS)]
            usual = [margin + (0.9 - margin) * step for step in steps]
            power = exact_rate(number, least, 0.05, 0.05)
            for shape, discordances in (("pass/fail", usual), ("all pairs disagree", [1.0])):
                rates = [
                    exact_rate(number, least, (share + margin) / 2, (share - margin) / 2)
                    for share in discordances
                ]
                yield Cell(
                    shape=shape,
                    size=f"n {number}",
                    margin=margin,
                    false_safe=max(rates),
                    power=power if shape == "pass/fail" else math.nan,
                )


def two_point(sizes: Sequence[int], alpha: float) -> Iterator[Cell]:
    """Exact, for an adversary: every case changes by the same amount, except for total losses."""
    for change in (-0.01, 0.01, 0.05, 0.2):
        for number in sizes:
            for margin in MARGINS:
                loss = (margin + change) / (1.0 + change)
                yield Cell(
                    shape=f"two-point, {change:+.2f}",
                    size=f"n {number}",
                    margin=margin,
                    false_safe=_two_point_rate(number, margin, change, loss, alpha),
                    power=math.nan,
                )


def _two_point_rate(number: int, margin: float, change: float, loss: float, alpha: float) -> float:
    return math.fsum(
        _binomial(losses, number, loss)
        for losses in range(number + 1)
        if noninferior(
            tuple(
                (value, float(count))
                for value, count in ((-1.0, losses), (change, number - losses))
                if count
            ),
            margin,
            alpha,
        )
    )


# Repeats and fractional scores, simulated

Draw = Callable[[random.Random, int, float], list[float]]
"""Differences of one run: generator, number of groups, true loss."""


def repeats_of(number_of_repeats: int, shape: str) -> Draw:
    """One run of a repeats shape: the difference of case means."""
    base = math.fsum(w * p for w, p in zip(WEIGHTS, DIFFICULTIES, strict=True)) / sum(WEIGHTS)

    def draw(rng: random.Random, number: int, loss: float) -> list[float]:
        shift = _logit_shift(loss) if shape == "logit" else 0.0
        differences = []
        for p in rng.choices(DIFFICULTIES, WEIGHTS, k=number):
            q = _candidate_chance(shape, p, loss, base, shift, rng)
            before = sum(rng.random() < p for _ in range(number_of_repeats))
            after = sum(rng.random() < q for _ in range(number_of_repeats))
            differences.append((after - before) / number_of_repeats)
        return differences

    return draw


def _candidate_chance(
    shape: str, p: float, loss: float, base: float, shift: float, rng: random.Random
) -> float:
    if shape == "logit":
        return _shifted(p, shift)
    if shape == "fading":
        return p * (1.0 - loss / base)
    share = {
        difficulty: w / sum(WEIGHTS) for difficulty, w in zip(DIFFICULTIES, WEIGHTS, strict=True)
    }
    if shape == "trade":
        easy = math.fsum(share[x] * x for x in DIFFICULTIES if x >= 0.9)
        hard = math.fsum(share[x] * (1.0 - x) for x in DIFFICULTIES if x <= 0.5)
        if p >= 0.9:
            return 0.0 if rng.random() < 2.0 * loss / easy else p
        return 1.0 if p <= 0.5 and rng.random() < loss / hard else p
    middle = math.fsum(share[x] * x for x in DIFFICULTIES if x <= 0.8)
    return 0.0 if p <= 0.8 and rng.random() < loss / middle else p


def _shifted(p: float, shift: float) -> float:
    if p >= 1.0:
        # An always passed case has no log odds; it is left alone.
        return 1.0
    return 1.0 / (1.0 + (1.0 - p) / p * math.exp(shift))


def _logit_shift(loss: float) -> float:
    low, high = 0.0, 20.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        drop = math.fsum(
            w * (p - _shifted(p, middle)) for w, p in zip(WEIGHTS, DIFFICULTIES, strict=True)
        ) / sum(WEIGHTS)
        low, high = (middle, high) if drop < loss else (low, middle)
    return low


def fractional(shape: str) -> Draw:
    """One run of a fractional shape: one difference a group."""

    def draw(rng: random.Random, number: int, loss: float) -> list[float]:
        return [_FRACTIONAL[shape](rng, loss) for _ in range(number)]

    return draw


def _ladder(rng: random.Random, loss: float) -> float:
    step = rng.choice((0, 1, 2, 2, 2, 2))
    # A step is worth a half, and there is none below 0: 5 of 6 answers can slip.
    slipped = step > 0 and rng.random() < loss * 2.0 * 6.0 / 5.0
    return -0.5 if slipped else 0.0


def _fields(rng: random.Random, loss: float) -> float:
    before = sum(rng.random() < 0.9 for _ in range(8))
    after = sum(rng.random() < 0.9 - loss for _ in range(8))
    return (after - before) / 8.0


def _collapse(rng: random.Random, loss: float) -> float:
    before = rng.choice((6, 7, 8, 8)) / 8.0
    if rng.random() < loss / 0.90625:
        return -before
    return rng.choice((-0.125, 0.0, 0.0, 0.125)) if before < 1.0 else 0.0


def _grouped(rng: random.Random, loss: float) -> float:
    members = rng.randint(1, 6)
    slip = rng.random() < 0.3
    chance = 0.9 - (loss / 0.3 if slip else 0.0)
    before = sum(rng.random() < 0.9 for _ in range(8 * members))
    after = sum(rng.random() < chance for _ in range(8 * members))
    return (after - before) / (8.0 * members)


_FRACTIONAL: dict[str, Callable[[random.Random, float], float]] = {
    "ladder": _ladder,
    "fields": _fields,
    "collapse": _collapse,
    "grouped": _grouped,
}


def simulated(
    name: str, draw: Draw, sizes: Sequence[int], runs: int, alpha: float
) -> Iterator[Cell]:
    """One cell a size and margin."""
    for number in sizes:
        for margin in (0.05, 0.10, 0.15):
            rng = random.Random(f"{name} {number} {margin}")
            rates = [
                sum(
                    noninferior(count_values(draw(rng, number, loss)), margin, alpha)
                    for _ in range(runs)
                )
                / runs
                for loss in (margin, 0.0)
            ]
            yield Cell(
                shape=name,
                size=f"n {number}",
                margin=margin,
                false_safe=rates[0],
                power=rates[1],
            )


def added(runs: int, alpha: float) -> Iterator[Cell]:
    """Runs that follow the report's advice: ever safe at the margin, and decided without a loss."""
    for setting in AT_THE_MARGIN:
        yield Cell(
            shape="looks, six additions",
            size=f"n {setting.cases}",
            margin=setting.margin,
            false_safe=ever_safe(setting, setting.margin, runs, alpha),
            power=ever_safe(setting, 0.0, runs, alpha),
        )
    for setting in WITHOUT_A_DIFFERENCE:
        yield Cell(
            shape=f"more, {setting.discordance:.0%} differ",
            size=f"n {setting.cases}",
            margin=setting.margin,
            false_safe=math.nan,
            power=decided(setting, runs, alpha),
        )


def cells(only: str, runs: int, alpha: float) -> Iterator[Cell]:
    """Every cell of the benchmark, or of one part."""
    if only in {"", "pass-fail"}:
        yield from pass_fail((10, 16, 20, 25, 30, 50, 75, 100, 150, 200, 300), alpha)
    if only in {"", "two-point"}:
        yield from two_point((10, 13, 19, 29, 50, 65, 100, 200), alpha)
    if only in {"", "repeats"}:
        for shape in ("logit", "fading", "trade", "cliff"):
            for number in (3, 5):
                draw = repeats_of(number, shape)
                yield from simulated(f"{shape}, {number} repeats", draw, (15, 40), runs, alpha)
    if only in {"", "fractional"}:
        for shape in _FRACTIONAL:
            yield from simulated(shape, fractional(shape), (15, 40, 100), runs, alpha)
    if only in {"", "added"}:
        yield from added(runs, alpha)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=1000, help="simulated runs a cell")
    parser.add_argument("--confidence", type=float, default=0.95, help="one-sided")
    parser.add_argument(
        "--only",
        default="",
        choices=["", "pass-fail", "two-point", "repeats", "fractional", "added"],
    )
    arguments = parser.parse_args()
    found: list[Cell] = []
    print(f"{'shape':<20}{'size':>7}{'margin':>8}{'false-safe':>12}{'power':>8}")
    for cell in cells(arguments.only, arguments.runs, 1.0 - arguments.confidence):
        found.append(cell)
        print(
            f"{cell.shape:<20}{cell.size:>7}{cell.margin:>8.2f}{_rate(cell.false_safe):>11} "
            f"{_rate(cell.power):>7}",
            flush=True,
        )
    print()
    for shape in dict.fromkeys(cell.shape.partition(",")[0] for cell in found):
        rates = [cell.false_safe for cell in found if cell.shape.startswith(shape)]
        if not any(map(math.isnan, rates)):
            mean = sum(rates) / len(rates)
            print(f"{shape}: false-safe worst {max(rates):.1%}, mean {mean:.1%}")


def _rate(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.1%}"


if __name__ == "__main__":
    main()
