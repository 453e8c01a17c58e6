"""What looks like a key, and what does not."""

from __future__ import annotations

import pytest

from portcheck.config.problems.quoting import quote
from portcheck.config.problems.secret_patterns import looks_random, looks_secret, secret_spans


@pytest.mark.parametrize(
    "text",
    [
        "sk-abcdefgh1234",
        "AKIAABCDEFGHIJKLMNOP",
        "xoxb-123-abcdefgh",
        "ghp_abcdefghijklmnop1234",
        "AIzaabcdefghijklmnopqrstuvwxyz",
        "Bearer abcdefghijklmnop",
        "https://u:p@h.example/",
        "https://h.example/?key=abcdef",
        "-----BEGIN RSA PRIVATE KEY-----",
        "hf_abcdefghijklmnopqr",
    ],
)
def test_secrets_are_recognised_and_not_quoted(text: str) -> None:
    assert looks_secret(text)
    assert text not in quote(f"before {text} after")


@pytest.mark.parametrize(
    "text",
    [
        "OPENAI_API_KEY",
        "smollm2-135m-instruct",
        "gpt-5.4-2026-03-05",
        "task-force-alpha",
        "anthropic.claude-sonnet-5-20260101-v1:0",
        "a plain sentence with words",
        "meta-llama/Llama-3",
        "https://api.example.com/v1",
        "MY_COMPANY_TEAM_7_VLLM_SERVICE_TOKEN_NAME",
    ],
)
def test_names_are_not_secrets(text: str) -> None:
    assert not looks_secret(text)
    assert not looks_random(text)


def test_where_secrets_stand() -> None:
    line = "a: sk-abcdefgh1234, b: hf_abcdefghijklmnopqr"
    assert [line[start:end] for start, end in secret_spans(line)] == [
        "sk-abcdefgh1234",
        "hf_abcdefghijklmnopqr",
    ]
    key = "x -----BEGIN RSA PRIVATE KEY----- abc"
    assert [key[start:end] for start, end in secret_spans(key)] == [key[2:]]
