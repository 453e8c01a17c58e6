"""Requests of every form that a suite can have, for hypothesis."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st

from portcheck.model.chat import (
    Image,
    Message,
    Part,
    Request,
    Sampling,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=64)
IDS = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
SCHEMAS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"type": "object", "properties": {}},
        {"properties": {"x": {"type": "integer"}}, "required": ["x"]},
        {
            "type": "object",
            "properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
            "additionalProperties": False,
        },
    ]
)
ARGUMENTS = st.dictionaries(TEXTS, st.none() | st.integers(-9, 9) | TEXTS, max_size=2)
IMAGES = st.builds(
    Image,
    media_type=st.sampled_from(["image/png", "image/jpeg", "image/gif", "image/webp"]),
    data=st.sampled_from(["aGk=", "R0lGODlh"]),
)
PARTS: st.SearchStrategy[Part] = st.builds(Text, text=TEXTS) | IMAGES


@st.composite
def turns(draw: st.DrawFn) -> tuple[Message, ...]:
    """A conversation: questions, answers, calls with their results, a question at its end."""
    out: list[Message] = []
    for _ in range(draw(st.integers(0, 2))):
        parts = tuple(draw(st.lists(PARTS, max_size=3)))
        out.append(Message(role=draw(st.sampled_from(["user", "system"])), content=parts))
        calls = draw(
            st.lists(st.builds(ToolCall, id=IDS, name=NAMES, arguments=ARGUMENTS), max_size=2)
        )
        said = (Text(text=draw(TEXTS)),)
        out.append(Message(role="assistant", content=said, tool_calls=tuple(calls)))
        out.extend(
            Message(
                role="tool",
                content=tuple(draw(st.lists(PARTS, max_size=2))),
                tool_call_id=call.id,
                is_error=draw(st.booleans()),
            )
            for call in calls
        )
    asked = Text(text=draw(TEXTS.filter(bool)))
    return (*out, Message(role="user", content=(asked,)))


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """A request within the ranges that every vendor documents."""
    tools = draw(
        st.lists(
            st.builds(
                Tool,
                name=NAMES,
                description=TEXTS,
                parameters=SCHEMAS,
                strict=st.none() | st.booleans(),
            ),
            max_size=3,
            unique_by=lambda tool: tool.name,
        )
    )
    named = st.builds(
        ToolChoice, mode=st.just("tool"), name=st.sampled_from([t.name for t in tools] or ["f"])
    )
    modes: Any = st.sampled_from(["auto", "required", "none"])
    choice = draw(st.none() | st.builds(ToolChoice, mode=modes) | named)
    return Request(
        messages=draw(turns()),
        system=draw(st.none() | TEXTS),
        tools=tuple(tools),
        tool_choice=choice,
        response_schema=draw(st.none() | SCHEMAS),
        sampling=Sampling(
            temperature=draw(st.none() | st.floats(0, 1)),
            top_p=draw(st.none() | st.floats(0, 1)),
            max_output_tokens=draw(st.none() | st.integers(1, 4096)),
            stop=tuple(draw(st.lists(TEXTS.filter(bool), max_size=3))),
            seed=draw(st.none() | st.integers(0, 2**31)),
            effort=draw(st.none() | st.sampled_from(["none", "low", "medium", "high"])),
        ),
    )
