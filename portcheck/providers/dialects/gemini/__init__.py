"""Dialect `gemini`: Google's generateContent, of AI Studio and of Vertex AI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args

from portcheck.errors import UsageError
from portcheck.model.chat import JsonObject, Request
from portcheck.model.completion import Completion, ErrorClass
from portcheck.model.suite import ProviderSpec
from portcheck.providers.base import Dialect
from portcheck.providers.call.exchange import HttpProvider
from portcheck.providers.dialects.gemini import errors as gemini_errors
from portcheck.providers.dialects.gemini import lint
from portcheck.providers.dialects.gemini import response as gemini_response
from portcheck.providers.dialects.gemini import stream as gemini_stream
from portcheck.providers.dialects.gemini.request import Thinking, build_body, thinking_of
from portcheck.providers.dialects.gemini.route import (
    BASE_URL,
    api_version,
    is_vertex,
    method_url,
    vertex_base_url,
)
from portcheck.providers.dialects.gemini.stream import GeminiEvents
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.streams.events import StreamEvent
from portcheck.providers.wire import Folded, Outgoing, Route

NAME = "gemini"

_KEY_HEADERS = ("x-goog-api-key", "authorization")


class GenerateContent:
    """generateContent on the wire."""

    name = NAME

    def route(self, spec: ProviderSpec, base_url: str, key: str | None) -> Route:
        """See `gemini_route.method_url`; a key for AI Studio, an access token for Vertex AI.

        Safety settings decide about what is blocked, so they belong to the route's identity.
        """
        url = method_url(spec, base_url)
        vertex = is_vertex(spec, base_url)
        headers: dict[str, str] = {}
        name = _choice(spec, "key_header", _KEY_HEADERS) or _KEY_HEADERS[vertex]
        if key is not None:
            headers[name] = f"Bearer {key}" if name == "authorization" else key
        settings = ", ".join(
            f"{setting['category']}={setting['threshold']}" for setting in _safety(spec)
        )
        facts = {"safety_settings": settings or "the vendor's defaults"}
        if api_version(url):
            facts["api_version"] = api_version(url)
        return Route(url=url, headers=headers, facts=facts)

    def body(self, spec: ProviderSpec, request: Request) -> Outgoing:
        """The request; the model stands in the address."""
        chosen = _choice(spec, "thinking", get_args(Thinking))
        body, dropped = build_body(
            request,
            thinking=cast("Thinking", chosen) if chosen else thinking_of(spec.model),
            safety_settings=_safety(spec),
        )
        return Outgoing(body, dropped)

    def decoder(self) -> GeminiEvents:
        """Server-sent events without names, and errors beside them."""
        return GeminiEvents()

    def is_token(self, event: StreamEvent) -> bool:
        """See `gemini_stream.is_token`."""
        return gemini_stream.is_token(event)

    def is_end(self, event: StreamEvent) -> bool:
        """Nothing but the end of the connection: usage may follow the finish reason."""
        return False

    def fold(self, events: Sequence[StreamEvent]) -> Folded:
        """See `gemini_stream.fold`."""
        return gemini_stream.fold(events)

    def read(self, body: JsonObject, headers: Mapping[str, str]) -> Completion:
        """See `gemini_response.read_body`."""
        return gemini_response.read_body(body)

    def error_class(self, error: VendorError) -> ErrorClass | None:
        """See `gemini_errors.error_class`."""
        return gemini_errors.error_class(error)


def open_gemini(spec: ProviderSpec, key: str | None, *, transport: Any = None) -> HttpProvider:
    """The provider behind `spec`.

    Raises:
        UsageError: an option has a value that it cannot have, or Vertex AI has no project.
    """
    wire = GenerateContent()
    wire.body(spec, Request(messages=()))
    return HttpProvider(wire, spec, key, base_url=spec.base_url or BASE_URL, transport=transport)


def _choice(spec: ProviderSpec, option: str, allowed: Sequence[str]) -> str | None:
    value = spec.options.get(option)
    if value is None or value in allowed:
        return value
    raise UsageError(
        f"provider {spec.id!r}: the option {option} cannot be {value!r}",
        hint=f"it is one of {', '.join(allowed)}",
    )


def _safety(spec: ProviderSpec) -> Sequence[JsonObject]:
    settings = spec.options.get("safety_settings", [])
    if isinstance(settings, (list, tuple)) and all(map(_is_safety_setting, settings)):
        return settings
    raise UsageError(
        f"provider {spec.id!r}: the option safety_settings is no list of settings",
        hint="for example [{category: HARM_CATEGORY_HATE_SPEECH, threshold: BLOCK_ONLY_HIGH}]",
    )


def _is_safety_setting(setting: Any) -> bool:
    return (
        isinstance(setting, Mapping)
        and {"category", "threshold"} <= setting.keys()
        and all(isinstance(value, str) and value.isprintable() for value in setting.values())
    )


DIALECT = Dialect(
    name=NAME,
    summary="Gemini generateContent, of AI Studio and Vertex AI",
    open=open_gemini,
    default_base_url=BASE_URL,
    default_key_env="GOOGLE_API_KEY",
    base_url_of=vertex_base_url,
    wire=GenerateContent,
    lint=lint.lint,
    options=(
        "api_version",
        "key_header",
        "location",
        "project",
        "safety_settings",
        "thinking",
    ),
)
