"""Hints: the nearest word, and quoting that shows neither secrets nor escapes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.config.problems.hints import did_you_mean, looks_random, looks_secret, quote
from portcheck.config.problems.places import unknown_key_hint
from portcheck.model.suggestions import nearest

WORDS = ["checks", "cases", "cases_from", "prompt", "value", "margin", "criticality", "max_ratio"]


def test_without_a_neighbour_all_words_are_listed() -> None:
    assert did_you_mean("zebra", ["red", "green"]) == "valid here: red, green"
    assert did_you_mean("zebra", []) == ""


@pytest.mark.parametrize(
    ("word", "valid", "hint"),
    [
        ("margin", ["sampling"], "'margin' belongs under gates.task"),
        ("base_url", ["sampling"], "'base_url' belongs in the providers file"),
        ("regex", ["sampling"], "'regex' is a check: write it as an item under 'checks'"),
        ("threshold", ["margin", "floor"], "did you mean 'floor'?"),
        ("temprature", ["prompt"], "did you mean 'temperature'? It belongs under sampling"),
        (
            "<<",
            ["prompt"],
            "merge keys are not used: repeat the lines, or put them under 'defaults'",
        ),
    ],
)
def test_a_word_in_the_wrong_place(word: str, valid: list[str], hint: str) -> None:
    assert unknown_key_hint(word, valid, "suite") == hint


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


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_quotes_are_short_and_harmless(text: str) -> None:
    found = quote(text)
    assert len(found) <= 64
    assert not [ch for ch in found if unicodedata.category(ch) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.lists(st.sampled_from(WORDS), unique=True))
def test_the_nearest_word_is_a_valid_one(word: str, valid: list[str]) -> None:
    found = nearest(word, valid)
    assert found is None or found in valid
