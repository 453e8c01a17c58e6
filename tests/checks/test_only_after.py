"""The check `only_after`."""

from __future__ import annotations

from check_builders import agent, ask_agent, make_call


def test_what_is_needed_worked_in_an_earlier_step() -> None:
    look, pay = make_call("look"), make_call("pay")
    rule = {"pay": "look"}
    assert ask_agent("only_after", rule, agent([look], [pay], [pay])).status == "passed"
    early = ask_agent("only_after", rule, agent([pay, look], [pay]))
    assert early.reason == 'step 1: pay({}), though "look" was not called before'
    failed = ask_agent("only_after", rule, agent([look], [pay], failing=["look"]))
    assert failed.reason == 'step 2: pay({}), though "look" failed before'
    assert ask_agent("only_after", rule, agent([look])).status == "passed"


def test_several_can_be_needed() -> None:
    look, ask_, pay = make_call("look"), make_call("ask"), make_call("pay")
    rule = {"pay": ["look", "ask"]}
    assert ask_agent("only_after", rule, agent([look, ask_], [pay])).status == "passed"
    assert ask_agent("only_after", rule, agent([look], [pay])).status == "failed"
