"""The check `never`."""

from __future__ import annotations

from check_builders import agent, ask, ask_agent, kind_of, make_call, make_completion


def test_one_call_is_a_breach_in_whatever_step() -> None:
    assert ask_agent("never", ["delete", "wipe"], agent([make_call("look")])).status == "passed"
    outcome = ask_agent("never", "delete", agent([make_call("look")], [make_call("delete", id=7)]))
    assert (outcome.status, outcome.confirmed) == ("failed", True)
    assert outcome.reason == 'step 2: delete({"id": 7}) is never to be called'
    assert kind_of("never").gate == "red_line"


def test_a_call_that_nothing_answers_is_one_all_the_same() -> None:
    single = make_completion("", tool_calls=(make_call("delete"),))
    assert ask("never", "delete", single).status == "failed"
