"""Read the outcome in a row of a log: an answer, as in a live run, or a failure."""

from __future__ import annotations

import json
import re
import sys
from ast import literal_eval
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from portcheck.error_classes import ERROR_TRAITS, Failure
from portcheck.model.chat import ToolCall
from portcheck.model.completion import (
    Answer,
    Completion,
    FinishReason,
    RefusalSignal,
    Timing,
    Usage,
)
from portcheck.model.reasoning import read_reasoning
from portcheck.providers.answer_parts import object_call
from portcheck.providers.faults.classify import blocked_answer, classify, rejected_part
from portcheck.providers.faults.vendor_error import VendorError, from_json
from portcheck.run.answers.rows import Fields, plain_text
from portcheck.value import LARGEST
from portcheck.vendor_json import NOTHING, items, mapping, text

_FINISH: Mapping[str, FinishReason] = {
    "stop": "stop",
    "end_turn": "stop",
    "eos": "stop",
    "eos_token": "stop",
    "stop_sequence": "stop",
    "complete": "stop",
    "completed": "stop",
    "length": "length",
    "max_tokens": "length",
    "max_output_tokens": "length",
    "model_length": "length",
    "tool_calls": "tool_calls",
    "tool_call": "tool_calls",
    "tool_use": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
    "content_filtered": "content_filter",
    "guardrail_intervened": "content_filter",
    "safety": "content_filter",
    "blocklist": "content_filter",
    "prohibited_content": "content_filter",
    "recitation": "content_filter",
    "spii": "content_filter",
    "error_toxic": "content_filter",
    "refusal": "refusal",
    "error": "error",
}
_OVERLOADED = re.compile(r"\boverloaded\b")
_STATUS = re.compile(r"\b(?:error code|status(?: code)?|http)\W{1,3}([45]\d\d)\b", re.IGNORECASE)
"""The HTTP status in an error's text from a client library."""
_FAILED = 400
"""The lowest HTTP status of a failed call, whose response is not an answer."""
_UNEXPLAINED = "the row has an error without a message"
_BESIDE_ERROR = frozenset({"error", "status", "status_code", "request_id", "type"})


def outcome(
    values: Mapping[str, Any] | None, fields: Fields, tags: Sequence[str] = ()
) -> Completion | Failure:
    """The answer or failure in a row.

    A blocked, refused or cut answer, or one with only tool calls, is an answer without text. A row
    with neither an answer nor a finish reason is a failure.

    Args:
        values: the row; `None` if the file has none.
        fields: the mapping of fields.
        tags: tags around reasoning, besides `<think>`.
    """
    if values is None:
        return Failure(
            error_class="not_found", message="the file has no answer for this case and repeat"
        )
    found = fields.of(values)
    error = _stated_error(found)
    answer = _answer_or_failure(error) if error else _answer(found)
    if isinstance(answer, Failure):
        return answer
    timing = Timing(total_s=_seconds(found))
    return read_reasoning(answer.completed(timing=timing), tags)


def _answer(found: Mapping[str, Any]) -> Answer | Failure:
    said = plain_text(found.get("answer"))
    raw = plain_text(found.get("finish")) or None
    refusal = _refusal(found.get("refusal"), said or "")
    calls = _tool_calls(found.get("tool_calls"))
    finish = _finish(raw, refusal, calls)
    if said is None and not (refusal or calls or (raw and finish not in {"other", "error"})):
        return Failure(error_class="server", message="the row has no answer")
    signal = None
    if refusal or finish == "refusal":
        signal = RefusalSignal(kind="model_refusal", detail=refusal or raw)
    elif finish == "content_filter":
        signal = RefusalSignal(kind="content_filter", detail=raw)
    return Answer(
        text=said or "",
        finish_reason=finish,
        refusal_text=refusal,
        tool_calls=calls,
        raw_finish_reason=raw,
        refusal_signal=signal,
        usage=Usage(
            input_tokens=_count(found.get("input_tokens")),
            output_tokens=_count(found.get("output_tokens")),
            reasoning_tokens=_count(found.get("reasoning_tokens")),
        ),
        served_model=plain_text(found.get("provider")),
    )


def _finish(raw: str | None, refusal: str | None, calls: Sequence[ToolCall]) -> FinishReason:
    if refusal:
        return "refusal"
    # As in `content_filter: SAFETY` and `FinishReason.SAFETY`.
    word = (raw or "").partition(":")[0].rpartition(".")[2].strip().lower()
    if not word and calls:
        return "tool_calls"
    return _FINISH.get(word, "other")


def _refusal(value: Any, answer: str) -> str | None:
    """The model's refusal from its own field, or `None`.

    A single word beside an answer is not a refusal, but a person's label for the answer.
    """
    if value is True:
        value = "true"
    if not isinstance(value, str) or value.strip().lower() in NOTHING:
        return None
    return value if " " in value.strip() or not answer.strip() else None


def _tool_calls(value: Any) -> tuple[ToolCall, ...]:
    if isinstance(value, str):
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    calls = []
    for call in map(mapping, items(value)):
        inner = mapping(call.get("function")) or call
        arguments = inner.get("arguments", inner.get("input"))
        if text(inner.get("name")):
            calls.append(object_call(call.get("id"), inner.get("name"), arguments))
    return tuple(calls)


# --- errors ----------------------------------------------------------------------------------


def _stated_error(found: Mapping[str, Any]) -> VendorError | None:
    """The error in a row's own field, or in an error body in place of the answer."""
    error, answer = _parsed(found.get("error")), found.get("answer")
    named = _STATUS.search(found["error"]) if isinstance(found.get("error"), str) else None
    status = int(named[1]) if named else _count(found.get("status")) or 0
    if error:
        return from_json(status, {}, error if isinstance(error, dict) else {"error": error})
    body = mapping(answer)
    inner = mapping(body.get("error"))
    if body.keys() <= _BESIDE_ERROR and inner.keys() & {"code", "message"}:
        return from_json(status, {}, body)
    if status >= _FAILED and not _declines(found):
        said = plain_text(answer) or f"HTTP status {status}"
        return from_json(status, {}, body or {"error": {"message": said}})
    return None


def _declines(found: Mapping[str, Any]) -> bool:
    """Whether the row says that its answer was refused or blocked, whatever its HTTP status."""
    refusal = _refusal(found.get("refusal"), plain_text(found.get("answer")) or "")
    finish = _finish(plain_text(found.get("finish")), refusal, ())
    return finish in {"refusal", "content_filter"}


def _parsed(value: Any) -> Any:
    """An error as an object, if its text is or contains one, as that of client libraries does."""
    if not isinstance(value, str):
        return value or None
    if value.strip().lower() in NOTHING:
        return None
    start, stop = value.find("{"), value.rfind("}")
    for read in (json.loads, literal_eval) if 0 <= start < stop else ():
        with suppress(ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            body = read(value[start : stop + 1])
            if isinstance(body, dict) and (body.get("error") or body.get("message")):
                return body
    return value


def _answer_or_failure(error: VendorError) -> Answer | Failure:
    """The answer for a filter's block, or the failure for any other error."""
    error_class, flags = classify(error)
    traits = ERROR_TRAITS[error_class]
    if traits.retryable and not traits.throttled and _OVERLOADED.search(error.words):
        # A gateway's own status can hide the vendor's.
        error_class = "overloaded"
    failure = Failure(
        error_class=error_class,
        message=_UNEXPLAINED if error.message.startswith("HTTP 0 ") else error.message,
        flags=flags,
        http_status=error.stated_status or None,
        vendor_code=error.code or error.type,
        cause=rejected_part(error, error_class, flags),
    )
    return blocked_answer(error, failure) if failure.traits.counts == "answer" else failure


# --- numbers ---------------------------------------------------------------------------------


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        with suppress(ValueError):
            value = float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value <= sys.float_info.max else None


def _count(value: Any) -> int | None:
    number = _number(value)
    return None if number is None or number >= LARGEST else int(number)


def _seconds(found: Mapping[str, Any]) -> float:
    in_ms, in_s = _number(found.get("latency_ms")), _number(found.get("latency_s"))
    return in_s if in_s is not None else (in_ms or 0.0) / 1000
