"""The evidence behind the first pages."""

from __future__ import annotations

import pytest
from builders import make_flip, make_report, make_verdict

from portcheck.model.comparison.policy_report import PolicyReport
from portcheck.model.parity import RunReport
from portcheck.model.score import Policy
from portcheck.reports import duties
from portcheck.reports.paper.appendix_part import appendix_part
from portcheck.reports.paper.blocks import Bullets, Heading, Table
from portcheck.reports.words.policies import POLICIES


def titles(report: RunReport) -> list[str]:
    return [each.text for each in appendix_part(report) if isinstance(each, Heading)]


def answers(report: RunReport) -> list[Table]:
    return [
        each for each in appendix_part(report) if isinstance(each, Table) and "Case" in each.head
    ]


def test_candidates_beside_the_best_have_their_evidence_here_alone() -> None:
    report = make_report(
        verdicts=(make_verdict(), make_verdict(candidate="other", verdict="unsafe"))
    )

    found = titles(report)

    assert "ticket-triage to other: unsafe" in found
    assert "ticket-triage to Anthropic claude-large: safe" not in found


def test_the_first_answers_that_changed_are_shown_side_by_side() -> None:
    flips = tuple(make_flip(case=f"c{number}") for number in range(5))

    (found,) = answers(make_report(flips=flips))

    assert found.head == ("Case", "Question", "OpenAI gpt-large", "Anthropic claude-large")
    assert [row[0].text for row in found.rows] == ["c0", "c1", "c2"]
    assert [cell.text for cell in found.rows[0][1:]] == [
        "You billed my card twice this month.",
        "billing",
        "access",
    ]


def test_of_other_candidates_one_loss_is_shown() -> None:
    report = make_report(
        verdicts=(make_verdict(), make_verdict(candidate="other", verdict="unsafe")),
        flips=(
            make_flip(candidate="other"),
            make_flip(candidate="other"),
            make_flip(candidate="other", direction="gain"),
        ),
    )

    (found,) = answers(report)

    assert len(found.rows) == 1


@pytest.mark.parametrize("length", [600, 601])
def test_long_answers_are_cut(length: int) -> None:
    (found,) = answers(make_report(flips=(make_flip(candidate_answer="y" * length),)))

    assert found.rows[0][3].text.endswith("[1 more characters]") is (length == 601)


def test_a_report_without_texts_shows_none() -> None:
    bare = make_flip(question="", baseline_answer="", candidate_answer="", reason="")

    assert answers(make_report(flips=(bare,))) == []


def test_each_policy_stands_with_what_the_run_proves_of_it() -> None:
    policy = Policy(
        id="no-advice",
        statement="No medical advice",
        owner="Ana",
        review="2027-01-31",
        gate="red_line",
        file="advice.yaml",
    )
    report = make_report(policies=(PolicyReport(policy=policy, overdue=False, results=()),))

    lists = {each.title: each.items for each in appendix_part(report) if isinstance(each, Bullets)}

    assert POLICIES in titles(report)
    assert lists["No medical advice (no-advice; owner Ana; next review 2027-01-31)"] == (
        "It was tested on nothing in this run.",
    )
    assert POLICIES not in titles(make_report())


def test_where_it_comes_from_ends_it() -> None:
    assert titles(make_report())[-3:] == [
        "Where this comes from",
        "Provider gpt",
        "Provider claude",
    ]


def test_what_reviewers_are_asked_for_stands_beside_what_the_run_shows() -> None:
    report = make_report()
    (table,) = [
        block
        for block in appendix_part(report)
        if isinstance(block, Table) and block.about == duties.TITLE
    ]
    assert len(table.rows) == len(duties.duty_rows(report))
    assert table.rows[0][0].text == "Regulation (EU) 2022/2554 (DORA), Article 28(8)"
    assert all(row[2].text for row in table.rows)
