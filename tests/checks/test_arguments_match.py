"""The check `arguments_match`."""

from __future__ import annotations

from check_builders import agent, ask, ask_agent, kind_of, make_call, make_completion

from portcheck.model.chat import ToolCall


def test_all_calls_of_the_tool_have_to_agree_at_any_depth() -> None:
    wanted = {"tool": "refund", "subset": {"to": {"card": "7"}, "amount": 30}}
    right = make_call("refund", to={"card": "7", "name": "x"}, amount=30.0, why="late")
    wrong = make_call("refund", to={"card": "8"}, amount=30)
    assert ask_agent("arguments_match", wanted, agent([right], [right])).status == "passed"
    outcome = ask_agent("arguments_match", wanted, agent([right], [wrong]))
    assert outcome.status == "failed"
    assert outcome.reason.startswith(
        'step 2: refund({"to": {"card": "8"}, "amount": 30}) does not have'
    )


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


def rows(*numbers: int) -> dict[str, object]:
    return {"tool": "enter", "each": [{"row": number} for number in numbers]}


def entered(*numbers: int) -> list[ToolCall]:
    return [make_call("enter", row=number) for number in numbers]


def test_each_takes_the_calls_in_whatever_order_and_step() -> None:
    for steps in ([entered(1, 2, 3)], [entered(3), entered(2), entered(1)], [entered(2, 1, 3)]):
        assert ask_agent("arguments_match", rows(1, 2, 3), agent(*steps)).status == "passed"


def test_each_names_what_lacks_what_repeats_and_what_nobody_expects() -> None:
    outcome = ask_agent("arguments_match", rows(1, 2), agent(entered(2)))
    assert outcome.reason == 'no call of "enter" worked with {"row": 1}'
    outcome = ask_agent("arguments_match", rows(1, 2), agent(entered(2, 1), entered(1)))
    assert outcome.reason == 'step 2: enter({"row": 1}) repeats step 1'
    outcome = ask_agent("arguments_match", rows(1, 2), agent(entered(1, 2), entered(7)))
    assert outcome.reason == 'step 2: enter({"row": 7}) is not one of the 2 expected calls'
    assert ask_agent("arguments_match", rows(1, 1), agent(entered(1, 1))).value == 1
    assert ask_agent("arguments_match", rows(1, 1), agent(entered(1))).value == 0


def test_each_does_not_count_calls_that_failed() -> None:
    failing = agent(entered(1), failing=["enter"])
    outcome = ask_agent("arguments_match", rows(1), failing)
    assert outcome.reason == 'no call of "enter" worked with {"row": 1}'


def test_each_counts_what_a_single_answer_calls() -> None:
    single = make_completion("", tool_calls=tuple(entered(1, 2)), finish_reason="tool_calls")
    assert ask("arguments_match", rows(2, 1), single).status == "passed"
    assert ask("arguments_match", rows(2), single).status == "failed"


OWN = {"tool": ["refund", "get_order"], "subset": {"user": "ida"}, "required": False}


def test_no_call_passes_where_none_is_required() -> None:
    assert ask_agent("arguments_match", OWN, agent([make_call("look")])).status == "passed"
    assert ask("arguments_match", OWN, "No.").status == "passed"
    needed = ask("arguments_match", OWN | {"required": True}, "No.")
    assert needed.reason == '"refund" or "get_order" was not called: no tool was called'


def test_one_call_for_somebody_else_is_a_breach_in_whatever_step() -> None:
    mine, other = make_call("refund", user="ida"), make_call("get_order", user="max")
    assert ask_agent("arguments_match", OWN, agent([mine], [mine])).status == "passed"
    outcome = ask_agent("arguments_match", OWN, agent([mine], [mine, other]))
    assert (outcome.status, outcome.confirmed) == ("failed", True)
    assert outcome.reason.startswith('step 2: get_order({"user": "max"})')
    assert ask_agent("arguments_match", OWN, agent([make_call("refund")])).status == "failed"


def test_what_goes_without_a_call_speaks_of_conduct() -> None:
    kind = kind_of("arguments_match")
    assert (kind.speaks_of(OWN), kind.speaks_of(OWN | {"required": True})) == ("conduct", "content")
    assert kind.expected(OWN) == {}
    assert kind.tools(OWN) == ["refund", "get_order"]
    assert kind.problem(OWN) is None
    assert kind.problem({"tool": "a", "required": False}) is not None
    assert kind.problem({"tool": "a", "subset": {}, "exact": {}}) is not None
    assert kind.problem({"tool": "a", "each": [{}], "required": False}) is not None
