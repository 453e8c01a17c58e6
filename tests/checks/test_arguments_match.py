"""The check `arguments_match`."""

from __future__ import annotations

from check_builders import agent, ask_agent, make_call

from portcheck.model.chat import ToolCall


def test_all_calls_of_the_tool_have_to_agree_at_any_depth() -> None:
    wanted = {"tool": "refund", "subset": {"to": {"card": "7"}, "amount": 30}}
    right = make_call("refund", to={"card": "7", "name": "x"}, amount=30.0, why="late")
    wrong = make_call("refund", to={"card": "8"}, amount=30)
    assert ask_agent("arguments_match", wanted, agent([right], [right])).status == "passed"
    outcome = ask_agent("arguments_match", wanted, agent([right], [wrong]))
    assert outcome.status == "failed"
    assert outcome.reason.startswith('step 2: refund({"to": {"card": "8"}, "amount": 30}) has not')


def test_exact_allows_nothing_more() -> None:
    wanted = {"tool": "refund", "exact": {"amount": 30}}
    assert ask_agent("arguments_match", wanted, agent([make_call("refund", amount=30)])).value == 1
    more = agent([make_call("refund", amount=30, why="late")])
    assert ask_agent("arguments_match", wanted, more).value == 0


def test_a_tool_that_is_not_called_has_no_arguments() -> None:
    wanted = {"tool": "refund", "subset": {}}
    outcome = ask_agent("arguments_match", wanted, agent([make_call("look")]))
    assert outcome.reason == '"refund" was not called: called look'


def test_a_key_that_is_written_twice_has_no_value() -> None:
    raw = '{"amount": 9999, "amount": 30}'
    twice = ToolCall(id=None, name="refund", arguments={"amount": 30}, arguments_raw=raw)
    found = ask_agent(
        "arguments_match", {"tool": "refund", "exact": {"amount": 30}}, agent([twice])
    )
    assert "repeats a key" in found.reason
    single = ask_agent("tool_call", {"name": "refund", "arguments": {"amount": 30}}, agent([twice]))
    assert "repeat a key" in single.reason
