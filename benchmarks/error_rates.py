"""Measures how often the verdict is wrong, and writes docs/error-rates.md.

False-safe: the chance that a candidate is called non-inferior (or a ratio, a rate or a floor `ok`)
whose truth lies exactly at the limit; the worst that the claim may get wrong, nominally 5 %. Power:
the chance of being shown where there is no difference. Pass/fail pairs and scores on few values are
enumerated, `rates/exact.py`; the rest is simulated, each cell with a seed of its own name or
numbers. Each cell of a family that is searched is the worst of many distributions: these are
stated, and bound by nothing.

    python benchmarks/error_rates.py [--quick] [--runs 1000] [--write docs/error-rates.md]
"""

from __future__ import annotations

import argparse
import math
import platform
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import numpy as np
from rates import claims, drawn, exact, ratios, rejected
from rates.cell import Cell

from portcheck.parity.sequential import look_alpha

MOST_EXACT, MEAN_EXACT, MEAN = 0.07, 0.045, 0.05
"""What no cell, and no mean over cells, may exceed; simulated ones by 3 standard errors."""


def cells(runs: int, *, quick: bool) -> Iterator[Cell]:
    """Every cell of the benchmark, or a few of each family."""
    sizes = (10, 20, 50) if quick else (10, 16, 20, 25, 42, 50, 75, 100, 200, 350, 500)
    yield from chain(
        exact.pass_fail(sizes),
        *(exact.two_values(alpha) for alpha in (() if quick else (0.04, 0.05))),
        exact.supports(3, (20,), (0.10,) if quick else (0.05, 0.10, 0.15), 0.4 if quick else 0.2),
        exact.supports(4, (10,), (0.10,), 0.5 if quick else 0.25),
        exact.zero_tolerance(),
        exact.floors(),
        drawn.cells(runs, quick),
        claims.missing(runs, quick),
        claims.looks(runs),
        claims.nights(runs, quick),
        claims.variants(runs, quick),
        claims.detectors(runs, quick),
        claims.labels(runs, quick),
        claims.verdicts(runs, quick),
        ratios.cells(runs, quick),
    )


def bound(found: Sequence[Cell]) -> list[Cell]:
    """The cells that are no result of a search."""
    return [cell for cell in found if not cell.family.startswith("searched")]


def too_high(found: Sequence[Cell]) -> Iterator[str]:
    """What exceeds its bound, one sentence each."""
    held = bound(found)
    for cell in held:
        if cell.rate > MOST_EXACT + 3.0 * cell.error:
            yield f"{cell.family}, {cell.setting}: {cell.rate:.1%}"
    known = [cell.rate for cell in held if not cell.runs]
    if sum(known) > MEAN_EXACT * len(known):
        yield f"mean of the exact cells: {sum(known) / len(known):.1%}"
    if sum(cell.rate for cell in held) > MEAN * len(held):
        yield "mean of all cells is above 5 %"


def table(found: Sequence[Cell]) -> Iterator[str]:
    """One row a family."""
    yield "| family | how | cells | worst | where | mean |"
    yield "|---|---|---|---|---|---|"
    for family in dict.fromkeys(cell.family for cell in found):
        own = [cell for cell in found if cell.family == family]
        worst = max(own, key=lambda cell: cell.rate)
        how = f"{worst.runs:,} runs" if worst.runs else "exact"
        mean = sum(cell.rate for cell in own) / len(own)
        yield (
            f"| {family} | {how} | {len(own)} | {worst.rate:.1%} | {worst.setting} | {mean:.1%} |"
        )


def power(runs: int) -> Iterator[str]:
    """Power in settings that people have, at the first look of a claim of 0.95."""
    first = look_alpha(0.05, 1)
    yield "| power, no difference | |"
    yield "|---|---|"
    for number, margin, share in (
        (50, 0.10, 0.05),
        (100, 0.10, 0.10),
        (100, 0.05, 0.10),
        (200, 0.05, 0.10),
        (500, 0.05, 0.20),
    ):
        rate = exact.power(number, margin, share, first)
        yield f"| n {number}, margin {margin:.2f}, {share:.0%} of pairs disagree | {rate:.1%} |"
    for name, rate in claims.nights_power(runs).items():
        setting = f"n 100, margin 0.05, a fifth of the cases answered by chance: {name}"
        yield f"| {setting} | {rate:.1%} |"


def summary(found: Sequence[Cell], runs: int) -> str:
    """Worst and mean of exact and simulated cells."""
    held = bound(found)
    known = [cell.rate for cell in held if not cell.runs]
    drawn_ones = [cell.rate for cell in held if cell.runs]
    return (
        f"{len(held)} cells without the searched ones. Exact: worst {max(known):.1%}, mean "
        f"{sum(known) / len(known):.1%}. Simulated: worst {max(drawn_ones):.1%} (standard error "
        f"{math.sqrt(0.05 * 0.95 / runs):.1%}), mean {sum(drawn_ones) / len(drawn_ones):.1%}. All: "
        f"mean {sum(known + drawn_ones) / len(held):.1%}."
    )


def report(runs: int, *, quick: bool) -> tuple[list[str], list[str]]:
    """The lines of the tables with what is said of them, and what is too high."""
    started, spent = time.perf_counter(), time.process_time()
    found = list(cells(runs, quick=quick))
    high = list(too_high(found))
    lines = [
        *table(found),
        "",
        summary(found, runs),
        "",
        f"Above {MOST_EXACT:.0%}, simulated ones by more than 3 standard errors: "
        + ("; ".join(high) or "none")
        + ".",
        "",
        *power(runs),
        "",
        *rejected.table(runs),
        "",
    ]
    lines.append(
        f"`python benchmarks/error_rates.py --runs {runs}{' --quick' if quick else ''}`, "
        f"{datetime.now(UTC).date()}, Python {platform.python_version()}, numpy {np.__version__}: "
        f"{time.process_time() - spent:.0f} s of CPU, {time.perf_counter() - started:.0f} s."
    )
    return lines, high


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One family as the page has it."""

    family: str
    runs: int
    """Of a cell; 0: exact."""
    worst: float
    where: str
    mean: float


def rows(page: str) -> Iterator[Row]:
    """The families of a page that `write` has written."""
    for line in page.splitlines():
        parts = [part.strip() for part in line.strip("|").split("|")]
        if len(parts) == 6 and parts[5].endswith("%"):
            family, how, _, worst, where, mean = parts
            yield Row(
                family=family,
                runs=0 if how == "exact" else int(how.split()[0].replace(",", "")),
                worst=float(worst[:-1]) / 100.0,
                where=where,
                mean=float(mean[:-1]) / 100.0,
            )


BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def write(path: Path, lines: Sequence[str]) -> None:
    """Puts the tables between the two marks of a page."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    body = "\n".join(lines)
    path.write_text(f"{before}{BEGIN}\n{body}\n{END}{after}", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=1000, help="simulated runs a cell")
    parser.add_argument("--quick", action="store_true", help="a few cells of each family")
    parser.add_argument("--write", type=Path, help="the page to put the tables into")
    asked = parser.parse_args()
    lines, high = report(asked.runs, quick=asked.quick)
    print("\n".join(lines))
    if asked.write is not None:
        write(asked.write, lines)
    return int(bool(high))


if __name__ == "__main__":
    raise SystemExit(main())
