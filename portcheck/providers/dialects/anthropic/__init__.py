"""Dialect `anthropic`: the Anthropic Messages API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from portcheck.data.vendors import home
from portcheck.error_classes import ErrorClass
from portcheck.model.chat import JsonObject, Request
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect, OptionMistake
from portcheck.providers.call.extras import EXTRA_OPTIONS, review_extras
from portcheck.providers.call.header_options import header_option
from portcheck.providers.call.http_provider import HttpProvider
from portcheck.providers.call.serving import (
    SERVING_OPTIONS,
    review_serving,
    service_tier,
    serving_facts,
    system_cache,
)
from portcheck.providers.dialects.anthropic import besides, lint, response
from portcheck.providers.dialects.anthropic.request import DEFAULT_MAX_TOKENS, build_body
from portcheck.providers.faults.error_words import MINUTE, PACE, WAIT
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.http import join_url
from portcheck.providers.option_mistake import option_mistake
from portcheck.providers.request_parts import known_of
from portcheck.providers.streams.json_events import JsonEvents
from portcheck.providers.vendor_json import mapping, text
from portcheck.providers.wire import Outgoing, Route, Wire

NAME = "anthropic"
_HOME = home(NAME)
BASE_URL = str(_HOME["base_url"])
API_VERSION = "2023-06-01"
"""The last version that takes sampling parameters; part of the route's identity."""

_TIERS = ("auto", "standard_only")
_SPENT = ("credit balance is too low", "spend limit", "specified api usage limits")
_BY_TYPE: Mapping[str, ErrorClass] = {
    "authentication_error": "auth",
    "permission_error": "auth",
    "billing_error": "quota_exhausted",
    "not_found_error": "not_found",
    "request_too_large": "invalid_request",
    "api_error": "server",
    "timeout_error": "timeout",
    "overloaded_error": "overloaded",
}

_BY_CODE: Mapping[str, ErrorClass] = {
    **dict.fromkeys(
        (
            # What stands between an account and its calls, whatever they ask.
            *("organization_on_hold", "organization_type_not_supported"),
            *("organization_not_eligible", "organization_not_enrolled_in_beta"),
            *("parent_organization_required", "region_not_supported", "unsupported_region"),
            *("cmek_key_disabled", "cmek_key_network_blocked", "cmek_not_approved"),
            *("workspace_policy_violation", "workspace_human_review_disabled"),
            *("user_profile_required", "user_profile_not_found"),
            "claude_code_key_creator_not_member",
        ),
        "auth",
    ),
    "contract_spend_limit_reached": "quota_exhausted",
    "enforced_spend_limit_reached": "quota_exhausted",
    "request_body_timeout": "timeout",
}
"""The vendor's codes that say more than the type of the error."""


def _route(spec: ProviderSpec, base_url: str, key: str | None) -> Route:
    """`{base_url}/v1/messages`, whether or not the base already ends with `/v1`."""
    path = urlsplit(base_url).path.rstrip("/")
    url = join_url(base_url, "/messages" if path.endswith("/v1") else "/v1/messages")
    version = header_option(spec, "api_version", API_VERSION) or API_VERSION
    headers = {"anthropic-version": version}
    beta = header_option(spec, "beta")
    if beta:
        headers["anthropic-beta"] = beta
    if key is not None and spec.api_key_env == "ANTHROPIC_AUTH_TOKEN":
        headers["authorization"] = f"Bearer {key}"
    elif key is not None:
        headers["x-api-key"] = key
    facts = {
        "api_version": version,
        "max_tokens": f"{_default_max_tokens(spec)} where a request sets none",
        **serving_facts(spec),
    }
    return Route(url=url, headers=headers, facts=facts)


def _body(spec: ProviderSpec, request: Request) -> Outgoing:
    """The request; `max_tokens` is required and has a default that the identity states."""
    body, dropped = build_body(
        request,
        model=spec.model,
        default_max_tokens=_default_max_tokens(spec),
        stream=spec.stream,
        service_tier=service_tier(spec),
        cached=system_cache(spec),
        caps=known_of(spec, request),
    )
    return Outgoing(body, dropped)


def _error_class(error: VendorError) -> ErrorClass | None:
    """Anthropic's error types; a 429 without a time to wait is a spent budget."""
    words = error.words
    code = text(mapping(error.detail.get("details")).get("error_code"))
    if code in _BY_CODE:
        return _BY_CODE[code]
    if error.stated_status in {0, 400} and "content filtering" in words:
        return "content_blocked"
    if error.stated_status in {0, 400, 403} and any(said in words for said in _SPENT):
        return "quota_exhausted"
    if error.type == "rate_limit_error":
        return "quota_exhausted" if _is_spent(error) else "rate_limited"
    if error.status == 504:
        return "timeout"
    return _BY_TYPE.get(error.type or "")


def _is_spent(error: VendorError) -> bool:
    names = ("retry-after", "retry-after-ms", "x-should-retry")
    said = any(error.headers.get(name) for name in names)
    limits = any(name.startswith("anthropic-ratelimit-") for name in error.headers)
    words = error.message.lower()
    waits = any(pattern.search(words) for pattern in (WAIT, MINUTE, PACE))
    return error.status == 429 and not said and not limits and not waits


def open_anthropic(spec: ProviderSpec, key: str | None, *, transport: Any = None) -> HttpProvider:
    """The provider behind `spec`.

    Raises:
        UsageError: an option has a value that it cannot have.
    """
    base_url = spec.base_url or BASE_URL
    return HttpProvider(WIRE, spec, key, base_url=base_url, transport=transport)


def _default_max_tokens(spec: ProviderSpec) -> int:
    value = spec.options.get("default_max_tokens", DEFAULT_MAX_TOKENS)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise option_mistake(
            spec, "default_max_tokens", value, "it is a whole number of tokens, 1 or more"
        )
    return value


def _review(options: JsonObject) -> tuple[OptionMistake, ...]:
    return (*review_serving(options, tiers=_TIERS), *review_extras(options))


WIRE = Wire(
    name=NAME,
    route=_route,
    body=_body,
    decoder=JsonEvents,
    is_token=response.is_token,
    is_end=lambda event: response.kind_of(event) == "message_stop",
    fold=response.fold,
    read=lambda spec, body, headers: response.read_body(body),
    error_class=_error_class,
    ordinary=besides.ORDINARY,
    facts=besides.facts,
)

DIALECT = Dialect(
    name=NAME,
    summary="Anthropic Messages",
    open=open_anthropic,
    default_base_url=BASE_URL,
    default_key_env=_HOME["api_key_env"],
    options=("api_version", "beta", "default_max_tokens", *SERVING_OPTIONS, *EXTRA_OPTIONS),
    review=_review,
    unsent=WIRE.unsent,
    lint=lint.lint,
    capabilities=lint.capabilities,
)
