"""The many ways to write one model's name."""

from __future__ import annotations

import pytest

from portcheck.data.model_names import is_pinned, is_same_model


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("gpt-5.4", "gpt-5.4-2026-03-05"),
        ("openai/gpt-5:nitro", "gpt-5"),
        ("mistral-large-latest", "mistral-large-2411"),
        ("grok-4", "grok-4-0709"),
        ("gemini-2.5-flash", "models/gemini-2.5-flash-preview-05-20"),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5-20250929"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
        ("llama3.2", "llama3.2:latest"),
        ("smollm2", "/models/smollm2.gguf"),
        ("Org/Model-7B", "model-7b"),
        ("", ""),
    ],
)
def test_one_model_by_several_names(asked: str, served: str) -> None:
    assert is_same_model(asked, served)
    assert is_same_model(served, asked)


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("gpt-5", "gpt-4"),
        ("gpt-4o", "gpt-4o-mini-2024-07-18"),
        ("gpt-4o-2024-05-13", "gpt-4o-2024-08-06"),
        ("claude-sonnet-4-5", "claude-sonnet-4"),
        ("llama3.2:1b", "llama3.2:3b"),
        ("deepseek-chat", "deepseek-v3"),
    ],
)
def test_other_models(asked: str, served: str) -> None:
    assert not is_same_model(asked, served)
    assert not is_same_model(served, asked)


@pytest.mark.parametrize(
    "model",
    [
        *("gpt-5.4-2026-03-05", "claude-sonnet-4-5-20250929", "claude-sonnet-5", "claude-opus-4-6"),
        *("claude-opus-5-1", "gemini-2.0-flash-001", "gemini-2.5-flash-preview-09-2025"),
        *("mistral-large-2512", "gpt-4-0613", "claude-3-5-haiku@20241022"),
        *("anthropic.claude-sonnet-4-5-20250929-v1:0", "eu.amazon.nova-pro-v1:0"),
        *("us.anthropic.claude-opus-4-6-v1", "openai/gpt-5.4-2026-03-05"),
        *("gemini-2.5-flash-preview-05-20", "command-a-03-2025"),
    ],
)
def test_a_name_with_a_date_or_a_number_stands_for_one_model(model: str) -> None:
    assert is_pinned(model)


@pytest.mark.parametrize(
    "model",
    [
        *("gpt-5.4", "gpt-5.4-mini", "claude-sonnet-4-5", "claude-3-5-haiku-latest", "gpt-4o"),
        *("gemini-2.5-flash", "mistral-large-latest", "gemini-flash-latest", "chatgpt-4o-latest"),
        *("llama-3.3-70b-versatile", "", "claude-3-opus"),
    ],
)
def test_any_other_name_may_be_an_alias_that_moves(model: str) -> None:
    assert not is_pinned(model)
