"""Read answers of OpenAI Responses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portcheck.data.vendors import served_model_headers
from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import JsonObject, ToolCall
from portcheck.model.completion import Answer, FinishReason, RefusalSignal, Usage
from portcheck.providers.answer_parts import not_an_answer
from portcheck.providers.faults.classify import filtered_categories
from portcheck.providers.http import first_header
from portcheck.vendor_json import (
    first_integer,
    integer,
    items,
    mapping,
    parse_arguments,
    text,
    text_or_none,
)

CALLS = frozenset({"function_call", "custom_tool_call"})
"""Types of items that call a tool of the client."""
_INCOMPLETE: Mapping[str, FinishReason] = {
    "max_output_tokens": "length",
    "max_tokens": "length",
    "content_filter": "content_filter",
}


def read_body(body: JsonObject, headers: Mapping[str, str]) -> Answer:
    """Read the answer in a body.

    Raises:
        ProviderError: `malformed_response` where the body is not a response, `server` where it
            failed without saying why.
    """
    status = text_or_none(body.get("status"))
    if status is None and not isinstance(body.get("output"), list):
        raise not_an_answer(
            "the response has neither a status nor an output",
            "check that base_url is the address of a Responses API",
        )
    if status == "failed":
        raise ProviderError(
            Failure(
                error_class="server",
                message="the vendor says that the response failed, but not why",
                retryable=True,
                hint="the vendor reports an internal error: try again later",
            )
        )
    output = [mapping(item) for item in items(body.get("output"))]
    answer, refusal, thought = _texts(output)
    calls = tuple(_tool_calls(output))
    reason = text_or_none(mapping(body.get("incomplete_details")).get("reason"))
    finish = _finish(status, reason, refusal, calls)
    return Answer(
        text=answer,
        finish_reason=finish,
        refusal_text=refusal,
        reasoning_text=thought,
        tool_calls=calls,
        raw_finish_reason=f"{status}:{reason}" if status == "incomplete" and reason else status,
        refusal_signal=_signal(finish, refusal, body),
        usage=_usage(mapping(body.get("usage")), answered=bool(answer or refusal or calls)),
        served_model=text_or_none(body.get("model"))
        or first_header(headers, served_model_headers()),
        response_id=text_or_none(body.get("id")),
    )


def turn(body: JsonObject) -> list[JsonObject]:
    """The output items of an answer that calls tools, for sending them back.

    Reasoning goes back beside the calls that it led to (developers.openai.com/api/docs/guides/
    reasoning, keeping reasoning items in context). Fields of null say nothing, and some are not
    taken as input; so are calls that name no tool.
    """
    found = [
        {name: value for name, value in mapping(item).items() if value is not None}
        for item in items(body.get("output"))
    ]
    for item in found:
        if item.get("type") == "reasoning":
            item.setdefault("summary", [])
        elif item.get("type") == "function_call" and not isinstance(item.get("arguments"), str):
            item["arguments"] = json.dumps(item.get("arguments") or {})
    return [item for item in found if not calls_a_tool(item) or text(item.get("name"))]


def calls_a_tool(item: JsonObject) -> bool:
    """Whether an output item is a call of a tool of the client."""
    return text(item.get("type")) in CALLS


def has_answer(output: Any) -> bool:
    """Whether output items hold a text, a refusal or a call."""
    found = [mapping(item) for item in items(output)]
    answer, refusal, _ = _texts(found)
    return bool(answer or refusal or list(_tool_calls(found)))


def _texts(output: Sequence[JsonObject]) -> tuple[str, str | None, str | None]:
    """Text, refusal and reasoning."""
    answer, refusals, thoughts = list[str](), list[str](), list[str]()
    for item in output:
        kind, content = item.get("type"), item.get("content")
        if kind == "reasoning":
            parts = [*items(item.get("summary")), *items(content)]
            thoughts.extend(text(mapping(part).get("text")) for part in parts)
        elif kind == "message":
            answer.append(text(content))
            for part in map(mapping, items(content)):
                if text(part.get("type")) in {"output_text", "text"}:
                    answer.append(text(part.get("text")))
                elif part.get("type") == "refusal":
                    refusals.append(text(part.get("refusal")))
    return "".join(answer), "".join(refusals) or None, "".join(thoughts) or None


def _tool_calls(output: Iterable[JsonObject]) -> Iterable[ToolCall]:
    for item in output:
        name = text(item.get("name"))
        identifier = text_or_none(item.get("call_id")) or text_or_none(item.get("id"))
        if not name:
            continue
        if item.get("type") == "function_call":
            arguments, written = parse_arguments(item.get("arguments"))
            yield ToolCall(id=identifier, name=name, arguments=arguments, arguments_raw=written)
        elif item.get("type") == "custom_tool_call":
            written = text(item.get("input"))
            yield ToolCall(id=identifier, name=name, arguments=None, arguments_raw=written)


def _finish(
    status: str | None, reason: str | None, refusal: str | None, calls: Sequence[ToolCall]
) -> FinishReason:
    if refusal:
        return "refusal"
    if status == "incomplete":
        return _INCOMPLETE.get(reason or "", "other")
    if status == "completed":
        return "tool_calls" if calls else "stop"
    return "other"


def _signal(finish: FinishReason, refusal: str | None, body: JsonObject) -> RefusalSignal | None:
    if refusal:
        return RefusalSignal(kind="model_refusal", detail=refusal)
    if finish == "content_filter":
        # Azure names the categories beside the output.
        filters = map(mapping, items(body.get("content_filters")))
        named = [filtered_categories(found.get("content_filter_results")) for found in filters]
        detail = ", ".join(filter(None, named)) or "content_filter"
        return RefusalSignal(kind="content_filter", detail=detail)
    return None


def _usage(usage: JsonObject, *, answered: bool) -> Usage:
    # Imitators use the names of Chat Completions.
    sent = first_integer(usage.get("input_tokens"), usage.get("prompt_tokens"))
    received = first_integer(usage.get("output_tokens"), usage.get("completion_tokens"))
    if answered and not sent and not received:
        # Zeros with an answer mean that the vendor did not count.
        return Usage()
    inside = mapping(usage.get("input_tokens_details") or usage.get("prompt_tokens_details"))
    outside = mapping(usage.get("output_tokens_details") or usage.get("completion_tokens_details"))
    thought = integer(outside.get("reasoning_tokens"))
    if sent and received and thought:
        # Where reasoning is counted beside the output, the total shows it.
        beside = integer(usage.get("total_tokens")) == sent + received + thought
        received += thought if beside else 0
    return Usage(
        input_tokens=sent,
        output_tokens=received,
        cache_read_tokens=integer(inside.get("cached_tokens")),
        cache_write_tokens=integer(inside.get("cache_write_tokens")),
        reasoning_tokens=thought,
    )
