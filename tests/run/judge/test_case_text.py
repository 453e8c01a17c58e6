"""Requests as text for people."""

from __future__ import annotations

from msgspec.structs import replace
from run_builders import make_completion

from portcheck.model.chat import Audio, Document, Image, Message, Request, Text, ToolCall
from portcheck.model.completion import Step, Trajectory
from portcheck.model.run import Sample
from portcheck.run.judge.case_text import answer_text, earlier_and_last, last_turn, question_text


def test_the_turns_before_the_last_one_stand_apart() -> None:
    one = Message(role="user", content=(Text(text="a"),))
    two = Message(role="assistant", content=(Text(text="b"),))
    three = Message(role="user", content=(Text(text="c"),))
    assert earlier_and_last(Request(messages=(one,))) == ("", "a")
    assert earlier_and_last(Request(messages=(one, two, three))) == ("user: a\n\nassistant: b", "c")
    assert earlier_and_last(Request(messages=(one, two))) == ("", "user: a\n\nassistant: b")
    assert last_turn(Request(messages=(one, two, three))) == "c\n(after 2 earlier turns)"
    assert last_turn(Request(messages=(one, two))) == "b\n(after 1 earlier turn)"


def test_files_are_shown_by_kind_name_and_bytes_and_never_by_what_is_in_them() -> None:
    request = Request(
        messages=(
            Message(
                role="user",
                content=(
                    Text(text="Compare."),
                    Document(media_type="application/pdf", data="JVBERi0x", name="terms.pdf"),
                    Document(media_type="text/plain", data="aGk="),
                    Document(url="https://files.example/a.pdf", name="a.pdf"),
                    Audio(media_type="audio/wav", data="UklGRg=="),
                    Image(media_type="image/png", data="iVBO"),
                ),
            ),
        )
    )
    assert question_text(request) == last_turn(request)
    assert question_text(request).split("\n") == [
        "Compare.",
        "(terms.pdf: application/pdf document, 6 bytes)",
        "(text/plain document, 2 bytes)",
        "(a.pdf: document, https://files.example/a.pdf)",
        "(audio/wav audio, 4 bytes)",
        "(image/png image, 3 bytes)",
    ]


def test_a_tool_loop_is_shown_step_by_step() -> None:
    call = ToolCall(id="1", name="look_up", arguments={"id": 7})
    first = replace(make_completion("Looking."), tool_calls=(call,))
    steps = (Step(completion=first, answered_by=(0,)), Step(completion=make_completion("Paid.")))
    whole = replace(make_completion("Paid."), loop=Trajectory(steps=steps, ended="answered"))
    shown = answer_text(Sample(trial="t", completion=whole))
    assert shown == 'step 1: Looking.\nlook_up({"id": 7})\nstep 2: Paid.'
    cut = replace(whole, loop=Trajectory(steps=steps[:1], ended="max_steps"))
    assert answer_text(Sample(trial="t", completion=cut)).endswith("(max_steps)")
