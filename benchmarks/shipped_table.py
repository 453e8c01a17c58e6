"""Writes the tables of docs/shipped-suites.md from the suites themselves.

    python benchmarks/shipped_table.py

What stands between the two marks of the page is replaced; a test holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from portcheck.cli.showroom.shipped_suites import Described, described, shipped_suites
from portcheck.cli.showroom.suites_page import cells, hardest, rates_words

PAGE = Path(__file__).resolve().parent.parent / "docs" / "shipped-suites.md"
BEGIN, END = "<!-- begin: benchmarks/shipped_table.py -->\n", "<!-- end -->"


def page(text: str, found: Sequence[Described]) -> str:
    """The page with its tables made again."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{chr(10).join(tables(found))}\n{END}{after}"


def tables(found: Sequence[Described]) -> Iterator[str]:
    """What each suite measures, then what each gate can show, then the pass rates."""
    yield "| suite | measures | cases | groups | languages |"
    yield "|---|---|---|---|---|"
    for one in found:
        languages = ", ".join(one.languages)
        yield f"| `{one.name}` | {one.about} | {one.cases:,} | {one.groups:,} | {languages} |"
    yield ""
    yield "| suite | gate | groups | margin | at best | in 80 % of runs | power |"
    yield "|---|---|---|---|---|---|---|"
    for one in found:
        gates = [gate for workload in one.workloads for gate in workload.gates]
        for gate in hardest(gates):
            yield f"| `{one.name}` | {' | '.join(cells(gate))} |"
    yield ""
    yield "| suite | workload | of its cases these passed |"
    yield "|---|---|---|"
    for one in found:
        for workload in one.workloads:
            rates = [rate for rate in one.pass_rates if rate.workload == workload.id]
            words = rates_words(rates, [workload]) or "not measured"
            yield f"| `{one.name}` | {workload.id} | {words} |"


def main() -> None:
    found = [described(one) for one in shipped_suites()]
    PAGE.write_text(page(PAGE.read_text("utf-8"), found), "utf-8")


if __name__ == "__main__":
    main()
