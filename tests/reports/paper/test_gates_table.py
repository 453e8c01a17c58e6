"""Gates as a table: the words of other reports, and a drawing where there is something to draw."""

from __future__ import annotations

from builders import make_gate, make_verdict

from portcheck.model.parity import Verdict
from portcheck.reports.paper.blocks import Bullets, Table
from portcheck.reports.paper.gates_table import gates_table, statistics_lines


def table(verdict: Verdict) -> Table:
    return next(each for each in gates_table(verdict) if isinstance(each, Table))


def test_a_gate_with_a_difference_is_drawn() -> None:
    (row,) = table(make_verdict()).rows

    assert [cell.text for cell in row[:4]] == ["task", "noninferior", "95.0 %", "95.8 %"]
    assert row[5].text == "margin 5.0 points"
    assert row[5].chart is not None


def test_a_fact_has_nothing_to_draw() -> None:
    fact = make_gate(
        gate="policy", outcome="ok", scale="fact", difference=None, ci_low=None, ci_high=None
    )

    assert table(make_verdict(gates=(fact,))).rows[0][5].chart is None


def test_only_gates_that_do_not_hold_have_notes() -> None:
    held, open_ = make_gate(detail="all is well"), make_gate(outcome="inconclusive", detail="why")
    notes = [
        each.items
        for each in gates_table(make_verdict(gates=(held, open_)))
        if isinstance(each, Bullets)
    ]

    assert len(notes) == 1
    assert "why" in notes[0][0]
    assert "all is well" not in notes[0][0]


def test_no_gate_is_no_table() -> None:
    assert list(gates_table(make_verdict(gates=()))) == []


def test_statistics_begin_with_the_look() -> None:
    found = statistics_lines(make_verdict(look_meaning="Look 1."))

    assert found[0] == "Look 1."
    assert "paired score interval" in found[1]
