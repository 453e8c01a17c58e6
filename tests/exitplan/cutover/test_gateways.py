from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from run_builders import make_provider

from portcheck.exitplan.cutover.gateways import envoy, litellm, openrouter, resource_name
from portcheck.exitplan.cutover.side import Side, side

TODAY = side(make_provider("gpt", vendor="openai", model="gpt-x", api_key_env="OPENAI_API_KEY"))
TO = side(
    make_provider(
        *("claude",), vendor="anthropic", dialect="anthropic", model="c", api_key_env="CLAUDE_KEY"
    )
)


def local(**changes: Any) -> Side:
    return side(
        make_provider(
            "own",
            vendor="self-hosted",
            base_url="http://h:81/v1",
            **changes,
        )
    )


def test_litellm_has_one_name_and_two_weights_in_percent() -> None:
    found = litellm("triage", TODAY, TO, share=5)["model_list"]
    assert [one["model_name"] for one in found] == ["triage", "triage"]
    assert [one["litellm_params"]["weight"] for one in found] == [95, 5]
    assert [one["litellm_params"]["api_key"] for one in found] == [
        *("os.environ/OPENAI_API_KEY", "os.environ/CLAUDE_KEY")
    ]
    assert all("api_base" not in one["litellm_params"] for one in found), "known addresses"
    own = litellm("triage", TODAY, local())["model_list"][1]["litellm_params"]
    assert (own["api_base"], "api_key" in own) == ("http://h:81/v1", False)


def test_openrouter_falls_back_to_what_ran_before() -> None:
    assert openrouter(TODAY, TO)["models"] == ["anthropic/c", "openai/gpt-x"]
    assert openrouter(TO, TO)["models"] == ["anthropic/c"]
    assert openrouter(TODAY, local())["model"] == "m"


def test_envoy_has_a_weighted_route_and_all_that_it_refers_to() -> None:
    route, *others = envoy("Ticket triage", TODAY, TO)
    refs = route["spec"]["rules"][0]["backendRefs"]
    assert [(one["weight"], one["modelNameOverride"]) for one in refs] == [(99, "gpt-x"), (1, "c")]
    kinds = [(one["kind"], one["metadata"]["name"]) for one in others]
    for ref in refs:
        assert ("AIServiceBackend", ref["name"]) in kinds
        assert ("Backend", ref["name"]) in kinds
    policies = [one["spec"] for one in others if one["kind"] == "BackendSecurityPolicy"]
    assert [one["type"] for one in policies] == ["APIKey", "AnthropicAPIKey"]
    assert policies[1]["anthropicAPIKey"] == {"secretRef": {"name": "claude-key"}}
    schemas = [one["spec"]["schema"] for one in others if one["kind"] == "AIServiceBackend"]
    assert schemas == [{"name": "OpenAI", "prefix": "/v1"}, {"name": "Anthropic"}]


def test_an_address_without_tls_or_key_and_one_that_is_elsewhere() -> None:
    objects = envoy("t", local(), side(make_provider("r", dialect="recorded", vendor="x")))
    assert [one["kind"] for one in objects] == ["AIServiceBackend", "Backend"], (
        "a route to one of two sides would send it everything"
    )
    assert objects[1]["spec"]["endpoints"] == [{"fqdn": {"hostname": "h", "port": 81}}]
    proxied = side(make_provider("p", dialect="anthropic", base_url="https://h/anthropic"))
    backend = envoy("t", proxied, TO)[1]
    assert backend["spec"]["schema"]["prefix"] == "/anthropic/v1"


def test_a_cloud_is_signed_for_in_its_region() -> None:
    url = "https://bedrock-runtime.eu-west-1.amazonaws.com"
    cloud = side(make_provider("b", vendor="amazon", dialect="bedrock", base_url=url))
    (policy,) = [
        one["spec"] for one in envoy("t", cloud, local()) if one["kind"] == "BackendSecurityPolicy"
    ]
    assert (policy["type"], policy["awsCredentials"]) == ("AWSCredentials", {"region": "eu-west-1"})


@pytest.mark.parametrize(
    ("workload", "providers"),
    [
        ("t" * 80, ("gpt", "claude")),
        ("t", ("\u4eca\u65e5", "\u660e\u65e5")),
        ("\u4eca", ("a", "b")),
        ("t", ("gpt-5.4", "gpt-5-4")),
        ("t", ("GPT", "gpt")),
        ("t" * 80, ("a b", "a_b")),
    ],
)
def test_the_two_sides_never_share_a_name(workload: str, providers: tuple[str, str]) -> None:
    today, to = (side(make_provider(name, vendor="openai")) for name in providers)
    refs = envoy(workload, today, to)[0]["spec"]["rules"][0]["backendRefs"]
    assert refs[0]["name"] != refs[1]["name"]


def test_different_texts_have_different_names() -> None:
    assert resource_name("\u4eca\u65e5") != resource_name("\u660e\u65e5")
    assert resource_name("t" * 80) != resource_name("t" * 81)
    assert resource_name("Ticket triage") == "ticket-triage"


@given(st.text(max_size=200))
def test_every_name_is_one_that_kubernetes_takes(text: str) -> None:
    name = resource_name(text)
    assert 0 < len(name) <= 63
    assert name.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == ""
    assert name[0] != "-" != name[-1]
    json.dumps(envoy(text, TODAY, TO))
