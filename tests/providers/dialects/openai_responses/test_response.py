"""Answers of OpenAI Responses as whole bodies: what ended them, and counts of tokens."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.model.completion import Usage
from portcheck.providers.dialects.openai_responses.response import read_body

HELLO = {"type": "message", "content": [{"type": "output_text", "text": "Hi."}]}
DECLINED = {"type": "message", "content": [{"type": "refusal", "refusal": "No."}]}
CALL = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
ZERO = {"input_tokens": 0, "output_tokens": 0}


@pytest.mark.parametrize("item", [HELLO, DECLINED, CALL])
def test_zeros_beside_an_answer_are_no_counts(item: dict[str, Any]) -> None:
    assert read_body({"status": "completed", "output": [item], "usage": ZERO}, {}).usage == Usage()


@pytest.mark.parametrize(
    ("status", "raw"), [("incomplete", "incomplete:max_output_tokens"), ("completed", "completed")]
)
def test_why_an_answer_is_incomplete_is_said_of_one_that_is(status: str, raw: str) -> None:
    details = {"reason": "max_output_tokens"}
    found = read_body({"status": status, "output": [HELLO], "incomplete_details": details}, {})
    assert found.raw_finish_reason == raw
