"""Write gateway files that split a workload's calls between today's provider and the target."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from portcheck.data.vendors import region_of
from portcheck.exitplan.cutover.side import Side

FIRST_SHARE = 1
"""Percent of calls that go to the target in the first stage."""
_HTTPS = 443
_LONGEST_NAME = 63
_KEY_FIELDS = {
    "Anthropic": ("AnthropicAPIKey", "anthropicAPIKey"),
    "AzureOpenAI": ("AzureAPIKey", "azureAPIKey"),
    "AWSBedrock": ("AWSCredentials", "awsCredentials"),
}
"""API schemas to the type of their BackendSecurityPolicy, and its field."""


def litellm(workload: str, today: Side, target: Side, share: int = FIRST_SHARE) -> dict[str, Any]:
    """The config.yaml of a LiteLLM proxy: one model name, two deployments, weights in percent."""
    return {
        "model_list": [
            _deployment(workload, today, 100 - share),
            _deployment(workload, target, share),
        ],
        "router_settings": {"routing_strategy": "simple-shuffle", "num_retries": 2},
    }


def _deployment(workload: str, side: Side, weight: int) -> dict[str, Any]:
    params: dict[str, Any] = {"model": side.litellm_model, "weight": weight}
    if side.key:
        params["api_key"] = f"os.environ/{side.key}"
    if side.base_url and not side.is_home:
        params["api_base"] = side.base_url
    return {"model_name": workload, "litellm_params": params, "model_info": {"id": side.provider}}


def openrouter(today: Side, target: Side) -> dict[str, Any]:
    """Fields of an OpenRouter request: the target, and today's model as fallback.

    `require_parameters` excludes providers that would ignore a parameter.
    """
    names = [side.openrouter_model or side.model for side in (target, today)]
    return {
        "model": names[0],
        "models": list(dict.fromkeys(names)),
        "provider": {"require_parameters": True},
    }


def envoy(
    workload: str, today: Side, target: Side, share: int = FIRST_SHARE
) -> list[dict[str, Any]]:
    """Kubernetes objects: a weighted route, and for each side its backend, address, key and TLS.

    If the gateway has no schema for the wire format of a side, that side and the route are left
    out, because a route with one side would send it every call.
    """
    name = resource_name(workload)
    backends = _backend_names(name, (today, target))
    sides = [(side, weight) for side, weight in ((today, 100 - share), (target, share))]
    known = [(side, weight) for side, weight in sides if side.envoy_schema and side.base_url]
    route = {
        "apiVersion": "aigateway.envoyproxy.io/v1beta1",
        "kind": "AIGatewayRoute",
        "metadata": {"name": name},
        "spec": {
            "parentRefs": [
                {"name": "GATEWAY", "kind": "Gateway", "group": "gateway.networking.k8s.io"}
            ],
            "rules": [
                {
                    "matches": [
                        {"headers": [{"type": "Exact", "name": "x-ai-eg-model", "value": workload}]}
                    ],
                    "backendRefs": [
                        {
                            "name": backends[side.provider],
                            "weight": weight,
                            "modelNameOverride": side.model,
                        }
                        for side, weight in known
                    ],
                }
            ],
        },
    }
    routes = [route] if len(known) == len(sides) else []
    objects = (item for side, _ in known for item in _backend(backends[side.provider], side))
    return [*routes, *objects]


def _backend_names(route: str, sides: Iterable[Side]) -> dict[str, str]:
    """Each provider to the name of its objects; no two providers have the same."""
    found = {
        side.provider: resource_name(f"{route}-{resource_name(side.provider)}") for side in sides
    }
    if len(set(found.values())) == len(found):
        return found
    return {provider: _with_digest(name, provider) for provider, name in found.items()}


def _backend(name: str, side: Side) -> list[dict[str, Any]]:
    address = urlsplit(side.base_url or "")
    schema: dict[str, Any] = {"name": side.envoy_schema}
    path = address.path.rstrip("/")
    if side.envoy_schema == "Anthropic" and path:
        schema["prefix"] = f"{path.removesuffix('/v1')}/v1"
    elif side.envoy_schema == "OpenAI":
        schema["prefix"] = path or "/"
    objects: list[dict[str, Any]] = [
        {
            "apiVersion": "aigateway.envoyproxy.io/v1beta1",
            "kind": "AIServiceBackend",
            "metadata": {"name": name},
            "spec": {
                "schema": schema,
                "backendRef": {
                    "name": name,
                    "kind": "Backend",
                    "group": "gateway.envoyproxy.io",
                },
            },
        },
        {
            "apiVersion": "gateway.envoyproxy.io/v1alpha1",
            "kind": "Backend",
            "metadata": {"name": name},
            "spec": {
                "endpoints": [
                    {
                        "fqdn": {
                            "hostname": address.hostname or "",
                            "port": address.port or (_HTTPS if address.scheme == "https" else 80),
                        }
                    }
                ]
            },
        },
    ]
    if side.key or side.envoy_schema == "AWSBedrock":
        objects.append(_key(name, side, address.hostname or ""))
    if address.scheme == "https":
        objects.append(_tls(name, address.hostname or ""))
    return objects


def _key(name: str, side: Side, host: str) -> dict[str, Any]:
    kind, field = _KEY_FIELDS.get(side.envoy_schema or "", ("APIKey", "apiKey"))
    secret = {"secretRef": {"name": resource_name(side.key or "")}}
    return {
        "apiVersion": "aigateway.envoyproxy.io/v1beta1",
        "kind": "BackendSecurityPolicy",
        "metadata": {"name": name},
        "spec": {
            "targetRefs": [
                {"group": "aigateway.envoyproxy.io", "kind": "AIServiceBackend", "name": name}
            ],
            "type": kind,
            field: {"region": region_of(host) or "REGION"} if kind == "AWSCredentials" else secret,
        },
    }


def _tls(name: str, host: str) -> dict[str, Any]:
    return {
        "apiVersion": "gateway.networking.k8s.io/v1alpha3",
        "kind": "BackendTLSPolicy",
        "metadata": {"name": name},
        "spec": {
            "targetRefs": [{"group": "gateway.envoyproxy.io", "kind": "Backend", "name": name}],
            "validation": {"wellKnownCACertificates": "System", "hostname": host},
        },
    }


def resource_name(text: str) -> str:
    """A valid Kubernetes name (RFC 1123): lower case, digits and hyphens, at most 63.

    A digest of the text ends a name that would be longer or empty. Texts that differ in other
    characters than these have the same name.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if plain and len(plain) <= _LONGEST_NAME:
        return plain
    return _with_digest(plain, text)


def _with_digest(name: str, text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name[: _LONGEST_NAME - 9]}-{digest}".strip("-")
