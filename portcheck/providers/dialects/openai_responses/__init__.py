"""Dialect `openai-responses`: OpenAI Responses, and compatible services.

Azure OpenAI, xAI, DeepSeek, Bedrock's OpenAI endpoint, llama.cpp and others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from msgspec import UNSET

from portcheck.data.vendors import home
from portcheck.error_classes import ErrorClass
from portcheck.model.chat import JsonObject, Request
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect, OptionMistake
from portcheck.providers.call.extra_fields import EXTRA_OPTIONS, review_extras
from portcheck.providers.call.http_provider import HttpProvider
from portcheck.providers.call.serving import (
    SERVING_OPTIONS,
    review_serving,
    service_tier,
    serving_facts,
)
from portcheck.providers.dialects.openai_chat.route import (
    ROUTE_OPTIONS,
    guardrail_of,
    openai_route,
)
from portcheck.providers.dialects.openai_responses import lint, metadata, response, stream
from portcheck.providers.dialects.openai_responses.request import build_body
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.lint.capability_rules import capabilities_of
from portcheck.providers.option_mistake import option_mistake
from portcheck.providers.request_parts import known_of
from portcheck.providers.streams.json_events import JsonEvents
from portcheck.providers.wire import Outgoing, Route, Wire

NAME = "openai-responses"
_HOME = home(NAME)
BASE_URL = str(_HOME["base_url"])

_BY_CODE: Mapping[str, ErrorClass] = {
    "misalignment_policy_violation": "content_blocked",
    "image_content_policy_violation": "content_blocked",
    "vector_store_timeout": "timeout",
    "data_residency_mismatch": "invalid_request",
}
NO_CACHE = (
    "the vendor caches long prompts by itself; leave it out, or set prompt_cache_options in "
    "extra_body"
)
_WRONG_KEY = re.compile(r"(incorrect|invalid|no) api key")


def _route(spec: ProviderSpec, base_url: str, key: str | None) -> Route:
    """`{base_url}/responses`; a bare host of OpenAI or Azure gets its path."""
    route = openai_route(spec, base_url, key, "/responses", azure_root="/openai/v1")
    facts = serving_facts(spec)
    return replace(route, facts={**route.facts, **facts}) if facts else route


def _body(spec: ProviderSpec, request: Request) -> Outgoing:
    """The request; the vendor is asked to keep nothing unless the option `store` says so."""
    body, dropped = build_body(
        request,
        model=spec.model,
        stream=spec.stream,
        store=_store(spec),
        service_tier=service_tier(spec),
        caps=known_of(spec, request),
        encrypted=_store(spec) is False and request.tool_loop is not UNSET and _reasons(spec),
    )
    return Outgoing(body, dropped)


def _reasons(spec: ProviderSpec) -> bool:
    """Whether the model is known to reason; one that does not rejects to be asked for it."""
    caps = capabilities_of(spec)
    return bool(caps.effort) or any(word != "off" for word in caps.thinking or ())


def _error_class(error: VendorError) -> ErrorClass | None:
    """The codes of a response that failed, which has no HTTP status; xAI's 400 for a key."""
    code = error.code or ""
    if error.status == 400 and _WRONG_KEY.search(error.words):
        return "auth"
    if error.stated_status == 0 and "image" in code and code not in _BY_CODE:
        return "invalid_request"
    return _BY_CODE.get(code)


def open_openai_responses(
    spec: ProviderSpec, key: str | None, *, transport: Any = None
) -> HttpProvider:
    """Open the provider of `spec`.

    Raises:
        UsageError: an option has an invalid value.
    """
    _store(spec)
    base_url = spec.base_url or BASE_URL
    return HttpProvider(WIRE, spec, key, base_url=base_url, transport=transport)


def _store(spec: ProviderSpec) -> bool | None:
    value = spec.options.get("store", False)
    if value is None or isinstance(value, bool):
        return value
    raise option_mistake(spec, "store", value, "write false, true, or null to leave the field out")


def _review(options: JsonObject) -> tuple[OptionMistake, ...]:
    return (*review_serving(options, no_cache=NO_CACHE), *review_extras(options))


WIRE = Wire(
    name=NAME,
    route=_route,
    body=_body,
    decoder=JsonEvents,
    is_token=stream.is_token,
    is_end=stream.is_end,
    fold=stream.fold,
    read=lambda spec, body, headers: response.read_body(body, headers),
    error_class=_error_class,
    ordinary=metadata.ORDINARY,
    facts=metadata.facts,
    turn=response.turn,
)

DIALECT = Dialect(
    name=NAME,
    summary="OpenAI Responses and compatible services",
    open=open_openai_responses,
    default_base_url=BASE_URL,
    default_key_env=_HOME["api_key_env"],
    options=(*ROUTE_OPTIONS, "store", *SERVING_OPTIONS, *EXTRA_OPTIONS),
    plain_options=("key_header", "store"),
    review=_review,
    guardrail=guardrail_of,
    unsent=WIRE.unsent,
    lint=lint.lint,
)
