"""Dialect `openai-chat`: OpenAI Chat Completions, and compatible services.

Azure OpenAI, Groq, Together, DeepSeek, OpenRouter, Ollama, vLLM, llama.cpp and others differ in
details that are handled here for all of them, so that a preset only needs an address.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from msgspec import UNSET

from portcheck.data.platforms import model_platform_of
from portcheck.data.vendors import at_host, called, home, of_preset
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
from portcheck.providers.dialects.openai_chat import azure, lint, metadata, response, stream
from portcheck.providers.dialects.openai_chat.request import build_body
from portcheck.providers.dialects.openai_chat.route import (
    ROUTE_OPTIONS,
    choice,
    guardrail_of,
    openai_route,
)
from portcheck.providers.dialects.openai_chat.thinking import review_thinking_field, thinking_field
from portcheck.providers.dialects.openai_chat.turn import turn
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.option_mistake import option_mistake
from portcheck.providers.request_parts import known_of
from portcheck.providers.streams.json_events import DONE, JsonEvents
from portcheck.providers.wire import Outgoing, Route, Wire

NAME = "openai-chat"
_HOME = home(NAME)
BASE_URL = str(_HOME["base_url"])

_OPTIONS = (
    *ROUTE_OPTIONS,
    "max_tokens_field",
    "system_role",
    "require_parameters",
    "thinking_field",
)
NO_CACHE = (
    "the vendors of this format cache long prompts by themselves; leave it out, and see "
    "cache_read in the price, or set the vendor's own field in extra_body"
)
_NO_ENDPOINT = re.compile(r"no endpoints found that (can handle|support)")
_WRONG_KEY = re.compile(r"incorrect api key|invalid api key|no api key")


def _route(spec: ProviderSpec, base_url: str, key: str | None) -> Route:
    """`{base_url}/chat/completions`; bare addresses of OpenAI and Azure get their paths."""
    address = azure.address(spec, base_url)
    route = openai_route(spec, address, key, "/chat/completions")
    facts = {"require_parameters": "true"} if _required(spec) else {}
    facts |= serving_facts(spec)
    return replace(route, facts=facts)


def _body(spec: ProviderSpec, request: Request) -> Outgoing:
    """The request; `max_completion_tokens` for OpenAI and Azure, else `max_tokens`."""
    default = _max_tokens_field(spec.base_url, spec.vendor, spec.preset)
    field = choice(spec, "max_tokens_field", default, "max_tokens", "max_completion_tokens")
    role = choice(spec, "system_role", "system", "system", "developer", "user", "inline")
    body, dropped = build_body(
        request,
        model=spec.model,
        max_tokens_field=field,
        system_role=role,
        document_urls=lambda: model_platform_of(spec) == "openrouter",
        stream=spec.stream,
        thinking_field="none" if request.sampling.thinking is UNSET else thinking_field(spec),
        caps=known_of(spec, request),
    )
    if (tier := service_tier(spec)) is not None:
        body["service_tier"] = tier
    return Outgoing({**_required(spec), **body}, dropped)


def _error_class(error: VendorError) -> ErrorClass | None:
    """The class of errors that users of this format mean differently than the common rules.

    Groq says 413 with code `rate_limit_exceeded`, OpenRouter 404 where nobody takes all of the
    parameters, xAI 400 for a wrong key.
    """
    if error.status == 413 or _NO_ENDPOINT.search(error.words):
        return "invalid_request"
    return "auth" if error.status == 400 and _WRONG_KEY.search(error.words) else None


def open_openai_chat(spec: ProviderSpec, key: str | None, *, transport: Any = None) -> HttpProvider:
    """Open the provider of `spec`.

    Raises:
        UsageError: an option has an invalid value.
    """
    WIRE.body(spec, Request(messages=()))
    thinking_field(spec)  # an option that is looked at where a request says how to think
    return HttpProvider(WIRE, spec, key, base_url=spec.base_url or BASE_URL, transport=transport)


def _required(spec: ProviderSpec) -> dict[str, Any]:
    """The fields that make a router choose only providers that support every parameter.

    Raises:
        UsageError: the option has an invalid value.
    """
    required = spec.options.get("require_parameters", False)
    if not isinstance(required, bool):
        raise option_mistake(spec, "require_parameters", required, "it is true or false")
    return {"provider": {"require_parameters": True}} if required else {}


@lru_cache(maxsize=256)
def _max_tokens_field(base_url: str | None, company: str, preset_name: str | None) -> str:
    """The field of the service, by company, host or preset; by default that of imitators."""
    host = urlsplit(base_url or BASE_URL).hostname or ""
    for vendor in (called(company), at_host(host), of_preset(preset_name)):
        for preset in vendor.presets.values() if vendor else ():
            if preset["options"].get("max_tokens_field", "max_tokens") != "max_tokens":
                return str(preset["options"]["max_tokens_field"])
    return "max_tokens"


def _review(options: JsonObject) -> tuple[OptionMistake, ...]:
    return (
        *review_thinking_field(options),
        *review_serving(options, no_cache=NO_CACHE),
        *review_extras(options),
    )


WIRE = Wire(
    name=NAME,
    route=_route,
    body=_body,
    decoder=JsonEvents,
    is_token=stream.is_token,
    is_end=lambda event: event.name == DONE,
    fold=stream.fold,
    read=lambda spec, body, headers: response.read_body(body, headers),
    error_class=_error_class,
    ordinary=metadata.ORDINARY,
    facts=metadata.facts,
    turn=turn,
)

DIALECT = Dialect(
    name=NAME,
    summary="OpenAI Chat Completions and compatible services",
    open=open_openai_chat,
    default_base_url=BASE_URL,
    default_key_env=_HOME["api_key_env"],
    options=(*_OPTIONS, *SERVING_OPTIONS, *EXTRA_OPTIONS),
    plain_options=(
        *("key_header", "max_tokens_field", "system_role"),
        *("require_parameters", "thinking_field"),
    ),
    review=_review,
    guardrail=guardrail_of,
    unsent=WIRE.unsent,
    lint=lint.lint,
    capabilities=lint.capabilities,
)
