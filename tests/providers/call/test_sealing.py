"""What a run folder says of an entry: names and hosts, and digests of what may be a secret."""

from __future__ import annotations

from typing import Any

import pytest
from provider_exchanges import VARIABLE, spec

from portcheck.errors import UsageError
from portcheck.model.codec import encode_json
from portcheck.model.suite import Auth
from portcheck.plugins import DIALECTS
from portcheck.providers.call.sealing import (
    require_whole,
    sealed,
    sealed_address,
    secrets_of_address,
)
from portcheck.providers.open_provider import open_provider

HIDDEN = ("tok-in-path", "query-secret", "literal-text", "987654321", "org-mine", "proxy-part")


def test_what_may_be_a_secret_is_not_in_a_sealed_entry() -> None:
    found = spec(
        base_url="https://gate.test:444/tok-in-path/openai/v1?code=query-secret#query-secret",
        proxy="http://127.0.0.1:1/proxy-part",
        options={
            "organization": "org-mine",
            "system_role": "user",
            "max_response_mb": 16,
            "extra_body": {"a": ["literal-text", {"b": 987654321}], "on": True, "none": None},
            "extra_headers": {"x-team": "literal-text", "x-tenant": {"env": "TENANT"}},
        },
        auth=Auth(command=("vault", "--token", "literal-text")),
    )
    made = sealed(found)
    written = encode_json(made).decode()
    assert not [part for part in HIDDEN if part in written]
    assert made.base_url is not None
    assert made.base_url.startswith("https://gate.test:444/sha256-")
    assert "/openai/v1?sha256-" in made.base_url
    assert made.options["system_role"] == "user"
    assert made.options["max_response_mb"] == 16
    assert made.options["extra_headers"]["x-tenant"] == {"env": "TENANT"}
    assert made.options["extra_body"]["on"] is True
    assert made.auth.command[0] == "vault"
    assert sealed(made) == made, "sealing again changes nothing"
    assert sealed(found) == made, "the same entry has the same digests"


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com/v1",
        "https://r.openai.azure.com/openai/deployments",
        "https://open.bigmodel.cn/api/paas/v4/",
        "http://[::1]:8080/v1/chat/completions",
    ],
)
def test_usual_addresses_stay_as_they_are(url: str) -> None:
    assert sealed_address(url) == url


def test_an_address_that_does_not_read_is_a_digest() -> None:
    assert sealed_address("https://[::1").startswith("sha256-")
    assert "user-part" not in sealed_address("https://user-part:pw@gate.test/v1")


@pytest.mark.parametrize(
    "change",
    [
        {"base_url": "https://gate.test/secret-segment/v1"},
        {"base_url": "https://gate.test/v1?code=secret"},
        {"proxy": "http://127.0.0.1:1/secret"},
        {"options": {"extra_body": {"a": ["secret"]}}},
        {"auth": Auth(command=("vault", "secret"))},
    ],
)
def test_a_digest_is_never_sent(change: dict[str, Any]) -> None:
    whole = spec(**change)
    require_whole(whole)
    with pytest.raises(
        UsageError, match="a run folder does not say completely how to reach provider"
    ):
        open_provider(sealed(whole), {VARIABLE: "k" * 20})


def test_every_plain_option_is_an_option_of_its_dialect() -> None:
    for dialect in DIALECTS.built_in.values():
        assert set(dialect.plain_options) <= set(dialect.options), dialect.name
        assert not {"extra_body", "extra_headers", "headers", "body"} & set(dialect.plain_options)


def test_of_an_address_a_server_must_not_repeat_tokens_but_may_say_words() -> None:
    url = (
        "https://h.test/text-generation/tok-0123456789/openai/deployments/gpt-4o-of-mine/v1"
        "?api-version=2024-10-21-preview&code=abc0123456789&mode=streamingonly"
    )
    assert secrets_of_address(url, spec()) == ("tok-0123456789", "abc0123456789")
