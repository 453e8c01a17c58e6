"""Which library brings a token, and that nothing else loads it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from provider_exchanges import QUESTION, Server, spec

from portcheck.config.load import load_providers
from portcheck.errors import ProviderError, UsageError
from portcheck.extras import install_command
from portcheck.model.suite import Auth, ProviderSpec
from portcheck.providers import keys
from portcheck.providers.auth import sources
from portcheck.providers.auth.token import Token
from portcheck.providers.open_provider import open_provider

VERTEX = "https://europe-west4-aiplatform.googleapis.com/v1"
AZURE = "https://house.services.ai.azure.com/openai/v1"


def entry(login: str, base_url: str | None = VERTEX, **changes: object) -> ProviderSpec:
    auth = Auth(header="authorization", login=login, **changes)  # type: ignore[arg-type]
    return spec(api_key_env=None, auth=auth, base_url=base_url)


@pytest.mark.parametrize(
    ("login", "library", "extra"),
    [
        ("google", "google-auth", "google"),
        ("azure", "azure-identity", "azure"),
        ("aws", "botocore", "bedrock"),
    ],
)
def test_a_library_that_is_not_there_is_one_sentence(
    login: str, library: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=f"logs in to {login}, which needs {library}") as caught:
        keys.key_for(entry(login, AZURE if login == "azure" else VERTEX), {})
    assert caught.value.hint == install_command(extra)


def test_a_package_around_it_that_is_not_there_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(sources, "find_spec", missing)
    with pytest.raises(UsageError, match="needs azure-identity"):
        sources.require_library(entry("azure"))


def test_no_login_loads_no_library() -> None:
    code = (
        "import portcheck.providers.open_provider, portcheck.providers.keys, sys;"
        "print([m for m in ('google.auth', 'azure.identity', 'botocore') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("login", "base_url", "changes"),
    [
        ("google", VERTEX, {}),
        ("google", "https://aiplatform.googleapis.com/v1", {}),
        ("google", "http://127.0.0.1:8000/v1", {}),
        ("google", "https://gateway.house.example/v1", {"scope": "openid"}),
        ("azure", AZURE, {}),
        ("azure", "https://house.openai.azure.com", {}),
        ("azure", "https://gateway.house.example/v1", {"scope": "api://gateway/.default"}),
    ],
)
def test_where_the_token_of_a_login_goes(
    login: str, base_url: str, changes: Mapping[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "find_spec", lambda _name: True)
    assert keys.key_for(entry(login, base_url, **changes), {}) is None


@pytest.mark.parametrize(
    ("login", "base_url", "said"),
    [
        ("google", "https://gateway.house.example/v1", "would go to gateway.house.example"),
        ("google", AZURE, "the token of the Google login would go to house.services"),
        ("google", "https://googleapis.com.house.example", "would go to"),
        ("azure", VERTEX, "the token of the Azure login would go to europe-west4"),
        ("azure", "https://api.openai.com/v1", "would go to api.openai.com"),
        ("azure", "http://house.openai.azure.com", "would go to .* unencrypted"),
    ],
)
def test_where_it_does_not_go(login: str, base_url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        keys.key_for(entry(login, base_url), {})


def test_a_login_that_does_not_end_ends_for_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def slow(_spec: ProviderSpec, _environ: Mapping[str, str]) -> object:
        return lambda: Token(text=str(released.wait(30)), life_s=1)

    monkeypatch.setattr(sources, "_LOGINS", {"google": slow})
    monkeypatch.setattr(sources, "LOGIN_TIMEOUT_S", 0.05)
    with pytest.raises(ProviderError, match=r"took more than 0\.05 s") as caught:
        asyncio.run(sources.token_source(entry("google"), {})())
    released.set()
    assert caught.value.failure.retryable


@pytest.mark.parametrize("text", ["", "two words", "line\nbreak"])
def test_what_is_no_token_is_never_sent(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    token = Token(text=text, life_s=1)
    monkeypatch.setattr(sources, "_LOGINS", {"azure": lambda _spec, _environ: lambda: token})
    with pytest.raises(ProviderError, match="returned no token"):
        asyncio.run(sources.token_source(entry("azure"), {})())


def test_the_words_for_a_token() -> None:
    assert keys.token_from(entry("google")) == "Google login"
    assert keys.token_from(entry("aws")) == "AWS login"
    assert keys.token_from(spec()) is None
    command = Auth(header="authorization", command=("gcloud", "auth"), ttl_s=60)
    assert keys.token_from(spec(auth=command)) == "command 'gcloud'"


FAKED = "token-of-a-login-0123"
PRESETS = [
    (
        "preset: vertex, model: gemini-3-flash, options: {project: p, location: us}, auth: google",
        "https://aiplatform.us.rep.googleapis.com/v1beta1/projects/p/locations/us/publishers/google/"
        "models/gemini-3-flash:generateContent",
    ),
    (
        "preset: gemini, model: gemini-3-flash, auth: google",
        "https://generativelanguage.googleapis.com/v1beta/models/gemini-3-flash:generateContent",
    ),
    (
        "preset: vertex-claude, model: claude-sonnet-5, options: {project: p}, auth: google",
        "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/anthropic/"
        "models/claude-sonnet-5:rawPredict",
    ),
    (
        "vendor: google, dialect: openai-chat, model: google/gemini-3-flash, auth: google, "
        "base_url: https://aiplatform.googleapis.com/v1/projects/p/locations/global/endpoints/openapi",
        "https://aiplatform.googleapis.com/v1/projects/p/locations/global/endpoints/openapi/"
        "chat/completions",
    ),
    (
        "preset: azure-openai, model: gpt-5.4, auth: azure, "
        "base_url: https://house.openai.azure.com",
        "https://house.openai.azure.com/openai/v1/chat/completions",
    ),
    (
        "preset: azure-openai-responses, model: gpt-5.4, auth: azure, "
        "base_url: https://house.openai.azure.com",
        "https://house.openai.azure.com/openai/v1/responses",
    ),
    (
        "preset: foundry-claude, model: claude-sonnet-5, auth: azure, "
        "base_url: https://house.services.ai.azure.com",
        "https://house.services.ai.azure.com/anthropic/v1/messages",
    ),
]


@pytest.mark.parametrize(("text", "url"), PRESETS)
def test_every_preset_of_the_two_companies_takes_the_token_of_their_login(
    text: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = Token(text=FAKED, life_s=3600)
    faked = dict.fromkeys(("google", "azure"), lambda _spec, _environ: lambda: token)
    monkeypatch.setattr(sources, "_LOGINS", faked)
    monkeypatch.setattr(sources, "find_spec", lambda _name: True)
    file = tmp_path / "providers.yaml"
    file.write_text(f"portcheck: 1\nproviders:\n  p: {{{text}}}\n")
    (found,) = load_providers(file)
    server = Server(status=418, body={"error": {"message": FAKED}})

    async def once() -> ProviderError:
        opened = open_provider(found, {}, transport=server.transport)
        with pytest.raises(ProviderError) as caught:
            await opened.complete(QUESTION)
        await opened.aclose()
        return caught.value

    error = asyncio.run(once())
    request = server.requests[0]
    assert str(request.url) == url
    carrying = {name: value for name, value in request.headers.items() if FAKED in value}
    assert carrying == {"authorization": f"Bearer {FAKED}"}
    assert FAKED not in error.failure.message


def test_what_a_library_raises_is_an_auth_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def raises() -> Token:
        raise AttributeError("no such thing as secret-0123456789-secret")

    monkeypatch.setattr(sources, "_LOGINS", {"google": lambda _spec, _environ: raises})
    with pytest.raises(ProviderError, match="AttributeError: no such thing as") as caught:
        asyncio.run(sources.token_source(entry("google"), {})())
    assert caught.value.failure.error_class == "auth"
    assert "secret" not in caught.value.failure.message
