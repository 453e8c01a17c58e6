"""Checks that look at a turn of a conversation."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import kind_of, make_completion, make_request
from msgspec import UNSET
from msgspec.structs import replace

from portcheck.detectors.extraction import scored
from portcheck.detectors.turns import at_turn
from portcheck.model.chat import Message, Text
from portcheck.model.completion import LoopEnd, Step, Trajectory
from portcheck.model.suite import CheckSpec
from portcheck.plugins import Context


def turn(role: Any, text: str) -> Message:
    return Message(role=role, content=(Text(text=text),))


def context(number: int, ended: LoopEnd = "answered", **check: Any) -> Context:
    """A conversation of three turns, whose second one took two steps."""
    texts = [("one", 1), ("hm", 2), ("two", 2), ("three", 3)]
    steps = tuple(Step(completion=make_completion(text), turn=n) for text, n in texts)
    trajectory = Trajectory(steps=steps, ended=ended)
    said = [turn("user", "a"), turn("assistant", "one"), turn("user", "b")]
    said += [turn("assistant", "hm"), turn("assistant", "two"), turn("user", "c")]
    return Context(
        spec=CheckSpec(name="equals", turn=number, id="equals", **check),
        request=make_request(messages=tuple(said)),
        completion=replace(make_completion("three"), loop=trajectory),
    )


@pytest.mark.parametrize(
    ("number", "text", "asked", "steps"),
    [(1, "one", "a", 1), (2, "two", "b", 2), (3, "three", "c", 1)],
)
def test_the_answer_and_the_conversation_are_those_of_the_turn(
    number: int, text: str, asked: str, steps: int
) -> None:
    found = at_turn(context(number))
    assert (found.completion.text, found.request.messages[-1].text) == (text, asked)
    assert found.completion.loop is not UNSET
    assert len(found.completion.loop.steps) == steps


def test_how_it_ended_is_said_of_the_last_turn_alone() -> None:
    first, last = at_turn(context(2, "max_steps")), at_turn(context(3, "max_steps"))
    assert first.completion.loop
    assert last.completion.loop
    assert (first.completion.loop.ended, last.completion.loop.ended) == ("answered", "max_steps")


def test_a_turn_that_was_not_reached_has_no_answer() -> None:
    found = scored(kind_of("equals"), context(4, "max_steps", arguments="three"))
    assert found.status == "failed"
    assert "no text" in found.reason


def test_a_check_scores_its_turn() -> None:
    assert scored(kind_of("equals"), context(2, arguments="two")).status == "passed"
    assert scored(kind_of("equals"), context(2, arguments="three")).status == "failed"
