"""Service tiers and cached system prompts: what is sent, and who cannot do it."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.errors import UsageError
from portcheck.model.chat import Message, Request, Text
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers.call.serving import (
    SERVING_OPTIONS,
    review_serving,
    service_tier,
    system_cache,
)
from portcheck.providers.dialects import (
    anthropic,
    bedrock,
    gemini,
    mistral,
    openai_chat,
    openai_responses,
)
from portcheck.providers.wire import Wire

ASKED = Request(system="S", messages=(Message(role="user", content=(Text(text="Hi"),)),))
LIVE = [name for name, one in DIALECTS.built_in.items() if one.uses_network]
CACHES = {"anthropic", "bedrock"}
TIERS = {"anthropic", "bedrock", "gemini", "mistral", "openai-chat", "openai-responses"}


def entry(wire: Wire, **options: Any) -> ProviderSpec:
    return ProviderSpec(id="p", vendor="v", dialect=wire.name, model="m", options=options)


@pytest.mark.parametrize(
    ("wire", "tier", "field"),
    [
        (openai_chat.WIRE, "flex", {"service_tier": "flex"}),
        (openai_responses.WIRE, "priority", {"service_tier": "priority"}),
        (anthropic.WIRE, "standard_only", {"service_tier": "standard_only"}),
        (gemini.WIRE, "flex", {"serviceTier": "flex"}),
        (bedrock.WIRE, "priority", {"serviceTier": {"type": "priority"}}),
        (mistral.WIRE, "auto", {"service_tier": "auto"}),
    ],
)
def test_a_tier_is_sent(wire: Wire, tier: str, field: dict[str, Any]) -> None:
    plain = wire.body(entry(wire), ASKED).body
    with_tier = wire.body(entry(wire, service_tier=tier), ASKED).body
    assert with_tier == {**plain, **field}


@pytest.mark.parametrize(
    ("lifetime", "control", "point"),
    [
        ("5m", {"type": "ephemeral"}, {"type": "default"}),
        ("1h", {"type": "ephemeral", "ttl": "1h"}, {"type": "default", "ttl": "1h"}),
    ],
)
def test_the_system_prompt_is_kept(lifetime: str, control: Any, point: Any) -> None:
    kept = {"system": lifetime}
    body = anthropic.WIRE.body(entry(anthropic.WIRE, cache=kept), ASKED).body
    assert body["system"] == [{"type": "text", "text": "S", "cache_control": control}]
    body = bedrock.WIRE.body(entry(bedrock.WIRE, cache=kept), ASKED).body
    assert body["system"] == [{"text": "S"}, {"cachePoint": point}]


@pytest.mark.parametrize("wire", [anthropic.WIRE, bedrock.WIRE])
def test_without_a_system_prompt_nothing_is_kept(wire: Wire) -> None:
    bare = Request(messages=ASKED.messages)
    assert "system" not in wire.body(entry(wire, cache={"system": "1h"}), bare).body


@pytest.mark.parametrize("name", LIVE)
def test_an_option_without_effect_is_a_mistake(name: str) -> None:
    dialect = DIALECTS.get(name)
    assert set(SERVING_OPTIONS) <= set(dialect.options)

    def complains(option: str, value: Any) -> bool:
        return any(found.steps[:1] == (option,) for found in dialect.review({option: value}))

    assert complains("cache", {"system": "1h"}) is (name not in CACHES)
    tier = {"anthropic": "auto", "mistral": "auto"}.get(name, "flex")
    assert complains("service_tier", tier) is (name not in TIERS)


@pytest.mark.parametrize(
    ("options", "steps"),
    [
        ({"service_tier": 3}, ("service_tier",)),
        ({"service_tier": ""}, ("service_tier",)),
        ({"service_tier": None}, ("service_tier",)),
        ({"service_tier": "a\nb"}, ("service_tier",)),
        ({"cache": "1h"}, ("cache",)),
        ({"cache": {}}, ("cache",)),
        ({"cache": {"system": "1h", "tools": "1h"}}, ("cache",)),
        ({"cache": {"system": "2h"}}, ("cache", "system")),
        ({"cache": {"system": ["5m"]}}, ("cache", "system")),
    ],
)
def test_a_wrong_value_is_named(options: dict[str, Any], steps: tuple[str, ...]) -> None:
    (mistake,) = review_serving(options)
    assert mistake.steps == steps
    assert mistake.hint
    spec = ProviderSpec(id="p", vendor="v", dialect="d", options=options)
    with pytest.raises(UsageError, match="provider 'p': " + r"\.".join(steps)):
        (service_tier if steps[0] == "service_tier" else system_cache)(spec)


def test_a_vendors_tiers_are_a_list() -> None:
    (mistake,) = review_serving({"service_tier": "flexi"}, tiers=("flex", "priority"))
    assert mistake.hint == "one of flex, priority"
    assert review_serving({"service_tier": "flex"}, tiers=("flex", "priority")) == ()


@pytest.mark.parametrize("wire", [anthropic.WIRE, openai_chat.WIRE, openai_responses.WIRE])
def test_the_route_says_how_it_is_served(wire: Wire) -> None:
    spec = entry(wire, service_tier="auto")
    assert wire.route(spec, "https://h.example/v1", "k").facts["service_tier"] == "auto"
    assert "service_tier" not in wire.route(entry(wire), "https://h.example/v1", "k").facts
