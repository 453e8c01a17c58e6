"""Google's login: a fake token service on this machine, asked by the vendor's own library."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET
from provider_exchanges import QUESTION, Server, chat_body, spec
from token_server import Reply, Tokens, token_server

from portcheck.errors import ProviderError
from portcheck.model.suite import Auth, ProviderSpec
from portcheck.providers.open_provider import open_provider

pytest.importorskip("google.auth")
SCOPE = "https://www.googleapis.com/auth/cloud-platform"


@pytest.fixture(scope="module")
def pem() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def google(**auth: Any) -> ProviderSpec:
    login = Auth(header="authorization", login="google", **auth)
    base = "https://aiplatform.googleapis.com/v1/projects/p/locations/global/endpoints/openapi"
    return spec(api_key_env=None, auth=login, base_url=base)


def key_file(folder: Path, pem: str, root: str) -> Path:
    file = folder / "account.json"
    said = {
        "type": "service_account",
        "client_email": "probe@p.iam.gserviceaccount.com",
        "private_key": pem,
        "private_key_id": "1",
        "project_id": "p",
        "token_uri": f"{root}/token",
    }
    file.write_text(json.dumps(said))
    return file


class Endpoint:
    """Numbers its tokens; each lives as long as it was told."""

    def __init__(self, life_s: int = 3600, failing: dict[int, Reply] | None = None) -> None:
        self.life_s = life_s
        self.failing = failing or {}
        self.count = Counter[str]()

    def __call__(self, path: str, body: str) -> Reply:
        if "token" not in path:
            return 200, {"email": "default", "scopes": [SCOPE], "aliases": ["default"]}
        self.count["token"] += 1
        number = self.count["token"]
        if number in self.failing:
            return self.failing[number]
        token = f"ya29.number-{number}"
        return 200, {"access_token": token, "expires_in": self.life_s, "token_type": "Bearer"}


def asked(entry: ProviderSpec, *, times: int = 1) -> list[str]:
    server = Server(body=chat_body())

    async def calls() -> None:
        opened = open_provider(entry, {}, transport=server.transport)
        try:
            for _ in range(times):
                await asyncio.gather(*(opened.complete(QUESTION) for _ in range(3)))
        finally:
            await opened.aclose()

    asyncio.run(calls())
    return [request.headers["authorization"] for request in server.requests]


def failed(entry: ProviderSpec) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        asked(entry)
    return caught.value


@pytest.mark.server
def test_a_service_accounts_file_brings_one_token_for_all_calls(tmp_path: Path, pem: str) -> None:
    with token_server(Endpoint()) as tokens:
        entry = google(file=str(key_file(tmp_path, pem, tokens.root)))
        assert asked(entry, times=2) == ["Bearer ya29.number-1"] * 6
        assert [path for path, _ in tokens.asked] == ["/token"]
        assert _claims(tokens)["scope"] == SCOPE


def _claims(tokens: Tokens) -> dict[str, Any]:
    import base64
    from urllib.parse import parse_qs

    assertion = parse_qs(tokens.asked[0][1])["assertion"][0]
    middle = assertion.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return found


@pytest.mark.server
def test_the_scope_can_be_another(tmp_path: Path, pem: str) -> None:
    with token_server(Endpoint()) as tokens:
        file = str(key_file(tmp_path, pem, tokens.root))
        asked(google(file=file, scope="https://www.googleapis.com/auth/generative-language"))
        assert _claims(tokens)["scope"].endswith("generative-language")


@pytest.mark.server
def test_the_default_credentials_name_the_same_account(
    tmp_path: Path, pem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with token_server(Endpoint()) as tokens:
        file = key_file(tmp_path, pem, tokens.root)
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
        assert asked(google()) == ["Bearer ya29.number-1"] * 3


@pytest.mark.server
def test_the_metadata_server_of_a_machine_brings_a_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from google.auth.compute_engine import _metadata

    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "p")
    with token_server(Endpoint()) as tokens:
        monkeypatch.setattr(_metadata, "_GCE_METADATA_HOST", tokens.host)
        monkeypatch.setattr(_metadata, "_GCE_DEFAULT_MDS_IP", tokens.host)
        monkeypatch.setenv("GCE_METADATA_IP", tokens.host)
        assert asked(google()) == ["Bearer ya29.number-1"] * 3


@pytest.mark.server
def test_a_token_is_renewed_before_it_ends(tmp_path: Path, pem: str) -> None:
    from portcheck.plugins import DIALECTS
    from portcheck.providers.auth.renewing_provider import RenewingProvider

    server, clock = Server(body=chat_body()), [0.0]
    with token_server(Endpoint(life_s=3600)) as tokens:
        entry = google(file=str(key_file(tmp_path, pem, tokens.root)))
        dialect = DIALECTS.get("openai-chat")
        provider = RenewingProvider(
            entry, dialect, {}, transport=server.transport, now=lambda: clock[0]
        )

        async def calls() -> None:
            await provider.complete(QUESTION)
            clock[0] = 3530.0
            await provider.complete(QUESTION)
            clock[0] = 3545.0
            await provider.complete(QUESTION)
            await provider.aclose()

        asyncio.run(calls())
    found = [request.headers["authorization"] for request in server.requests]
    assert found == ["Bearer ya29.number-1", "Bearer ya29.number-1", "Bearer ya29.number-2"]


@pytest.mark.server
def test_a_refused_account_is_an_auth_failure_without_the_key(tmp_path: Path, pem: str) -> None:
    refusal = {"error": "invalid_grant", "error_description": "Account not found"}
    with token_server(lambda _path, _body: (400, refusal)) as tokens:
        error = failed(google(file=str(key_file(tmp_path, pem, tokens.root))))
    assert error.failure.error_class == "auth"
    assert "invalid_grant" in error.failure.message
    assert pem[60:90] not in error.failure.message


def test_a_token_service_that_is_not_there_may_be_tried_again(tmp_path: Path, pem: str) -> None:
    error = failed(google(file=str(key_file(tmp_path, pem, "http://127.0.0.1:1"))))
    assert (error.failure.error_class, error.failure.retryable) == ("connection", True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read: No such file"),
        ("{", "is not a complete key"),
        ("[]", "is not the key of a service account"),
        ('{"type": "external_account"}', "is not the key of a service account"),
        ('{"type": "service_account"}', "is not a complete key"),
    ],
)
def test_a_file_that_is_no_key_is_named(text: str | None, said: str, tmp_path: Path) -> None:
    file = tmp_path / "account.json"
    if text is not None:
        file.write_text(text)
    error = failed(google(file=str(file)))
    assert error.failure.error_class == "auth"
    assert f"{file} {said}" in error.failure.message


def test_a_machine_without_a_login_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    error = failed(google(scope=UNSET))
    assert error.failure.error_class == "auth"
    assert "gcloud auth application-default login" in error.failure.hint


def test_a_folder_in_place_of_a_file_is_an_auth_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path))
    error = failed(google())
    assert error.failure.error_class == "auth"
    assert "IsADirectoryError" in error.failure.message
