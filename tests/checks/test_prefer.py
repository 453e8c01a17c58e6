"""`prefer`: a panel compares two answers, blind and in both orders."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import kind_of
from judge_builders import FAILED, context, judgements, scored, votes
from scripted_judge import judge, sections_of

from portcheck.checks.judges.arguments import detector_of
from portcheck.checks.prefer import ORDERS
from portcheck.model.judgement import Judgement, Said, Votes

RUBRIC = {"rubric": "Which is kinder?"}


def both(first: dict[str, Any], second: dict[str, Any]) -> tuple[Judgement, ...]:
    """What judges say in the one order and in the other."""
    return (*judgements(first, ORDERS[0]), *judgements(second, ORDERS[1]))


def heard(candidate: str, baseline: str, opinion: Any, **named: Any) -> list[Said | None]:
    """What one judge of that opinion says in each order."""
    kind, found = kind_of("prefer"), list[Said | None]()
    assert kind.asks is not None
    for order in kind.orders:
        asking = kind.asks(context("prefer", RUBRIC, candidate, baseline, **named), order)
        try:
            asking.send(judge(next(asking), opinion))
        except StopIteration as end:
            found.append(end.value)
    return found


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        ({"a": "candidate", "b": "candidate"}, {"a": "candidate", "b": "candidate"}, 1.0),
        ({"a": "baseline", "b": "baseline"}, {"a": "baseline", "b": "baseline"}, 0.0),
        ({"a": "candidate", "b": "candidate"}, {"a": "baseline", "b": "baseline"}, 0.5),
        ({"a": "candidate", "b": "tie"}, {"a": "candidate", "b": "tie"}, 0.75),
        ({"a": "candidate", "b": "baseline"}, {"a": "candidate", "b": "baseline"}, 0.5),
        ({"a": "candidate", "b": "candidate"}, {"a": "candidate", "b": FAILED}, None),
        ({"a": "candidate", "a2": "candidate"}, {"a": "candidate", "a2": "candidate"}, None),
    ],
)
def test_the_value_is_half_of_one_plus_the_mean_difference(
    first: dict[str, Any], second: dict[str, Any], value: float | None
) -> None:
    found = scored("prefer", RUBRIC, "x", "y", votes(both(first, second)))
    assert found.value == value
    assert (found.status == "unscored") == (value is None)
    assert found.detector == detector_of(RUBRIC)


def test_a_judge_with_an_opinion_keeps_it_in_both_orders() -> None:
    def opinion(sections: dict[str, str]) -> str:
        return "A" if "sorry" in sections["answer A"] else "B"

    said = heard("I am sorry.", "Tough luck.", opinion)
    assert [one.label if one else "" for one in said] == ["candidate", "candidate"]
    said = heard("Tough luck.", "I am sorry.", opinion)
    assert [one.label if one else "" for one in said] == ["baseline", "baseline"]


def test_a_judge_that_always_prefers_the_first_prefers_neither() -> None:
    said = heard("x", "y", lambda _: "A")
    assert [one.label if one else "" for one in said] == ["candidate", "baseline"]
    said = heard("x", "y", lambda _: "tie")
    assert [one.label if one else "" for one in said] == ["tie", "tie"]


def test_the_two_answers_change_places_and_nothing_says_whose_they_are() -> None:
    kind = kind_of("prefer")
    assert kind.asks is not None
    pair = context("prefer", RUBRIC, "ours", "theirs")
    requests = [next(kind.asks(pair, order)) for order in ORDERS]
    found = [sections_of(request)[0] for request in requests]
    assert [(one["answer A"], one["answer B"]) for one in found] == [
        ("ours", "theirs"),
        ("theirs", "ours"),
    ]
    text = " ".join(f"{request.system} {request.messages[0].text}" for request in requests)
    assert "candidate" not in text
    assert "baseline" not in text


@pytest.mark.parametrize(
    ("candidate", "baseline", "value"),
    [("same", " same\n", 0.5), ("", "y", 0.0), ("x", "", 1.0), ("", "\u200b", 0.5)],
)
def test_equal_answers_and_empty_ones_need_no_judge(
    candidate: str, baseline: str, value: float
) -> None:
    assert heard(candidate, baseline, lambda _: "A") == [None, None]
    found = scored("prefer", RUBRIC, candidate, baseline)
    assert (found.value, found.detector) == (value, None)


@pytest.mark.parametrize(
    ("rules", "other", "value"),
    [("passed", "failed", 1.0), ("failed", "passed", 0.0), ("passed", "passed", None)],
)
def test_in_a_cascade_rules_that_tell_the_answers_apart_decide(
    rules: str, other: str, value: float | None
) -> None:
    said = Votes(rules=rules, baseline_rules=other)  # type: ignore[arg-type]  # statuses
    cascade = {**RUBRIC, "when": "rules_undecided"}
    assert scored("prefer", cascade, "x", "y", said).value == value
    assert scored("prefer", RUBRIC, "x", "y", said).value is None


def test_without_an_answer_of_the_baseline_there_is_nothing_to_compare() -> None:
    found = scored("prefer", RUBRIC, "x")
    assert (found.status, found.value) == ("unscored", None)
    kind = kind_of("prefer")
    assert kind.asks is not None
    assert list(kind.asks(context("prefer", RUBRIC, "x"), ORDERS[0])) == []


def test_a_margin_is_a_limit_of_the_gate() -> None:
    kind = kind_of("prefer")
    assert kind.limits({**RUBRIC, "margin": 0.2}) == {"margin": 0.2}
    assert kind.limits(RUBRIC) == {}
