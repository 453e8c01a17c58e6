"""Hints: the nearest word, and quoting that shows neither secrets nor escapes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.config.problems.hints import did_you_mean, quote
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
            "merge keys are not supported: repeat the lines, or put them under 'defaults'",
        ),
    ],
)
def test_a_word_in_the_wrong_place(word: str, valid: list[str], hint: str) -> None:
    assert unknown_key_hint(word, valid, "suite") == hint


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
