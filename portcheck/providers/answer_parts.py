"""Read the parts of a vendor's answer that most dialects share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from typing import Any

from portcheck.error_classes import ErrorClass, Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import ToolCall
from portcheck.model.completion import Answer, FinishReason
from portcheck.vendor_json import parse_arguments, text, text_or_none

LEAST_REPEATED = 16
"""Fewest characters of a last chunk that counts as a repetition if it equals the text so far."""
MANY_PIECES = 4
"""Fewest pieces after which a repetition of the whole text cannot be a coincidence."""
_WORDS: Mapping[FinishReason, str] = {
    "stop": "stop stopped eos eos_token eos_found stop_sequence stop_token stop_str stop_string "
    "end end_turn complete completed finish finished done natural normal",
    "length": "length max_length max_tokens max_token max_new_tokens max_output_tokens "
    "max_completion_tokens model_length model_context_window_exceeded context_length_exceeded "
    "context_window_exceeded context_length token_limit token_limit_reached length_limit limit "
    "continuation",
    "tool_calls": "tool_calls tool_call tool_use tool function_call function_calls",
    "content_filter": "content_filter content_filtered content_policy content_policy_violation "
    "sensitive safety blocked blocklist prohibited_content recitation spii image_safety "
    "model_armor moderation moderated guardrail guardrails guardrail_intervened error_toxic "
    "jailbreak censored risk_control",
    "refusal": "refusal refused",
    "error": "error function_call_filter malformed_function_call malformed_response "
    "malformed_tool_use malformed_model_output unexpected_tool_call missing_thought_signature "
    "abort aborted",
}
_COMMON: Mapping[str, FinishReason] = {
    word: finish for finish, words in _WORDS.items() for word in words.split()
}
"""Lower-case words of OpenAI and of vendors that imitate another format."""
_GAVE_UP: tuple[tuple[str, ErrorClass, str], ...] = (
    (
        "insufficient_system_resource overloaded",
        "overloaded",
        "the vendor ran out of resources before the answer was complete",
    ),
    (
        "network_error connection_error",
        "connection",
        "the vendor broke off before the answer was complete",
    ),
    (
        "server_error internal_error",
        "server",
        "the vendor failed before the answer was complete",
    ),
    (
        "timeout time_limit",
        "timeout",
        "the vendor timed out before the answer was complete",
    ),
)
_BROKEN_OFF: Mapping[str, tuple[ErrorClass, str]] = {
    word: (error_class, said) for words, error_class, said in _GAVE_UP for word in words.split()
}
"""Words that mean that an answer was cut off by an error."""
_ITS_OWN_ERROR = frozenset({"error", "abort", "aborted", "timeout"})
"""Words of the finish reason `error` that name no mistake of the model."""


def finish_reason(raw: str | None, words: Mapping[str, FinishReason], calls: Sized) -> FinishReason:
    """The finish reason for a vendor's word; an unknown word is `other`.

    The dialect's own `words` come first, then those of vendors that imitate it. Some vendors say
    "stop" for an answer that ends with tool calls.

    Raises:
        ProviderError: `overloaded`, `connection`, `server` or `timeout`, the word means an error.
    """
    finish = words.get(raw or "") or _COMMON.get(raw or "")
    if finish is None:
        word = _plain(raw or "")
        if word in _BROKEN_OFF:
            raise _broken_off(raw or "", word)
        finish = _COMMON.get(word, "other")
    return "tool_calls" if finish == "stop" and calls else finish


def ended_by_an_error(answer: Answer) -> Failure | None:
    """The failure that ended an answer, where all that the vendor says of it is the finish reason.

    What it wrote before is no answer of the model: nobody knows how it would have gone on.
    """
    raw = answer.raw_finish_reason or ""
    if answer.finish_reason != "error" or _plain(raw) not in _ITS_OWN_ERROR:
        return None
    return Failure(
        error_class="server",
        message="the vendor ended its answer with an error, and does not say which",
        retryable=True,
        vendor_code=raw,
        hint="the vendor did not finish its answer: try again later",
    )


def _plain(raw: str) -> str:
    """Normalise a word: `Content-Filter: SAFETY` is `content_filter` (Google adds the reason)."""
    word = raw.partition(":")[0].strip().lower().replace("-", "_").replace(" ", "_")
    return word.removeprefix("finish_reason_").removeprefix("reason_")


def _broken_off(raw: str, word: str) -> ProviderError:
    error_class, said = _BROKEN_OFF[word]
    return ProviderError(
        Failure(
            error_class=error_class,
            message=said,
            retryable=True,
            vendor_code=raw,
            hint="the vendor did not finish its answer: try again later",
        )
    )


def object_call(identifier: Any, name: Any, arguments: Any) -> ToolCall:
    """Make a tool call for an API that sends the arguments as an object.

    Their text is kept only if it could not be parsed.
    """
    parsed, written = parse_arguments(arguments)
    return ToolCall(
        id=text_or_none(identifier),
        name=text(name),
        arguments=parsed,
        arguments_raw=written if parsed is None else None,
    )


def not_an_answer(message: str, hint: str) -> ProviderError:
    """Make the error `malformed_response` for a body that is not an answer."""
    return ProviderError(Failure(error_class="malformed_response", message=message, hint=hint))


def says_again(written: str, before: Sequence[Any]) -> bool:
    """Whether the last piece of a stream repeats the whole text."""
    pieces = [part for part in before if part and isinstance(part, str)]
    least = LEAST_REPEATED if len(pieces) < MANY_PIECES else 1
    return len(pieces) > 1 and len(written) >= least and written == "".join(pieces)
