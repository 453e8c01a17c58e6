"""What Azure OpenAI asks for beyond Chat Completions: addresses of deployments, and two keys.

A deployment's name stands in the address and decides which model answers; the `model` in the body
is ignored there. The newer address, `/openai/v1`, takes the deployment's name as the model.
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import parse_qs, quote, urlsplit

from portcheck.model.suite import ProviderSpec
from portcheck.providers.http import join_url

PRESET = "azure-openai"
HOSTS = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")
_TOKEN_VARIABLE = "AZURE_OPENAI_AD_TOKEN"  # noqa: S105  # the name of a variable
_JWT_START = "eyJ"
"""Base64 of `{"`, with which a token of Microsoft Entra begins and no key does."""


def is_azure(spec: ProviderSpec, host: str) -> bool:
    """Whether requests go to Azure OpenAI."""
    return host.endswith(HOSTS) or spec.preset == PRESET


def address(spec: ProviderSpec, base_url: str) -> str:
    """The base of the API: a bare resource gets the rest of its address, all else stays.

    `https://NAME.openai.azure.com` becomes `.../openai/v1`; with a dated `api-version` in its query
    it becomes `.../openai/deployments/MODEL`, the query kept.
    """
    parts = urlsplit(base_url)
    if not (parts.hostname or "").endswith(HOSTS) or parts.path.strip("/") not in {"", "openai"}:
        return base_url
    version = parse_qs(parts.query).get("api-version", [""])[0]
    dated = version[:1].isdigit() and spec.model
    path = f"/deployments/{quote(spec.model or '', safe='')}" if dated else "/v1"
    return join_url(base_url, path if parts.path.strip("/") else f"/openai{path}")


def key_header(spec: ProviderSpec, key: str) -> Literal["authorization", "api-key"]:
    """`api-key` for a resource's key, `authorization` for a token of Microsoft Entra."""
    is_token = key.startswith(_JWT_START) and key.count(".") == 2
    return "authorization" if is_token or spec.api_key_env == _TOKEN_VARIABLE else "api-key"
