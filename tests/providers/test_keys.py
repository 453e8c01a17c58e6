"""Where a key may go, and that it is seen nowhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from provider_exchanges import KEY, VARIABLE, spec

from portcheck.data.vendors import hosts_of_key, is_among
from portcheck.errors import ExitCode, UsageError
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers import keys

HERE = "http://127.0.0.1:8000/v1"


def refused(provider: ProviderSpec, **environ: str) -> UsageError:
    with pytest.raises(UsageError) as raised:
        keys.key_for(provider, environ)
    assert raised.value.exit_code is ExitCode.USAGE
    assert raised.value.hint
    assert all(value not in f"{raised.value} {raised.value.hint}" for value in environ.values())
    return raised.value


def test_the_key_of_a_variable() -> None:
    assert keys.key_for(spec(), {VARIABLE: KEY}) == KEY
    assert keys.key_for(spec(api_key_env=None), {}) is None
    assert keys.key_for(spec("recorded", base_url=None, file="x"), {}) is None


def test_an_unset_variable_is_named() -> None:
    for environ in ({}, {VARIABLE: ""}):
        with pytest.raises(UsageError) as raised:
            keys.key_for(spec(), environ)
        assert VARIABLE in raised.value.message
        assert raised.value.hint == f"export {VARIABLE}=..."


def test_only_a_dialects_own_variable_may_be_unset() -> None:
    """Bedrock has other credentials than a key, but not where an entry names a variable."""
    url = "https://bedrock-runtime.us-east-1.amazonaws.com"
    own = spec("bedrock", base_url=url, api_key_env="AWS_BEARER_TOKEN_BEDROCK")
    assert keys.key_for(own, {}) is None
    assert keys.key_for(own, {"AWS_BEARER_TOKEN_BEDROCK": KEY}) == KEY
    assert VARIABLE in refused(spec("bedrock", base_url=url)).message


@pytest.mark.parametrize("extra", ["\n", " ", "\x00", "\u00e9", "\t", "\x7f", "\r\nX-Injected: 1"])
def test_keys_with_odd_characters_are_refused_unseen(extra: str) -> None:
    refused(spec(), **{VARIABLE: KEY + extra})


@pytest.mark.parametrize(
    "url", ["http://api.probe.test/v1", "http://10.0.0.1/v1", "http://0.0.0.0/v1"]
)
def test_keys_travel_encrypted_or_stay_on_this_machine(url: str) -> None:
    refused(spec(base_url=url), **{VARIABLE: KEY})
    refused(spec(base_url=url, base_url_typed=True), **{VARIABLE: KEY})
    assert keys.key_for(spec(base_url=url, api_key_env=None), {}) is None


@pytest.mark.parametrize("url", [HERE, "http://localhost:1/v1", "http://[::1]:8000/v1"])
def test_this_machine(url: str) -> None:
    assert keys.key_for(spec(base_url=url), {VARIABLE: KEY}) == KEY
    assert keys.is_local(spec(base_url=url))


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("OPENAI_API_KEY", "https://api.openai.com/v1"),
        ("OPENAI_API_KEY", "https://eu.api.openai.com/v1"),
        ("AZURE_OPENAI_API_KEY", "https://r.openai.azure.com/openai/v1"),
        ("GROQ_API_KEY", "https://api.groq.com/openai/v1"),
        ("GEMINI_API_KEY", "https://generativelanguage.googleapis.com/v1beta"),
        ("GOOGLE_API_KEY", "https://europe-west4-aiplatform.googleapis.com/v1"),
        ("AWS_BEARER_TOKEN_BEDROCK", "https://bedrock-runtime.eu-west-1.amazonaws.com"),
    ],
)
def test_a_vendors_own_variable_goes_to_that_vendor(variable: str, url: str) -> None:
    assert keys.key_for(spec(base_url=url, api_key_env=variable), {variable: KEY}) == KEY


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "MISTRAL_API_KEY"])
@pytest.mark.parametrize(
    "url",
    [
        HERE,
        "https://api.openai.com.probe.test/v1",
        "https://probe.test/api.openai.com",
        "https://xapi.openai.com.test/v1",
    ],
)
def test_and_elsewhere_only_where_the_address_was_typed(variable: str, url: str) -> None:
    error = refused(spec(base_url=url, api_key_env=variable), **{variable: KEY})
    assert "--base-url" in error.hint
    typed = spec(base_url=url, base_url_typed=True, api_key_env=variable)
    assert keys.key_for(typed, {variable: KEY}) == KEY


def test_a_name_that_anybody_can_rent_is_not_the_vendors() -> None:
    for host in ("x.execute-api.eu-west-1.amazonaws.com", "bedrock-runtime.x.s3.amazonaws.com"):
        provider = spec(base_url=f"https://{host}", api_key_env="AWS_BEARER_TOKEN_BEDROCK")
        refused(provider, AWS_BEARER_TOKEN_BEDROCK=KEY)


def test_every_dialects_own_variable_is_well_known() -> None:
    default = spec(base_url=None, api_key_env="OPENAI_API_KEY")
    assert keys.key_for(default, {"OPENAI_API_KEY": KEY}) == KEY
    other = spec("anthropic", base_url=None, api_key_env="OPENAI_API_KEY")
    refused(other, OPENAI_API_KEY=KEY)
    # The table knows them all, so that no dialect is imported for what only others say.
    for dialect in DIALECTS.built_in.values():
        own = hosts_of_key(dialect.default_key_env or "")
        assert bool(own) is bool(dialect.default_key_env), dialect.name
        if own and dialect.default_base_url:
            assert is_among(urlsplit(dialect.default_base_url).hostname or "", own), dialect.name


@pytest.mark.parametrize(
    "url",
    [
        "ftp://api.probe.test",
        "api.probe.test/v1",
        "https://",
        "https://user:secret@api.probe.test",
        "https://api.openai.com@probe.test",
        "https://api.openai.com\\@probe.test",
        "https://api.probe.test/ v1",
        "https://api.probe.test/\nv1",
        "https://api.pr\u043ebe.test/v1",
        "https://api.probe.test:port/",
        "https://[::1",
    ],
)
def test_addresses_that_cannot_be_used(url: str) -> None:
    error = refused(spec(base_url=url), **{VARIABLE: KEY})
    assert "secret" not in error.message
    with pytest.raises(UsageError):
        keys.host(spec(base_url=url))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (VARIABLE, "api.probe.test")),
        ({"base_url": HERE, "api_key_env": None}, (None, "127.0.0.1:8000")),
        ({"base_url": "http://[::1]:5/v1"}, (VARIABLE, "[::1]:5")),
        ({"base_url": None}, (VARIABLE, "api.openai.com")),
        ({"dialect": "recorded", "file": "x"}, (None, "")),
    ],
)
def test_destination(changes: dict[str, Any], expected: tuple[str | None, str]) -> None:
    provider = spec(**changes)
    assert keys.destination(provider) == expected
    assert keys.host(provider) == expected[1]
    assert keys.is_local(provider) is expected[1].startswith(("127.", "[::1]"))
