"""Dialect `gemini`: Google's generateContent, of AI Studio and of Vertex AI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast, get_args

from portcheck.data.vendors import home
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
from portcheck.providers.dialects.gemini import (
    error_class,
    guardrail,
    lint,
    metadata,
    response,
    stream,
)
from portcheck.providers.dialects.gemini.request import Thinking, build_body, thinking_of
from portcheck.providers.dialects.gemini.route import (
    api_version,
    is_vertex,
    method_url,
    vertex_base_url,
)
from portcheck.providers.dialects.gemini.stream import GeminiEvents
from portcheck.providers.option_mistake import option_mistake
from portcheck.providers.wire import Outgoing, Route, Wire

NAME = "gemini"
_HOME = home(NAME)
BASE_URL = str(_HOME["base_url"])

_TIERS = ("standard", "flex", "priority")
_NO_CACHE = (
    "models since Gemini 2.5 cache long prompts by themselves, and your own cache needs another "
    "API; leave it out: portcheck counts tokens read from a cache anyway"
)
_KEY_HEADERS = ("x-goog-api-key", "authorization")


def _route(spec: ProviderSpec, base_url: str, key: str | None) -> Route:
    """See `route.method_url`; a key for AI Studio, an access token for Vertex AI.

    Safety settings decide about what is blocked, so they belong to the route's identity.
    """
    url = method_url(spec, base_url)
    vertex = is_vertex(spec, base_url)
    headers: dict[str, str] = {}
    name = _choice(spec, "key_header", _KEY_HEADERS) or _KEY_HEADERS[vertex]
    if key is not None:
        headers[name] = f"Bearer {key}" if name == "authorization" else key
    facts = {"safety_settings": guardrail.safety_words(spec), **serving_facts(spec)}
    if api_version(url):
        facts["api_version"] = api_version(url)
    return Route(url=url, headers=headers, facts=facts)


def _body(spec: ProviderSpec, request: Request) -> Outgoing:
    """The request; the model is in the address."""
    chosen = _choice(spec, "thinking", get_args(Thinking))
    body, dropped = build_body(
        request,
        thinking=cast("Thinking", chosen) if chosen else thinking_of(spec.model),
        safety_settings=guardrail.safety(spec),
        service_tier=service_tier(spec),
    )
    return Outgoing({**body, **guardrail.model_armor(spec)}, dropped)


def open_gemini(spec: ProviderSpec, key: str | None, *, transport: Any = None) -> HttpProvider:
    """Open the provider of `spec`.

    Raises:
        UsageError: an option has an invalid value, or Vertex AI has no project.
    """
    WIRE.body(spec, Request(messages=()))
    return HttpProvider(WIRE, spec, key, base_url=spec.base_url or BASE_URL, transport=transport)


def _choice(spec: ProviderSpec, option: str, allowed: Sequence[str]) -> str | None:
    value = spec.options.get(option)
    if value is None or value in allowed:
        return value
    raise option_mistake(spec, option, value, f"it is one of {', '.join(allowed)}")


def _review(options: JsonObject) -> tuple[OptionMistake, ...]:
    return (
        *review_serving(options, tiers=_TIERS, no_cache=_NO_CACHE),
        *review_extras(options),
    )


WIRE = Wire(
    name=NAME,
    route=_route,
    body=_body,
    decoder=GeminiEvents,
    is_token=stream.is_token,
    is_end=lambda event: False,  # usage may follow the finish reason
    fold=stream.fold,
    read=lambda spec, body, headers: response.read_body(body),
    error_class=error_class.error_class,
    ordinary=metadata.ORDINARY,
    facts=metadata.facts,
    turn=response.turn,
)

DIALECT = Dialect(
    name=NAME,
    summary="Gemini generateContent, of AI Studio and Vertex AI",
    open=open_gemini,
    default_base_url=BASE_URL,
    default_key_env=_HOME["api_key_env"],
    base_url_of=vertex_base_url,
    unsent=WIRE.unsent,
    lint=lint.lint,
    options=(
        "api_version",
        "key_header",
        "location",
        "project",
        "thinking",
        *SERVING_OPTIONS,
        *EXTRA_OPTIONS,
    ),
    plain_options=("api_version", "key_header", "location", "thinking"),
    review=_review,
    guardrail=guardrail.form_of,
    moved_options={"safety_settings": guardrail.of_option},
)
