"""Requests of every kind, for tests that ask whether a vendor's own types accept what is sent."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from portcheck.model.chat import (
    Image,
    Message,
    Request,
    Sampling,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
)

NAMES = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_-]{0,20}", fullmatch=True)
WORDS = st.text(max_size=12)
_PROPERTIES = st.dictionaries(
    NAMES,
    st.sampled_from(
        [{"type": "string"}, {"type": "array", "items": {"type": "integer"}}, {"enum": ["a", "b"]}]
    ),
    max_size=3,
)
PARTS = st.builds(Text, text=WORDS) | st.builds(
    Image, media_type=st.sampled_from(["image/png", "image/jpeg"]), data=st.just("aGk=")
)


@st.composite
def schemas(draw: st.DrawFn) -> dict[str, Any]:
    """Schemas of an object, some of which fit strict modes."""
    properties = draw(_PROPERTIES)
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if draw(st.booleans()):
        schema |= {"required": list(properties), "additionalProperties": False}
    return schema


@st.composite
def _exchanges(draw: st.DrawFn) -> list[Message]:
    """A question, and perhaps calls with their results, or an answer."""
    user = Message(role="user", content=tuple(draw(st.lists(PARTS, min_size=1, max_size=3))))
    if draw(st.booleans()):
        return [user, Message(role="assistant", content=(Text(text=draw(WORDS)),))]
    calls = draw(
        st.lists(
            st.builds(
                ToolCall,
                id=st.none() | st.text(min_size=1, max_size=90),
                name=NAMES,
                arguments=st.none() | st.just({"x": 1}),
                arguments_raw=st.none() | st.just("{broken"),
            ),
            max_size=3,
        )
    )
    said = Message(
        role="assistant",
        content=tuple(draw(st.lists(st.builds(Text, text=WORDS), max_size=1))),
        tool_calls=tuple(calls),
    )
    results = [
        Message(
            role="tool",
            content=tuple(draw(st.lists(PARTS, max_size=2))),
            tool_call_id=call.id,
            is_error=draw(st.booleans()),
        )
        for call in calls
    ]
    return [user, said, *results]


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Requests that set any part of what a request can set."""
    talk = draw(st.lists(_exchanges(), min_size=0, max_size=3))
    last = Message(role="user", content=(Text(text=draw(WORDS)),))
    tools = draw(
        st.lists(
            st.builds(
                Tool,
                name=NAMES,
                description=WORDS,
                parameters=schemas(),
                strict=st.sampled_from([None, True, False]),
            ),
            max_size=2,
        )
    )
    modes = st.sampled_from(["auto", "required", "none"])
    choice = st.none() | st.builds(ToolChoice, mode=modes)
    if tools:
        choice |= st.just(ToolChoice(mode="tool", name=tools[0].name))
    return Request(
        system=draw(st.none() | WORDS),
        messages=(*(message for turns in talk for message in turns), last),
        tools=tuple(tools),
        tool_choice=draw(choice),
        response_schema=draw(st.none() | schemas()),
        sampling=draw(
            st.builds(
                Sampling,
                temperature=st.none() | st.floats(0, 1),
                top_p=st.none() | st.floats(0.1, 0.9),
                max_output_tokens=st.none() | st.integers(16, 4096),
                stop=st.lists(st.text(min_size=1, max_size=4), max_size=4).map(tuple),
                seed=st.none() | st.integers(0, 2**31),
                effort=st.sampled_from([None, "low", "high"]),
            )
        ),
    )
