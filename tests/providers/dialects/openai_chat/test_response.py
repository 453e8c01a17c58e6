"""Answers of Chat Completions and its imitators: counts of tokens, calls in old and new form."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.model.completion import Usage
from portcheck.providers.dialects.openai_chat.response import read_body

HELLO: dict[str, Any] = {"content": "Hi."}
CALL: dict[str, Any] = {"function": {"name": "f", "arguments": "{}"}}


def body(message: dict[str, Any], **top: Any) -> dict[str, Any]:
    return {"choices": [{"message": message, "finish_reason": "stop"}], **top}


def usage(message: dict[str, Any] = HELLO, **counts: Any) -> Usage:
    return read_body(body(message, usage=counts), {}).usage


@pytest.mark.parametrize(
    ("cached", "sent"),
    [
        (9, 10),  # inside the input, as OpenAI counts
        (10, 10),  # all of it was cached
        (11, 21),  # beside it, as Anthropic counts
    ],
)
def test_cached_tokens_lie_inside_the_input_unless_they_cannot(cached: int, sent: int) -> None:
    found = usage(
        prompt_tokens=10, completion_tokens=1, prompt_tokens_details={"cached_tokens": cached}
    )
    assert (found.input_tokens, found.cache_read_tokens) == (sent, cached)


@pytest.mark.parametrize(
    ("counts", "both"),
    [
        ({"prompt_tokens": 10, "total_tokens": 14}, (10, 4)),
        ({"completion_tokens": 4, "total_tokens": 14}, (10, 4)),
        ({"prompt_tokens": 10, "total_tokens": 5}, (10, 0)),
        ({"total_tokens": 14}, (None, None)),
    ],
)
def test_the_total_tells_the_count_that_is_not_stated(
    counts: dict[str, Any], both: tuple[int | None, int | None]
) -> None:
    found = usage(**counts)
    assert (found.input_tokens, found.output_tokens) == both


@pytest.mark.parametrize(
    ("message", "counted"), [(HELLO, False), ({"tool_calls": [CALL]}, False), ({}, True)]
)
def test_zeros_beside_an_answer_are_no_counts(message: dict[str, Any], counted: bool) -> None:
    found = usage(message, prompt_tokens=0, completion_tokens=0)
    assert found == (Usage(input_tokens=0, output_tokens=0) if counted else Usage())


def test_a_call_in_the_old_form_counts_beside_one_that_names_nothing() -> None:
    nameless = {"function": {"name": "", "arguments": ""}}
    found = read_body(body({"tool_calls": [nameless], "function_call": CALL["function"]}), {})
    assert [call.name for call in found.tool_calls] == ["f"]
    both = read_body(body({"tool_calls": [CALL], "function_call": CALL["function"]}), {})
    assert len(both.tool_calls) == 1, "the same call, said twice"
