"""Labels in reports: both sides are named, in every format."""

from __future__ import annotations

import pytest
from builders import make_report

from portcheck.model.judgement import LabelledAnswer, PeopleInfo
from portcheck.model.score import PeopleSay, Vote
from portcheck.plugins import REPORTS
from portcheck.reports.terminal.page import render
from portcheck.reports.words.people import people_lines


def answer(label: str | None, *, repeat: int = 1) -> LabelledAnswer:
    people = PeopleSay(
        votes=(Vote(reviewer="Ana", label="pass"), Vote(reviewer="<b>Ben", label="fail")),
        label=label,
        decides=label is not None,
        check_status="failed",
        check_value=0.0,
    )
    return LabelledAnswer(
        workload="w", case="c", provider="new", repeat=repeat, check="x", gate="task", people=people
    )


PEOPLE = PeopleInfo(
    reviewers=("<b>Ben", "Ana"),
    first="2026-11-27T10:00:00Z",
    last="2026-11-28T10:00:00Z",
    labels=5,
    answers=4,
    random=2,
    confirmed=1,
    changed=(answer("pass", repeat=2),),
    against=(answer("pass"),),
    split=(answer(None),),
    differing=3,
    stale=1,
)


def test_every_line() -> None:
    assert people_lines(PEOPLE) == (
        "<b>Ben, Ana gave 5 labels of 4 answers (2026-11-27 to 2026-11-28), 2 of these drawn at"
        " random",
        "they uphold what the check found in 1 answer",
        "they decide otherwise than the check (1): c of w, new repeat 2, x: the check says failed,"
        " people pass (Ana pass, <b>Ben fail)",
        "they contradict a check that is certain, whose score stays: look at the check (1): c of w,"
        " new, x: the check says failed, people pass (Ana pass, <b>Ben fail)",
        "they are split, and the score stays (1): c of w, new, x: the check says failed, people"
        " split (Ana pass, <b>Ben fail)",
        "reviewers contradict each other on 3 answers",
        "1 label of answers or checks that the run has not: left out",
    )


@pytest.mark.parametrize("name", ["html", "md"])
def test_pages_have_a_section(name: str) -> None:
    page = REPORTS.get(name).render(make_report(people=PEOPLE)).decode()
    assert "What people say" in page
    assert "they decide otherwise than the check" in page
    assert "<b>Ben" not in page
    assert "What people say" not in REPORTS.get(name).render(make_report()).decode()


def test_terminals_have_one() -> None:
    page = render(make_report(people=PEOPLE), width=100, color=False)
    assert "What people say" in page
    assert "reviewers contradict each other on 3 answers" in page
