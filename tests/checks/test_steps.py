"""The check `steps`."""

from __future__ import annotations

from check_builders import agent, ask, ask_agent, make_call


def test_steps_are_answers_of_the_model() -> None:
    done = agent([make_call("look")], [make_call("pay")])
    assert ask_agent("steps", 3, done).status == "passed"
    assert ask_agent("steps", 2, done).reason == "took 3 steps, at most 2 allowed"
    assert ask("steps", 1, "Done.").status == "passed"
