"""Microsoft's login: a fake managed identity on this machine, and faked credentials."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from provider_exchanges import QUESTION, Server, chat_body, spec
from token_server import token_server

from portcheck.errors import ProviderError
from portcheck.model.suite import Auth, ProviderSpec
from portcheck.providers.auth import azure
from portcheck.providers.open_provider import open_provider

pytest.importorskip("azure.identity")


def entry(**auth: Any) -> ProviderSpec:
    login = Auth(header="authorization", login="azure", **auth)
    base = "https://house.openai.azure.com/openai/v1"
    return spec(api_key_env=None, auth=login, base_url=base)


def asked(provider: ProviderSpec) -> Server:
    server = Server(body=chat_body())

    async def calls() -> None:
        opened = open_provider(provider, {}, transport=server.transport)
        try:
            await asyncio.gather(*(opened.complete(QUESTION) for _ in range(3)))
        finally:
            await opened.aclose()

    asyncio.run(calls())
    return server


class Credential:
    """Stands in for the library's chain."""

    def __init__(self, *found: object) -> None:
        self.found = list(found)
        self.scopes: list[str] = []

    def get_token(self, scope: str) -> Any:
        self.scopes.append(scope)
        found = self.found.pop(0)
        if isinstance(found, Exception):
            raise found
        return SimpleNamespace(token=found, expires_on=time.time() + 3600)


@pytest.fixture
def chain(monkeypatch: pytest.MonkeyPatch) -> Credential:
    credential = Credential()
    monkeypatch.setattr(azure, "_default", lambda: credential)
    return credential


def test_a_token_goes_as_a_bearer_and_never_as_a_key(chain: Credential) -> None:
    chain.found = ["opaque-token-0123"]
    server = asked(entry())
    for request in server.requests:
        assert request.headers["authorization"] == "Bearer opaque-token-0123"
        assert "api-key" not in request.headers
    assert chain.scopes == ["https://cognitiveservices.azure.com/.default"]


def test_the_scope_can_be_another(chain: Credential) -> None:
    chain.found = ["opaque-token-0123"]
    asked(entry(scope="https://ai.azure.com/.default"))
    assert chain.scopes == ["https://ai.azure.com/.default"]


def test_a_failed_login_is_told_without_secrets(chain: Credential) -> None:
    from azure.core.exceptions import ClientAuthenticationError

    said = (
        "The chain failed.\nAttempted credentials:\n\tFirst: not set up\n"
        "\tSecond: AADSTS7000215: invalid secret hunter2-hunter2-hunter2\nSee elsewhere."
    )
    chain.found = [ClientAuthenticationError(message=said)]
    with pytest.raises(ProviderError) as caught:
        asked(entry())
    failure = caught.value.failure
    assert failure.error_class == "auth"
    assert "Second: AADSTS7000215" in failure.message
    assert "hunter2" not in failure.message
    assert "az login" in failure.hint


def test_a_token_service_that_is_not_there_may_be_tried_again(chain: Credential) -> None:
    from azure.core.exceptions import ServiceRequestError

    chain.found = [ServiceRequestError("no route")]
    with pytest.raises(ProviderError) as caught:
        asked(entry())
    failure = caught.value.failure
    assert (failure.error_class, failure.retryable) == ("connection", True)


@pytest.mark.server
def test_a_managed_identity_brings_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "managedidentitycredential")
    monkeypatch.delenv("AZURE_CLIENT_ID", raising=False)
    ends = int(time.time()) + 86_400
    reply = {
        "access_token": "managed-0123",
        "expires_on": str(ends),
        "resource": "https://cognitiveservices.azure.com",
        "token_type": "Bearer",
    }
    with token_server(lambda _path, _body: (200, reply)) as tokens:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{tokens.root}/identity")
        monkeypatch.setenv("IDENTITY_HEADER", "house")
        server = asked(entry())
        assert {r.headers["authorization"] for r in server.requests} == {"Bearer managed-0123"}
        assert len(tokens.asked) == 1
        query = parse_qs(urlsplit(tokens.asked[0][0]).query)
    assert query["resource"] == ["https://cognitiveservices.azure.com"]


def test_nothing_is_written_beside_the_error(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "environmentcredential")
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ProviderError, match="Azure's login failed"):
        asked(entry())
    assert capfd.readouterr() == ("", "")
