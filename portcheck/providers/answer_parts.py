"""Parts of a vendor's answer that most dialects read alike."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from typing import Any

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import ToolCall
from portcheck.model.completion import FinishReason
from portcheck.providers.vendor_json import parse_arguments, text, text_or_none


def finish_reason(raw: str | None, words: Mapping[str, FinishReason], calls: Sized) -> FinishReason:
    """The finish reason that a vendor's word stands for; an unknown word is `other`.

    Some vendors say that an answer stopped where it ends with tool calls.
    """
    finish = words.get(raw or "", "other")
    return "tool_calls" if finish == "stop" and calls else finish


def object_call(identifier: Any, name: Any, arguments: Any) -> ToolCall:
    """A tool call of a wire that carries the arguments as an object.

    Their text is kept only where it could not become one.
    """
    parsed, written = parse_arguments(arguments)
    return ToolCall(
        id=text_or_none(identifier),
        name=text(name),
        arguments=parsed,
        arguments_raw=written if parsed is None else None,
    )


def not_an_answer(message: str, hint: str) -> ProviderError:
    """The error `malformed_response` of a body that is not an answer at all."""
    return ProviderError(Failure(error_class="malformed_response", message=message, hint=hint))
