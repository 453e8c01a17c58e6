"""Measures how often the verdict is wrong, and writes docs/error-rates.md.

False-safe: the chance that a candidate is called non-inferior (or a ratio, a rate or a floor `ok`)
whose truth lies exactly at the limit; the worst that the claim may get wrong, nominally 5 %. Power:
the chance of being shown where there is no difference. Pass/fail pairs and scores on few values are
enumerated, `rates/exact.py`; the rest is simulated, each cell with a seed of its own name or
numbers. Each cell of a family that is searched is the worst of many distributions: these are
stated, and bound by nothing.

    python benchmarks/error_rates.py [--quick] [--runs 1000] [--write docs/error-rates.md]
    python benchmarks/error_rates.py --only rates --write docs/error-rates.md
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import numpy as np
from rates import claims, drawn, exact, page, ratios, rejected
from rates.cell import Cell

from portcheck.parity.sequential import look_alpha

SIZES = (10, 16, 20, 25, 42, 50, 75, 100, 200, 350, 500)


def parts(runs: int, *, quick: bool) -> Mapping[str, Callable[[], Iterable[Cell]]]:
    """What can be measured by itself; `quick`: a few cells of each family."""
    return {
        "pass-fail": lambda: exact.pass_fail((10, 20, 50) if quick else SIZES),
        "searched": lambda: chain(
            *(exact.two_values(alpha) for alpha in (() if quick else (0.04, 0.05))),
            exact.supports(
                3, (20,), (0.10,) if quick else (0.05, 0.10, 0.15), 0.4 if quick else 0.2
            ),
            exact.supports(4, (10,), (0.10,), 0.5 if quick else 0.25),
        ),
        "rates": lambda: chain(exact.zero_tolerance(), exact.floors(), drawn.floors(runs, quick)),
        "scores": lambda: drawn.cells(runs, quick),
        "missing": lambda: claims.missing(runs, quick),
        "looks": lambda: chain(claims.looks(runs), claims.nights(runs, quick)),
        "variants": lambda: claims.variants(runs, quick),
        "detectors": lambda: chain(claims.detectors(runs, quick), claims.labels(runs, quick)),
        "verdicts": lambda: claims.verdicts(runs, quick),
        "ratios": lambda: ratios.cells(runs, quick),
    }


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


def command(asked: argparse.Namespace) -> str:
    """What was called, on what."""
    flags = [f"--runs {asked.runs}", *(["--quick"] if asked.quick else [])]
    flags += [f"--only {name}" for name in asked.only]
    return (
        f"`python benchmarks/error_rates.py {' '.join(flags)}`, {datetime.now(UTC).date()}, "
        f"Python {platform.python_version()}, numpy {np.__version__}"
    )


def told(known: Sequence[page.Row], found: Sequence[page.Row]) -> list[page.Row]:
    """The rows of a page, those that were measured again in their place."""
    new = {row.family: row for row in found}
    return [new.pop(row.family, row) for row in known] + list(new.values())


def main() -> int:
    """Prints the tables; 1 where a bound is exceeded."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=1000, help="simulated runs a cell")
    parser.add_argument("--quick", action="store_true", help="a few cells of each family")
    parser.add_argument("--write", type=Path, help="the page to put the tables into")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        choices=list(parts(1, quick=True)),
        help="measure this part alone; a page keeps its other rows",
    )
    asked = parser.parse_args()
    started = time.process_time()
    chosen = parts(asked.runs, quick=asked.quick)
    cells = [cell for name in asked.only or chosen for cell in chosen[name]()]
    found = list(page.rows_of(cells))
    if asked.only and asked.write:
        found = told(list(page.rows(asked.write.read_text(encoding="utf-8"))), found)
    blocks = {"table": list(page.table(found))}
    if not asked.only:
        blocks["more"] = [*power(asked.runs), "", *rejected.table(asked.runs)]
    spent = time.process_time() - started
    blocks["part" if asked.only else "whole"] = [f"{command(asked)}: {spent:.0f} s of CPU."]
    for name, lines in blocks.items():
        print("\n".join(lines), end="\n\n")
        if asked.write is not None:
            page.write(asked.write, name, lines)
    return int(any(page.too_high(found)))


if __name__ == "__main__":
    raise SystemExit(main())
