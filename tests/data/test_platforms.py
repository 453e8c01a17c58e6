"""From an entry to the platform that serves it."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.data.platforms import keeps_home_rules, model_platform_of, platform_of
from portcheck.data.vendors import presets
from portcheck.model.suite import ProviderSpec


def entry(**changes: Any) -> ProviderSpec:
    known = {"id": "p", "vendor": "v", "dialect": "openai-chat", "model": "m"}
    return ProviderSpec(**{**known, **changes})


@pytest.mark.parametrize(
    ("changes", "platform"),
    [
        ({"base_url": "https://api.openai.com/v1"}, "openai"),
        ({"base_url": "https://eu.api.openai.com/v1"}, "openai"),
        ({"base_url": "https://shop.openai.azure.com/openai/v1"}, "azure"),
        ({"base_url": "https://api.anthropic.com", "dialect": "anthropic"}, "anthropic"),
        ({"base_url": "https://europe-west1-aiplatform.googleapis.com/v1"}, "vertex"),
        ({"base_url": "https://bedrock-runtime.eu-west-1.amazonaws.com"}, "bedrock"),
        ({"base_url": "https://bedrock-mantle.us-east-1.api.aws/v1"}, "bedrock"),
        ({"base_url": "https://ec2-1-2-3-4.compute.amazonaws.com/v1"}, None),
        ({"base_url": "https://openrouter.ai/api/v1", "vendor": "openai"}, "openrouter"),
        ({"vendor": "openai"}, "openai"),
        ({"dialect": "mistral"}, "mistral"),
        ({"vendor": "anthropic", "dialect": "recorded"}, "anthropic"),
        ({"dialect": "recorded"}, None),
        ({"preset": "vllm"}, None),
        # another's gateway: the company that answers for it has its list prices
        ({"vendor": "Anthropic", "base_url": "https://gateway.shop.example/v1"}, "anthropic"),
        ({"base_url": "https://gateway.shop.example/v1"}, None),
        # one's own machine has none, whatever it imitates
        ({"vendor": "openai", "base_url": "http://127.0.0.1:8000/v1"}, None),
        ({"vendor": "openai", "base_url": "http://[::1]:8000/v1"}, None),
        ({"vendor": "openai", "base_url": "http://inference:8000/v1"}, None),
        ({"preset": "groq", "base_url": "http://10.1.2.3/v1"}, None),
        # an address typed for one command does not change what the entry stands for
        (
            {"preset": "groq", "base_url": "http://127.0.0.1:9/v1", "base_url_typed": True},
            "groq",
        ),
        ({"vendor": "google", "base_url": "https://gateway.shop.example"}, None),
        ({"dialect": "http", "base_url": "https://x.example"}, None),
        ({"base_url": "https://[broken"}, None),
        ({"base_url": "https://notapi.openai.com.evil.example/v1"}, None),
    ],
)
def test_platform(changes: dict[str, Any], platform: str | None) -> None:
    assert platform_of(entry(**changes)) == platform


@pytest.mark.parametrize(
    ("changes", "platform"),
    [
        ({"vendor": "openai", "base_url": "http://127.0.0.1:8000/v1"}, "openai"),
        ({"preset": "groq", "base_url": "http://10.1.2.3/v1"}, "groq"),
        ({"dialect": "cohere", "base_url": "http://proxy:8000"}, "cohere"),
        ({"base_url": "https://openrouter.ai/api/v1", "vendor": "openai"}, "openrouter"),
        ({"base_url": "http://127.0.0.1:8000/v1"}, None),
        ({"preset": "vllm", "vendor": "self-hosted"}, None),
        ({"dialect": "ollama", "vendor": "self-hosted"}, None),
    ],
)
def test_platform_of_a_model_behind_a_proxy(changes: dict[str, Any], platform: str | None) -> None:
    assert model_platform_of(entry(**changes)) == platform


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_preset_has_a_platform_or_is_self_hosted(name: str) -> None:
    preset = presets()[name]
    spec = entry(
        preset=name,
        vendor=preset["vendor"],
        dialect=preset["dialect"],
        base_url=preset["base_url"],
    )
    assert (platform_of(spec) is None) == (preset["vendor"] == "self-hosted")


@pytest.mark.parametrize(
    ("changes", "keeps"),
    [
        ({"vendor": "openai"}, True),
        ({"base_url": "https://shop.openai.azure.com/openai/v1"}, True),
        ({"vendor": "openai", "base_url": "http://127.0.0.1:8000/v1"}, True),
        ({"preset": "groq", "base_url": "https://api.groq.com/openai/v1"}, False),
        ({"vendor": "openai", "base_url": "https://openrouter.ai/api/v1"}, False),
        ({"base_url": "http://127.0.0.1:8000/v1"}, False),
        ({"dialect": "recorded"}, False),
    ],
)
def test_whose_rules_are_those_of_the_dialect_s_own_service(
    changes: dict[str, Any], keeps: bool
) -> None:
    assert keeps_home_rules(entry(**changes)) is keeps
