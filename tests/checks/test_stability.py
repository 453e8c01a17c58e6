"""The check `stability`."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from check_builders import agent, ask, kind_of, make_call, make_completion, make_request
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.detectors.extraction import scored
from portcheck.model.completion import Completion
from portcheck.model.suite import CheckSpec
from portcheck.plugins import Context


@pytest.mark.parametrize(
    ("arguments", "answer", "others", "value"),
    [
        (None, "billing", ["Billing.", "**billing**"], 1.0),
        (None, "billing\nnow", ["billing  now", "access"], 0.5),
        (None, "billing", ["access", ""], 0.0),
        (None, "billing", [], None),
        (None, "", ["", ""], 0.0),
        ({"at_least": 0.5}, "a", ["a", "b"], 1.0),
        ({"at_least": 0.6}, "a", ["a", "b"], 0.0),
        ({"as": "json"}, '{"a": 1, "b": 2}', ['{"b": 2.0, "a": 1}', '{"a": 1}', "no"], 1 / 3),
        ({"as": "json"}, "no", ["no"], 0.0),
    ],
)
def test_values(arguments: Any, answer: str, others: list[str], value: float | None) -> None:
    outcome = ask("stability", arguments, answer, others=others)
    assert outcome.value == value
    assert outcome.status == ("unscored" if value is None else "passed" if value == 1 else "failed")


def stable(answer: Completion, *others: Completion, **fields: Any) -> float | None:
    spec = CheckSpec(**({"name": "stability", "id": "stability", "gate": "task"} | fields))
    context = Context(spec=spec, request=make_request(), completion=answer, others=others)
    return scored(kind_of("stability"), context).value


def test_calls_agree_with_the_same_arguments() -> None:
    pays, more = (make_completion("", tool_calls=(make_call("pay", sum=n),)) for n in (1, 2))
    said = make_completion("I will pay.")
    assert stable(pays, pays, more, arguments={"as": "tools"}) == 0.5
    assert stable(said, said, pays, arguments={"as": "tools"}) == 0.5


def test_calls_are_compared_as_json() -> None:
    one, also, true = (
        make_completion("", tool_calls=(make_call("pay", sum=value),)) for value in (1, 1.0, True)
    )
    assert stable(one, also, true, arguments={"as": "tools"}) == 0.5


def test_the_calls_of_every_step_are_compared() -> None:
    pays, asks = (agent([make_call(name)]).completion for name in ("pay", "ask"))
    assert stable(pays, pays, asks, arguments={"as": "tools"}) == 0.5


def test_extracted_parts_are_compared() -> None:
    first, second, other, without = (
        make_completion(text)
        for text in ("So: Answer: 4", "Hm, no. Answer: 4", "Answer: 5", "I do not know")
    )
    after = {"after": "Answer:"}
    assert stable(first, second, other, without, extract=after) == pytest.approx(1 / 3)
    assert stable(without, without, extract=after) == 0.0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=5))
def test_the_mean_over_a_case_is_the_share_of_its_pairs_that_agree(answers: list[str]) -> None:
    values = [
        ask("stability", None, answer, others=answers[:place] + answers[place + 1 :]).value or 0.0
        for place, answer in enumerate(answers)
    ]
    pairs = list(combinations(answers, 2))
    agreeing = sum(one == other for one, other in pairs) / len(pairs)
    assert sum(values) / len(values) == pytest.approx(agreeing)
