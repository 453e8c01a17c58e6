"""Where Claude is asked: Anthropic, Vertex AI, Foundry; with which header and which body."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from provider_exchanges import KEY, QUESTION, VARIABLE, Server, failed, message_body, spec

from portcheck.config.load import load_providers
from portcheck.error_classes import ErrorClass
from portcheck.errors import UsageError
from portcheck.model.suite import ProviderSpec
from portcheck.providers import keys
from portcheck.providers.dialects.anthropic.route import messages_url
from portcheck.providers.open_provider import open_provider

MODEL = "claude-sonnet-4-5@20250929"
VERTEX = "/publishers/anthropic/models/claude-sonnet-4-5@20250929"


def entry(folder: Path, text: str) -> ProviderSpec:
    file = folder / "providers.yaml"
    file.write_text(f"portcheck: 1\nproviders:\n  p: {{{text}}}\n")
    (found,) = load_providers(file)
    return found


def sent(found: ProviderSpec, **environ: str) -> Any:
    server = Server(body=message_body())

    async def once() -> None:
        opened = open_provider(found, environ, transport=server.transport)
        await opened.complete(QUESTION)
        await opened.aclose()

    asyncio.run(once())
    return server.requests[0]


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ("project: p1", "https://aiplatform.googleapis.com/v1/projects/p1/locations/global"),
        (
            "project: p1, location: us-east5",
            "https://us-east5-aiplatform.googleapis.com/v1/projects/p1/locations/us-east5",
        ),
        (
            "project: p1, location: eu",
            "https://aiplatform.eu.rep.googleapis.com/v1/projects/p1/locations/eu",
        ),
    ],
)
@pytest.mark.parametrize(
    ("stream", "method"), [("", "rawPredict"), (", stream: true", "streamRawPredict")]
)
def test_vertex(tmp_path: Path, options: str, url: str, stream: str, method: str) -> None:
    text = f'preset: vertex-claude, model: "{MODEL}", options: {{{options}}}{stream}'
    found = entry(tmp_path, text)
    request = sent(found, GOOGLE_CLOUD_ACCESS_TOKEN="ya29.probe-0123456789")
    assert str(request.url) == f"{url}{VERTEX}:{method}"
    body = json.loads(request.content)
    assert body["anthropic_version"] == "vertex-2023-10-16"
    assert "model" not in body
    assert body.get("stream", False) is bool(stream)
    assert request.headers["authorization"] == "Bearer ya29.probe-0123456789"
    assert not {"x-api-key", "anthropic-version"} & set(request.headers)


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://aiplatform.googleapis.com", f"/v1/projects/p/locations/global{VERTEX}"),
        (
            "https://aiplatform.googleapis.com/v1beta1",
            f"/v1beta1/projects/p/locations/global{VERTEX}",
        ),
        (
            "https://aiplatform.googleapis.com/v1/projects/q/locations/eu",
            f"/v1/projects/q/locations/eu{VERTEX}",
        ),
        (
            "https://gate.test/vertex/v1/projects/q/locations/eu/publishers/anthropic/models",
            f"/vertex/v1/projects/q/locations/eu{VERTEX}",
        ),
        (
            f"https://gate.test/v1/projects/q/locations/eu{VERTEX}:rawPredict",
            f"/v1/projects/q/locations/eu{VERTEX}",
        ),
    ],
)
def test_what_an_address_says_is_not_said_again(base_url: str, url: str) -> None:
    found = spec("anthropic", model=MODEL, base_url=base_url, options={"project": "p"})
    assert (
        messages_url(found, base_url) == "https://" + base_url.split("/")[2] + f"{url}:rawPredict"
    )


def test_vertex_needs_a_project() -> None:
    found = spec("anthropic", preset="vertex-claude", base_url="https://aiplatform.googleapis.com")
    with pytest.raises(UsageError, match="needs a project"):
        open_provider(found, {VARIABLE: KEY})


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://house.services.ai.azure.com", "/anthropic/v1/messages"),
        ("https://house.services.ai.azure.com/anthropic", "/anthropic/v1/messages"),
        ("https://house.services.ai.azure.com/anthropic/v1/", "/anthropic/v1/messages"),
        ("https://house.services.ai.azure.com/anthropic/v1/messages", "/anthropic/v1/messages"),
    ],
)
def test_foundry(tmp_path: Path, base_url: str, url: str) -> None:
    text = f"preset: foundry-claude, base_url: {base_url}, model: claude-sonnet-5"
    found = entry(tmp_path, text)
    request = sent(found, ANTHROPIC_FOUNDRY_API_KEY="foundry-0123456789")
    assert request.url.path == url
    assert request.headers["x-api-key"] == "foundry-0123456789"
    assert request.headers["anthropic-version"] == "2023-06-01"
    assert json.loads(request.content)["model"] == "claude-sonnet-5"


@pytest.mark.parametrize(
    ("variable", "base_url"),
    [
        ("ANTHROPIC_AUTH_TOKEN", "https://api.anthropic.com"),
        ("AZURE_OPENAI_AD_TOKEN", "https://house.services.ai.azure.com"),
    ],
)
def test_variables_of_tokens_are_bearers(variable: str, base_url: str) -> None:
    found = spec("anthropic", base_url=base_url, api_key_env=variable)
    request = sent(found, **{variable: "token-0123456789"})
    assert request.headers["authorization"] == "Bearer token-0123456789"
    assert "x-api-key" not in request.headers


def test_a_key_of_foundry_goes_to_azure_alone(tmp_path: Path) -> None:
    key = {"ANTHROPIC_FOUNDRY_API_KEY": KEY}
    text = "vendor: v, dialect: anthropic, model: m, api_key_env: ANTHROPIC_FOUNDRY_API_KEY"
    with pytest.raises(UsageError, match=", but would go to"):
        keys.key_for(entry(tmp_path, f"{text}, base_url: https://gate.test"), key)


@pytest.mark.parametrize(
    ("status", "body", "headers", "expected"),
    [
        (
            429,
            {
                "error": {
                    "code": 429,
                    "message": "Quota exceeded for online_prediction_requests_per_base_model.",
                    "status": "RESOURCE_EXHAUSTED",
                }
            },
            {},
            "rate_limited",
        ),
        (
            403,
            {
                "error": {
                    "code": 403,
                    "message": "Permission 'aiplatform.endpoints.predict' denied",
                    "status": "PERMISSION_DENIED",
                }
            },
            {},
            "auth",
        ),
        (
            401,
            {
                "error": {
                    "code": 401,
                    "message": "Request had invalid authentication credentials.",
                    "status": "UNAUTHENTICATED",
                }
            },
            {},
            "auth",
        ),
        (
            404,
            {
                "error": {
                    "code": 404,
                    "message": "Publisher Model `publishers/anthropic/models/x` was not found",
                    "status": "NOT_FOUND",
                }
            },
            {},
            "not_found",
        ),
        (
            429,
            {"type": "error", "error": {"type": "rate_limit_error", "message": "Rate limited"}},
            {"x-ratelimit-limit-requests": "4"},
            "rate_limited",
        ),
        (
            529,
            {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
            {},
            "overloaded",
        ),
        (
            400,
            {
                "type": "error",
                "error": {
                    "type": "invalid_request_error",
                    "message": "max_tokens: must be greater than or equal to 1",
                },
            },
            {},
            "invalid_request",
        ),
    ],
)
def test_errors_of_vertex_and_foundry(
    status: int, body: dict[str, Any], headers: dict[str, str], expected: ErrorClass
) -> None:
    found = spec("anthropic", model=MODEL, base_url="https://gate.test", options={"project": "p"})
    error = failed(Server(body=body, status=status, headers=headers), found)
    assert error.failure.error_class == expected
