"""What requests need, and whether models are known to take it."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.model.chat import Image, Message, Request, Sampling, Text, Tool, ToolChoice
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint.needs import needs

GPT = ProviderSpec(id="p", vendor="openai", dialect="openai-chat", model="gpt-4o")
OWN = ProviderSpec(
    id="p", vendor="acme", dialect="openai-chat", model="m", base_url="http://127.0.0.1:1/v1"
)
HI = Message(role="user", content=(Text(text="Hi"),))
TOOL = Tool(name="weather")


def ask(*turns: Message, sampling: dict[str, Any] | None = None, **changes: Any) -> Request:
    return Request(messages=turns or (HI,), sampling=Sampling(**(sampling or {})), **changes)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (ask(), {}),
        (ask(sampling={"max_output_tokens": 5}), {}),
        (ask(system="Be brief."), {"system": True}),
        (ask(tools=(TOOL,)), {"tools": True}),
        (
            ask(tools=(TOOL,), tool_choice=ToolChoice(mode="required")),
            {"tools": True, "forced_tools": True},
        ),
        (ask(tool_choice=ToolChoice(mode="required")), {}),
        (ask(response_schema={"type": "object"}), {"response_schema": True}),
        (
            ask(Message(role="user", content=(Image(media_type="image/png", data="AA=="),))),
            {"images": True},
        ),
        (
            ask(HI, Message(role="assistant", content=(Text(text="I"),))),
            {"prefill": None},
        ),
        (ask(HI, Message(role="system"), HI), {"system": True, "mid_system": None}),
        (ask(sampling={"temperature": 0.0, "top_p": 1.0, "seed": 0, "effort": "low"}), {}),
        (ask(sampling={"temperature": 0.0}, keep=("temperature",)), {"temperature": True}),
        (ask(sampling={"top_k": 1, "frequency_penalty": 1.0, "presence_penalty": 1.0}), {}),
        (ask(sampling={"top_k": 1}, keep=("top_k",)), {"top_k": False}),
        (ask(sampling={"json_mode": True}), {"json_mode": None}),
        (
            ask(sampling={"json_mode": True}, response_schema={"type": "object"}),
            {"response_schema": True},
        ),
        (ask(sampling={"parallel_tool_calls": False}), {}),
        (ask(sampling={"parallel_tool_calls": True}, tools=(TOOL,)), {"tools": True}),
        (
            ask(sampling={"parallel_tool_calls": False}, tools=(TOOL,)),
            {"tools": True, "parallel_tool_calls": None},
        ),
        (ask(sampling={"thinking": "off"}), {"thinking": True}),
        (ask(sampling={"thinking": "on"}), {"thinking": False}),
        (ask(sampling={"stop": ("a",)}), {"stop": True}),
        (ask(sampling={"stop": tuple("abcde")}), {"stop": False}),
        (ask(sampling={"seed": 0, "temperature": 0.0}, keep=("seed",)), {"seed": None}),
    ],
)
def test_needs(request_: Request, expected: dict[str, bool | None]) -> None:
    assert needs(GPT, request_) == expected


def test_of_an_unknown_model_nothing_is_known() -> None:
    everything = ask(
        system="s", tools=(TOOL,), sampling={"temperature": 1.0, "top_p": 1.0, "effort": "low"}
    )
    assert set(needs(OWN, everything).values()) == {None}


def test_efforts_by_name() -> None:
    groq = ProviderSpec(
        id="p", vendor="groq", preset="groq", dialect="openai-chat", model="openai/gpt-oss-20b"
    )
    kept = ("effort",)
    assert needs(groq, ask(sampling={"effort": "high"}, keep=kept)) == {"effort": True}
    assert needs(groq, ask(sampling={"effort": "max"}, keep=kept)) == {"effort": False}
