"""Dialect `http`: any endpoint that takes a JSON body and answers with one.

The options of the entry describe both: a tree of JSON for the body, and JMESPath expressions for
the parts of the answer. Nothing is streamed.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from portcheck.errors import UsageError
from portcheck.model.chat import Request
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect
from portcheck.providers.call.extra_fields import EXTRA_OPTIONS, review_extras
from portcheck.providers.call.header_options import header_option, header_value
from portcheck.providers.call.http_provider import HttpProvider
from portcheck.providers.call.serving import SERVING_OPTIONS, review_serving
from portcheck.providers.dialects.json_endpoint import lint, response
from portcheck.providers.dialects.json_endpoint import options as json_endpoint_options
from portcheck.providers.dialects.json_endpoint.template import fill
from portcheck.providers.http import join_url
from portcheck.providers.streams.json_events import JsonEvents
from portcheck.providers.wire import Outgoing, Route, Wire
from portcheck.vendor_json import mapping

NAME = "http"
_IN_BODY = "this endpoint gets only the fields of its body; write the field into the body"


def _route(spec: ProviderSpec, base_url: str, key: str | None) -> Route:
    """`base_url`, with the option `path` appended; the segment `$model` is the model's name."""
    path = str(spec.options.get("path", ""))
    if path:
        model = quote(spec.model or "", safe="")
        shown = "/".join(model if part == "$model" else part for part in path.split("/"))
        base_url = join_url(base_url, f"/{shown.lstrip('/')}")
    given = mapping(spec.options.get("headers"))
    headers = {name.lower(): header_value(spec, name, value) for name, value in given.items()}
    if key is not None:
        name = (header_option(spec, "key_header", "authorization") or "").lower()
        default = "Bearer " if name == "authorization" else ""
        headers[name] = f"{spec.options.get('key_prefix', default)}{key}"
    return Route(url=base_url, headers=headers)


def _body(spec: ProviderSpec, request: Request) -> Outgoing:
    """The option `body`, its leaves replaced."""
    body, dropped = fill(spec.options["body"], request, spec.model)
    return Outgoing(body, dropped)


def open_json_endpoint(
    spec: ProviderSpec, key: str | None, *, transport: Any = None
) -> HttpProvider:
    """Open the provider of `spec`.

    Raises:
        UsageError: an option is missing or wrong, or a stream is asked for.
    """
    if spec.stream:
        raise UsageError(
            f"provider {spec.id!r}: dialect {NAME!r} cannot stream",
            hint="remove `stream`: its answers come in one piece",
        )
    for mistake in json_endpoint_options.review(spec.options):
        where = ".".join(map(str, mistake.steps)) or "options"
        raise UsageError(f"provider {spec.id!r}: {where}: {mistake.message}", hint=mistake.hint)
    if spec.base_url is None or not urlsplit(spec.base_url).hostname:
        raise UsageError(f"provider {spec.id!r} has no address", hint="give it a base_url")
    return HttpProvider(WIRE, spec, key, base_url=spec.base_url, transport=transport)


WIRE = Wire(
    name=NAME,
    route=_route,
    body=_body,
    # Nothing is asked to stream: these read what comes unasked, and time nothing of it.
    decoder=JsonEvents,
    is_token=lambda event: False,
    is_end=lambda event: False,
    fold=response.fold,
    read=response.read_body,
    error_class=lambda error: None,
)

DIALECT = Dialect(
    name=NAME,
    summary="any JSON endpoint, described by its options",
    open=open_json_endpoint,
    options=(*json_endpoint_options.OPTIONS, *SERVING_OPTIONS, *EXTRA_OPTIONS),
    plain_options=("key_header", *json_endpoint_options.EXPRESSIONS, "finish_map"),
    unsent=WIRE.unsent,
    lint=lint.lint,
    review=lambda options: (
        *json_endpoint_options.review(options),
        *review_serving(options, no_tier=_IN_BODY, no_cache=_IN_BODY),
        *review_extras(options),
    ),
    streams=False,
    moderates=json_endpoint_options.moderates,
)
