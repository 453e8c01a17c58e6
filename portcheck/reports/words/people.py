"""Describe labels: who looked at what, and where people and checks disagree."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck.model.judgement import LabelledAnswer, PeopleInfo
from portcheck.model.numbers import count, listing, number
from portcheck.model.score import PeopleSay

PEOPLE = "What people say"
_MOST = 8
"""Most answers of each kind that are named."""


def people_lines(people: PeopleInfo) -> tuple[str, ...]:
    """A few sentences on labels, which name both sides wherever they differ."""
    days = sorted({people.first[:10], people.last[:10]})
    head = (
        f"{listing(people.reviewers)} gave {count(people.labels, 'label')} of"
        f" {count(people.answers, 'answer')} ({' to '.join(days)}),"
        f" {number(people.random)} of these drawn at random"
    )
    found = [head]
    if people.confirmed:
        found.append(f"they uphold what the check found in {count(people.confirmed, 'answer')}")
    found += _named("they decide otherwise than the check", people.changed)
    found += _named(
        "they contradict a check that is certain, whose score stays: look at the check",
        people.against,
    )
    found += _named("they are split, and the score stays", people.split)
    if people.differing:
        found.append(f"reviewers contradict each other on {count(people.differing, 'answer')}")
    if people.stale:
        found.append(
            f"{count(people.stale, 'label')} of answers or checks that the run has not: left out"
        )
    return tuple(found)


def _named(words: str, answers: Sequence[LabelledAnswer]) -> list[str]:
    if not answers:
        return []
    shown = listing([_one(answer) for answer in answers], _MOST, between="; ")
    return [f"{words} ({number(len(answers))}): {shown}"]


def _one(answer: LabelledAnswer) -> str:
    people = answer.people
    repeat = f" repeat {answer.repeat}" if answer.repeat > 1 else ""
    votes = listing([f"{vote.reviewer} {vote.label}" for vote in people.votes])
    return (
        f"{answer.case} of {answer.workload}, {answer.provider}{repeat}, {answer.check}:"
        f" {check_said(people)}, people {people.label or 'split'} ({votes})"
    )


def check_said(people: PeopleSay) -> str:
    """Format the result of a check: `refusal-rules 5 says full_refusal`."""
    said = people.check_label or people.check_status
    return f"{people.check_detector or 'the check'} says {said}"
