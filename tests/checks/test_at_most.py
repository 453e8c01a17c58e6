"""The check `at_most`."""

from __future__ import annotations

from check_builders import agent, ask_agent, make_call


def test_calls_are_counted_over_all_steps() -> None:
    once, twice = agent([make_call("refund")]), agent([make_call("refund")], [make_call("refund")])
    assert ask_agent("at_most", {"refund": 1}, once).status == "passed"
    outcome = ask_agent("at_most", {"refund": 1}, twice)
    assert outcome.reason == "step 2: refund({}) is one too many: at most 1 call allowed"
    assert ask_agent("at_most", {"refund": 0}, once).status == "failed"
    assert ask_agent("at_most", {"look": 1}, twice).status == "passed"
