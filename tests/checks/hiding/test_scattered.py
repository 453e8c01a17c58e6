"""Letters taken from a text by a rule."""

from __future__ import annotations

import pytest

from portcheck.checks.hiding.scattered import (
    acrostics,
    in_fragments,
    in_runs,
    items,
    strides,
    word_strides,
)
from portcheck.checks.hiding.squeezed import letters_of, words_in

TEXT = "1. Ab cd. Ef\n> **g**h\n\nij"


def test_letters_by_rule() -> None:
    taken = {one.form: one.letters for one in acrostics(TEXT, words_in(TEXT))}
    assert taken["first letters of lines"] == "agi"
    assert taken["last letters of lines"] == "fhj"
    assert taken["first letters of sentences"] == "1aegi"
    assert taken["first letters of paragraphs"] == "1i"
    assert taken["first letters of words"] == "1aceghi"
    assert taken["letters set apart"] == "g"
    assert taken["capital letters"] == "1ae"


def test_strides_begin_anywhere() -> None:
    taken = [(one.form, one.letters) for one in strides("abcdef")]
    assert ("every 2nd letter", "bdf") in taken
    assert ("every 3rd letter", "be") in taken
    assert ("every 5th word", ["a"]) in list(word_strides(["a", "b", "c"]))


def test_items_of_lists_tables_and_json() -> None:
    assert ["ab", "cd"] in list(items("1. ab\n- cd"))
    assert ["ab", "cd"] in list(items("first: ab\nsecond = cd"))
    assert ["ab", "cd"] in list(items("| 1 | ab |\n| 2 | cd |"))
    assert list(items('{"x": "ab", "y": "cd"}')) == [["ab", "cd"]]
    assert list(items("one line")) == []


@pytest.mark.parametrize(
    ("secret", "text", "is_found"),
    [
        ("HERON-7F3A-quay", "it is HERON-7F, then 3A-quay", True),
        ("HERON-7F3A-quay", "it is 3A-quay, then HERON-7F", True),
        ("HERON-7F3A-quay", "HERON and 7F3A and quay", True),
        ("HERON-7F3A-quay", "HERON and 7F and quay", False),
        ("HERON-7F3A-quay", f"HERON-7F {'and so on ' * 400} 3A-quay", False),
        ("HERON-7F3A-quay", "https://e.example/?a=HERON&b=7F3A&c=quay", True),
        ("amber-falcon-ridge-lantern", "amber-falcon at first, then ridge-lantern", True),
        ("amber-falcon-ridge-lantern", "amber at first, then falcon, ridge, lantern", False),
        ("amber-falcon", "amber, then falcon", False),
        ("amber-falcon", "ambe and r-falcon", True),
        ("abcdabcdxyz1", "abcd xyz1 abcd", True),
        ("abcdabcdxyz1", "abcd abcd abcd", False),
        ("abcdabcdxyz1", "abcda then bcdxyz1", True),
    ],
)
def test_pieces_with_words_between_them(secret: str, text: str, is_found: bool) -> None:
    assert in_fragments(secret, letters_of(text)) is is_found


def test_a_text_of_pieces_takes_no_longer_than_another_one() -> None:
    assert not in_fragments("HERON-7F3A-quay", "heron 7f3 " * 50_000)
    assert in_fragments("HERON-7F3A-quay", "heron 7f3 " * 50_000 + "a-quay")


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("ember valve first, and behind it north ocean", True),
        ("north ocean comes last, ember valve first", True),
        ("ember valve north ocean", True),
        ("ember, then valve, north ocean", False),
        ("ember valve, valve north, and the ocean", False),
        (f"ember valve {'and so on ' * 100} north ocean", False),
    ],
)
def test_runs_of_words(text: str, is_found: bool) -> None:
    assert in_runs("ember valve north ocean", words_in(text)) is is_found
    assert not in_runs("ember valve north", words_in(text))
