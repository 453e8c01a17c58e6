"""What differs between two answers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.reports.marked import Piece, marked


def plain(pieces: object) -> str:
    return "".join(f"<{one.text}>" if one.differs else one.text for one in pieces)  # type: ignore[attr-defined]  # pieces


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("order of May 3", "order of June 3", ("order of <May> 3", "order of <June> 3")),
        ("pay 10 now", "pay 10 right now", ("pay 10 now", "pay 10 <right >now")),
        (
            "it is a b c x and so on",
            "it is d e f x and so on",
            ("it is <a b c> x and so on", "it is <d e f> x and so on"),
        ),
        ("same", "same", ("same", "same")),
        ("billing", "I cannot help with that.", ("billing", "I cannot help with that.")),
        ("", "yes", ("", "yes")),
    ],
)  # fmt: skip
def test_words_that_differ_are_marked(first: str, second: str, found: tuple[str, str]) -> None:
    assert tuple(map(plain, marked(first, second))) == found


def test_long_texts_are_not_compared() -> None:
    long = "word " * 5000
    assert marked(long, f"{long}more")[1] == (Piece(f"{long}more", False),)


WORDS = st.lists(st.sampled_from(["a", "b", " ", "\n", ".", "\x1b"]), max_size=12).map("".join)


@settings(max_examples=60)
@given(first=WORDS, second=WORDS)
def test_nothing_gets_lost(first: str, second: str) -> None:
    found = marked(first, second)
    assert tuple("".join(one.text for one in pieces) for pieces in found) == (first, second)
