"""What models take, by dialect, platform and name."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.data.capabilities import find_capabilities
from portcheck.data.model_names import bare_name, spellings
from portcheck.data.tables import table
from portcheck.model.facts import Capabilities

BUDGETED = ("enabled", "disabled")


@pytest.mark.parametrize(
    ("dialect", "platform", "model", "facts"),
    [
        ("openai-chat", "openai", "o3-mini", {"temperature": False, "stop": False}),
        ("openai-chat", "openai", "o1-mini-2024-09-12", {"system": False, "stop": False}),
        ("openai-chat", "openai", "gpt-5-mini-2025-08-07", {"temperature": False, "stop": False}),
        ("openai-responses", "openai", "gpt-5", {"top_p": False, "stop": False, "seed": False}),
        ("openai-chat", "openai", "gpt-5-chat-latest", {"temperature": True, "samples_at": None}),
        ("openai-chat", "openai", "gpt-5.1-chat-latest", {"temperature": False}),
        ("openai-chat", "openai", "gpt-5.1-codex-mini", {"temperature": False}),
        ("openai-chat", "openai", "gpt-5.4", {"samples_at": ("none", "unset")}),
        ("openai-chat", "openai", "gpt-5.4-pro-2026-03-05", {"temperature": False}),
        ("openai-chat", "openai", "gpt-5.5-2026-04-23", {"samples_at": ("none",)}),
        ("openai-chat", "azure", "gpt-4o", {"temperature": True, "max_stop": 4}),
        ("openai-chat", "openai", "gpt-9-unheard-of", {"temperature": None, "images": None}),
        ("anthropic", "anthropic", "claude-opus-4-7-20260416", {"temperature": False}),
        ("anthropic", "anthropic", "claude-haiku-5-5", {"temperature": False, "prefill": False}),
        ("anthropic", "anthropic", "claude-sonnet-4-6", {"temperature": None, "prefill": False}),
        (
            "anthropic",
            "anthropic",
            "claude-sonnet-4-5-20250929",
            {"temperature": True, "temperature_with_top_p": False, "response_schema": True},
        ),
        ("anthropic", "anthropic", "claude-sonnet-4-20250514", {"response_schema": False}),
        ("anthropic", "anthropic", "claude-3-haiku-20240307", {"response_schema": False}),
        ("anthropic", "anthropic", "claude-fable-5-2", {"forced_tools": False}),
        ("anthropic", None, "claude-fable-5-2", {"forced_tools": None, "seed": False}),
        (
            "bedrock",
            "bedrock",
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            {"temperature_with_top_p": False, "seed": False, "temperature_max": 1},
        ),
        ("bedrock", "bedrock", "global.anthropic.claude-opus-4-8", {"top_p": False}),
        ("cohere", "cohere", "command-a-03-2025", {"top_p_max": 0.99, "temperature_default": 0.3}),
        ("cohere", "cohere", "command-r-08-2024", {"forced_tools": False}),
        ("cohere", "cohere", "command-r7b-12-2024", {"named_tool": False}),
        ("openai-chat", "groq", "openai/gpt-oss-20b", {"effort": ("low", "medium", "high")}),
        ("openai-chat", "groq", "qwen/qwen3-32b", {"effort": ("none", "default")}),
        ("openai-chat", "xai", "grok-4.5", {"effort_rejects": ("none",), "stop": False}),
        ("openai-chat", "xai", "grok-4.20-non-reasoning", {"stop": None}),
        ("gemini", "gemini", "models/gemini-2.5-pro", {"effort_rejects": ("none",)}),
        ("gemini", "vertex", "gemini-2.5-flash", {"schema_with_tools": False}),
        ("gemini", "gemini", "gemini-2.5-flash", {"max_stop": None}),
        ("mistral", "mistral", "mistral-small-latest", {"effort": ("none", "high")}),
        ("openai-chat", "openai", "gpt-4o-2024-08-06", {"temperature": True, "effort": False}),
        ("openai-responses", "azure", "gpt-4.1", {"temperature": True, "effort": False}),
        (
            "openai-chat",
            "openrouter",
            "anthropic/claude-opus-4.7",
            {"temperature": False, "drops_silently": True},
        ),
        ("openai-chat", None, "llama", {"max_stop": None, "tools": None}),
        ("openai-chat", None, "llama", {"top_k": None, "thinking": None}),
        ("openai-chat", "openai", "gpt-4o", {"top_k": False, "thinking": ("off",)}),
        ("openai-chat", "azure", "o3-mini", {"top_k": False, "parallel_tool_calls": False}),
        ("openai-chat", "openai", "gpt-5-mini", {"frequency_penalty": False}),
        ("openai-responses", "openai", "gpt-4.1", {"presence_penalty": False}),
        ("anthropic", "anthropic", "claude-sonnet-4-6", {"json_mode": False, "top_k": None}),
        ("anthropic", "azure", "claude-opus-4-8", {"top_k": False}),
        (
            "bedrock",
            "bedrock",
            "us.anthropic.claude-sonnet-5-5-v1:0",
            {"thinking": ("on", "off"), "thinking_types": ("adaptive", "between_tools")},
        ),
        ("anthropic", "anthropic", "claude-opus-5-5", {"thinking": ("on",)}),
        ("anthropic", "anthropic", "claude-opus-5", {"thinking": ("on", "off")}),
        ("anthropic", "anthropic", "claude-3-7-sonnet-latest", {"thinking_types": BUDGETED}),
        ("gemini", "vertex", "gemini-2.5-pro", {"thinking": ("on", "budget")}),
        ("gemini", "gemini", "gemini-3.6-flash", {"ignores": ("temperature", "top_p", "top_k")}),
        ("cohere", "cohere", "command-a-reasoning-08-2025", {"thinking": ("on", "off", "budget")}),
        ("mistral", "mistral", "mistral-large-2411", {"thinking": ("off",)}),
    ],
)
def test_facts(dialect: str, platform: str | None, model: str, facts: dict[str, Any]) -> None:
    found = find_capabilities(dialect, platform, model)
    assert {name: getattr(found, name) for name in facts} == facts


def test_each_fact_has_the_grade_of_its_source() -> None:
    reasoner = find_capabilities("openai-chat", "deepseek", "deepseek-reasoner")
    assert (reasoner.tools, reasoner.grade("tools")) == (False, "reported")
    opus = find_capabilities("anthropic", "anthropic", "claude-opus-4-7")
    assert (opus.temperature, opus.grade("temperature")) == (False, "documented")
    assert (opus.prefill, opus.grade("prefill")) == (False, "documented")
    o1_mini = find_capabilities("openai-chat", "openai", "o1-mini")
    assert (o1_mini.system, o1_mini.grade("system")) == (False, "tested")


def test_a_documented_fact_is_cited_and_dated() -> None:
    sources = table("rules")["sources"]
    used = {rule["source"] for rule in table("rules")["dialects"].values()}
    used |= {rule["source"] for rule in table("rules")["platforms"].values()}
    used |= {rule["source"] for group in table("rules")["groups"] for rule in group["rules"]}
    assert used == set(sources)
    for source in sources.values():
        assert source["grade"] in {"tested", "documented"}
        assert date.fromisoformat(source["as_of"]).year >= 2026
        if source["grade"] == "documented":
            assert source["page"].startswith("https://")
    for name in ("prices", "lifecycle", "capabilities"):
        for source in table(name)["header"]["sources"]:
            vendor_itself = source["source"] == "anthropic"
            assert source["grade"] == ("documented" if vendor_itself else "reported")


def test_every_fact_has_a_dated_source() -> None:
    found = find_capabilities("anthropic", "anthropic", "claude-opus-4-7")
    assert len(found.sources) == 9
    assert all(text[-10:-6] == "2026" for text in found.sources)
    assert find_capabilities("http", None, None) == Capabilities()


def test_two_tables_that_agree_are_both_named_and_still_only_report() -> None:
    found = find_capabilities("bedrock", "bedrock", "openai.gpt-oss-120b-1:0")
    assert (found.images, found.grade("images")) == (False, "reported")
    assert re.fullmatch(
        r"litellm \S+ and langchain-aws \S+, 2026-\d\d-\d\d", found.evidence["images"].source
    )
    assert "and" not in found.evidence["tools"].source


@pytest.mark.parametrize(
    ("platform", "model", "names"),
    [
        ("openai", "gpt-5.4-2026-03-05", ["gpt-5.4-2026-03-05", "gpt-5.4"]),
        ("anthropic", "claude-x-20260101", ["claude-x-20260101", "claude-x"]),
        ("mistral", "small-latest", ["small-latest", "small"]),
        ("vertex", "publishers/google/models/G@001", ["g@001", "g"]),
        (
            "bedrock",
            "us.anthropic.claude-x-20260101-v1:0",
            [
                "us.anthropic.claude-x-20260101-v1:0",
                "anthropic.claude-x-20260101-v1:0",
                "anthropic.claude-x-20260101",
                "anthropic.claude-x",
            ],
        ),
    ],
)
def test_spellings_from_the_most_to_the_least_particular(
    platform: str, model: str, names: list[str]
) -> None:
    assert list(spellings(platform, model)) == names


def test_a_bare_name_is_the_models_own() -> None:
    assert bare_name("bedrock", "eu.anthropic.claude-x-v2:0") == "claude-x"
    assert bare_name("groq", "openai/gpt-oss-20b") == "gpt-oss-20b"
    assert bare_name("openai", "gpt-5.4") == "gpt-5.4"


@given(
    st.sampled_from(["openai-chat", "anthropic", "bedrock", "gemini", "cohere", "x"]),
    st.sampled_from(["openai", "bedrock", "openrouter", "nowhere", None]),
    st.text(max_size=40),
)
def test_any_name_is_looked_up_without_an_error(
    dialect: str, platform: str | None, model: str
) -> None:
    assert isinstance(find_capabilities(dialect, platform, model), Capabilities)


def test_what_a_later_source_says_is_no_longer_in_doubt() -> None:
    """A downloaded "no" is in doubt until a rule that was written by hand says the same."""
    found = find_capabilities("anthropic", "anthropic", "claude-fable-5-1")
    assert found.forced_tools is False
    assert found.grade("forced_tools") == "documented"


def test_a_variant_of_an_aggregator_has_the_facts_of_its_model() -> None:
    plain = find_capabilities("openai-chat", "openrouter", "anthropic/claude-opus-4.7")
    for variant in ("free", "nitro", "thinking"):
        name = f"anthropic/claude-opus-4.7:{variant}"
        assert find_capabilities("openai-chat", "openrouter", name) == plain


def test_a_rule_of_one_dialect_does_not_hold_in_another() -> None:
    chat = find_capabilities("openai-chat", "openai", "o3-unheard-of")
    other = find_capabilities("another", "openai", "o3-unheard-of")
    assert (chat.stop, other.stop) == (False, None)
    messages = find_capabilities("anthropic", "anthropic", "claude-opus-5-9")
    imitated = find_capabilities("openai-chat", "anthropic", "claude-opus-5-9")
    assert (messages.response_schema, imitated.response_schema) == (True, None)


def test_tables_report_which_models_read_documents_and_take_sound() -> None:
    grok = find_capabilities("openai-chat", "azure", "grok-4")
    assert (grok.documents, grok.grade("documents")) == (False, "reported")
    nova = find_capabilities("bedrock", "bedrock", "amazon.nova-micro-v1:0")
    assert (nova.documents, nova.grade("documents")) == (False, "documented")
    gemini = find_capabilities("gemini", "gemini", "gemini-flash-latest")
    assert (gemini.documents, gemini.audio, gemini.grade("audio")) == (True, True, "reported")
