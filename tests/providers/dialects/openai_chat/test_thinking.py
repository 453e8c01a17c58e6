"""Thinking on, off and within a budget, as services of OpenAI's formats take it."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from portcheck.errors import UsageError
from portcheck.model.chat import Request, Sampling, Thinking, ThinkingBudget
from portcheck.model.facts import Capabilities
from portcheck.model.suite import ProviderSpec
from portcheck.providers.dialects.openai_chat import WIRE
from portcheck.providers.dialects.openai_chat.thinking import (
    ThinkingField,
    effort_word,
    thinking_field_of,
    thinking_fields,
)

BUDGET = ThinkingBudget(budget=900)
NOTHING = Capabilities()


@pytest.mark.parametrize(
    ("field", "on", "off", "budget", "kept"),
    [
        (
            "thinking",
            {"thinking": {"type": "enabled"}},
            {"thinking": {"type": "disabled"}},
            {"thinking": {"type": "enabled"}},
            False,
        ),
        (
            "enable_thinking",
            {"enable_thinking": True},
            {"enable_thinking": False},
            {"enable_thinking": True, "thinking_budget": 900},
            True,
        ),
        (
            "reasoning",
            {"reasoning": {"enabled": True}},
            {"reasoning": {"enabled": False}},
            {"reasoning": {"max_tokens": 900}},
            True,
        ),
        (
            "chat_template_kwargs",
            {"chat_template_kwargs": {"enable_thinking": True, "thinking": True}},
            {"chat_template_kwargs": {"enable_thinking": False, "thinking": False}},
            {"chat_template_kwargs": {"enable_thinking": True, "thinking": True}},
            False,
        ),
    ],
)
def test_each_field_has_its_form(
    field: ThinkingField, on: Any, off: Any, budget: Any, kept: bool
) -> None:
    """`kept`: whether the number of tokens can be said."""
    cases: list[tuple[Thinking, Any]] = [("on", on), ("off", off), (BUDGET, budget)]
    for wanted, said in cases:
        dropped: list[str] = []
        assert thinking_fields(Sampling(thinking=wanted), field, NOTHING, dropped) == said
        lost = "thinking" if field == "none" else "thinking.budget"
        assert dropped == ([] if wanted is not BUDGET or kept else [lost])


@pytest.mark.parametrize("field", ["thinking", "enable_thinking", "reasoning", "none"])
def test_without_thinking_the_effort_goes_as_ever(field: ThinkingField) -> None:
    assert thinking_fields(Sampling(), field, NOTHING, []) == {}
    plain = thinking_fields(Sampling(effort="low"), field, NOTHING, [])
    assert plain == {"reasoning_effort": "low"}


def test_one_object_holds_effort_and_thinking() -> None:
    both = Sampling(thinking="on", effort="low")
    assert thinking_fields(both, "reasoning", NOTHING, []) == {
        "reasoning": {"enabled": True, "effort": "low"}
    }
    assert thinking_fields(both, "thinking", NOTHING, []) == {
        "reasoning_effort": "low",
        "thinking": {"type": "enabled"},
    }
    cases: list[tuple[Thinking, Any]] = [("off", {"enabled": False}), (BUDGET, {"max_tokens": 900})]
    for wanted, said in cases:
        dropped: list[str] = []
        asked = Sampling(thinking=wanted, effort="low")
        assert thinking_fields(asked, "reasoning", NOTHING, dropped) == {"reasoning": said}
        assert dropped == ["effort"]


@pytest.mark.parametrize(
    ("caps", "wanted", "word", "dropped"),
    [
        (Capabilities(effort=("none", "default")), "on", "default", []),
        (Capabilities(effort=("low", "high")), "off", None, ["thinking"]),
        (Capabilities(effort=("none", "high")), "off", "none", []),
        (Capabilities(effort=False), "off", None, ["thinking"]),
        (Capabilities(effort=False), "on", None, []),
        (Capabilities(effort=False, thinking=("off",)), "off", None, []),
        (Capabilities(effort=False, thinking=("off",)), "on", None, ["thinking"]),
        (Capabilities(effort=("none", "high")), BUDGET, "high", ["thinking.budget"]),
        (Capabilities(effort=False), BUDGET, None, ["thinking"]),
        (Capabilities(effort=False, thinking=("off",)), BUDGET, None, ["thinking"]),
        (NOTHING, UNSET, None, []),
    ],
)
def test_the_effort_that_says_it(
    caps: Capabilities, wanted: Any, word: str | None, dropped: list[str]
) -> None:
    found: list[str] = []
    assert effort_word(Sampling(thinking=wanted), caps, found) == word
    assert found == dropped


@pytest.mark.parametrize(
    ("host", "company", "preset", "field"),
    [
        ("api.openai.com", "openai", None, "reasoning_effort"),
        ("x.openai.azure.com", "us", None, "reasoning_effort"),
        ("api.deepseek.com", "somebody", None, "thinking"),
        ("openrouter.ai", "somebody", None, "reasoning"),
        ("127.0.0.1", "self-hosted", "vllm", "chat_template_kwargs"),
        ("dashscope-intl.aliyuncs.com", "alibaba", None, "enable_thinking"),
        ("api.z.ai", "zhipu", None, "thinking"),
        ("api.moonshot.ai", "moonshot", None, "thinking"),
        ("llm.house.example", "house", None, "none"),
    ],
)
def test_a_service_is_known_by_its_row(
    host: str, company: str, preset: str | None, field: str
) -> None:
    assert thinking_field_of(host, company, preset) == field


def test_an_entry_names_the_field_of_its_service() -> None:
    spec = ProviderSpec(
        id="p",
        vendor="house",
        dialect="openai-chat",
        model="m",
        base_url="https://llm.house.example/v1",
        options={"thinking_field": "enable_thinking"},
    )
    asked = Request(messages=(), sampling=Sampling(thinking="off"))
    assert WIRE.body(spec, asked).body["enable_thinking"] is False
    wrong = ProviderSpec(
        id="p", vendor="house", dialect="openai-chat", options={"thinking_field": "think"}
    )
    with pytest.raises(UsageError, match="thinking_field"):
        WIRE.body(wrong, asked)
