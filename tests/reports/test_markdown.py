"""The Markdown page: readable as it is, and nothing in it is structure but its own."""

from __future__ import annotations

import re

from builders import make_flip, make_gate, make_mixed_report, make_report, make_run, make_verdict
from syrupy.assertion import SnapshotAssertion

from portcheck.reports.markdown import REPORT


def page(**overrides: object) -> str:
    return REPORT.render(make_report(**overrides)).decode()


def test_page(snapshot: SnapshotAssertion) -> None:
    assert REPORT.render(make_mixed_report()).decode() == snapshot


def test_every_table_row_has_as_many_cells_as_its_head() -> None:
    gate = make_gate(gate="a|b\\", detail="c|d", detector="e|f")
    text = page(
        verdicts=(make_verdict(workload="w|x\n", candidate="|", gates=(gate,)),),
        run=make_run(id="|", failures={"time|out": 1}),
    )

    widths: list[set[int]] = [set()]
    for line in text.splitlines():
        if line.startswith("|"):
            widths[-1].add(line.count("|"))
        elif widths[-1]:
            widths.append(set())

    tables = [found for found in widths if found]
    assert len(tables) == 4
    assert all(len(found) == 1 for found in tables)


def test_every_rate_stands_with_its_n() -> None:
    lines = REPORT.render(make_mixed_report()).decode().splitlines()
    head = next(line for line in lines if line.startswith("| Gate |"))
    n_at = [cell.strip() for cell in head.split("|")].index("n")

    rows = [line for line in lines if re.match(r"\| [^|]+ \| (hard|soft) \|", line)]
    with_rates = [row for row in rows if re.search(r"\d %", row)]
    assert len(with_rates) == 13
    for row in with_rates:
        assert re.fullmatch(r" \d+( groups?)? ", row.split("|")[n_at])
    notes = [line for line in lines if line.startswith("- ") and re.search(r"\d\.\d %", line)]
    assert notes
    assert all(re.search(r"\bn \d", note) for note in notes)


def test_confidence_becomes_the_two_sided_level() -> None:
    assert "Two-sided 90 % interval" in page()
    mixed = (make_gate(), make_gate(gate="refusal", confidence=0.96))
    text = page(verdicts=(make_verdict(gates=mixed),))
    assert "(two-sided 90 %)" in text
    assert "(two-sided 92 %)" in text


def test_says_what_limits_the_run() -> None:
    text = page(run=make_run(partial=True, incomplete="the budget is spent", interrupted=True))

    assert "**Partial run" in text
    assert "the budget is spent" in text
    assert "**Interrupted run" in text


def test_losses_and_gains_stand_apart_and_are_cut() -> None:
    flips = [make_flip(case=f"loss {number}") for number in range(23)]
    flips.append(make_flip(case="gain", direction="gain"))
    text = page(flips=tuple(flips))

    assert "**Losses (23)**" in text
    assert "loss 19 " in text
    assert "loss 20 " not in text
    assert "- 3 more in the run folder" in text
    assert "**Gains (1)**" in text


def test_a_lower_candidate_inside_the_margin_is_called_lower() -> None:
    text = page(verdicts=(make_verdict(gates=(make_gate(difference=-0.01, candidate=0.94),)),))

    assert "lower than the baseline, inside the margin" in text


def test_without_verdicts() -> None:
    text = page(verdicts=())

    assert "No verdict was reached." in text
