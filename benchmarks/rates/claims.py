"""Simulated claims: missing answers, looks, nights, variants, detectors, labels, whole verdicts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

import detector_errors
import labels_of_this_run
import missing_answers
import numpy as np
from added_cases import AT_THE_MARGIN, ever_safe
from numpy.random import Generator
from numpy.typing import NDArray
from rates.cell import ALPHA, Cell, noninferior

from portcheck.gates.shared.score_gate import score_result
from portcheck.model.parity import CasePair, CheckEvidence
from portcheck.parity.claim import Claim
from portcheck.parity.intervals import count_values
from portcheck.parity.sequential import look_alpha
from portcheck.parity.verdict import decide

Values = NDArray[np.float64]
NIGHTS = 30
LOOKS = (1, 2, 4, 8, 16)
"""Nights at which evidence is looked at."""


def missing(runs: int, quick: bool) -> Iterator[Cell]:
    """Answers missing where the candidate fails, on either side, at the first look."""
    sizes = (100,) if quick else (100, 300)
    for side, share, margin, number in product(
        missing_answers.SIDES, missing_answers.SHARES, missing_answers.MARGINS, sizes
    ):
        rates = missing_answers.measure(
            number=number,
            margin=margin,
            share=share,
            side=side,
            runs=runs,
            confidence=1.0 - ALPHA,
            seed=number,
        )
        setting = f"{side}, {share:.0%} of failures, n {number}, margin {margin:.2f}"
        yield Cell(
            family="missing answers, as failures", setting=setting, rate=rates.worst_case, runs=runs
        )


def looks(runs: int) -> Iterator[Cell]:
    """Ever safe, where somebody adds what the report asks for, six times in a row."""
    for setting in AT_THE_MARGIN:
        yield Cell(
            family="looks, six additions of cases",
            setting=f"n {setting.cases}, margin {setting.margin:.2f}",
            rate=ever_safe(setting, setting.margin, runs, ALPHA),
            runs=runs,
        )


def night_run(
    rng: Generator, number: int, margin: float, loss: float, *, recorded: bool
) -> list[bool]:
    """Whether each look of thirty nights shows the candidate inside the margin.

    A fifth of the cases are answered by chance, one in two; the candidate breaks on others.
    """
    noisy = rng.random(number) < 0.2
    before = np.where(noisy, 0.5, 1.0)
    after = np.where(rng.random(number) < loss / 0.9, 0.0, before)
    first = rng.binomial(1, before)
    total = np.zeros(number)
    found: list[bool] = []
    for night in range(1, NIGHTS + 1):
        answers = first if recorded else rng.binomial(1, before)
        total += rng.binomial(1, after) - answers
        if night in LOOKS:
            alpha = look_alpha(ALPHA, len(found) + 1)
            found.append(noninferior(count_values((total / night).tolist()), margin, alpha))
    return found


def nights(runs: int, quick: bool) -> Iterator[Cell]:
    """Ever safe within thirty nights of the same cases."""
    sizes = ((100, 0.05),) if quick else ((50, 0.10), (100, 0.05), (200, 0.05))
    for (number, margin), recorded in product(sizes, (False, True)):
        rng = np.random.default_rng([number, recorded])
        safe = sum(
            any(night_run(rng, number, margin, margin, recorded=recorded)) for _ in range(runs)
        )
        how = "a recorded" if recorded else "an asked"
        yield Cell(
            family="looks, thirty nights",
            setting=f"n {number}, margin {margin:.2f}, {how} baseline",
            rate=safe / runs,
            runs=runs,
        )


def nights_power(runs: int) -> dict[str, float]:
    """Chance of `safe` by the fourth look (night 8), and at the first, where nothing differs."""
    rng = np.random.default_rng(8)
    found = [night_run(rng, 100, 0.05, 0.0, recorded=False)[:4] for _ in range(runs)]
    return {
        "night 1": sum(one[0] for one in found) / runs,
        "nights 1, 2, 4, 8": sum(any(one) for one in found) / runs,
    }


def variants(runs: int, quick: bool) -> Iterator[Cell]:
    """Any of K prompts safe, each judged on all cases at alpha / K; their losses overlap."""
    for count, shared in product((3,) if quick else (2, 3, 8), (0.0, 0.5, 0.9)):
        number, margin = 100, 0.10
        rng = np.random.default_rng([count, int(10 * shared)])
        safe = 0
        for _ in range(runs):
            common = rng.random(number)
            drawn = [
                np.where(rng.random(number) < shared, common, rng.random(number))
                for _ in range(count)
            ]
            found = [np.where(one < 0.12, -1.0, np.where(one > 0.98, 1.0, 0.0)) for one in drawn]
            safe += any(
                noninferior(count_values(one.tolist()), margin, ALPHA / count) for one in found
            )
        setting = f"{count} variants, {shared:.0%} in common"
        yield Cell(
            family="variants, any of them safe", setting=setting, rate=safe / runs, runs=runs
        )


def detectors(runs: int, quick: bool) -> Iterator[Cell]:
    """Gates that an imperfect detector or judge scored."""
    for seed, setting in enumerate(detector_errors.SETTINGS):
        if setting.cases > 400 or (quick and seed):
            continue
        _, allowed = detector_errors.rates(setting, setting.margin, runs, seed)
        yield Cell(
            family="detectors and judges, equal mistakes",
            setting=f"{setting.sensitivity:.2f}, {setting.specificity:.2f}, n {setting.cases}",
            rate=allowed,
            runs=runs,
        )


def labels(runs: int, quick: bool) -> Iterator[Cell]:
    """Gates that labels of people decide, with the help of judges of every kind."""
    size, margin = (120, 63), 0.10
    for shape, drawn in labels_of_this_run.shapes(margin):
        for name, judge in labels_of_this_run.JUDGES.items():
            if quick and (name, shape) != ("ordinary", "10%"):
                continue
            (rate,) = labels_of_this_run.rates(
                drawn, judge, size, margin, margin, runs, f"{shape} {name}", methods=1
            )
            yield Cell(
                family="people's labels with a judge",
                setting=f"{name}, {shape}, n {size[0]}, {size[1]} labels",
                rate=rate,
                runs=runs,
            )


GATES = ("task", "structure", "tools")


def _is_safe(rng: random.Random, number: int, margin: float, at_margin: int) -> bool:
    """A whole verdict of three gates, so many of which lie at the margin; one case in ten fails."""
    lost = {gate: margin if place < at_margin else 0.0 for place, gate in enumerate(GATES)}
    rows: dict[str, list[CasePair[float]]] = {gate: [] for gate in GATES}
    for place in range(number):
        luck, fails = rng.random(), rng.random() < 0.1
        for gate in GATES:
            before = 0.0 if fails else 1.0
            after = 0.0 if luck < lost[gate] / 0.9 else before
            rows[gate].append(
                CasePair(case=str(place), group=str(place), baseline=(before,), candidate=(after,))
            )
    results = [
        score_result(
            gate,
            rows[gate],
            {"margin": margin, "floor": 0.5},
            confidence=1 - ALPHA,
            max_missing=0.05,
        )
        for gate in GATES
    ]
    evidence = tuple(
        CheckEvidence(gate=gate, check="equals", speaks_of="content", cases=number)
        for gate in GATES
    )
    claim = Claim(workload="w", candidate="c", baseline="b", evidence=evidence, alpha=ALPHA)
    verdict = decide(claim, [one for one in results if one], dict.fromkeys(GATES, "score"))
    return verdict.verdict == "safe"


def verdicts(runs: int, quick: bool) -> Iterator[Cell]:
    """`safe` although one, two or all of three gates lie at their margin."""
    for at_margin, (number, margin) in product(
        (1,) if quick else (1, 2, 3), ((60, 0.10),) if quick else ((60, 0.10), (150, 0.05))
    ):
        rng = random.Random(f"{at_margin} {number}")
        safe = sum(_is_safe(rng, number, margin, at_margin) for _ in range(runs))
        yield Cell(
            family="whole verdicts, three gates",
            setting=f"{at_margin} at the margin, n {number}, margin {margin:.2f}",
            rate=safe / runs,
            runs=runs,
        )
