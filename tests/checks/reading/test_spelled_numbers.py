"""Numbers in words."""

from __future__ import annotations

import pytest

from portcheck.checks.reading.spelled_numbers import MOST, in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (3, "drei"),
        (12, "dozen"),
        (19, "nineteen"),
        (21, "twenty one"),
        (100, "a hundred"),
        (105, "one hundred five"),
        (1000, "one thousand"),
        (21_300, "twenty one thousand three hundred"),
        (2 * 10**9, "two billion"),
    ],
)
def test_words_of_numbers(number: int, words: str) -> None:
    assert words in in_words(number)


def test_numbers_without_words() -> None:
    assert in_words(-1) == in_words(MOST) == ()
