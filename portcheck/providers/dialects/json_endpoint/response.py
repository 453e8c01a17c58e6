"""Read answers of an endpoint with the JMESPath expressions of its options."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import JsonObject, ToolCall
from portcheck.model.completion import Answer, FinishReason, RefusalSignal, Usage
from portcheck.model.suite import ProviderSpec
from portcheck.model.visible_text import one_line
from portcheck.providers.dialects.json_endpoint.options import moderates
from portcheck.providers.dialects.json_endpoint.paths import search
from portcheck.providers.faults import classify as failures
from portcheck.providers.faults import vendor_error
from portcheck.providers.streams.json_events import StreamEvent
from portcheck.providers.wire import Folded
from portcheck.vendor_json import integer, items, mapping, parse_arguments, text_or_none

_MOST_NAMES = 20
"""Most categories of a moderator that are kept."""
_LONGEST_NAME = 60
_ARRAY = "[]"
"""Key for an answer that is an array, in the result of `fold`."""


def fold(events: Sequence[StreamEvent]) -> Folded:
    """The items of an answer that is an array, which expressions see as one."""
    return Folded(body={_ARRAY: [event.data for event in events]}, complete=bool(events))


def read_body(spec: ProviderSpec, body: JsonObject, headers: Mapping[str, str]) -> Answer:
    """Read an answer with the expressions.

    Raises:
        ProviderError: they find an error, or no text where an answer must be.
    """
    data: Any = body[_ARRAY] if set(body) == {_ARRAY} else body
    options = spec.options
    error = _find(options, "error", data)
    if error:
        return _failed(spec, error, headers)
    if moderates(options):
        return _judgement(options, data)
    raw = _find(options, "finish_reason", data)
    raw_finish = None if raw is None else _shown(raw)
    calls = _tool_calls(_find(options, "tool_calls", data))
    answer = _text(_find(options, "text", data))
    if answer is None and raw_finish is None and not calls:
        raise _malformed(f"nothing at the path of option text ({options['text']})")
    finish = _finish(options, raw_finish, calls)
    return Answer(
        text=answer or "",
        finish_reason=finish,
        reasoning_text=_text(_find(options, "reasoning", data)) or None,
        tool_calls=calls,
        raw_finish_reason=raw_finish,
        refusal_signal=_signal(finish, raw_finish),
        usage=_usage(options, data),
        served_model=text_or_none(_find(options, "served_model", data)),
        response_id=text_or_none(_find(options, "response_id", data)),
    )


def _judgement(options: JsonObject, data: Any) -> Answer:
    """The judgement of a moderator: a blocked answer, or one without text.

    A value that is neither true nor false is not a judgement.
    """
    blocked = _find(options, "blocked_if", data)
    if not isinstance(blocked, bool):
        raise _malformed("neither true nor false at the path of option blocked_if")
    named = ", ".join(_categories(_find(options, "categories", data)))
    return Answer(
        text="",
        finish_reason="content_filter" if blocked else "stop",
        raw_finish_reason="blocked" if blocked else "passed",
        refusal_signal=RefusalSignal(kind="content_filter", detail=named or None)
        if blocked
        else None,
        usage=_usage(options, data),
        served_model=text_or_none(_find(options, "served_model", data)),
        response_id=text_or_none(_find(options, "response_id", data)),
    )


def _categories(found: Any) -> list[str]:
    """Names from a list of texts, or those that an object calls true."""
    if isinstance(found, Mapping):
        found = [name for name, value in found.items() if value is True]
    names = [found] if isinstance(found, str) else filter(_is_text, items(found))
    texts = (one_line(name.replace(",", " "), _LONGEST_NAME) for name in names if name)
    return [text for text in texts if text][:_MOST_NAMES]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _usage(options: JsonObject, data: Any) -> Usage:
    return Usage(
        input_tokens=integer(_find(options, "input_tokens", data)),
        output_tokens=integer(_find(options, "output_tokens", data)),
    )


def _find(options: JsonObject, name: str, data: Any) -> Any:
    expression = options.get(name)
    if expression is None:
        return None
    try:
        return search(str(expression), data)
    except ValueError:
        raise _malformed(f"a value of the wrong kind at the path of option {name}") from None


def _finish(options: JsonObject, raw: str | None, calls: Sequence[ToolCall]) -> FinishReason:
    named = mapping(options.get("finish_map")).get(raw or "", raw)
    finish: FinishReason = named if named in get_args(FinishReason) else "other"
    if options.get("finish_reason") is None:
        finish = "stop"
    return "tool_calls" if finish == "stop" and calls else finish


def _failed(spec: ProviderSpec, error: Any, headers: Mapping[str, str]) -> Answer:
    shown = error if isinstance(error, (str, Mapping)) else json.dumps(error)
    said = vendor_error.from_json(200, headers, {"error": shown})
    found = failures.to_error(said, spec)
    if found.failure.traits.counts != "answer":
        raise found
    return failures.blocked_answer(said, found.failure)


def _text(found: Any) -> str | None:
    """Text, numbers as JSON, lists of both joined; `None` if nothing was found."""
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
        Failure(
            error_class="malformed_response",
            message=f"the response has {found}",
            hint="compare the JMESPath expressions of the provider with an answer of its endpoint",
        )
    )
