"""Ids of tool calls: unique, accepted, and in step with their results."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.model.chat import Image, Message, Request, Text, ToolCall, ToolLoop, ToolResult
from portcheck.providers.tool_call_ids import with_ids, with_results


def call(identifier: str | None) -> ToolCall:
    return ToolCall(id=identifier, name="f", arguments={})


def result(identifier: str | None) -> Message:
    return Message(role="tool", tool_call_id=identifier)


def test_good_ids_stay() -> None:
    messages = (
        Message(role="assistant", tool_calls=(call("a"), call("b"))),
        result("b"),
        result("a"),
    )
    assert with_ids(messages) == messages


def test_ids_that_return_in_a_later_turn_are_replaced_in_both_places() -> None:
    turn = (Message(role="assistant", tool_calls=(call("call_0"),)), result("call_0"))
    first, _, second, answer = with_ids((*turn, *turn))
    assert first.tool_calls[0].id == "call_0"
    assert second.tool_calls[0].id != "call_0"
    assert answer.tool_call_id == second.tool_calls[0].id


def test_a_result_without_a_call_keeps_its_id() -> None:
    assert with_ids((result("x"),)) == (result("x"),)


IDS = st.sampled_from([None, "", "a", "a.b", "a_b", "call_0", "call_1", "#"])


@given(st.lists(st.tuples(IDS, IDS), max_size=6), st.booleans())
@settings(max_examples=150, deadline=None)
def test_every_call_has_an_id_of_its_own_and_its_result(
    turns: list[tuple[str | None, str | None]], matching: bool
) -> None:
    messages: list[Message] = []
    for pair in turns:
        messages.append(Message(role="assistant", tool_calls=tuple(map(call, pair))))
        messages.extend(result(i if matching else None) for i in pair)
    done = with_ids(messages, lambda found: re.sub(r"[^a-zA-Z0-9_-]", "_", found))
    calls = [c.id or "" for m in done for c in m.tool_calls]
    assert len(set(calls)) == len(calls)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]+", identifier) for identifier in calls)
    assert [m.tool_call_id for m in done if m.role == "tool"] == calls


def test_ids_in_a_turn_of_the_vendors_own_stay_as_they_are() -> None:
    said = Message(role="assistant", tool_calls=(call("call/0"), call("call/1")), turn=[])
    told = (said, result("call/1"), result("call/0"))
    assert with_ids((*told, *told), lambda found: found.replace("/", "_")) == (*told, *told)


def test_calls_of_such_a_turn_without_an_id_of_their_own_get_one() -> None:
    said = Message(
        role="assistant", tool_calls=(call("same"), call("same"), call(None)), turn=["its words"]
    )
    turn, *answers = with_ids((said, result("same"), result("same"), result(None)))
    ids = [one.id for one in turn.tool_calls]
    assert ids[0] == "same"
    assert len({*ids}) == 3
    assert [one.tool_call_id for one in answers] == ids
    assert turn.turn == said.turn


def test_recorded_results_are_turns_that_are_known_before() -> None:
    question = Message(role="user", content=(Text(text="?"),))
    image = Image(media_type="image/png", data="aGk=")
    loop = ToolLoop(
        results=(ToolResult(tool="f", content=(image,)),),
        otherwise=ToolResult(tool="", is_error=True),
    )
    later = Message(role="user", content=(Text(text="And?"),))
    assert with_results(Request(messages=(question,))) == (question,)
    assert with_results(Request(messages=(question,), turns=(later,), tool_loop=loop)) == (
        question,
        later,
        Message(role="tool", content=(image,)),
        Message(role="tool", is_error=True),
    )
