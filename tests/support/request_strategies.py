"""Requests of every form that a suite can have, for hypothesis; each field of each part varies."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st
from msgspec import UNSET

from portcheck.model.chat import (
    Audio,
    Document,
    Image,
    Message,
    Part,
    Request,
    Sampling,
    Text,
    ThinkingBudget,
    Tool,
    ToolCall,
    ToolChoice,
)

TEXTS = st.text(max_size=12)
NAMES = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=64)
"""What every vendor takes as the name of a function."""
IDS = st.none() | st.text(min_size=1, max_size=90)
IMAGES = st.builds(
    Image,
    media_type=st.sampled_from(["image/png", "image/jpeg", "image/gif", "image/webp"]),
    data=st.sampled_from(["aGk=", "R0lGODlh"]),
)
_TEXT_PARTS = st.builds(Text, text=TEXTS)
_URLS = st.sampled_from(["https://files.example/a", "https://files.example/b?v=2"])
FILES: st.SearchStrategy[Part] = (
    IMAGES
    | st.builds(
        Document,
        media_type=st.sampled_from(["application/pdf", "text/plain", "text/csv"]),
        data=st.sampled_from(["aGk=", "JVBERg=="]),
        name=st.sampled_from(["", "a.pdf", "../b (1)_ü.txt"]),
    )
    | st.builds(
        Audio,
        media_type=st.sampled_from(["audio/wav", "audio/mpeg", "audio/mp3"]),
        data=st.sampled_from(["aGk=", "UklGRg=="]),
    )
    | st.builds(Image, url=_URLS)
    | st.builds(Document, media_type=st.sampled_from(["", "application/pdf"]), url=_URLS)
    | st.builds(Audio, media_type=st.just("audio/wav"), url=_URLS)
)
PARTS: st.SearchStrategy[Part] = _TEXT_PARTS | FILES
_VALUES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"type": "string"},
        {"type": "array", "items": {"type": "integer"}},
        {"enum": ["a", "b"]},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
    ]
)


def _schema(properties: dict[str, Any], typed: bool, strict: bool) -> dict[str, Any]:
    closed = {"required": list(properties), "additionalProperties": False} if strict else {}
    return {**({"type": "object"} if typed else {}), "properties": properties, **closed}


SCHEMAS = st.builds(
    _schema, st.dictionaries(NAMES, _VALUES, max_size=3), st.booleans(), st.booleans()
)
"""Of objects; some fit strict modes, and some leave out the type."""
CALLS = st.builds(
    ToolCall,
    id=IDS,
    name=NAMES,
    arguments=st.dictionaries(TEXTS, st.none() | st.integers(-9, 9) | TEXTS, max_size=2),
) | st.builds(
    ToolCall,
    id=IDS,
    name=NAMES,
    arguments=st.none(),
    arguments_raw=st.none() | st.just("{broken"),
)
_ASKED = st.builds(
    Message, role=st.just("user"), content=st.lists(PARTS, max_size=3).map(tuple)
) | st.builds(Message, role=st.just("system"), content=st.tuples(_TEXT_PARTS))
_SAID = st.builds(
    Message,
    role=st.just("assistant"),
    content=st.lists(_TEXT_PARTS, max_size=1).map(tuple),
    tool_calls=st.lists(CALLS, max_size=3).map(tuple),
)
_RESULTS = st.tuples(st.lists(PARTS, max_size=2).map(tuple), st.booleans())
_LAST = st.builds(
    Message, role=st.just("user"), content=st.tuples(st.builds(Text, text=TEXTS.filter(bool)))
)
_TOOLS = st.lists(
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
_MODES = st.none() | st.builds(ToolChoice, mode=st.sampled_from(["auto", "required", "none"]))
_SAMPLINGS = st.builds(
    Sampling,
    temperature=st.none() | st.floats(0, 1),
    top_p=st.none() | st.floats(0, 1),
    max_output_tokens=st.none() | st.integers(1, 4096),
    stop=st.lists(TEXTS.filter(bool), max_size=4).map(tuple),
    seed=st.none() | st.integers(0, 2**31),
    effort=st.sampled_from([None, "low", "medium", "high"]),
    top_k=st.sampled_from([UNSET, 1, 40]),
    frequency_penalty=st.just(UNSET) | st.floats(0, 1),
    presence_penalty=st.just(UNSET) | st.floats(0, 1),
    parallel_tool_calls=st.sampled_from([UNSET, True, False]),
    json_mode=st.sampled_from([UNSET, True]),
    thinking=st.sampled_from([UNSET, "on", "off", ThinkingBudget(budget=2048)]),
)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """A request within the ranges that every vendor documents.

    Its conversation is made of questions, answers, and calls each of which has its result.
    """
    messages: list[Message] = []
    for _ in range(draw(st.integers(0, 3))):
        said = draw(_SAID)
        messages += [draw(_ASKED), said]
        for call in said.tool_calls:
            content, is_error = draw(_RESULTS)
            messages.append(
                Message(role="tool", content=content, tool_call_id=call.id, is_error=is_error)
            )
    tools = tuple(draw(_TOOLS))
    choice = draw(_MODES)
    if tools and choice is None and draw(st.booleans()):
        choice = ToolChoice(mode="tool", name=draw(st.sampled_from(tools)).name)
    return Request(
        messages=(*messages, draw(_LAST)),
        system=draw(st.none() | TEXTS),
        tools=tools,
        tool_choice=choice,
        response_schema=draw(st.none() | SCHEMAS),
        sampling=draw(_SAMPLINGS),
        ordinal=draw(st.integers(0, 3)),
    )
