from __future__ import annotations

import pytest

from portcheck.data.tables import table
from portcheck.scan.finding.named_models import constants, model_named


@pytest.mark.parametrize(
    ("word", "name", "service"),
    [
        ("gpt-4o", "gpt-4o", "openai"),
        ("GPT-4o-mini-2024-07-18", "gpt-4o-mini-2024-07-18", "openai"),
        ("gpt-6-sol", "gpt-6-sol", "openai"),
        ("o3-mini", "o3-mini", "openai"),
        ("claude-opus-6-2", "claude-opus-6-2", "anthropic"),
        ("claude-3-5-sonnet@20240620", "claude-3-5-sonnet@20240620", "vertex"),
        ("anthropic/claude-3-5-haiku-20241022", "claude-3-5-haiku-20241022", "anthropic"),
        ("anthropic/claude-3.5-sonnet", "anthropic/claude-3.5-sonnet", "openrouter"),
        ("openrouter/openai/gpt-4o:free", "openai/gpt-4o", "openrouter"),
        ("openai:gpt-4.1", "gpt-4.1", "openai"),
        ("google-vertex:gemini-2.5-pro", "gemini-2.5-pro", "vertex"),
        ("models/gemini-1.5-flash-002", "gemini-1.5-flash-002", "gemini"),
        ("publishers/google/models/gemini-2.5-pro", "gemini-2.5-pro", "vertex"),
        ("azure/gpt-4o", "gpt-4o", "azure"),
        ("vertex_ai/gemini-2.0-flash", "gemini-2.0-flash", "vertex"),
        ("eu.meta.llama3-2-1b-instruct-v1:0", "eu.meta.llama3-2-1b-instruct-v1:0", "bedrock"),
        ("groq/llama-3.1-8b-instant", "llama-3.1-8b-instant", "groq"),
        ("meta-llama/Llama-3.1-8B-Instruct", "meta-llama/llama-3.1-8b-instruct", None),
        ("llama3.2:3b", "llama3.2:3b", None),
        ("ollama/qwen2.5:7b", "qwen2.5:7b", "ollama"),
        ("accounts/fireworks/models/llama-v3p1-8b-instruct", None, None),
        ("ft:gpt-3.5-turbo-0125:acme::1a", "ft:gpt-3.5-turbo-0125:acme::1a", "openai"),
        ("mistral-large-latest", "mistral-large-latest", "mistral"),
        ("command-r-08-2024", "command-r-08-2024", "cohere"),
        ("deepseek-chat", "deepseek-chat", "deepseek"),
        ("grok-4-fast-reasoning", "grok-4-fast-reasoning", "xai"),
    ],
)
def test_words_that_are_models(word: str, name: str | None, service: str | None) -> None:
    found = model_named(word)
    assert (found and found.name, found and found.service) == (name, service)


@pytest.mark.parametrize(
    "word",
    [
        "claude", "gpt", "gemini", "mistral", "llama", "command", "grok", "claude-code", "claude-3",
        "gpt-tokenizer", "gpt-engineer", "gpt4all", "gemini-cli", "mistral-common", "command-line",
        "docs/gpt-4o", "assets/claude-3-opus.png", "gpt-4-poster.png", "https://x.example/gpt-4o",
        "llama-index", "ollama", "anthropic.claude_client", "amazon.nova_client", "o1o", "x",
        "command-runner", "embed-video", "rerank-results", "grok-parser", "whisper", "tts",
        "ft:", "ft:nothing", "arn:aws:s3:::bucket", "claude-sonnet", "phi-angle", "qwen",
    ],
)  # fmt: skip
def test_words_that_are_none(word: str) -> None:
    assert model_named(word) is None


def test_a_short_name_says_so() -> None:
    found = model_named("o1")
    assert found is not None
    assert found.short


def test_constants_of_libraries_are_names_without_signs() -> None:
    assert constants()["gpt4omini"] == "gpt-4o-mini"
    assert constants()["claudesonnet45"] == "claude-sonnet-4-5"


def test_nearly_all_models_of_the_tables_are_known() -> None:
    """The rest are words such as `davinci` or `model-router`, which are too common."""
    names = {
        (platform, name)
        for platform, entries in table("lifecycle")["lifecycle"].items()
        for name in entries
    }
    known = {one for one in names if model_named(one[1]) is not None}
    assert len(known) / len(names) > 0.85
