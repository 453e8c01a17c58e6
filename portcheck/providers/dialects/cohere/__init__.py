"""Dialect `cohere`: Cohere's chat API, version 2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from portcheck.data.vendors import home
from portcheck.error_classes import ErrorClass
from portcheck.model.chat import JsonObject, Request
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect, OptionMistake
from portcheck.providers.call.extra_fields import EXTRA_OPTIONS, review_extras
from portcheck.providers.call.guardrail import form, settings
from portcheck.providers.call.http_provider import HttpProvider
from portcheck.providers.call.serving import SERVING_OPTIONS, review_serving
from portcheck.providers.dialects.cohere import lint, metadata, response, stream
from portcheck.providers.dialects.cohere.request import build_body
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.http import join_url
from portcheck.providers.streams.json_events import JsonEvents
from portcheck.providers.wire import Outgoing, Route, Wire

NAME = "cohere"
_HOME = home(NAME)
BASE_URL = str(_HOME["base_url"])
_GUARDRAIL = form(
    {
        "safety_mode": {
            "description": "Safety instruction that the vendor adds to the prompt.",
            "enum": ["CONTEXTUAL", "STRICT", "OFF"],
        }
    }
)

_NO_TIER = "Cohere has no service tiers; put its field priority into extra_body"
_NO_CACHE = "Cohere caches prompts by itself and has no such setting"

_BY_STATUS: Mapping[int, ErrorClass] = {
    402: "quota_exhausted",
    # The vendor's code for a client that closed the connection: this one did not.
    499: "connection",
    501: "invalid_request",
    504: "timeout",
}


def _route(spec: ProviderSpec, base_url: str, key: str | None) -> Route:
    """`{base_url}/v2/chat`, whether or not the base already ends with `/v2`."""
    path = urlsplit(base_url).path.rstrip("/")
    url = join_url(base_url, "/chat" if path.endswith("/v2") else "/v2/chat")
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    # By default the vendor puts its own instruction into the prompt.
    mode = _safety_mode(spec) or "the vendor's default"
    return Route(url=url, headers=headers, facts={"safety_mode": mode})


def _body(spec: ProviderSpec, request: Request) -> Outgoing:
    """The request."""
    body, dropped = build_body(
        request, model=spec.model, safety_mode=_safety_mode(spec), stream=spec.stream
    )
    return Outgoing(body, dropped)


def _error_class(error: VendorError) -> ErrorClass | None:
    """Cohere's errors have a status and a text, and no code."""
    status, words = error.stated_status, error.words
    if status == 429 and "month" in words:
        return "quota_exhausted"
    if status == 498:
        # Sources differ on this one: an invalid token, or a prompt that was found unsafe.
        return "auth" if "token" in words else "content_blocked"
    if status == 0 and error.type == "TIMEOUT":
        return "timeout"
    return _BY_STATUS.get(status)


def open_cohere(spec: ProviderSpec, key: str | None, *, transport: Any = None) -> HttpProvider:
    """Open the provider of `spec`.

    Raises:
        UsageError: an option has an invalid value.
    """
    base_url = spec.base_url or BASE_URL
    return HttpProvider(WIRE, spec, key, base_url=base_url, transport=transport)


def _safety_mode(spec: ProviderSpec) -> str | None:
    mode: str | None = settings(spec).get("safety_mode")
    return mode


def _review(options: JsonObject) -> tuple[OptionMistake, ...]:
    return (
        *review_serving(options, no_tier=_NO_TIER, no_cache=_NO_CACHE),
        *review_extras(options),
    )


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
    summary="Cohere Chat v2",
    open=open_cohere,
    default_base_url=BASE_URL,
    default_key_env=_HOME["api_key_env"],
    options=(*SERVING_OPTIONS, *EXTRA_OPTIONS),
    review=_review,
    unsent=WIRE.unsent,
    lint=lint.lint,
    guardrail=lambda _spec: _GUARDRAIL,
    moved_options={"safety_mode": lambda value: {"safety_mode": value}},
)
