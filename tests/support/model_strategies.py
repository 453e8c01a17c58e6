"""Values of the model, for hypothesis."""

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
from portcheck.model.completion import Completion, Failure, RefusalSignal, Timing, Usage

text = st.text(max_size=20)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
objects = st.dictionaries(text, json_values, max_size=3)
calls = st.builds(
    ToolCall,
    id=st.none() | text,
    name=text,
    arguments=st.none() | objects,
    arguments_raw=st.none() | text,
)
parts = st.builds(Text, text=text) | st.builds(Image, media_type=text, data=text)
messages = st.builds(
    Message,
    role=st.sampled_from(["user", "assistant", "tool"]),
    content=st.lists(parts, max_size=2).map(tuple),
    tool_calls=st.lists(calls, max_size=2).map(tuple),
    tool_call_id=st.none() | text,
    is_error=st.booleans(),
)
choices = st.sampled_from(
    [ToolChoice(mode="auto"), ToolChoice(mode="none"), ToolChoice(mode="tool", name="f")]
)
requests = st.builds(
    Request,
    messages=st.lists(messages, min_size=1, max_size=3).map(tuple),
    system=st.none() | text,
    tools=st.lists(st.builds(Tool, name=text, description=text), max_size=2).map(tuple),
    tool_choice=st.none() | choices,
    response_schema=st.none() | objects,
    sampling=st.builds(
        Sampling,
        temperature=st.none() | st.floats(0, 2),
        max_output_tokens=st.none() | st.integers(1, 9),
        stop=st.lists(text, max_size=2).map(tuple),
    ),
)
usages = st.builds(Usage, input_tokens=st.none() | st.integers(0, 9))
failures = st.builds(
    Failure, error_class=st.sampled_from(["auth", "server", "content_blocked"]), message=text
)
completions = st.builds(
    Completion,
    text=text,
    finish_reason=st.sampled_from(["stop", "length", "refusal"]),
    timing=st.builds(Timing, total_s=st.floats(0, 9)),
    tool_calls=st.lists(calls, max_size=2).map(tuple),
    refusal_signal=st.none() | st.builds(RefusalSignal, kind=st.just("model_refusal")),
    usage=usages,
    rate_limit=st.dictionaries(text, text, max_size=2),
    error=st.none() | failures,
)
