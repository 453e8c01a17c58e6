"""A tool loop, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace
from run_builders import ask, make_completion

from portcheck.model.chat import (
    Image,
    Message,
    Request,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
    ToolLoop,
    ToolResult,
)
from portcheck.model.codec import digest
from portcheck.model.completion import OTHERWISE, Completion, Timing, Trajectory, Usage
from portcheck.run.loop.walk import as_asked, exchange, walk

TOOLS = (Tool(name="look_up"), Tool(name="pay_back"))


def call(name: str, id_: str | None = None, /, **arguments: Any) -> ToolCall:
    return ToolCall(id=id_, name=name, arguments=arguments)


def gives(tool: str, text: str, **changes: Any) -> ToolResult:
    return ToolResult(tool=tool, content=(Text(text=text),), **changes)


def asked(*results: ToolResult, **changes: Any) -> Request:
    loop = ToolLoop(results=results, **changes)
    return replace(ask("pay order 7 back"), tools=TOOLS, tool_loop=loop)


def says(text: str = "", *calls: ToolCall, **changes: Any) -> Completion:
    finish = "tool_calls" if calls else "stop"
    return replace(make_completion(text), tool_calls=calls, finish_reason=finish, **changes)


def run(request: Request, answers: Sequence[Completion]) -> tuple[list[Request], Completion]:
    """What is asked of a model that answers so, and what comes out in the end."""
    walking, sent = walk(request), []
    step = next(walking)
    for answer in answers:
        sent.append(step)
        try:
            step = walking.send(answer)
        except StopIteration as end:
            return sent, end.value
    raise AssertionError("the loop goes on")


def loop_of(completion: Completion) -> Trajectory:
    assert completion.loop is not UNSET
    return completion.loop


def test_calls_are_answered_until_there_is_none() -> None:
    request = asked(gives("look_up", "paid 30"), gives("pay_back", "done"))
    answers = [
        says("Looking.", call("look_up", "a", id="7")),
        says("", call("pay_back", "b", amount=30)),
        says("It is on its way."),
    ]
    sent, whole = run(request, answers)
    assert whole.text == "It is on its way."
    assert loop_of(whole).ended == "answered"
    assert [step.answered_by for step in loop_of(whole).steps] == [(0,), (1,), ()]
    assert sent[0] == request
    assert [message.role for message in sent[2].messages[1:]] == [
        "assistant",
        "tool",
        "assistant",
        "tool",
    ]
    assert sent[1].messages[1] == Message(
        role="assistant", content=(Text(text="Looking."),), tool_calls=(answers[0].tool_calls)
    )
    assert sent[1].messages[2] == Message(
        role="tool", content=(Text(text="paid 30"),), tool_call_id="a"
    )


def test_calls_in_parallel_are_answered_in_their_order() -> None:
    picture = Image(media_type="image/png", data="AAAA")
    request = asked(
        replace(gives("look_up", "nine", match="subset", arguments={"id": 9}), is_error=True),
        ToolResult(tool="look_up", content=(picture,)),
    )
    sent, _ = run(
        request, [says("", call("look_up", "x", id=8), call("look_up", "y", id=9)), says("ok")]
    )
    first, second = sent[1].messages[2:]
    assert (first.tool_call_id, first.content, first.is_error) == ("x", (picture,), False)
    assert (second.tool_call_id, second.text, second.is_error) == ("y", "nine", True)


def test_a_call_that_no_record_answers_ends_the_loop_and_is_shown() -> None:
    request = asked(gives("look_up", "x", times=1))
    calls = [call("look_up", "1"), call("pay_back", "2", amount=1)]
    _, whole = run(request, [says("", *calls)])
    assert loop_of(whole).ended == "unanswered_call"
    assert loop_of(whole).unanswered == calls[1]
    assert loop_of(whole).steps[-1].answered_by == (0,)


def test_what_is_used_up_answers_no_more() -> None:
    request = asked(gives("look_up", "first", times=1), gives("look_up", "later", times=2))
    again = says("", call("look_up"))
    sent, whole = run(request, [again] * 4)
    assert [one.messages[-1].text for one in sent[1:]] == ["first", "later", "later"]
    assert loop_of(whole).ended == "unanswered_call"


def test_otherwise_answers_every_other_call() -> None:
    request = asked(
        otherwise=ToolResult(tool="", content=(Text(text="no such thing"),), is_error=True)
    )
    sent, whole = run(request, [says("", call("invented", q=1)), says("Sorry.")])
    assert (sent[1].messages[-1].text, sent[1].messages[-1].is_error) == ("no such thing", True)
    assert loop_of(whole).steps[0].answered_by == (OTHERWISE,)


def test_a_loop_that_never_ends_is_cut() -> None:
    request = asked(gives("look_up", "again"), max_steps=12)
    sent, whole = run(request, [says("", call("look_up"))] * 12)
    assert (len(sent), loop_of(whole).ended) == (12, "max_steps")
    assert len(loop_of(whole).calls) == 12
    assert loop_of(whole).unanswered is None


def test_tokens_and_time_are_those_of_all_steps() -> None:
    request = asked(gives("look_up", "x", delay_s=2.0), gives("pay_back", "y", delay_s=5.0))
    first = says(
        "",
        call("look_up"),
        call("pay_back"),
        usage=Usage(input_tokens=10, output_tokens=5, cache_read_tokens=4),
        timing=Timing(total_s=1.0, first_token_s=0.2),
        dropped_params=("seed",),
        turn=["kept by the vendor"],
        rate_limit={"x": "1"},
    )
    last = says("done", usage=Usage(input_tokens=30, output_tokens=7), timing=Timing(total_s=1.5))
    sent, whole = run(request, [first, last])
    assert whole.usage == Usage(input_tokens=40, output_tokens=12, cache_read_tokens=4)
    assert whole.timing == Timing(total_s=7.5, first_token_s=0.2)
    assert whole.dropped_params == ("seed",)
    assert sent[1].messages[1].turn == ["kept by the vendor"]
    stored = loop_of(whole).steps[0].completion
    assert (stored.turn, stored.rate_limit) == (UNSET, {})
    _, unknown = run(request, [replace(first, usage=Usage(output_tokens=1)), last])
    assert (unknown.usage.input_tokens, unknown.usage.output_tokens) == (None, 8)


@pytest.mark.parametrize("mode", ["required", "tool"])
def test_a_forced_choice_holds_for_the_first_step(mode: Any) -> None:
    choice = ToolChoice(mode=mode, name="look_up" if mode == "tool" else None)
    request = replace(asked(gives("look_up", "x")), tool_choice=choice)
    sent, _ = run(request, [says("", call("look_up")), says("ok")])
    assert [one.tool_choice for one in sent] == [choice, None]


def test_an_answer_without_a_call_is_a_loop_of_one_step() -> None:
    _, whole = run(asked(), [says("no need to look")])
    assert (whole.text, len(loop_of(whole).steps)) == ("no need to look", 1)


# --- turns of the user ---------------------------------------------------------------------------


def talk(*turns: str, **changes: Any) -> Request:
    messages = tuple(Message(role="user", content=(Text(text=text),)) for text in turns)
    return replace(ask("My name is Ida."), turns=messages, **changes)


def roles(request: Request) -> list[str]:
    return [f"{message.role}: {message.text}" for message in request.messages]


def test_each_turn_of_the_user_follows_an_answer() -> None:
    sent, whole = run(talk("And Oslo.", "Who am I?"), [says("Hi."), says("Nice."), says("Ida.")])
    assert roles(sent[2]) == [
        "user: My name is Ida.",
        "assistant: Hi.",
        "user: And Oslo.",
        "assistant: Nice.",
        "user: Who am I?",
    ]
    assert (whole.text, loop_of(whole).ended) == ("Ida.", "answered")
    assert [step.turn for step in loop_of(whole).steps] == [1, 2, 3]
    assert [len(loop_of(whole).of_turn(number)) for number in (1, 3, 4)] == [1, 1, 0]
    assert roles(as_asked(talk("And Oslo.", "Who am I?"), whole)) == roles(sent[2])


def test_calls_and_turns_go_together_and_the_limit_is_one_of_each_turn() -> None:
    loop = ToolLoop(results=(gives("look_up", "x"),), max_steps=2)
    request = talk("Again.", tools=TOOLS, tool_loop=loop)
    look = says("", call("look_up"))
    sent, whole = run(request, [look, says("One."), look, says("Two.")])
    assert (whole.text, [step.turn for step in loop_of(whole).steps]) == ("Two.", [1, 1, 2, 2])
    assert [message.role for message in sent[3].messages] == [
        *("user", "assistant", "tool", "assistant"),
        *("user", "assistant", "tool"),
    ]
    _, cut = run(request, [look, says("One."), look, look])
    assert (loop_of(cut).ended, len(loop_of(cut).of_turn(2))) == ("max_steps", 2)


def test_a_call_in_a_conversation_without_records_ends_it() -> None:
    _, whole = run(talk("Go on."), [says("", call("look_up"))])
    assert loop_of(whole).ended == "unanswered_call"


def test_another_history_stands_in_place_of_the_models_own() -> None:
    loop = ToolLoop(results=(gives("look_up", "x"),), otherwise=ToolResult(tool="", is_error=True))
    request = talk("Who?", tools=TOOLS, tool_loop=loop, history="baseline")
    theirs = [says("", call("look_up", "1"), call("odd", "2")), says("Noted."), says("Ida.")]
    _, baseline = run(request, theirs)
    heard = exchange(request, loop_of(baseline))
    assert [[message.role for message in turn] for turn in heard] == [
        ["assistant", "tool", "tool", "assistant"],
        ["assistant"],
    ]
    sent, whole = run(replace(request, heard=heard), [says("Mine."), says("Ida, I think.")])
    assert roles(sent[1])[-2:] == ["assistant: Noted.", "user: Who?"]
    assert "assistant: Mine." not in roles(sent[1])
    assert loop_of(whole).heard == digest(heard)
    assert loop_of(baseline).heard is UNSET


def test_a_declined_turn_is_heard_in_the_providers_words() -> None:
    declined = says("", refusal_text="I won't.")
    sent, _ = run(talk("Why?"), [declined, says("Because.")])
    assert roles(sent[1])[1] == "assistant: I won't."


def test_the_conversation_that_the_last_answer_came_to_holds_what_tools_gave_back() -> None:
    request = asked(gives("look_up", "paid 30"))
    _, whole = run(request, [says("Looking.", call("look_up", "a")), says("It was 30.")])
    assert roles(as_asked(request, whole)) == [
        "user: pay order 7 back",
        "assistant: Looking.",
        "tool: paid 30",
    ]
    _, cut = run(replace(request, tool_loop=ToolLoop(results=())), [says("", call("look_up"))])
    assert roles(as_asked(request, cut)) == ["user: pay order 7 back"]
    assert as_asked(ask("?"), says("plain")) == ask("?")
