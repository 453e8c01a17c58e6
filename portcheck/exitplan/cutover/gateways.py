"""Write gateway files that split a workload's calls between today's provider and the target."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from portcheck.data.vendors import region_of
from portcheck.exitplan.cutover.side import Side

FIRST_SHARE = 1
"""Percent of calls for the target at first."""
_HTTPS = 443
_KEY_FIELDS = {
    "Anthropic": ("AnthropicAPIKey", "anthropicAPIKey"),
    "AzureOpenAI": ("AzureAPIKey", "azureAPIKey"),
    "AWSBedrock": ("AWSCredentials", "awsCredentials"),
}
"""Schema to the type of a BackendSecurityPolicy, and the field that holds it."""


def litellm(workload: str, today: Side, target: Side, share: int = FIRST_SHARE) -> dict[str, Any]:
    """A proxy's config.yaml: one model name, two deployments, weights in percent."""
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
    """Fields of a request: the target, today's model as fallback, nothing dropped silently."""
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

    A side whose wire format the gateway has no schema for is left out, and with it the route: one
    that knew a single side would send it every call.
    """
    name = resource_name(workload)
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
                            "name": _backend_name(name, side),
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
    return [*routes, *(item for side, _ in known for item in _backend(name, side))]


def _backend_name(name: str, side: Side) -> str:
    return resource_name(f"{name}-{side.provider}")


def _backend(route: str, side: Side) -> list[dict[str, Any]]:
    name = _backend_name(route, side)
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
    """A valid Kubernetes name (RFC 1123): lower case, digits and hyphens, at most 63."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return plain[:63].strip("-") or "workload"
