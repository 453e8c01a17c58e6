"""A section a workload."""

from __future__ import annotations

from builders import make_report, make_verdict

from portcheck.reports.paper.blocks import Bullets, Heading, Paragraph, Table
from portcheck.reports.paper.workload_part import workload_part


def test_it_says_what_the_workload_does_and_on_what_it_runs() -> None:
    texts = [each.text for each in workload_part(make_report()) if isinstance(each, Paragraph)]

    assert "Route a ticket to its queue. Runs on OpenAI gpt-large (gpt)." in texts


def test_candidates_stand_best_first_with_why() -> None:
    report = make_report(
        verdicts=(
            make_verdict(
                candidate="b",
                verdict="unsafe",
                rule_meaning="It is worse",
                reasons=("task: worse.",),
            ),
            make_verdict(candidate="a", rule_meaning="All is shown"),
        )
    )
    found = next(each for each in workload_part(report) if isinstance(each, Table))

    assert [[cell.text for cell in row] for row in found.rows] == [
        ["a", "safe", "All is shown."],
        ["b", "unsafe", "task: worse."],
    ]
    assert [len(found.head), len(found.widths)] == [3, 3]


def test_the_best_candidate_has_its_evidence_below() -> None:
    report = make_report(verdicts=(make_verdict(conditions=("settle it",)),))
    blocks = list(workload_part(report))
    titles = [each.text for each in blocks if isinstance(each, Heading)]
    lists = {each.title: each.items for each in blocks if isinstance(each, Bullets)}

    assert titles == ["Workloads", "ticket-triage", "To Anthropic claude-large"]
    assert lists["Conditions"] == ("settle it",)
    assert "What was checked" in lists


def test_a_report_without_workloads_has_none() -> None:
    assert list(workload_part(make_report(verdicts=()))) == []
