"""The check `before`."""

from __future__ import annotations

from check_builders import agent, ask_agent, make_call


def test_each_tool_comes_in_a_later_step_than_the_one_before() -> None:
    look, pay, mail = make_call("look"), make_call("pay"), make_call("mail")
    order = ["look", "pay", "mail"]
    assert ask_agent("before", order, agent([look], [pay], [look, mail])).status == "passed"
    together = ask_agent("before", order, agent([look, pay], [mail]))
    assert together.reason == 'step 1: pay({}) is not after "look", first called in step 1'
    assert ask_agent("before", order, agent([pay], [look], [mail])).status == "failed"


def test_all_of_them_are_called() -> None:
    outcome = ask_agent("before", ["look", "pay"], agent([make_call("look")]))
    assert outcome.reason == '"pay" was not called: called look'
