"""Tests for portcheck.model.completion."""

from __future__ import annotations

import pytest
from msgspec.structs import fields, replace
from run_builders import make_completion

from portcheck.error_classes import Failure
from portcheck.model.chat import ToolCall
from portcheck.model.completion import (
    Answer,
    Completion,
    LoopEnd,
    OtherContent,
    RefusalSignal,
    Step,
    Timing,
    Trajectory,
    Usage,
)

FULL = Answer(
    text="Hi.",
    finish_reason="content_filter",
    refusal_text="no",
    reasoning_text="hm",
    tool_calls=(ToolCall(id="1", name="look", arguments={}),),
    raw_finish_reason="SAFETY",
    refusal_signal=RefusalSignal(kind="prompt_blocked"),
    usage=Usage(input_tokens=3),
    served_model="m-1",
    response_id="r-1",
    other_content=(OtherContent(kind="image", count=1, bytes=90),),
    served_tier="flex",
    upstream_provider="Host",
    stated_cost_usd=0.01,
    fallback_model="m-0",
    retires="2027-01-31",
    impossible_usage="input_tokens -1",
    error=Failure(error_class="content_blocked", message="blocked"),
    turn=[{"type": "thinking"}],
)


def test_a_completion_keeps_every_part_of_its_answer() -> None:
    timing = Timing(total_s=1.5)
    completion = FULL.completed(
        timing=timing, request_id="q-1", rate_limit={"x": "1"}, dropped_params=("seed",)
    )
    for part in fields(Answer):
        assert getattr(completion, part.name) == getattr(FULL, part.name)
        assert getattr(FULL, part.name) != part.default
    assert (completion.timing, completion.request_id) == (timing, "q-1")
    assert (completion.rate_limit, completion.dropped_params) == ({"x": "1"}, ("seed",))


CUT = Answer(text="", finish_reason="length", usage=Usage(output_tokens=100, reasoning_tokens=90))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"usage": Usage(output_tokens=100, reasoning_tokens=50)}, True),
        ({"usage": Usage(output_tokens=100, reasoning_tokens=49)}, False),
        ({"usage": Usage(output_tokens=100, reasoning_tokens=0)}, False),
        ({"finish_reason": "stop"}, False),
        ({"tool_calls": (ToolCall(id="1", name="look", arguments={}),)}, False),
        ({"usage": Usage(output_tokens=100)}, False),
        ({"usage": Usage(), "reasoning_text": "First, I"}, True),
        ({"usage": Usage(), "reasoning_text": "First, I", "text": "The answer is"}, False),
    ],
)
def test_an_answer_is_starved_where_reasoning_used_up_its_limit(
    changes: dict[str, object], expected: bool
) -> None:
    assert replace(CUT, **changes).starved is expected


def test_steps_belong_to_turns_and_calls_to_steps() -> None:
    call = ToolCall(id="1", name="look", arguments={})
    first = Completion(
        text="", finish_reason="tool_calls", timing=Timing(total_s=1.0), tool_calls=(call,)
    )
    last = Completion(text="Done.", finish_reason="stop", timing=Timing(total_s=1.0))
    steps = (
        Step(completion=first, answered_by=(0,)),
        Step(completion=last),
        Step(completion=first, turn=2),
    )
    found = Trajectory(steps=steps, ended="unanswered_call")
    assert (found.of_turn(1), found.of_turn(2), found.of_turn(3)) == (steps[:2], steps[2:], ())
    assert found.calls == ((1, call), (3, call))
    assert found.unanswered == call
    assert Trajectory(steps=steps[:2], ended="answered").unanswered is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, False),
        ({"refusal_text": "No."}, True),
        ({"refusal_text": " \n"}, False),
        ({"finish_reason": "refusal"}, True),
        ({"finish_reason": "content_filter"}, True),
    ],
)
def test_a_provider_declines_in_words_or_by_how_the_answer_ended(
    changes: dict[str, object], expected: bool
) -> None:
    assert replace(CUT, **changes).declined is expected


CALLS = (ToolCall(id="c", name="get", arguments={}),)


@pytest.mark.parametrize(
    ("steps", "ended", "fault"),
    [
        ([], "answered", "a loop has no steps"),
        ([(1, (0, 0)), (1, ())], "answered", "'answered_by' of a loop does not fit its calls"),
        ([(1, (-2,)), (1, ())], "answered", "'answered_by' of a loop does not fit its calls"),
        ([(0, ())], "answered", "turn 0 of a loop cannot follow turn 0"),
        ([(1, (0,)), (3, ())], "answered", "turn 3 of a loop cannot follow turn 1"),
        ([(2, ())], "answered", "turn 2 of a loop cannot follow turn 0"),
        ([(1, (0,)), (2, ()), (1, ())], "answered", "turn 1 of a loop cannot follow turn 2"),
        ([(1, (0,)), (1, (-1,)), (2, ())], "answered", ""),
        ([(1, ())], "unanswered_call", ""),
        ([(1, (0,))], "unanswered_call", "a loop that ended with an unanswered call has none"),
    ],
)
def test_steps_that_contradict_each_other_are_a_fault(
    steps: list[tuple[int, tuple[int, ...]]], ended: LoopEnd, fault: str
) -> None:
    """Every step makes one call."""
    answer = replace(make_completion(""), tool_calls=CALLS)
    trajectory = Trajectory(
        steps=tuple(
            Step(completion=answer, turn=turn, answered_by=numbers) for turn, numbers in steps
        ),
        ended=ended,
    )
    assert trajectory.fault == fault
