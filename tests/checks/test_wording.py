"""The check `wording`, and how words are found."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask, kind_of, make_completion
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.checks.reading.words import occurs, plain


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ({"required": "thank you"}, "Thank\n you\u2019ve \u2014 no: THANK  YOU!"),
        ({"required": ["fee", "EUR"]}, "The fee (5EUR?) is 5 EUR."),
        ({"forbidden": "fee"}, "The coffee has feet."),
        ({"forbidden": "fee"}, ""),
        ({"forbidden": "Cheap", "ignore_case": False}, "cheap"),
        ({"required": "guarant*"}, "We guaranteed it."),
        ({"required": "don't"}, "Don\u2019t."),
        ({"required": "caf\u00e9"}, "Un cafe\u0301."),
        ({"required": "\u9000\u6b3e"}, "\u8bf7\u529e\u7406\u9000\u6b3e\u624b\u7eed"),
        ({"required": "\ud658\ubd88"}, "\ud658\ubd88\uc740 \uc624\ub298"),
        ({"required": "API"}, "API\ub97c \uc4f4\ub2e4"),
        ({"forbidden": "\u043c\u0438\u0440"}, "\u043c\u0438\u0440\u043e\u0432\u043e\u0439"),
        ({"required": "\u0634\u0643\u0631\u0627"}, "\u0634\u0643\u0631\u0627 \u0644\u0643"),
        ({"required": "C++"}, "In C++, say."),
    ],
)
def test_accepts(arguments: Any, answer: str) -> None:
    assert ask("wording", arguments, answer).status == "passed"


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ({"required": "fee"}, "The coffee."),
        ({"required": "fee"}, ""),
        ({"required": "fee"}, "fee_total"),
        ({"required": "cafe"}, "Un cafe\u0301."),
        ({"required": "\ubd88"}, "\ud658\ubd88"),
        ({"forbidden": ["unfortunately"]}, "UNFORTUNATELY, no."),
        ({"forbidden": "guarantee*"}, "guarantees"),
        ({"required": "fee", "forbidden": "sorry"}, "Sorry, the fee."),
    ],
)
def test_rejects(arguments: Any, answer: str) -> None:
    assert ask("wording", arguments, answer).status == "failed"


def test_a_forbidden_word_in_the_refusal_text_counts() -> None:
    answer = make_completion("", refusal_text="I am sorry.")
    assert ask("wording", {"forbidden": "sorry"}, answer).status == "failed"


def test_what_looks_for_nothing_is_a_mistake() -> None:
    problem = kind_of("wording").problem
    assert problem({"ignore_case": True}) == "needs 'required' or 'forbidden'"
    assert problem({"required": ["a", "*"]}) == '"*" is not a word'


def test_absent_words_speak_of_form() -> None:
    speaks_of = kind_of("wording").speaks_of
    assert speaks_of({"required": "a", "forbidden": "b"}) == "content"
    assert speaks_of({"forbidden": "b"}) == "form"


LETTERS = st.text("abcdefgh\u00e9\u0444\u05d0", min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(LETTERS, LETTERS, LETTERS)
def test_a_word_is_found_beside_others_and_not_within_one(one: str, word: str, other: str) -> None:
    assert occurs(word, plain(f"{one} {word}, {other}"))
    joined = plain(f"{one}{word}{other}")
    assert occurs(word, joined) == (plain(word) == joined)
    assert occurs(f"{one}*", joined)


def test_too_much_work_is_unscored_and_words_count_once() -> None:
    words = [f"w{number}" for number in range(200)]
    outcome = ask("wording", {"required": words}, "http://a" * 5_000)
    assert outcome.status == "unscored"
    assert "200 words" in outcome.reason
    assert ask("wording", {"required": ["a"] * 300}, "http://a " * 5_000).status == "passed"
