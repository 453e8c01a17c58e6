"""The check `called`."""

from __future__ import annotations

from check_builders import agent, ask, ask_agent, make_call, make_completion


def test_every_tool_is_called_in_whatever_order() -> None:
    done = agent([make_call("pay")], [make_call("look")])
    assert ask_agent("called", ["look", "pay"], done).status == "passed"
    assert ask_agent("called", "mail", done).reason == '"mail" was not called: called pay, look'
    assert ask("called", "mail", "Done.").reason == '"mail" was not called: no tool was called'


def test_calls_of_a_single_answer_count_as_well() -> None:
    once = make_completion("", tool_calls=(make_call("pay"),))
    assert ask("called", "pay", once).status == "passed"
