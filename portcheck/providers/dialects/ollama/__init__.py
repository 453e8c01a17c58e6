"""Dialect `ollama`: Ollama's own /api/chat, which reports more than its OpenAI-compatible API.

The preset `ollama` uses `openai-chat`; this is the native format.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from portcheck.error_classes import ErrorClass
from portcheck.model.chat import JsonObject, Request
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect, OptionMistake
from portcheck.providers.call.extra_fields import EXTRA_OPTIONS, review_extras
from portcheck.providers.call.http_provider import HttpProvider
from portcheck.providers.call.serving import SERVING_OPTIONS, review_serving
from portcheck.providers.dialects.ollama import metadata, response, stream
from portcheck.providers.dialects.ollama.request import build_body
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.http import join_url
from portcheck.providers.option_mistake import option_mistake
from portcheck.providers.streams.ndjson import JsonLines
from portcheck.providers.wire import Outgoing, Route, Wire

NAME = "ollama"
BASE_URL = "http://localhost:11434"
_NO_TIER = "Ollama has no service tiers"
_NO_CACHE = "Ollama keeps the last prompt by itself; see keep_alive"


def _route(spec: ProviderSpec, base_url: str, key: str | None) -> Route:
    """`{base_url}/api/chat`, also where the base is that of the compatible side (`/v1`)."""
    parts = urlsplit(base_url)
    stem = parts.path.rstrip("/").removesuffix("/v1")
    url = urlunsplit((parts.scheme, parts.netloc, stem, parts.query, ""))
    url = join_url(url, "/chat" if stem.endswith("/api") else "/api/chat")
    headers = {"accept": "application/x-ndjson" if spec.stream else "application/json"}
    if key is not None:
        headers["authorization"] = f"Bearer {key}"
    context = _options(spec).get("num_ctx")
    window = "the server's default" if context is None else str(context)
    # A longer prompt is cut without a word, so the window is part of what was asked.
    return Route(url=url, headers=headers, facts={"num_ctx": window})


def _body(spec: ProviderSpec, request: Request) -> Outgoing:
    """The request; the runner's settings of the entry join the request's."""
    body, dropped = build_body(
        request,
        model=spec.model,
        options=_options(spec),
        keep_alive=_keep_alive(spec),
        stream=spec.stream,
    )
    return Outgoing(body, dropped)


def _error_class(error: VendorError) -> ErrorClass | None:
    """Errors are mere texts; a spent plan of the hosted service is a 429 like any other."""
    words = error.words
    if error.stated_status == 429 and "usage limit" in words:
        return "quota_exhausted"
    if error.stated_status == 0 and words.rstrip().endswith("not found"):
        return "not_found"
    return None


def open_ollama(spec: ProviderSpec, key: str | None, *, transport: Any = None) -> HttpProvider:
    """Open the provider of `spec`.

    Raises:
        UsageError: an option has an invalid value.
    """
    WIRE.body(spec, Request(messages=()))
    return HttpProvider(WIRE, spec, key, base_url=spec.base_url or BASE_URL, transport=transport)


def _options(spec: ProviderSpec) -> dict[str, Any]:
    value = spec.options.get("num_ctx")
    if value is None:
        return {}
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise option_mistake(spec, "num_ctx", value, "write a whole number of tokens, 1 or more")
    return {"num_ctx": value}


def _keep_alive(spec: ProviderSpec) -> str | int | None:
    value = spec.options.get("keep_alive")
    if value is None or (isinstance(value, (str, int)) and not isinstance(value, bool)):
        return value
    raise option_mistake(
        spec, "keep_alive", value, "write a number of seconds, or a duration such as 10m"
    )


def _review(options: JsonObject) -> tuple[OptionMistake, ...]:
    return (
        *review_serving(options, no_tier=_NO_TIER, no_cache=_NO_CACHE),
        *review_extras(options),
    )


WIRE = Wire(
    name=NAME,
    route=_route,
    body=_body,
    decoder=JsonLines,
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
    summary="Ollama's own /api/chat",
    open=open_ollama,
    default_base_url=BASE_URL,
    options=("keep_alive", "num_ctx", *SERVING_OPTIONS, *EXTRA_OPTIONS),
    plain_options=("keep_alive", "num_ctx"),
    review=_review,
    unsent=WIRE.unsent,
)
