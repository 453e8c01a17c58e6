"""Workloads by candidates."""

from __future__ import annotations

from builders import make_mixed_report, make_report
from exit_builders import plan, route, workload

from portcheck.reports.decision.matrix import matrix


def test_every_pair_has_a_cell_and_every_column_a_name() -> None:
    found = matrix(make_mixed_report())

    assert [each.title for each in found.columns] == [
        "Anthropic claude-large",
        "llama",
        "mistral-eu",
    ]
    assert [[(cell.verdict, cell.note) for cell in row.cells] for row in found.rows] == [
        [("safe", ""), ("unsafe", ""), ("conditional", "2 conditions")],
        [("inconclusive", "310 more cases"), ("safe", ""), (None, "")],
    ]
    assert found.rows[0].about == "Route a ticket to its queue"
    assert found.rows[0].runs_on.title == "OpenAI gpt-large"
    assert found.rows[0].criticality == ""


def test_a_plan_says_what_serves_a_workload_and_how_critical_it_is() -> None:
    known = workload("ticket-triage", runs_on="other", criticality="high")
    (row,) = matrix(make_report(exit_plan=plan([known], route("other", vendor="aws")))).rows

    assert (row.runs_on.title, row.criticality) == ("Amazon", "high")
