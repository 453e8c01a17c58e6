from __future__ import annotations

from typing import Any

import pytest
from run_builders import make_provider

from portcheck.exitplan.cutover.side import side


@pytest.mark.parametrize(
    ("entry", "litellm", "openrouter", "envoy", "url"),
    [
        (
            {"vendor": "openai", "model": "gpt-x"},
            *("openai/gpt-x", "openai/gpt-x", "OpenAI", "https://api.openai.com/v1"),
        ),
        (
            {"vendor": "anthropic", "dialect": "anthropic", "model": "claude-x"},
            *("anthropic/claude-x", "anthropic/claude-x", "Anthropic", "https://api.anthropic.com"),
        ),
        (
            {"vendor": "google", "dialect": "gemini", "model": "gemini-x"},
            *("gemini/gemini-x", "google/gemini-x", None),
            "https://generativelanguage.googleapis.com",
        ),
        (
            {"vendor": "self-hosted", "base_url": "http://127.0.0.1:8000/v1", "model": None},
            *("openai/MODEL", None, "OpenAI", "http://127.0.0.1:8000/v1"),
        ),
    ],
)
def test_an_entry_in_the_words_of_gateways(
    entry: dict[str, Any], litellm: str, openrouter: str | None, envoy: str | None, url: str
) -> None:
    found = side(make_provider("p", **entry))
    assert (found.litellm_model, found.openrouter_model) == (litellm, openrouter)
    assert (found.envoy_schema, found.base_url) == (envoy, url)
    assert found.is_home is (entry["vendor"] != "self-hosted")


def test_azure_and_recordings() -> None:
    azure = make_provider("p", vendor="microsoft", preset="azure-openai", base_url="https://x.y/v1")
    assert side(azure).envoy_schema == "AzureOpenAI"
    recorded = side(make_provider("p", vendor="acme", dialect="recorded"))
    assert (recorded.base_url, recorded.envoy_schema, recorded.is_home) == (None, None, False)
