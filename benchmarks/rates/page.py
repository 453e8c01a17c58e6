"""The page of error rates: one row a family, what is said of all, and reading it again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rates.cell import ALPHA, Cell

MOST, MEAN_EXACT, MEAN = 0.07, 0.045, 0.05
"""What no cell, and no mean over cells, may exceed; simulated cells by 3 standard errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One family."""

    family: str
    runs: int
    """Of a cell; 0: exact."""
    cells: int
    worst: float
    """0..1, as `mean`."""
    where: str
    mean: float

    @property
    def searched(self) -> bool:
        """Each cell is the worst of many distributions: stated, and bound by nothing."""
        return self.family.startswith("searched")

    @property
    def most(self) -> float:
        """What its cells may not exceed."""
        return MOST + 3.0 * math.sqrt(ALPHA * (1.0 - ALPHA) / self.runs) if self.runs else MOST

    def __str__(self) -> str:
        how = f"{self.runs:,} runs" if self.runs else "exact"
        rates = f"{self.worst:.1%} | {self.where} | {self.mean:.1%}"
        return f"| {self.family} | {how} | {self.cells} | {rates} |"


def rows_of(found: Sequence[Cell]) -> Iterator[Row]:
    """A row for each family of these cells."""
    for family in dict.fromkeys(cell.family for cell in found):
        own = [cell for cell in found if cell.family == family]
        worst = max(own, key=lambda cell: cell.rate)
        yield Row(
            family=family,
            runs=worst.runs,
            cells=len(own),
            worst=worst.rate,
            where=worst.setting,
            mean=sum(cell.rate for cell in own) / len(own),
        )


def rows(page: str) -> Iterator[Row]:
    """The rows that a page has."""
    for line in page.splitlines():
        parts = [part.strip() for part in line.strip("|").split("|")]
        if len(parts) == 6 and parts[5].endswith("%"):
            family, how, cells, worst, where, mean = parts
            yield Row(
                family=family,
                runs=0 if how == "exact" else int(how.split()[0].replace(",", "")),
                cells=int(cells),
                worst=float(worst[:-1]) / 100.0,
                where=where,
                mean=float(mean[:-1]) / 100.0,
            )


def mean(found: Sequence[Row]) -> float:
    """Over all cells of these families."""
    return sum(row.cells * row.mean for row in found) / sum(row.cells for row in found)


def too_high(found: Sequence[Row]) -> Iterator[str]:
    """What exceeds its bound, one clause each."""
    held = [row for row in found if not row.searched]
    for row in held:
        if row.worst > row.most:
            yield f"{row.family}, {row.where}: {row.worst:.1%}"
    known = [row for row in held if not row.runs]
    if known and mean(known) > MEAN_EXACT:
        yield f"mean of the exact cells: {mean(known):.1%}"
    if mean(held) > MEAN:
        yield f"mean of all cells: {mean(held):.1%}"


def table(found: Sequence[Row]) -> Iterator[str]:
    """The rows with what is said of them together."""
    yield "| family | how | cells | worst | where | mean |"
    yield "|---|---|---|---|---|---|"
    yield from map(str, found)
    yield ""
    held = [row for row in found if not row.searched]
    for name, own in (
        ("Exact", [row for row in held if not row.runs]),
        ("Simulated", [row for row in held if row.runs]),
        ("All", held),
    ):
        if own:
            worst = max(row.worst for row in own)
            number = sum(row.cells for row in own)
            yield f"- {name}: {number:,} cells, worst {worst:.1%}, mean {mean(own):.1%}."
    yield "- Above their bounds: " + ("; ".join(too_high(found)) or "none") + "."


def write(path: Path, name: str, lines: Sequence[str]) -> None:
    """Puts lines between the two marks of that name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = path.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    body = "\n".join(lines)
    path.write_text(f"{before}{begin}\n{body}\n{end}{after}", encoding="utf-8")
