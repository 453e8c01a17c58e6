"""Every sampling setting on every dialect: the fields that are sent, and what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.model.chat import Message, Request, Sampling, Text, ThinkingBudget, Tool, ToolChoice
from portcheck.model.suite import ProviderSpec
from portcheck.providers.dialects import (
    anthropic,
    bedrock,
    cohere,
    gemini,
    json_endpoint,
    mistral,
    ollama,
    openai_chat,
    openai_responses,
)
from portcheck.providers.wire import Wire

BUDGET = ThinkingBudget(budget=2048)
TOOLS = (Tool(name="refund"),)
SCHEMA = {"type": "object", "properties": {}, "additionalProperties": False}

Entry = tuple[Wire, dict[str, Any]]
GPT: Entry = (openai_chat.WIRE, {"vendor": "openai", "model": "gpt-5.4"})
GPT5: Entry = (openai_chat.WIRE, {"vendor": "openai", "model": "gpt-5"})
GPT4: Entry = (openai_chat.WIRE, {"vendor": "openai", "model": "gpt-4o"})
SELF: Entry = (
    openai_chat.WIRE,
    {"vendor": "self-hosted", "model": "m", "base_url": "http://127.0.0.1:8000/v1"},
)
RESPONSES: Entry = (openai_responses.WIRE, {"vendor": "openai", "model": "gpt-5.4"})
RESPONSES5: Entry = (openai_responses.WIRE, {"vendor": "openai", "model": "gpt-5"})
CLAUDE: Entry = (anthropic.WIRE, {"vendor": "anthropic", "model": "claude-sonnet-4-6"})
GEMINI: Entry = (gemini.WIRE, {"vendor": "google", "model": "gemini-2.5-flash"})
GEMINI3: Entry = (gemini.WIRE, {"vendor": "google", "model": "gemini-3.1-pro"})
GEMINI2: Entry = (gemini.WIRE, {"vendor": "google", "model": "gemini-2.0-flash"})
CONVERSE: Entry = (
    bedrock.WIRE,
    {"vendor": "amazon", "model": "us.anthropic.claude-sonnet-4-6-v1:0"},
)
NOVA: Entry = (bedrock.WIRE, {"vendor": "amazon", "model": "us.amazon.nova-2-lite-v1:0"})
LLAMA: Entry = (bedrock.WIRE, {"vendor": "amazon", "model": "meta.llama4-scout-v1:0"})
COMMAND: Entry = (cohere.WIRE, {"vendor": "cohere", "model": "command-a-reasoning-08-2025"})
MISTRAL: Entry = (mistral.WIRE, {"vendor": "mistral", "model": "mistral-medium-latest"})
MAGISTRAL: Entry = (mistral.WIRE, {"vendor": "mistral", "model": "magistral-medium-latest"})
MISTRAL_LARGE: Entry = (mistral.WIRE, {"vendor": "mistral", "model": "mistral-large-2411"})
OLLAMA: Entry = (ollama.WIRE, {"vendor": "self-hosted", "model": "qwen3"})
HTTP: Entry = (
    json_endpoint.WIRE,
    {
        "vendor": "us",
        "options": {
            "text": "a",
            "body": {
                "q": "$prompt",
                "k": "$top_k",
                "f": "$frequency_penalty",
                "p": "$presence_penalty",
                "one": "$parallel_tool_calls",
                "json": "$json_mode",
                "think": {"on": "$thinking", "most": "$thinking_budget"},
            },
        },
    },
)
BARE_HTTP: Entry = (
    json_endpoint.WIRE,
    {"vendor": "us", "options": {"text": "a", "body": {"q": "$prompt"}}},
)


def sent(
    entry: Entry, sampling: dict[str, Any], **request: Any
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What the settings add to the body, and what is left out."""
    wire, fields = entry
    spec = ProviderSpec(**{"id": "p", "dialect": wire.name, **fields})
    asked = Message(role="user", content=(Text(text="Hi"),))

    def body(settings: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
        made = wire.body(spec, Request(messages=(asked,), sampling=Sampling(**settings), **request))
        return dict(made.body), made.dropped

    plain, _ = body({})
    full, dropped = body(sampling)
    return {k: v for k, v in full.items() if plain.get(k) != v}, dropped


def thinking(entry: Entry, wanted: Any, **more: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    return sent(entry, {"thinking": wanted, **more})


@pytest.mark.parametrize(
    ("entry", "fields", "dropped"),
    [
        (GPT, {}, ("top_k",)),
        (SELF, {"top_k": 40}, ()),
        (RESPONSES, {}, ("top_k",)),
        (CLAUDE, {"top_k": 40}, ()),
        (GEMINI, {"generationConfig": {"topK": 40}}, ()),
        (CONVERSE, {"additionalModelRequestFields": {"top_k": 40}}, ()),
        (NOVA, {"additionalModelRequestFields": {"inferenceConfig": {"topK": 40}}}, ()),
        (LLAMA, {}, ("top_k",)),
        (COMMAND, {"k": 40}, ()),
        (MISTRAL, {"top_k": 40}, ()),
        (OLLAMA, {"options": {"top_k": 40}}, ()),
        (HTTP, {"k": 40}, ()),
        (BARE_HTTP, {}, ("top_k",)),
    ],
)
def test_top_k(entry: Entry, fields: dict[str, Any], dropped: tuple[str, ...]) -> None:
    assert sent(entry, {"top_k": 40}) == (fields, dropped)


PENALTIES = {"frequency_penalty": 0.2, "presence_penalty": 0.4}
NO_PENALTIES = ("frequency_penalty", "presence_penalty")


@pytest.mark.parametrize(
    ("entry", "fields", "dropped"),
    [
        (GPT, PENALTIES, ()),
        (SELF, PENALTIES, ()),
        (RESPONSES, {}, NO_PENALTIES),
        (CLAUDE, {}, NO_PENALTIES),
        (GEMINI, {"generationConfig": {"frequencyPenalty": 0.2, "presencePenalty": 0.4}}, ()),
        (CONVERSE, {}, NO_PENALTIES),
        (COMMAND, PENALTIES, ()),
        (MISTRAL, PENALTIES, ()),
        (OLLAMA, {"options": PENALTIES}, ()),
        (HTTP, {"f": 0.2, "p": 0.4}, ()),
        (BARE_HTTP, {}, NO_PENALTIES),
    ],
)
def test_penalties(entry: Entry, fields: dict[str, Any], dropped: tuple[str, ...]) -> None:
    assert sent(entry, PENALTIES) == (fields, dropped)


def test_cohere_is_not_sent_what_is_out_of_its_range() -> None:
    outside = {"top_k": 501, "frequency_penalty": -0.5, "presence_penalty": 1.5}
    assert sent(COMMAND, outside) == ({}, tuple(outside))
    edge = {"top_k": 500, "frequency_penalty": 0, "presence_penalty": 1}
    assert sent(COMMAND, edge)[1] == ()


ONE = {"tool_choice": {"type": "auto", "disable_parallel_tool_use": True}}


@pytest.mark.parametrize(
    ("entry", "fields", "dropped"),
    [
        (GPT, {"parallel_tool_calls": False}, ()),
        (RESPONSES, {"parallel_tool_calls": False}, ()),
        (CLAUDE, ONE, ()),
        (GEMINI, {}, ("parallel_tool_calls",)),
        (CONVERSE, {"additionalModelRequestFields": ONE}, ()),
        (NOVA, {}, ("parallel_tool_calls",)),
        (COMMAND, {}, ("parallel_tool_calls",)),
        (MISTRAL, {"parallel_tool_calls": False}, ()),
        (OLLAMA, {}, ("parallel_tool_calls",)),
        (HTTP, {"one": False}, ()),
    ],
)
def test_one_call_at_a_time(entry: Entry, fields: dict[str, Any], dropped: tuple[str, ...]) -> None:
    found, lost = sent(entry, {"parallel_tool_calls": False}, tools=TOOLS)
    assert (found, tuple(name for name in lost if name != "tools")) == (fields, dropped)


@pytest.mark.parametrize("entry", [GPT, RESPONSES, CLAUDE, GEMINI, CONVERSE, COMMAND, MISTRAL])
def test_without_tools_there_are_no_calls_to_forbid(entry: Entry) -> None:
    """OpenAI rejects the field where there are no tools."""
    assert sent(entry, {"parallel_tool_calls": False}) == ({}, ())


@pytest.mark.parametrize("entry", [GEMINI, CONVERSE, COMMAND, OLLAMA])
def test_several_calls_need_no_field(entry: Entry) -> None:
    assert sent(entry, {"parallel_tool_calls": True}, tools=TOOLS) == ({}, ())


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (ToolChoice(mode="required"), {"type": "any"}),
        (ToolChoice(mode="tool", name="refund"), {"type": "tool", "name": "refund"}),
    ],
)
def test_claudes_choice_says_how_many_calls(choice: ToolChoice, said: dict[str, Any]) -> None:
    wanted = {**said, "disable_parallel_tool_use": True}
    asked: dict[str, Any] = {"tools": TOOLS, "tool_choice": choice}
    assert sent(CLAUDE, {"parallel_tool_calls": False}, **asked)[0] == {"tool_choice": wanted}
    fields = sent(CONVERSE, {"parallel_tool_calls": False}, **asked)[0]
    assert fields == {"additionalModelRequestFields": {"tool_choice": wanted}}
    none: dict[str, Any] = {"tools": TOOLS, "tool_choice": ToolChoice(mode="none")}
    assert sent(CLAUDE, {"parallel_tool_calls": False}, **none) == ({}, ())


JSON_OBJECT = {"type": "json_object"}


@pytest.mark.parametrize(
    ("entry", "fields", "dropped"),
    [
        (GPT, {"response_format": JSON_OBJECT}, ()),
        (SELF, {"response_format": JSON_OBJECT}, ()),
        (RESPONSES, {"text": {"format": JSON_OBJECT}}, ()),
        (CLAUDE, {}, ("json_mode",)),
        (GEMINI, {"generationConfig": {"responseMimeType": "application/json"}}, ()),
        (CONVERSE, {}, ("json_mode",)),
        (COMMAND, {"response_format": JSON_OBJECT}, ()),
        (MISTRAL, {"response_format": JSON_OBJECT}, ()),
        (OLLAMA, {"format": "json"}, ()),
        (HTTP, {"json": True}, ()),
        (BARE_HTTP, {}, ("json_mode",)),
    ],
)
def test_json_mode(entry: Entry, fields: dict[str, Any], dropped: tuple[str, ...]) -> None:
    assert sent(entry, {"json_mode": True}) == (fields, dropped)


@pytest.mark.parametrize(
    "entry", [GPT, RESPONSES, CLAUDE, GEMINI, CONVERSE, COMMAND, MISTRAL, OLLAMA]
)
def test_a_schema_says_more_than_json_mode(entry: Entry) -> None:
    assert sent(entry, {"json_mode": True}, response_schema=SCHEMA) == ({}, ())


@pytest.mark.parametrize(
    ("entry", "wanted", "fields", "dropped"),
    [
        (GPT, "on", {"reasoning_effort": "medium"}, ()),
        (GPT, "off", {"reasoning_effort": "none"}, ()),
        (GPT, BUDGET, {"reasoning_effort": "medium"}, ("thinking.budget",)),
        (GPT5, "off", {}, ("thinking",)),
        (GPT4, "off", {}, ()),
        (GPT4, "on", {}, ("thinking",)),
        (SELF, "off", {}, ("thinking",)),
        (RESPONSES, "on", {"reasoning": {"effort": "medium"}}, ()),
        (RESPONSES, "off", {"reasoning": {"effort": "none"}}, ()),
        (RESPONSES, BUDGET, {"reasoning": {"effort": "medium"}}, ("thinking.budget",)),
        (RESPONSES5, "off", {}, ("thinking",)),
        (GEMINI, "on", {"generationConfig": {"thinkingConfig": {"thinkingBudget": -1}}}, ()),
        (GEMINI, "off", {"generationConfig": {"thinkingConfig": {"thinkingBudget": 0}}}, ()),
        (GEMINI, BUDGET, {"generationConfig": {"thinkingConfig": {"thinkingBudget": 2048}}}, ()),
        (GEMINI3, "on", {"generationConfig": {"thinkingConfig": {"thinkingLevel": "HIGH"}}}, ()),
        (GEMINI3, "off", {}, ("thinking",)),
        (GEMINI3, BUDGET, {"generationConfig": {"thinkingConfig": {"thinkingBudget": 2048}}}, ()),
        (GEMINI2, "off", {}, ()),
        (GEMINI2, "on", {}, ("thinking",)),
        (COMMAND, "on", {"thinking": {"type": "enabled"}}, ()),
        (COMMAND, "off", {"thinking": {"type": "disabled"}}, ()),
        (COMMAND, BUDGET, {"thinking": {"type": "enabled", "token_budget": 2048}}, ()),
        (MISTRAL, "on", {"reasoning_effort": "high"}, ()),
        (MISTRAL, "off", {"reasoning_effort": "none"}, ()),
        (MISTRAL, BUDGET, {"reasoning_effort": "high"}, ("thinking.budget",)),
        (MAGISTRAL, "on", {"prompt_mode": "reasoning"}, ()),
        (MAGISTRAL, "off", {}, ("thinking",)),
        (MAGISTRAL, BUDGET, {"prompt_mode": "reasoning"}, ("thinking.budget",)),
        (MISTRAL_LARGE, "off", {}, ()),
        (MISTRAL_LARGE, "on", {}, ("thinking",)),
        (OLLAMA, "on", {"think": True}, ()),
        (OLLAMA, "off", {"think": False}, ()),
        (OLLAMA, BUDGET, {"think": True}, ("thinking.budget",)),
        (
            NOVA,
            "off",
            {"additionalModelRequestFields": {"reasoningConfig": {"type": "disabled"}}},
            (),
        ),
        (LLAMA, "on", {}, ("thinking",)),
        (HTTP, "on", {"think": {"on": True}}, ()),
        (HTTP, "off", {"think": {"on": False}}, ()),
        (HTTP, BUDGET, {"think": {"on": True, "most": 2048}}, ()),
        (BARE_HTTP, "off", {}, ("thinking",)),
        (BARE_HTTP, BUDGET, {}, ("thinking",)),
    ],
)
def test_thinking(
    entry: Entry, wanted: Any, fields: dict[str, Any], dropped: tuple[str, ...]
) -> None:
    assert thinking(entry, wanted) == (fields, dropped)


@pytest.mark.parametrize(
    ("model", "on", "off", "budget"),
    [
        ("claude-3-haiku-20240307", None, (), None),
        ("claude-haiku-4-5", ("enabled", 2048), ("disabled",), ("enabled", 2048)),
        ("claude-opus-4-6", ("adaptive",), ("disabled",), ("enabled", 2048)),
        ("claude-opus-4-8", ("adaptive",), (), None),
        ("claude-opus-5", ("adaptive",), ("disabled",), None),
        ("claude-opus-5-5", ("adaptive",), None, None),
        ("claude-sonnet-5-5", ("adaptive",), ("between_tools",), None),
        ("claude-fable-5-1", ("adaptive",), None, None),
        ("claude-of-tomorrow", ("adaptive",), ("disabled",), None),
    ],
)
@pytest.mark.parametrize("platform", ["anthropic", "bedrock"])
def test_claude_thinks_in_the_words_of_its_model(
    platform: str, model: str, on: Any, off: Any, budget: Any
) -> None:
    """`None` is what the model cannot do, and () what it does without being told."""
    entry = (
        (bedrock.WIRE, {"vendor": "amazon", "model": f"us.anthropic.{model}-v1:0"})
        if platform == "bedrock"
        else (anthropic.WIRE, {"vendor": "anthropic", "model": model})
    )
    for wanted, words in (("on", on), ("off", off), (BUDGET, budget)):
        fields, dropped = thinking(entry, wanted)
        said = fields.get("additionalModelRequestFields", fields).get("thinking")
        thinks = wanted is BUDGET and on is not None  # without a number, and so it is said
        assert dropped == (("thinking.budget" if thinks else "thinking",) if words is None else ())
        if thinks and words is None:
            assert said == {"type": on[0]}
        if words:
            assert said == dict(zip(("type", "budget_tokens"), words, strict=False))
        elif words == ():
            assert said is None


def test_another_makers_model_on_the_same_api_takes_a_budget() -> None:
    other = (anthropic.WIRE, {"vendor": "deepseek", "model": "deepseek-v4"})
    assert thinking(other, "off")[0] == {"thinking": {"type": "disabled"}}
    assert thinking(other, "on")[0] == {"thinking": {"type": "enabled", "budget_tokens": 2048}}
    assert thinking(other, BUDGET)[0]["thinking"] == {"type": "enabled", "budget_tokens": 2048}


def test_claudes_limit_leaves_room_for_the_budget() -> None:
    fields, _ = thinking(CLAUDE, BUDGET)
    assert fields["max_tokens"] == 4096 + 2048
    fields, _ = thinking(CLAUDE, BUDGET, max_output_tokens=3000)
    assert fields["max_tokens"] == 3000


@pytest.mark.parametrize(
    ("entry", "wanted", "effort", "fields", "dropped"),
    [
        (GPT, "on", "high", {"reasoning_effort": "high"}, ()),
        (GPT, "off", "high", {"reasoning_effort": "none"}, ("effort",)),
        (GPT, "on", "none", {"reasoning_effort": "medium"}, ("effort",)),
        (RESPONSES, "on", "low", {"reasoning": {"effort": "low"}}, ()),
        (
            GEMINI,
            "on",
            "low",
            {"generationConfig": {"thinkingConfig": {"thinkingBudget": 1024}}},
            (),
        ),
        (
            GEMINI,
            "off",
            "low",
            {"generationConfig": {"thinkingConfig": {"thinkingBudget": 0}}},
            ("effort",),
        ),
        (
            GEMINI3,
            BUDGET,
            "low",
            {"generationConfig": {"thinkingConfig": {"thinkingBudget": 2048}}},
            ("effort",),
        ),
        (COMMAND, "off", "none", {"thinking": {"type": "disabled"}}, ()),
        (COMMAND, "on", "none", {"thinking": {"type": "enabled"}}, ("effort",)),
        (OLLAMA, "on", "high", {"think": "high"}, ()),
        (OLLAMA, "off", "high", {"think": False}, ("effort",)),
        (OLLAMA, "on", "none", {"think": True}, ("effort",)),
    ],
)
def test_thinking_goes_before_an_effort_that_contradicts_it(
    entry: Entry, wanted: Any, effort: str, fields: dict[str, Any], dropped: tuple[str, ...]
) -> None:
    assert thinking(entry, wanted, effort=effort) == (fields, dropped)


def test_claude_takes_effort_beside_thinking() -> None:
    fields, dropped = thinking(CLAUDE, "on", effort="low")
    assert fields == {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}}
    assert dropped == ()
    fields, _ = thinking(NOVA, "on", effort="low")
    assert list(fields) == ["additionalModelRequestFields"]
    said = fields["additionalModelRequestFields"]
    assert said == {"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "low"}}


def test_an_entrys_own_fields_join_those_of_a_model() -> None:
    wire, fields = CONVERSE
    given = {"additional_model_request_fields": {"top_k": 5, "anthropic_beta": ["b"]}}
    found, _ = sent((wire, {**fields, "options": given}), {"top_k": 40})
    assert found["additionalModelRequestFields"] == {"top_k": 40, "anthropic_beta": ["b"]}


@pytest.mark.parametrize(
    "entry",
    [GPT, SELF, RESPONSES, CLAUDE, GEMINI, GEMINI3, CONVERSE, NOVA, COMMAND, MISTRAL, OLLAMA, HTTP],
)
def test_what_is_not_set_is_not_sent(entry: Entry) -> None:
    assert sent(entry, {}) == ({}, ())
