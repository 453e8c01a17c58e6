"""The check `no_repeat`."""

from __future__ import annotations

from check_builders import agent, ask_agent, make_call
from msgspec.structs import replace

from portcheck.model.chat import ToolCall
from portcheck.model.completion import Trajectory


def test_equal_arguments_are_a_repetition_and_others_are_none() -> None:
    first, other = make_call("pay", n=1), make_call("pay", n=2)
    assert ask_agent("no_repeat", True, agent([first], [other])).status == "passed"
    again = make_call("pay", n=1.0)
    assert ask_agent("no_repeat", True, agent([first, other], [again])).reason == (
        'step 2: pay({"n": 1.0}) repeats step 1'
    )
    assert ask_agent("no_repeat", "look", agent([first], [again])).status == "passed"


def test_what_failed_may_be_tried_again() -> None:
    call = make_call("pay", n=1)
    assert ask_agent("no_repeat", ["pay"], agent([call], [call], failing=["pay"])).value == 1


def test_what_worked_is_not_to_be_tried_again_whatever_comes_of_it() -> None:
    call = make_call("pay", n=1)
    done = agent([call], [call])
    assert isinstance(done.completion.loop, Trajectory)
    first, second, last = done.completion.loop.steps
    steps = (first, replace(second, answered_by=(1,)), last)  # the record of an error
    again = replace(done.completion, loop=replace(done.completion.loop, steps=steps))
    outcome = ask_agent("no_repeat", True, done._replace(completion=again))
    assert outcome.reason == 'step 2: pay({"n": 1}) repeats step 1'


def test_arguments_that_are_no_object_are_compared_as_they_were_written() -> None:
    def raw(text: str) -> ToolCall:
        return ToolCall(id=None, name="pay", arguments=None, arguments_raw=text)

    assert ask_agent("no_repeat", True, agent([raw("[1]")], [raw("[2]")])).value == 1
    assert ask_agent("no_repeat", True, agent([raw("[1]")], [raw("[1]")])).value == 0
    assert ask_agent("no_repeat", True, agent([raw("[1]")], [make_call("pay")])).value == 1


def test_a_flood_of_calls_is_compared_in_one_pass() -> None:
    calls = [make_call("pay", n=number, note="x" * 200) for number in range(20_000)]
    assert ask_agent("no_repeat", True, agent(calls)).status == "passed"
    rule = {"pay": "look"}
    assert ask_agent("only_after", rule, agent([make_call("look")], calls)).status == "passed"
