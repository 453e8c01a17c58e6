"""Errors in the words of vendors and gateways to classes. Written from documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portcheck.providers.dialects import (
    anthropic,
    bedrock,
    cohere,
    gemini,
    mistral,
    ollama,
    openai_chat,
    openai_responses,
)
from portcheck.providers.faults.classify import classify
from portcheck.providers.faults.vendor_error import VendorError, from_body, from_json
from portcheck.providers.wire import Wire

ROWS = [
    json.loads(line)
    for line in Path(__file__).with_name("error_words.jsonl").read_text().splitlines()
]

OWN_STATUSES = {("bedrock", 424), ("cohere", 499)}
"""Where a vendor's own documentation gives a status another meaning."""


def error(status: int, body: Any) -> VendorError:
    return from_body(status, {}, body) if isinstance(body, str) else from_json(status, {}, body)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['class']}-{row['status']}")
def test_what_an_error_means(row: dict[str, Any]) -> None:
    assert classify(error(row["status"], row["body"]))[0] == row["class"]


@pytest.mark.parametrize(
    "wire",
    [
        *(anthropic.WIRE, bedrock.WIRE, cohere.WIRE, gemini.WIRE),
        *(mistral.WIRE, ollama.WIRE, openai_chat.WIRE, openai_responses.WIRE),
    ],
    ids=lambda wire: wire.name,
)
def test_it_means_the_same_in_every_wire_format(wire: Wire) -> None:
    for row in ROWS:
        if (wire.name, row["status"]) not in OWN_STATUSES:
            said = error(row["status"], row["body"])
            assert (classify(said, wire.error_class(said))[0], row) == (row["class"], row)


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum prompt length is 1000 but the request contains 1200 tokens.",
        "prompt token count of 700 exceeds the limit of 640",
        "Input validation error: `inputs` must have less than 400 tokens. Given: 454",
        "Your request exceeded model token limit: 8192",
        "the number of input tokens 5000 cannot exceed the total tokens limit 4096",
        "Range of input length should be [1, 30720]",
        "The prompt (5000 tokens) is longer than the model's context length (4096 tokens).",
    ],
)
def test_a_prompt_that_does_not_fit_is_flagged(message: str) -> None:
    assert classify(error(400, {"error": {"message": message}})) == (
        "invalid_request",
        ("context_length",),
    )


@pytest.mark.parametrize(
    "message",
    [
        "max_tokens (100000) exceeds the maximum output tokens of 8192",
        "Requested budget_tokens 100 exceeds max",
        "The total size of the images exceeds the request limit",
    ],
)
def test_other_limits_are_no_context_length(message: str) -> None:
    assert "context_length" not in classify(error(400, {"error": {"message": message}}))[1]
