"""Build routes for OpenAI's two dialects: address, key header, checked options."""

from __future__ import annotations

from urllib.parse import urlsplit

from portcheck.data.vendors import at_host, base_path, of_preset
from portcheck.model.chat import JsonObject
from portcheck.model.routes.guardrail import NO_GUARDRAIL
from portcheck.model.suite import ProviderSpec
from portcheck.providers.call.guardrail import TEXT, form, settings
from portcheck.providers.call.header_options import header_option
from portcheck.providers.http import join_url
from portcheck.providers.option_mistake import option_mistake
from portcheck.providers.wire import Route

POLICY_HEADER = "x-policy-id"
"""Names a configuration of content filters in place of the deployment's: Microsoft Learn, Azure
OpenAI, "Configure content filters", section on request time, read on 2026-11-29."""
_POLICY = form({"policy_id": {"examples": ["strict-filter"], **TEXT}}, ("policy_id",))
ROUTE_OPTIONS = ("key_header", "organization", "project")

_TOKEN_VARIABLE = "AZURE_OPENAI_AD_TOKEN"  # noqa: S105  # the name of a variable
_TOKEN_START = "eyJ"  # noqa: S105  # how any such token begins
"""Base64 of `{"`: a token of Microsoft Entra begins with it, and no key does."""


def openai_route(
    spec: ProviderSpec,
    base_url: str,
    key: str | None,
    path: str,
    *,
    azure_root: str | None = None,
) -> Route:
    """`{base_url}{path}` with the key; a bare host of a vendor gets the path that it has there.

    Args:
        spec: the provider; its options `key_header`, `organization`, `project` are read here.
        base_url: the address, with or without a path, a trailing slash and a query.
        key: the key, if there is one.
        path: begins with a slash.
        azure_root: the path that an Azure host without one gets, where there is only one.

    Raises:
        UsageError: an option has an invalid value.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if not parts.path.strip("/"):
        if usual := base_path(host, spec.dialect):
            base_url = join_url(base_url, usual)
        elif azure_root and on_platform(host, "azure"):
            base_url = join_url(base_url, azure_root)
    headers: dict[str, str] = {}
    if key is not None:
        name = _key_header(spec, host, key)
        headers[name] = f"Bearer {key}" if name == "authorization" else key
    for option in ("organization", "project"):
        value = header_option(spec, option)
        if value:
            headers[f"openai-{option}"] = value
    if policy := settings(spec).get("policy_id"):
        headers[POLICY_HEADER] = policy
    return Route(url=join_url(base_url, path), headers=headers)


def on_platform(host: str, platform: str) -> bool:
    """Whether a host is one of the platform's own."""
    vendor = at_host(host)
    return vendor is not None and vendor.platform == platform


def is_azure(spec: ProviderSpec, host: str) -> bool:
    """Whether requests go to Azure OpenAI."""
    vendor = of_preset(spec.preset)
    return on_platform(host, "azure") or (vendor is not None and vendor.platform == "azure")


def guardrail_of(spec: ProviderSpec) -> JsonObject | str:
    """The schema for `Dialect.guardrail`; among these services only Azure has guardrails."""
    host = urlsplit(spec.base_url or "").hostname or ""
    if is_azure(spec, host) or spec.vendor in {"azure", "azure-openai"}:
        return _POLICY
    return f"{NO_GUARDRAIL}, except for Azure OpenAI"


def choice(spec: ProviderSpec, option: str, default: str, *allowed: str) -> str:
    """The option's value, or `default`.

    Raises:
        UsageError: it is not one of `allowed`.
    """
    value = spec.options.get(option, default)
    if value not in allowed:
        raise option_mistake(spec, option, value, f"it is one of {', '.join(allowed)}")
    return str(value)


def _key_header(spec: ProviderSpec, host: str, key: str) -> str:
    """The header for a key: Azure has different ones for keys and tokens, others use bearer."""
    is_token = key.startswith(_TOKEN_START) and key.count(".") == 2
    is_key = is_azure(spec, host) and not is_token and spec.api_key_env != _TOKEN_VARIABLE
    default = "api-key" if is_key else "authorization"
    return choice(spec, "key_header", default, "authorization", "api-key")
