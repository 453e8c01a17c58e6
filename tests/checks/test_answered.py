"""The automatic check that there is an answer at all."""

from __future__ import annotations

import pytest
from check_builders import ask, make_call, make_completion, make_request
from msgspec.structs import replace

from portcheck.model.chat import Tool
from portcheck.model.completion import (
    Completion,
    LoopEnd,
    OtherContent,
    RefusalSignal,
    Step,
    Trajectory,
)

OFFERED = make_request(tools=(Tool(name="look_up", parameters={"type": "object"}),))


@pytest.mark.parametrize("text", ["Yes.", "0", "\u4f60\u597d", "\U0001f600", "\u200byes\u200b"])
def test_text_that_can_be_seen_is_an_answer(text: str) -> None:
    assert ask("answered", None, text).status == "passed"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\u00a0\u3000",
        "\u200b",
        "\u200b\u200c\u200d\u2060\ufeff",
        "\x00\x07\x1b",
        "\u00ad\u034f\ufe0f",
        "\u2800\u3164\uffa0\u115f",
        "\u202e\u2066",
        "\U000e0041\U000e0101",
    ],
)
def test_text_that_cannot_be_seen_is_none(text: str) -> None:
    outcome = ask("answered", None, text)
    assert (outcome.status, outcome.value) == ("failed", 0.0)
    assert "no" in outcome.reason


def test_other_content_alone_is_none_and_is_named() -> None:
    image = OtherContent(kind="image", count=1, bytes=900)
    shown = make_completion("", finish_reason="other", other_content=(image,))
    outcome = ask("answered", None, shown)
    assert (outcome.status, outcome.reason) == ("failed", "no text, only other content: image")
    assert ask("answered", None, make_completion("Yes.", other_content=(image,))).value == 1.0


def test_a_call_of_an_offered_tool_is_an_answer() -> None:
    called = make_completion("", tool_calls=(make_call("look_up", q="x"),))
    assert ask("answered", None, called, request=OFFERED).status == "passed"


def test_a_call_of_a_tool_that_nobody_offered_is_none() -> None:
    called = make_completion("", tool_calls=(make_call("look_up", q="x"),))
    outcome = ask("answered", None, called, request=make_request())
    assert outcome.status == "failed"
    assert outcome.reason == "calls a tool that was not offered"


@pytest.mark.parametrize(
    "changes",
    [
        {"refusal_signal": RefusalSignal(kind="prompt_blocked")},
        {"refusal_text": "I will not."},
        {"finish_reason": "content_filter"},
    ],
)
def test_a_blocked_answer_is_left_to_other_checks(changes: dict[str, object]) -> None:
    assert ask("answered", None, make_completion("", **changes)).status == "passed"


# --- tool loops ----------------------------------------------------------------------------------


def _loop(ended: LoopEnd, *, text: str = "", answered: int = 0) -> Completion:
    call = make_call("pay_back", amount=101)
    last = make_completion(text, tool_calls=(call,) if ended != "answered" else ())
    steps = (
        Step(completion=make_completion("", tool_calls=(call,)), answered_by=(0,)),
        Step(completion=last, answered_by=(0,) * answered),
    )
    return replace(last, loop=Trajectory(steps=steps, ended=ended))


def test_a_loop_that_ends_on_its_own_is_answered_by_its_text() -> None:
    assert ask("answered", None, _loop("answered", text="Done.")).status == "passed"
    assert ask("answered", None, _loop("answered")).status == "failed"


def test_a_loop_that_is_cut_fails_whatever_it_says() -> None:
    found = ask("answered", None, _loop("unanswered_call", text="Done."))
    assert found.status == "failed"
    assert found.reason == ('unanswered_call: no record answers step 2: pay_back({"amount": 101})')
    found = ask("answered", None, _loop("max_steps", text="Done.", answered=1))
    assert found.reason == "max_steps: still calls tools in step 2, the last one allowed"
    silent = ask("contains", "Done", _loop("unanswered_call"))
    assert silent.reason.startswith("unanswered_call: ")


def test_what_is_said_in_any_step_counts() -> None:
    assert ask("contains", {"none": ["101"]}, _loop("answered", text="Done.")).status == "failed"
    called = {"name": "pay_back", "arguments": {"amount": 101}}
    assert ask("tool_call", called, _loop("answered", text="Done.")).status == "passed"
    forbidden = ask("tool_call", {"forbidden": "pay_back"}, _loop("answered", text="Done."))
    assert forbidden.status == "failed"
