"""Measures how often `safe` is wrong where answers are missing because of what they would be.

The truth lies at the margin: the baseline passes 90 % of the cases, the candidate 90 % less the
margin. Answers are missing on a share of the cases that the candidate fails, as they are where long
inputs time out: on the candidate's side, on the baseline's, or on both at once. The usual remedies
are measured on the same runs: leaving out pairs that are not complete, and leaving out those
without a baseline answer. Runs with more than `max_missing` of either side count as not safe.

    python benchmarks/missing_answers.py [--runs 2000] [--confidence 0.96]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from typing import Literal, NamedTuple

from portcheck.parity.noninferiority import compare

SIZES = (100, 300, 1000)
MARGINS = (0.05, 0.10)
SHARES = (0.2, 0.3)
SIDES: tuple[Literal["candidate", "baseline", "both"], ...] = ("candidate", "baseline", "both")
MAX_MISSING = 0.05
PASSES = 0.9
"""Of the baseline."""

Scores = list[float | None]
Pairs = list[tuple[float | None, float | None]]


class Rates(NamedTuple):
    """Shares of runs that are called safe, 0..1."""

    worst_case: float
    """As portcheck decides."""
    complete_pairs: float
    known_baselines: float


def draw(
    rng: random.Random, number: int, margin: float, share: float, side: str
) -> tuple[Scores, Scores]:
    """The answers of one run, `None` where one is missing."""
    baseline: Scores = []
    candidate: Scores = []
    for _ in range(number):
        passes = rng.random() < PASSES
        # What the baseline fails the candidate fails, too; of the rest it loses what the margin is.
        holds = passes and rng.random() >= margin / PASSES
        gone = not holds and rng.random() < share
        baseline.append(None if gone and side != "candidate" else float(passes))
        candidate.append(None if gone and side != "baseline" else float(holds))
    return baseline, candidate


def is_safe(baseline: Scores, candidate: Scores, margin: float, confidence: float) -> bool:
    """Whether the comparison calls a run non-inferior."""
    found = compare(baseline, candidate, margin=margin, confidence=confidence)
    return found.outcome == "noninferior"


def measure(
    *, number: int, margin: float, share: float, side: str, runs: int, confidence: float, seed: int
) -> Rates:
    """The rates of one cell."""
    rng = random.Random(seed)
    counts = [0, 0, 0]
    for _ in range(runs):
        baseline, candidate = draw(rng, number, margin, share, side)
        if max(one.count(None) for one in (baseline, candidate)) > MAX_MISSING * number:
            continue
        pairs: Pairs = list(zip(baseline, candidate, strict=True))
        kept: Pairs = [(b, c) for b, c in pairs if b is not None and c is not None]
        known: Pairs = [(b, c or 0.0) for b, c in pairs if b is not None]
        for position, rows in enumerate([pairs, kept, known]):
            before, after = [b for b, _ in rows], [c for _, c in rows]
            counts[position] += is_safe(before, after, margin, confidence)
    return Rates(*(count / runs for count in counts))


def cells(runs: int, confidence: float) -> Iterator[tuple[str, Rates]]:
    """Each cell of the table."""
    for side in SIDES:
        for share in SHARES:
            for margin in MARGINS:
                for number in SIZES:
                    rates = measure(
                        number=number,
                        margin=margin,
                        share=share,
                        side=side,
                        runs=runs,
                        confidence=confidence,
                        seed=number,
                    )
                    yield f"{side:10} {share:.0%} of failures, margin {margin:g}, n {number}", rates


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--confidence", type=float, default=0.96, help="0.96: a first look at 0.95")
    chosen = parser.parse_args()
    print(f"{'':52}{'worst case':>12}{'complete':>12}{'known base':>12}")
    for name, rates in cells(chosen.runs, chosen.confidence):
        print(f"{name:52}" + "".join(f"{rate:>12.1%}" for rate in rates), flush=True)


if __name__ == "__main__":
    main()
