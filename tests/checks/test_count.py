"""The check `count`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask, kind_of

from portcheck.checks.count import LONGEST


@pytest.mark.parametrize(
    ("arguments", "answer", "status"),
    [
        ({"words": 3}, "well-known \u2013 isn't (it)", "passed"),
        ({"words": {"exactly": 3, "max": 9}}, "one two", "failed"),
        ({"words": 2}, "\u8fd9\u662f\u4e00\u4e2a\u53e5\u5b50", "unscored"),
        ({"words": {"max": 9}}, "The name \u674e is one in a text of many other words", "failed"),
        ({"characters": {"min": 2, "max": 3}}, " abc ", "passed"),
        ({"characters": {"min": 4}}, "abc", "failed"),
        ({"sentences": {"max": 2}}, "Is it 3.5 m? Yes. No.", "failed"),
        ({"sentences": 2}, "See e.g. the page. It helps", "passed"),
        ({"sentences": 1}, "We sell pens etc. The rest is off.", "unscored"),
        ({"sentences": {"min": 1, "max": 2}}, "We sell pens etc. The rest is off.", "passed"),
        ({"lines": 2}, "a\n\nb", "passed"),
        ({"paragraphs": 2}, "a\nb\n \nc", "passed"),
        ({"items": 2}, "Two:\n- a\n  - nested\n- b\nDone.", "passed"),
        ({"items": 3}, '["a", "b, c", {"d": 1}]', "passed"),
        ({"items": 0}, "red, green", "passed"),
        ({"occurrences": {"Ana": 1}}, "Ana has a banana", "passed"),
        ({"occurrences": {"thank you": {"min": 2}}}, "Thank you! THANK YOU", "passed"),
        ({"occurrences": {"\u8fd9": 2}}, "\u8fd9\u4e2a\u8fd9\u4e2a", "passed"),
        ({"occurrences": {"C++": 1, "a": {"max": 0}}}, "C++ it is", "passed"),
        ({"words": {"min": 0}}, "", "failed"),
        ({"words": {"max": 9}}, "a " * LONGEST, "failed"),
        ({"words": {"min": 9}}, "a " * LONGEST, "passed"),
        ({"words": {"min": LONGEST}}, "a " * LONGEST, "unscored"),
        ({"occurrences": {"b": 0}}, "a " * LONGEST, "unscored"),
        ({"characters": 2 * LONGEST - 1}, "a " * LONGEST, "passed"),
    ],
)
def test_numbers_and_bounds(arguments: Any, answer: str, status: str) -> None:
    assert ask("count", arguments, answer).status == status


def test_the_reason_says_what_was_counted_and_wanted() -> None:
    assert ask("count", {"words": 3}, "a b").reason == "2 words, exactly 3 wanted"
    assert ask("count", {"words": {"min": 3}}, "a").reason == "1 word, at least 3 wanted"
    found = ask("count", {"occurrences": {"a": {"max": 1}}}, "a a")
    assert found.reason == '"a" 2 times, 0 to 1 wanted'


def test_bounds_that_nothing_lies_within_are_a_mistake() -> None:
    problem = kind_of("count").problem
    assert problem({"words": {"min": 3, "max": 2}}) is not None
    assert problem({"occurrences": {"a": {"exactly": 3, "max": 2}}}) is not None
    assert problem({"words": {"min": 3, "max": 2}, "occurrences": {"words": 1}}) is not None
    assert problem({"words": 3, "occurrences": {"a": 0}}) is None


def test_a_length_says_nothing_of_the_content() -> None:
    speaks_of = kind_of("count").speaks_of
    assert speaks_of({"words": 3}) == "form"
    assert speaks_of({"occurrences": {"a": 1}}) == "content"
