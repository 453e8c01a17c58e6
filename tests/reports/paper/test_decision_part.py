"""What a decision maker reads and signs: the facts of the first page, laid out."""

from __future__ import annotations

import pytest
from builders import make_mixed_report, make_report, make_run, make_verdict

from portcheck.model.parity import RunReport
from portcheck.reports.decision.answers import answers
from portcheck.reports.decision.first_page import first_page
from portcheck.reports.paper.blocks import Bullets, Paragraph, Table
from portcheck.reports.paper.decision_part import COLUMNS, decision_part


def tables(report: RunReport) -> list[Table]:
    return [each for each in decision_part(report) if isinstance(each, Table)]


def test_it_leads_with_the_decision() -> None:
    report = make_mixed_report()
    leading = [p.text for p in decision_part(report) if isinstance(p, Paragraph) and p.leading]

    assert leading == list(first_page(report).sentences)


def test_every_list_of_the_first_page_is_in_it() -> None:
    report = make_mixed_report()
    facts = first_page(report)
    items = [item for b in decision_part(report) if isinstance(b, Bullets) for item in b.items]

    for said in (facts.coverage, facts.cost, facts.unknown, facts.waivers, facts.not_run):
        assert set(said) <= set(items)
    assert {each.line for each in facts.hanging} <= set(items)
    assert {each.line for each in (*facts.accept, *facts.change)} <= set(items)


def test_the_five_questions_are_answered_first() -> None:
    found = tables(make_report())[0]

    assert [row[0].text for row in found.rows] == [
        each.question for each in answers(first_page(make_report()))
    ]
    assert found.rows[0][1].text == "Yes"


def test_verdicts_stand_under_vendor_and_model() -> None:
    found = tables(make_report())[1]

    assert found.head == ("Workload", "Anthropic claude-large")
    assert [cell.verdict for cell in found.rows[0]] == [None, "safe"]
    assert found.rows[0][0].note == "on OpenAI gpt-large"


def test_many_candidates_go_on_in_another_table() -> None:
    names = [f"c{number}" for number in range(COLUMNS + 2)]
    report = make_report(
        run=make_run(candidates=tuple(names)),
        verdicts=tuple(make_verdict(candidate=name) for name in names),
    )
    matrices = [table for table in tables(report) if not table.to_fill][1:]

    assert [table.head[1:] for table in matrices] == [
        tuple(names[:COLUMNS]),
        tuple(names[COLUMNS:]),
    ]
    assert matrices[0].widths[1] / sum(matrices[0].widths) == pytest.approx(
        matrices[1].widths[1] / sum(matrices[1].widths)
    )
    assert all(len(row) == len(table.head) for table in matrices for row in table.rows)


def test_each_move_has_a_line_to_sign() -> None:
    (found,) = (table for table in tables(make_report()) if table.to_fill)

    assert [cell.text for cell in found.rows[0]] == [
        "ticket-triage",
        "OpenAI gpt-large",
        "Anthropic claude-large",
        "safe",
        "",
        "",
    ]
