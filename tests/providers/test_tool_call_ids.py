"""Ids of tool calls: unique, accepted, and in step with their results."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.model.chat import Message, ToolCall
from portcheck.providers.tool_call_ids import with_ids


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
