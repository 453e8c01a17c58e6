"""Dialect `anthropic`: the Anthropic Messages API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portcheck.data.vendors import home
from portcheck.error_classes import ErrorClass
from portcheck.model.chat import JsonObject, Request
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect, OptionMistake
from portcheck.providers.call.extra_fields import EXTRA_OPTIONS, review_extras
from portcheck.providers.call.header_options import header_option
from portcheck.providers.call.http_provider import HttpProvider
from portcheck.providers.call.serving import (
    SERVING_OPTIONS,
    review_serving,
    service_tier,
    serving_facts,
    system_cache,
)
from portcheck.providers.dialects.anthropic import lint, metadata, response, stream
from portcheck.providers.dialects.anthropic.request import DEFAULT_MAX_TOKENS, build_body
from portcheck.providers.dialects.anthropic.route import messages_url
from portcheck.providers.dialects.gemini import error_class as google
from portcheck.providers.dialects.gemini.route import is_vertex, vertex_base_url
from portcheck.providers.faults.error_words import MINUTE, PACE, WAIT
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.option_mistake import option_mistake
from portcheck.providers.request_parts import known_of
from portcheck.providers.streams.json_events import JsonEvents
from portcheck.providers.wire import Outgoing, Route, Wire
from portcheck.vendor_json import mapping, text

NAME = "anthropic"
_HOME = home(NAME)
BASE_URL = str(_HOME["base_url"])
API_VERSION = "2023-06-01"
"""The last version that accepts sampling parameters; part of the route's identity."""
VERTEX_VERSION = "vertex-2023-10-16"
_BEARERS = frozenset({"ANTHROPIC_AUTH_TOKEN", "AZURE_OPENAI_AD_TOKEN"})
"""Variables that contain a token, not a key."""

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

_GOOGLE_CODE = re.compile(r"[A-Z]+(_[A-Z]+)*")
_LIMITS = ("anthropic-ratelimit-", "x-ratelimit-", "apim-")
"""Prefixes of headers about rate limits, or of gateways with their own limits."""

_BY_CODE: Mapping[str, ErrorClass] = {
    **dict.fromkeys(
        (
            # Errors about the account, whatever the request.
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
"""Codes of the vendor that are more specific than the error's type."""


def _route(spec: ProviderSpec, base_url: str, key: str | None) -> Route:
    """The route; see `route.messages_url`. On Vertex AI the version is a field of the body."""
    vertex = is_vertex(spec, base_url)
    version = _version(spec, base_url)
    headers = {} if vertex else {"anthropic-version": version}
    beta = header_option(spec, "beta")
    if beta:
        headers["anthropic-beta"] = beta
    if key is not None and (vertex or spec.api_key_env in _BEARERS):
        headers["authorization"] = f"Bearer {key}"
    elif key is not None:
        headers["x-api-key"] = key
    facts = {
        "api_version": version,
        "max_tokens": f"{_default_max_tokens(spec)} if a request sets none",
        **serving_facts(spec),
    }
    return Route(url=messages_url(spec, base_url), headers=headers, facts=facts)


def _version(spec: ProviderSpec, base_url: str) -> str:
    usual = VERTEX_VERSION if is_vertex(spec, base_url) else API_VERSION
    return header_option(spec, "api_version", usual) or usual


def _body(spec: ProviderSpec, request: Request) -> Outgoing:
    """The request; `max_tokens` is required and has a default, which is part of the identity."""
    base_url = spec.base_url or BASE_URL
    vertex = is_vertex(spec, base_url)
    body, dropped = build_body(
        request,
        model=None if vertex else spec.model,
        default_max_tokens=_default_max_tokens(spec),
        stream=spec.stream,
        service_tier=service_tier(spec),
        cached=system_cache(spec),
        caps=known_of(spec, request),
    )
    return Outgoing(
        {"anthropic_version": _version(spec, base_url), **body} if vertex else body, dropped
    )


def _error_class(error: VendorError) -> ErrorClass | None:
    """The class of Anthropic's error types; a 429 without a time to wait is a spent budget."""
    return google.error_class(error) if _is_of_google(error) else _own_class(error)


def _own_class(error: VendorError) -> ErrorClass | None:
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


def _is_of_google(error: VendorError) -> bool:
    """Whether an error is Vertex AI's own: it names a google.rpc.Code, the model's do not."""
    return error.type not in _BY_TYPE and _GOOGLE_CODE.fullmatch(error.code or "") is not None


def _is_spent(error: VendorError) -> bool:
    names = ("retry-after", "retry-after-ms", "x-should-retry")
    said = any(error.headers.get(name) for name in names)
    limits = any(name.startswith(_LIMITS) for name in error.headers)
    words = error.message.lower()
    waits = any(pattern.search(words) for pattern in (WAIT, MINUTE, PACE))
    return error.status == 429 and not said and not limits and not waits


def open_anthropic(spec: ProviderSpec, key: str | None, *, transport: Any = None) -> HttpProvider:
    """Open the provider of `spec`.

    Raises:
        UsageError: an option has an invalid value.
    """
    base_url = spec.base_url or BASE_URL
    return HttpProvider(WIRE, spec, key, base_url=base_url, transport=transport)


def _default_max_tokens(spec: ProviderSpec) -> int:
    value = spec.options.get("default_max_tokens", DEFAULT_MAX_TOKENS)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise option_mistake(
            spec, "default_max_tokens", value, "write a whole number of tokens, 1 or more"
        )
    return value


def _review(options: JsonObject) -> tuple[OptionMistake, ...]:
    return (*review_serving(options, tiers=_TIERS), *review_extras(options))


WIRE = Wire(
    name=NAME,
    route=_route,
    body=_body,
    decoder=JsonEvents,
    is_token=stream.is_token,
    is_end=stream.is_end,
    fold=stream.fold,
    read=lambda spec, body, headers: response.read_body(body),
    error_class=_error_class,
    ordinary=metadata.ORDINARY,
    facts=metadata.facts,
    turn=response.turn,
)

DIALECT = Dialect(
    name=NAME,
    summary="Anthropic Messages",
    open=open_anthropic,
    default_base_url=BASE_URL,
    default_key_env=_HOME["api_key_env"],
    options=(
        *("api_version", "beta", "default_max_tokens", "location", "project"),
        *SERVING_OPTIONS,
        *EXTRA_OPTIONS,
    ),
    plain_options=("api_version", "default_max_tokens", "location"),
    base_url_of=vertex_base_url,
    review=_review,
    unsent=WIRE.unsent,
    lint=lint.lint,
    capabilities=lint.capabilities,
)
