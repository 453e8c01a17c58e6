"""Read answers of Gemini's generateContent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject, ToolCall
from portcheck.model.completion import Answer, FinishReason, RefusalSignal, Usage
from portcheck.providers.answer_parts import finish_reason, not_an_answer, object_call
from portcheck.providers.faults.vendor_error import printable
from portcheck.vendor_json import (
    integer,
    items,
    mapping,
    text,
    text_or_none,
)

_FINISH: Mapping[str, FinishReason] = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "CONTINUATION": "length",
    # Not Google's own word, but that of servers that imitate the API.
    "FUNCTION_CALL": "tool_calls",
    **dict.fromkeys(
        (
            *("SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR"),
            *("IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION"),
            *("ESCALATION", "PUP_LIMITED_DISABLED"),
        ),
        "content_filter",
    ),
    **dict.fromkeys(
        (
            *("MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"),
            *("MALFORMED_RESPONSE", "MISSING_THOUGHT_SIGNATURE", "LANGUAGE", "NO_IMAGE"),
        ),
        "error",
    ),
}
"""Finish reason by name; new values are added often, and unknown ones are `other`."""
_OF_STREAMS = frozenset({"partialArgs", "willContinue"})
"""Fields of a call whose arguments are still coming."""


def read_body(body: JsonObject) -> Answer:
    """Read the answer in a body.

    A blocked prompt has a reason and no candidate.

    Raises:
        ProviderError: `malformed_response`, the body is not an answer of this API.
    """
    candidate = first_candidate(body)
    blocked = "" if candidate else block_reason(body)
    if not (candidate or blocked or _is_empty_answer(body)):
        raise not_an_answer(
            "the response has no candidates", "check that base_url is the address of a Gemini API"
        )
    parts = [mapping(part) for part in items(mapping(candidate.get("content")).get("parts"))]
    answer = "".join(text(p.get("text")) for p in parts if p.get("thought") is not True)
    thought = "".join(text(p.get("text")) for p in parts if p.get("thought") is True)
    calls = tuple(
        _tool_call(mapping(p.get("functionCall")))
        for p in parts
        if text(mapping(p.get("functionCall")).get("name"))
    )
    raw = text_or_none(candidate.get("finishReason"))
    finish = "content_filter" if blocked else finish_reason(raw, _FINISH, calls)
    return Answer(
        text=answer,
        finish_reason=finish,
        reasoning_text=thought or None,
        tool_calls=calls,
        raw_finish_reason=raw,
        refusal_signal=_signal(body, candidate, blocked, raw)
        if finish == "content_filter"
        else None,
        usage=_usage(
            mapping(body.get("usageMetadata") or candidate.get("usageMetadata")),
            answered=bool(answer or calls),
        ),
        served_model=text_or_none(body.get("modelVersion")),
        response_id=text_or_none(body.get("responseId")),
    )


def first_candidate(body: JsonObject) -> JsonObject:
    """The candidate with index 0, otherwise the first one; empty if there is none."""
    found = [candidate for candidate in map(mapping, items(body.get("candidates"))) if candidate]
    first = next((c for c in found if integer(c.get("index")) == 0), None)
    return first or (found[0] if found else {})


def block_reason(body: JsonObject) -> str:
    """Why the prompt was blocked; "" if it was not."""
    return text(mapping(body.get("promptFeedback")).get("blockReason"))


def _is_empty_answer(body: JsonObject) -> bool:
    return any(body.get(name) for name in ("usageMetadata", "modelVersion", "responseId"))


def _tool_call(call: JsonObject) -> ToolCall:
    return object_call(call.get("id"), call.get("name"), call.get("args"))


def turn(body: JsonObject) -> list[JsonObject]:
    """The parts of an answer that calls tools, for sending them back.

    Thought signatures come back in the very parts that brought them
    (ai.google.dev/gemini-api/docs/thought-signatures). Empty parts, and calls that name no tool,
    stay away.
    """
    return [part for part in map(_sendable, parts_of(body)) if part]


def _sendable(part: JsonObject) -> JsonObject:
    if "functionCall" not in part:
        return {} if part.keys() <= {"text", "thought"} and not part.get("text") else part
    call = mapping(part["functionCall"])
    if not text(call.get("name")):
        return {}
    arguments = object_call(None, None, call.get("args")).arguments
    named = {name: value for name, value in call.items() if name not in _OF_STREAMS}
    return {**part, "functionCall": {**named, "args": arguments or {}}}


def _signal(
    body: JsonObject, candidate: JsonObject, blocked: str, raw: str | None
) -> RefusalSignal:
    feedback = mapping(body.get("promptFeedback"))
    source = feedback if blocked else candidate
    said = text(feedback.get("blockReasonMessage") if blocked else candidate.get("finishMessage"))
    detail = ": ".join(
        filter(None, [blocked or raw, ", ".join(_categories(source)) or printable(said)])
    )
    return RefusalSignal(
        kind="prompt_blocked" if blocked else "content_filter", detail=detail or None
    )


def _categories(source: JsonObject) -> list[str]:
    """The findings of a filter, such as `HARM_CATEGORY_HATE_SPEECH (LOW)`."""
    found = []
    for rating in map(mapping, items(source.get("safetyRatings"))):
        category = text(rating.get("category"))[:60]
        if rating.get("blocked") is True and category:
            probability = text(rating.get("probability"))[:20]
            found.append(f"{category} ({probability})" if probability else category)
    return found[:20]


def _usage(usage: JsonObject, *, answered: bool) -> Usage:
    """Counts; the API leaves out those that are zero, so they are zero beside others.

    Nothing but zeros beside a text is what a server sends that did not count.
    """
    if not usage:
        return Usage()

    def count(name: str) -> int:
        return integer(usage.get(name)) or 0

    sent = count("promptTokenCount") + count("toolUsePromptTokenCount")
    received = count("candidatesTokenCount") + count("thoughtsTokenCount")
    if answered and sent and not received:
        # Servers that imitate the API may state the total alone.
        received = max(0, count("totalTokenCount") - sent)
    if answered and not (sent or received):
        return Usage()
    return Usage(
        input_tokens=sent,
        output_tokens=received,
        cache_read_tokens=count("cachedContentTokenCount"),
        reasoning_tokens=count("thoughtsTokenCount"),
    )


def parts_of(data: Any) -> list[JsonObject]:
    """The parts in an event's first candidate."""
    return [
        mapping(part)
        for part in items(mapping(first_candidate(mapping(data)).get("content")).get("parts"))
    ]
