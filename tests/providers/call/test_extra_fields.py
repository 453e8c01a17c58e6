"""Fields and headers that an entry adds to every request."""

from __future__ import annotations

import re
from typing import Any

import pytest
from provider_exchanges import KEY, QUESTION, VARIABLE, Server, ask, spec

from portcheck.errors import ProviderError, UsageError
from portcheck.model.suite import Auth, ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers import keys
from portcheck.providers.call.extra_fields import review_extras, with_extra
from portcheck.providers.open_provider import open_provider

TENANT = "tenant-0a1b2c3d4e5f"
NETWORKED = sorted(
    name for name, dialect in DIALECTS.built_in.items() if dialect.uses_network and name != "http"
)


def entry(dialect: str = "openai-chat", **options: Any) -> ProviderSpec:
    place = {"region": "eu-west-1"} if dialect == "bedrock" else {}
    return spec(dialect, options={**place, **options})


def asked(server: Server, found: ProviderSpec) -> Any:
    return ask(server, found, QUESTION, {VARIABLE: KEY, "TENANT": TENANT})


@pytest.mark.parametrize("dialect", NETWORKED)
def test_every_dialect_sends_them(dialect: str) -> None:
    server = Server(status=500)
    headers = {"X-Team": "search", "x-tenant-token": {"env": "TENANT"}}
    asked(server, entry(dialect, extra_body={"house": {"a": 1}}, extra_headers=headers))
    assert server.sent["house"] == {"a": 1}
    said = server.requests[-1].headers
    assert (said["x-team"], said["x-tenant-token"]) == ("search", TENANT)


def test_mappings_are_merged_and_the_request_wins() -> None:
    body = {"model": "m", "config": {"temperature": 0, "deep": {"a": 1}}}
    extra = {"config": {"temperature": 1, "top_k": 5, "deep": {"b": 2}}, "x": [1]}
    assert with_extra(body, extra) == {
        "model": "m",
        "config": {"temperature": 0, "top_k": 5, "deep": {"a": 1, "b": 2}},
        "x": [1],
    }


def test_fields_are_part_of_the_identity_and_headers_are_not() -> None:
    found = entry(extra_body={"b": 1}, extra_headers={"x-t": {"env": "TENANT"}})
    provider = open_provider(found, {VARIABLE: KEY, "TENANT": TENANT})
    assert re.fullmatch(r'\{"b": "sha256-[0-9a-f]{16}"\}', provider.identity()["extra_body"])
    assert TENANT not in f"{provider.identity()} {provider!r} {provider.spec}"


def test_a_value_of_a_variable_is_not_shown() -> None:
    server = Server(body={"error": {"message": f"no tenant {TENANT}"}}, status=400)
    got = asked(server, entry(extra_headers={"x-tenant": {"env": "TENANT"}}))
    assert isinstance(got, ProviderError)
    assert "no tenant ***" in got.failure.message


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"Authorization": "Bearer x"}, "carries the key"),
        ({"x-api-key": {"env": "TENANT"}}, "carries the key"),
        ({"x-house-token": "abc"}, "keys do not belong"),
        ({"Cookie": "a=b"}, "keys do not belong"),
        ({"content-length": "3"}, "cannot be set"),
        ({"x y": "3"}, "cannot be set"),
        ({"x-v": 3}, "numbers in quotes"),
        ({"x-v": "a\r\nb: c"}, "cannot be sent"),
        ({"x-v": {"env": "A B"}}, "text or {env: NAME}"),
        ({"x-v": {"file": "a"}}, "text or {env: NAME}"),
        ({"x-v": "1", "X-V": "2"}, "twice"),
        ([], "mapping"),
    ],
)
def test_mistaken_headers(headers: Any, said: str) -> None:
    (mistake,) = review_extras({"extra_headers": headers})
    assert said in f"{mistake.message} {mistake.hint}"
    with pytest.raises(UsageError):
        open_provider(entry(extra_headers=headers), {VARIABLE: KEY, "TENANT": TENANT})


@pytest.mark.parametrize("extra", [[], {"messages": []}, {"model": "x"}, {"contents": []}])
def test_mistaken_bodies(extra: Any) -> None:
    assert len(review_extras({"extra_body": extra})) == 1
    with pytest.raises(UsageError):
        open_provider(entry(extra_body=extra), {VARIABLE: KEY})


def test_what_the_dialect_or_auth_sets_is_not_overridden() -> None:
    environ = {VARIABLE: KEY, "TENANT": TENANT}
    version = entry("anthropic", extra_headers={"anthropic-version": "2020-01-01"})
    house = ProviderSpec(
        **{
            **{name: getattr(entry(), name) for name in entry().__struct_fields__},
            "auth": Auth(header="x-house"),
            "options": {"extra_headers": {"X-House": {"env": "TENANT"}}},
        }
    )
    for found in (version, house):
        with pytest.raises(UsageError, match="set already"):
            open_provider(found, environ)


def test_a_variable_of_a_header_goes_only_where_a_key_may() -> None:
    found = spec(
        api_key_env=None,
        base_url="http://h.test/v1",
        options={"extra_headers": {"x-t": {"env": "TENANT"}}},
    )
    with pytest.raises(UsageError, match="unencrypted"):
        keys.key_for(found, {"TENANT": TENANT})
    vendors = entry(extra_headers={"x-t": {"env": "OPENAI_API_KEY"}})
    with pytest.raises(UsageError, match="belongs to"):
        keys.key_for(vendors, {VARIABLE: KEY, "OPENAI_API_KEY": KEY})
    with pytest.raises(UsageError, match="TENANT is not set"):
        keys.key_for(entry(extra_headers={"x-t": {"env": "TENANT"}}), {VARIABLE: KEY})
