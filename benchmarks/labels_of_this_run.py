"""Measures how often labels on a random sample of a run lead to a wrong `safe`, and what they cost.

The judge scores every pair, people score a random sample of m. False-safe: the truth lies at the
margin, first look at 0.95. Power: there is no difference. All judges but the first two are bad in
a way that favours the candidate, or hides what is lost:

right       never wrong
ordinary    sensitivity 0.90, specificity 0.97, on both sides
weak        sensitivity 0.70, specificity 0.90, on both sides
favours     sensitivity 0.95 on the baseline, 0.70 on the candidate
favours+    sensitivity 0.95 on the baseline, 0.30 on the candidate, which it never fails wrongly
blind       never fails the candidate
turns       half of the losses look like gains
misses      half of the losses look like ties
noise       what it says has nothing to do with the answer

Shapes: pass/fail pairs of which 2 to 30 % disagree; `repeats`, where each side answers three times
and the candidate fails a fixed share of what it would pass.

Methods: portcheck's; the labels alone, by the interval of `portcheck.parity.intervals`; the normal
interval of prediction-powered inference with weight 1 (as evalproof 0.2 has it for a pass rate) and
with the weight of PPI++.

Sittings: somebody labels in several goes and looks at the verdict after each, until it is `safe`.

    python benchmarks/labels_of_this_run.py [--runs 1000] [--only false-safe]
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import NormalDist, fmean, pvariance

from portcheck.parity.intervals import count_values, p_value
from portcheck.parity.labelled.prediction_powered import (
    LabelledSample,
    fewest_labels,
    labelled_p_value,
)
from portcheck.parity.sequential import look_alpha

ALPHA = 0.04
"""Of the first look at a claim of 0.95."""
FEWEST = {margin: fewest_labels(margin, 1.0 - ALPHA) or 0 for margin in (0.05, 0.1)}
FAILS = 0.1
"""Share of the pairs without a difference on which both sides fail."""
DIFFICULTIES = (0.3, 0.7, 0.9, 0.97, 1.0, 1.0)
Pairs = Sequence[tuple[float, float]]
"""Of each group what people find, and what the judge finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """How often it fails a bad answer, and passes a good one, of each side."""

    baseline: tuple[float, float] = (1.0, 1.0)
    candidate: tuple[float, float] = (1.0, 1.0)
    turns: float = 0.0
    """Share of the losses in which it sees a gain."""
    misses: float = 0.0
    """Share of the losses in which it sees a tie."""

    def of(self, rng: random.Random, before: int, after: int) -> int:
        """The difference that it finds between two answers, each 0 or 1."""
        if after < before and (self.turns or self.misses):
            seen = rng.random()
            return 1 if seen < self.turns else 0 if seen < self.turns + self.misses else -1
        return _seen(rng, after, *self.candidate) - _seen(rng, before, *self.baseline)


def _seen(rng: random.Random, answer: int, finds: float, passes: float) -> int:
    return int(rng.random() < passes) if answer else int(rng.random() >= finds)


JUDGES = {
    "right": Judge(),
    "ordinary": Judge(baseline=(0.9, 0.97), candidate=(0.9, 0.97)),
    "weak": Judge(baseline=(0.7, 0.9), candidate=(0.7, 0.9)),
    "favours": Judge(baseline=(0.95, 0.97), candidate=(0.7, 0.97)),
    "favours+": Judge(baseline=(0.95, 0.95), candidate=(0.3, 1.0)),
    "blind": Judge(baseline=(0.95, 0.97), candidate=(0.0, 1.0)),
    "turns": Judge(turns=0.5),
    "misses": Judge(misses=0.5),
    "noise": Judge(baseline=(0.3, 0.7), candidate=(0.3, 0.7)),
}


def pass_fail(
    rng: random.Random, judge: Judge, number: int, loss: float, disagree: float
) -> list[tuple[float, float]]:
    """Pairs of which a share disagrees, with `loss` more losses than gains."""
    losses, gains = 0.5 * (disagree + loss), 0.5 * (disagree - loss)
    found: list[tuple[float, float]] = []
    for _ in range(number):
        drawn = rng.random()
        if drawn < losses:
            before, after = 1, 0
        elif drawn < losses + gains:
            before, after = 0, 1
        else:
            before = after = int(rng.random() >= FAILS)
        found.append((after - before, judge.of(rng, before, after)))
    return found


def repeats(
    rng: random.Random, judge: Judge, number: int, loss: float
) -> list[tuple[float, float]]:
    """Means of three answers to a case on each side."""
    fading = loss / fmean(DIFFICULTIES)
    found: list[tuple[float, float]] = []
    for _ in range(number):
        passes = rng.choice(DIFFICULTIES)
        answers = [
            (int(rng.random() < passes), int(rng.random() < passes * (1.0 - fading)))
            for _ in range(3)
        ]
        found.append(
            (
                fmean(after - before for before, after in answers),
                fmean(judge.of(rng, before, after) for before, after in answers),
            )
        )
    return found


# Methods: is the candidate shown to be inside the margin?


def ours(pairs: Pairs, labelled: int, margin: float) -> bool:
    """As the gate decides."""
    if labelled < FEWEST[margin]:
        return False
    sample = LabelledSample.of(pairs[:labelled], (g for _, g in pairs[labelled:]))
    return labelled_p_value(sample, -margin) < ALPHA


def alone(pairs: Pairs, labelled: int, margin: float) -> bool:
    """Without the judge."""
    return p_value(count_values(y for y, _ in pairs[:labelled]), -margin) < ALPHA


def normal(pairs: Pairs, labelled: int, margin: float, *, tuned: bool = False) -> bool:
    """The published interval, of the normal form."""
    ys, gs = zip(*pairs[:labelled], strict=True)
    others = [g for _, g in pairs[labelled:]]
    weight = 1.0
    if tuned:
        spread = pvariance([g for _, g in pairs])
        at_y, at_g = fmean(ys), fmean(gs)
        shared = fmean((y - at_y) * (g - at_g) for y, g in pairs[:labelled])
        most = shared / spread / (1.0 + labelled / len(others)) if spread else 0.0
        weight = min(1.0, max(0.0, most))
    rectified = [y - weight * g for y, g in zip(ys, gs, strict=True)]
    variance = pvariance(rectified) / labelled + weight**2 * pvariance(others) / len(others)
    estimate = fmean(rectified) + weight * fmean(others)
    return estimate - NormalDist().inv_cdf(1.0 - ALPHA) * math.sqrt(variance) > -margin


def plus_plus(pairs: Pairs, labelled: int, margin: float) -> bool:
    """The same with the weight of PPI++."""
    return normal(pairs, labelled, margin, tuned=True)


METHODS: dict[str, Callable[[Pairs, int, float], bool]] = {
    "portcheck": ours,
    "labels alone": alone,
    "PPI": normal,
    "PPI++": plus_plus,
}
Shape = Callable[[random.Random, Judge, int, float], list[tuple[float, float]]]


def shapes(margin: float) -> Iterator[tuple[str, Shape]]:
    """Pass/fail pairs with shares that disagree, and repeats."""
    for disagree in sorted({max(margin, 0.02), max(margin, 0.1), 0.3}):

        def drawn(
            rng: random.Random, judge: Judge, number: int, loss: float, share: float = disagree
        ) -> list[tuple[float, float]]:
            return pass_fail(rng, judge, number, loss, share)

        yield f"{disagree:.0%}", drawn
    yield "repeats", repeats


def rates(
    shape: Shape,
    judge: Judge,
    size: tuple[int, int],
    margin: float,
    loss: float,
    runs: int,
    seed: str,
    methods: int = len(METHODS),
) -> list[float]:
    """How often each method finds the candidate inside the margin; size: groups, labelled."""
    rng, found = random.Random(seed), [0] * methods
    for _ in range(runs):
        pairs = shape(rng, judge, size[0], loss)
        for place, method in enumerate([*METHODS.values()][:methods]):
            found[place] += method(pairs, size[1], margin)
    return [number / runs for number in found]


def false_safe(runs: int, margins: Sequence[float]) -> None:
    """One row a size: the worst over judges and shapes, and power by an ordinary judge at 10 %.

    All cells are measured with a quarter of the runs; the three that are then the worst for
    portcheck once more, with twice the runs and other seeds, as the highest of many rates is high
    by chance. The other methods' worst are those of the first measurement.
    """
    print(f"| margin | n | labels | {' | '.join(METHODS)} | where | power |")
    print(f"|---|---|---|{'---|' * len(METHODS)}---|---|")
    for margin, number, labelled in product(margins, (60, 120, 400), (31, 63, 100)):
        if not FEWEST[margin] <= labelled < number:
            continue
        size = (number, labelled)
        cells = {
            (shape_name, name): rates(
                shape, judge, size, margin, margin, max(runs // 4, 1), f"{size}{shape_name}{name}"
            )
            for (shape_name, shape), (name, judge) in product(shapes(margin), JUDGES.items())
        }
        worst = [max(found[place] for found in cells.values()) for place in range(len(METHODS))]
        again = {
            cell: rates(
                dict(shapes(margin))[cell[0]],
                JUDGES[cell[1]],
                size,
                margin,
                margin,
                2 * runs,
                f"again {size}{cell}",
                methods=1,
            )[0]
            for cell in sorted(cells, key=lambda cell: -cells[cell][0])[:3]
        }
        most = max(again, key=lambda cell: again[cell])
        worst[0] = again[most]
        shape = dict(shapes(margin))["10%"]
        power = rates(shape, JUDGES["ordinary"], size, margin, 0.0, max(runs // 2, 1), "power")
        each = " | ".join(f"{rate:.1%}" for rate in worst)
        shown = f"{power[0]:.0%}, alone {power[1]:.0%}"
        print(
            f"| {margin:.2f} | {number} | {labelled} | {each} | {most[1]}, {most[0]} | {shown} |",
            flush=True,
        )


def labels_saved(runs: int, margins: Sequence[float]) -> None:
    """The labels at which power reaches 80 % if there is no difference, and without it."""
    print("| judge | margin | n | disagree | labels | alone |")
    print("|---|---|---|---|---|---|")
    for name, margin, disagree in product(("right", "ordinary", "weak"), margins, (0.05, 0.1, 0.2)):
        needed: list[int | None] = [None, None]
        for labelled in (40, 63, 80, 100, 130, 160, 200, 250, 300, 380):

            def shape(
                rng: random.Random, judge: Judge, number: int, loss: float, share: float = disagree
            ) -> list[tuple[float, float]]:
                return pass_fail(rng, judge, number, loss, share)

            seed = f"{name} {margin} {disagree}"
            found = rates(shape, JUDGES[name], (400, labelled), margin, 0.0, runs, seed, methods=2)
            for place in (0, 1):
                if needed[place] is None and found[place] >= 0.8:
                    needed[place] = labelled
            if None not in needed:
                break
        one, other = (f"{value}" if value else "over 380" for value in needed)
        print(f"| {name} | {margin:.2f} | 400 | {disagree:.0%} | {one} | {other} |", flush=True)


SITTINGS = (63, 80, 100, 130, 170, 220, 300, 400)
"""Labelled groups at which somebody looks, until the verdict is `safe`."""


def alphas(sittings: Sequence[int], margin: float) -> list[float]:
    """The error rate of each look as the gate spends it; 0 where there are too few labels for one.

    A sitting with too few labels for the next look is none.
    """
    found, look = list[float](), 1
    for labelled in sittings:
        alpha = look_alpha(0.05, look)
        enough = labelled >= (fewest_labels(margin, 1.0 - alpha) or labelled + 1)
        found.append(alpha if enough else 0.0)
        look += enough
    return found


def ever_safe(
    shape: Shape,
    judge: Judge,
    margin: float,
    runs: int,
    seed: str,
    sittings: Sequence[int] = SITTINGS,
) -> tuple[float, float]:
    """How often somebody who looks at every sitting sees `safe` at one of them, at the margin.

    The first rate is of the looks as the gate counts them, the second as if each were the first.
    """
    rng, spent, counted, free = random.Random(seed), alphas(sittings, margin), 0, 0
    for _ in range(runs):
        pairs = shape(rng, judge, sittings[-1], margin)
        p = [
            labelled_p_value(LabelledSample.of(pairs[:m], (g for _, g in pairs[m:])), -margin)
            for m in sittings
        ]
        counted += any(value < alpha for value, alpha in zip(p, spent, strict=True))
        free += any(value < ALPHA for value in p)
    return counted / runs, free / runs


def looks(runs: int, margins: Sequence[float]) -> None:
    """One row a shape and judge: P(ever `safe`) over the sittings, with and without counting."""
    print("| margin | pairs that disagree | judge | looks counted | each as the first |")
    print("|---|---|---|---|---|")
    for margin in margins:
        for (shape_name, shape), name in product(
            shapes(margin), ("right", "ordinary", "favours", "misses", "noise")
        ):
            seed = f"sittings {margin} {shape_name} {name}"
            found, free = ever_safe(shape, JUDGES[name], margin, runs, seed)
            print(
                f"| {margin:.2f} | {shape_name} | {name} | {found:.1%} | {free:.1%} |", flush=True
            )


def main() -> None:
    """Prints the tables of docs/statistics.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=1000, help="simulated runs a cell")
    parser.add_argument("--only", choices=("false-safe", "saved", "sittings"))
    parser.add_argument("--margin", type=float, choices=tuple(FEWEST), help="this one alone")
    given = parser.parse_args()
    margins = tuple(FEWEST) if given.margin is None else (given.margin,)
    if given.only in {None, "false-safe"}:
        false_safe(given.runs, margins)
    if given.only in {None, "saved"}:
        labels_saved(max(given.runs // 4, 1), margins)
    if given.only in {None, "sittings"}:
        looks(max(given.runs // 2, 1), margins)


if __name__ == "__main__":
    main()
