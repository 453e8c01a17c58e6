"""Votes of judges to what a panel says."""

from __future__ import annotations

import pytest
from judge_builders import DECLINED, FAILED, judgements, votes

from portcheck.checks.judges.ballot import cast, cast_on_pair, majority
from portcheck.checks.prefer import ORDERS


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ({"a": "pass", "b": "pass"}, "pass"),
        ({"a": "pass", "b": "fail"}, None),
        ({"a": "fail", "b": "fail", "c": "pass"}, "fail"),
        ({"a": "pass"}, None),
        ({"a": "pass", "a2": "pass"}, None),
        ({"a": "pass", "a2": "pass", "b": "fail"}, None),
        ({"a": "pass", "a2": "pass", "b": "pass"}, "pass"),
        ({"a": "pass", "b": "pass", "c": "fail", "d": "fail"}, None),
        ({"a": "pass", "b": "unsure"}, None),
        ({"a": "pass", "b": "unsure", "c": "pass"}, "pass"),
        ({}, None),
    ],
)
def test_a_majority_is_more_than_half_and_of_two_vendors(
    said: dict[str, str], label: str | None
) -> None:
    assert majority(cast(votes(said))[0]) == label


def test_who_has_no_vote_is_named_with_the_reason() -> None:
    found = votes({"a": "pass", "b": "unsure", "c": FAILED, "d": DECLINED}, asked="abcde")
    ballots, without = cast(found)
    assert [ballot.label for ballot in ballots] == ["pass"]
    assert without == [
        "b could not tell",
        "c failed (timeout)",
        "d was not understood (the reply is empty)",
        "e was not asked",
    ]


@pytest.mark.parametrize(
    ("first", "second", "label"),
    [
        ("candidate", "candidate", "candidate"),
        ("baseline", "baseline", "baseline"),
        ("candidate", "baseline", "tie"),
        ("tie", "candidate", "tie"),
        ("tie", "tie", "tie"),
    ],
)
def test_a_preference_that_turns_with_the_order_is_a_tie(
    first: str, second: str, label: str
) -> None:
    both = (*judgements({"a": first}, ORDERS[0]), *judgements({"a": second}, ORDERS[1]))
    ballots, without = cast_on_pair(votes(both), ORDERS)
    assert ([ballot.label for ballot in ballots], without) == ([label], [])


@pytest.mark.parametrize("other", ["unsure", FAILED, None])
def test_who_was_heard_in_one_order_alone_has_no_vote(other: object) -> None:
    said = judgements({"a": "candidate"}, ORDERS[0])
    if other is not None:
        said = (*said, *judgements({"a": other}, ORDERS[1]))
    ballots, without = cast_on_pair(votes(said, asked="a"), ORDERS)
    assert ballots == []
    assert len(without) == 1
