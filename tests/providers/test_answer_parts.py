"""Parts of answers that most dialects read alike."""

from __future__ import annotations

import pytest

from portcheck.errors import ProviderError
from portcheck.model.chat import ToolCall
from portcheck.model.completion import FinishReason
from portcheck.providers.answer_parts import finish_reason, not_an_answer, object_call

WORDS: dict[str, FinishReason] = {"end": "stop", "max": "length"}


@pytest.mark.parametrize(
    ("raw", "calls", "reason"),
    [
        ("end", 0, "stop"),
        ("end", 1, "tool_calls"),
        ("max", 1, "length"),
        ("new word", 1, "other"),
        # Words of vendors that imitate another.
        ("stop", 1, "tool_calls"),
        ("normal", 0, "stop"),
        ("Content-Filter: SAFETY", 0, "content_filter"),
        ("FINISH_REASON_MAX_TOKENS", 0, "length"),
        ("tool calls", 1, "tool_calls"),
        (None, 0, "other"),
    ],
)
def test_an_answer_that_stops_with_calls_ends_in_them(
    raw: str | None, calls: int, reason: FinishReason
) -> None:
    assert finish_reason(raw, WORDS, [None] * calls) == reason


def test_a_dialect_s_own_word_wins() -> None:
    assert finish_reason("TIMEOUT", {"TIMEOUT": "error"}, ()) == "error"
    with pytest.raises(ProviderError) as caught:
        finish_reason("TIMEOUT", {}, ())
    failure = caught.value.failure
    assert (failure.error_class, failure.vendor_code) == ("timeout", "TIMEOUT")


@pytest.mark.parametrize(
    ("arguments", "parsed", "written"),
    [
        ({"order": 1}, {"order": 1}, None),
        (None, {}, None),
        ('{"order": 1}', {"order": 1}, None),
        ("order 1", None, "order 1"),
    ],
)
def test_text_of_arguments_is_kept_only_where_it_is_no_object(
    arguments: object, parsed: dict[str, int] | None, written: str | None
) -> None:
    call = object_call("call-1", "refund", arguments)
    assert call == ToolCall(id="call-1", name="refund", arguments=parsed, arguments_raw=written)


def test_a_call_without_an_id_or_a_name() -> None:
    assert object_call("", None, {}) == ToolCall(id=None, name="", arguments={})


def test_what_is_not_an_answer_is_malformed() -> None:
    error = not_an_answer("the response has no message", "check base_url")
    assert error.failure.error_class == "malformed_response"
    assert (error.message, error.hint) == ("the response has no message", "check base_url")
