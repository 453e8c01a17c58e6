"""Dialect `http`: any endpoint that takes one JSON body and answers with another.

What is sent and how the answer reads stands in the options of the entry: a tree of JSON for the
body, JMESPath expressions for the parts of the answer. Answers come whole; nothing is streamed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args
from urllib.parse import quote, urlsplit

from portcheck.errors import ProviderError, UsageError
from portcheck.model.chat import JsonObject, Request, ToolCall
from portcheck.model.completion import (
    Completion,
    ErrorClass,
    Failure,
    FinishReason,
    RefusalSignal,
    Timing,
    Usage,
)
from portcheck.model.suite import ProviderSpec
from portcheck.providers.base import Dialect
from portcheck.providers.call.exchange import HttpProvider
from portcheck.providers.call.headers import header_option, header_value
from portcheck.providers.dialects.json_endpoint import options as json_endpoint_options
from portcheck.providers.dialects.json_endpoint.paths import search
from portcheck.providers.dialects.json_endpoint.template import fill
from portcheck.providers.faults import classify as failures
from portcheck.providers.faults import vendor_error
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.http import join_url
from portcheck.providers.reading import integer, items, mapping, parse_arguments, text_or_none
from portcheck.providers.streams.events import JsonEvents, StreamEvent
from portcheck.providers.wire import Folded, Outgoing, Route

NAME = "http"
_ARRAY = "[]"
"""Key under which an answer that is an array travels through `fold`."""


class JsonEndpoint:
    """A described endpoint on the wire."""

    name = NAME

    def __init__(self, spec: ProviderSpec) -> None:
        self._spec = spec
        self._options = spec.options

    def route(self, spec: ProviderSpec, base_url: str, key: str | None) -> Route:
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

    def body(self, spec: ProviderSpec, request: Request) -> Outgoing:
        """The option `body`, its leaves replaced."""
        body, dropped = fill(spec.options["body"], request, spec.model)
        return Outgoing(body, dropped)

    def decoder(self) -> JsonEvents:
        """For whatever comes unasked; see `fold`."""
        return JsonEvents()

    def is_token(self, event: StreamEvent) -> bool:
        """No stream is asked for, so none is timed."""
        return False

    def is_end(self, event: StreamEvent) -> bool:
        """Only the end of the body is one."""
        return False

    def fold(self, events: Sequence[StreamEvent]) -> Folded:
        """The items of an answer that is an array, which expressions see as one."""
        return Folded(body={_ARRAY: [event.data for event in events]}, complete=bool(events))

    def read(self, body: JsonObject, headers: Mapping[str, str]) -> Completion:
        """What the expressions find.

        Raises:
            ProviderError: they find an error, or no text where an answer must be.
        """
        data: Any = body[_ARRAY] if set(body) == {_ARRAY} else body
        error = self._find("error", data)
        if error:
            return self._failed(error, headers)
        raw = self._find("finish_reason", data)
        raw_finish = None if raw is None else _shown(raw)
        calls = _tool_calls(self._find("tool_calls", data))
        answer = _text(self._find("text", data))
        if answer is None and raw_finish is None and not calls:
            raise _malformed(f"nothing where the option text looks ({self._options['text']})")
        finish = self._finish(raw_finish, calls)
        return Completion(
            text=answer or "",
            finish_reason=finish,
            timing=Timing(total_s=0.0),
            reasoning_text=_text(self._find("reasoning", data)) or None,
            tool_calls=calls,
            raw_finish_reason=raw_finish,
            refusal_signal=_signal(finish, raw_finish),
            usage=Usage(
                input_tokens=integer(self._find("input_tokens", data)),
                output_tokens=integer(self._find("output_tokens", data)),
            ),
            served_model=text_or_none(self._find("served_model", data)),
            response_id=text_or_none(self._find("response_id", data)),
        )

    def error_class(self, error: VendorError) -> ErrorClass | None:
        """The common rules hold."""
        return None

    def _find(self, option: str, data: Any) -> Any:
        expression = self._options.get(option)
        if expression is None:
            return None
        try:
            return search(str(expression), data)
        except ValueError:
            raise _malformed(f"something else where the option {option} looks") from None

    def _finish(self, raw: str | None, calls: Sequence[ToolCall]) -> FinishReason:
        named = mapping(self._options.get("finish_map")).get(raw or "", raw)
        finish: FinishReason = named if named in get_args(FinishReason) else "other"
        if self._options.get("finish_reason") is None:
            finish = "stop"
        return "tool_calls" if finish == "stop" and calls else finish

    def _failed(self, error: Any, headers: Mapping[str, str]) -> Completion:
        shown = error if isinstance(error, (str, Mapping)) else json.dumps(error)
        said = vendor_error.from_json(200, headers, {"error": shown})
        failure = failures.to_failure(said, self._spec)
        if failure.error_class != "content_blocked":
            raise failure
        return Completion(
            text="",
            finish_reason="content_filter",
            timing=Timing(total_s=0.0),
            refusal_signal=RefusalSignal(
                kind="prompt_blocked", detail=failures.blocked_detail(said)
            ),
            error=Failure.of(failure),
        )


def _text(found: Any) -> str | None:
    """Text, numbers as JSON, lists of both joined; `None` where nothing was found."""
    if found is None:
        return None
    if isinstance(found, list):
        return "".join(_shown(item) for item in found)
    return _shown(found)


def _shown(found: Any) -> str:
    if isinstance(found, (list, Mapping)):
        raise _malformed("an object or a list where the options expect text")
    return found if isinstance(found, str) else json.dumps(found)


def _tool_calls(found: Any) -> tuple[ToolCall, ...]:
    calls = []
    for item in map(mapping, items(found)):
        function = mapping(item.get("function")) or item
        name = text_or_none(function.get("name"))
        if name is None:
            continue
        arguments, raw = parse_arguments(function.get("arguments"))
        identifier = text_or_none(item.get("id"))
        calls.append(ToolCall(id=identifier, name=name, arguments=arguments, arguments_raw=raw))
    return tuple(calls)


def _signal(finish: FinishReason, raw: str | None) -> RefusalSignal | None:
    if finish == "refusal":
        return RefusalSignal(kind="model_refusal", detail=raw)
    return RefusalSignal(kind="content_filter", detail=raw) if finish == "content_filter" else None


def _malformed(found: str) -> ProviderError:
    return ProviderError(
        f"the response has {found}",
        error_class="malformed_response",
        hint="compare the JMESPath expressions of the provider with an answer of its endpoint",
    )


def open_json_endpoint(
    spec: ProviderSpec, key: str | None, *, transport: Any = None
) -> HttpProvider:
    """The provider behind `spec`.

    Raises:
        UsageError: an option is missing or wrong, or a stream is asked for.
    """
    if spec.stream:
        raise UsageError(
            f"provider {spec.id!r}: dialect {NAME!r} cannot stream",
            hint="leave out `stream`: its answers come whole",
        )
    for mistake in json_endpoint_options.review(spec.options):
        where = ".".join(map(str, mistake.steps)) or "options"
        raise UsageError(f"provider {spec.id!r}: {where}: {mistake.message}", hint=mistake.hint)
    if spec.base_url is None or not urlsplit(spec.base_url).hostname:
        raise UsageError(f"provider {spec.id!r} has no address", hint="give it a base_url")
    return HttpProvider(JsonEndpoint(spec), spec, key, base_url=spec.base_url, transport=transport)


DIALECT = Dialect(
    name=NAME,
    summary="any JSON endpoint, described by its options",
    open=open_json_endpoint,
    options=json_endpoint_options.OPTIONS,
    wire=lambda: JsonEndpoint(ProviderSpec(id=NAME, vendor="", dialect=NAME)),
    review=json_endpoint_options.review,
    streams=False,
)
