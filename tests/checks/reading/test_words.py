"""Words and phrases in text."""

from __future__ import annotations

import pytest

from portcheck.checks.reading.words import occurrences, plain


@pytest.mark.parametrize(
    ("word", "text", "times"),
    [
        ("Ana", "Ana has a banana; ANA", 2),
        ("a a", "a a a a", 2),
        ("c++", "c++, C++!", 2),
        ("\u8fd9", "\u8fd9\u4e2a\u8fd9\u4e2a", 2),
        ("refund*", "refund, refunds, a prerefund", 2),
        ("", "a", 0),
    ],
)
def test_words_are_counted_without_overlaps(word: str, text: str, times: int) -> None:
    assert occurrences(word, plain(text)) == times
