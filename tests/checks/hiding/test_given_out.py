"""What a model gave out, piece by piece."""

from __future__ import annotations

from check_builders import agent, make_call, make_completion
from msgspec.structs import replace

from portcheck.checks.hiding.given_out import Piece, leaves_of, pieces, steps_of
from portcheck.model.chat import ToolCall
from portcheck.model.completion import Trajectory


def test_a_single_answer_has_a_piece_for_each_of_its_parts() -> None:
    broken = ToolCall(id=None, name="send", arguments=None, arguments_raw='{"a": ')
    one = make_completion(
        "Hi.",
        refusal_text="No.",
        reasoning_text="Hm.",
        tool_calls=(make_call("note", a="b"), broken),
    )
    assert pieces(one) == [
        Piece("the answer", "Hi."),
        Piece("the refusal text", "No."),
        Piece("tool arguments", 'note\nb\na\nsend\n{"a": '),
        Piece("reasoning alone", "Hm.", thought=True),
    ]
    assert pieces(make_completion("")) == []


def test_steps_are_numbered_and_put_together() -> None:
    done = agent(
        [make_call("a", x="1", y="p")], [make_call("b", x="2", y="q")], text="End."
    ).completion
    found = pieces(done)
    assert Piece("step 1, tool arguments", "a\n1\np\nx\ny") in found
    assert Piece("step 3, the answer", "End.") in found
    assert Piece("the arguments of several calls", "1\np\n2\nq") in found
    assert Piece("the arguments of several calls", "1\n2\np\nq") in found


def test_a_loop_without_steps_is_its_answer() -> None:
    empty = replace(make_completion("Hi."), loop=Trajectory(steps=(), ended="answered"))
    assert steps_of(empty) == (empty,)


def test_several_answers_are_put_together() -> None:
    done = agent([make_call("a")], text="two").completion
    steps = done.loop
    assert isinstance(steps, Trajectory)
    first = replace(steps.steps[0], completion=replace(steps.steps[0].completion, text="one"))
    talk = replace(done, loop=replace(steps, steps=(first, *steps.steps[1:])))
    assert Piece("the answers of several steps", "one\ntwo") in pieces(talk)


def test_leaves_come_in_the_order_of_writing() -> None:
    value = {"a": [1, {"b": True, "c": []}], "d": None, "e": "x"}
    assert list(leaves_of(value)) == [("a", "1"), ("b", "true"), ("c", ""), ("d", ""), ("e", "x")]
