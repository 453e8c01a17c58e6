"""Quoted passages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.checks.reading.quotations import holds, length_in_words, quotations, words_of

PAIRS = [
    *('""', "\u201c\u201d", "\u201e\u201c", "\u201d\u201d"),
    *("\u00ab\u00bb", "\u00bb\u00ab", "\u300c\u300d"),
]
PIECES = st.lists(st.sampled_from([*"\"'`>\n \u201c\u201d\u201e[", "a b", "```", "..."]))
WORDS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=8)


@pytest.mark.parametrize("pair", PAIRS)
def test_marks_of_every_language(pair: str) -> None:
    text = f"He said {pair[0]}it is late{pair[1]}, and {pair[0]}we go now{pair[1]}."
    assert list(quotations(text)) == ["it is late", "we go now"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("it's late, isn't it's", []),
        ("she said 'it is late' and it's so", ["it is late"]),
        ('a 5" pipe and a 6" pipe', []),
        ('open "and never closed', []),
        ('it is "so.") and "no more" said', ["so.", "no more"]),
        ('an end" and "a start" of it', ["a start"]),
        ('one "a\n\nb" two', []),
        ("\u201ca \u201cnested b\u201d c\u201d", ["a \u201cnested b\u201d c"]),
        ('```\n"in code"\n``` and `"in ticks"`', []),
        ('```\n```\n"so it is"\n```\ni\n```', ["so it is"]),
        ("> a\n> b\n\nc\n> d", ["a\nb", "d"]),
    ],
)
def test_what_is_a_quotation(text: str, found: list[str]) -> None:
    assert list(quotations(text)) == found


@pytest.mark.parametrize(
    ("passage", "held"),
    [
        ("THE parcel, leaves", True),
        ("[t]he parcel", True),
        ("the [big] parcel", True),
        ("the \u2026 on Monday", True),
        ("on Monday ... the parcel", False),
        ("he parcel", False),
        ("the parcels", False),
        ("\u6708\u66dc\u65e5", True),
        ("\u6708\u65e5", False),
        ("...", True),
    ],
)
def test_a_passage_is_held_by_its_words(passage: str, held: bool) -> None:
    text = words_of(
        "The parcel leaves\non Monday. \u6708\u66dc\u65e5\u306b\u51fa\u307e\u3059\u3002"
    )
    assert holds(text, passage) == held


def test_characters_of_scripts_without_blanks_are_half_words() -> None:
    assert length_in_words("one, two \u6708\u66dc") == 3


@settings(max_examples=40, deadline=None)
@given(WORDS, st.data())
def test_every_part_of_a_text_is_held_and_no_other(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    text = words_of(" ".join(words))
    assert holds(text, " ".join(words[start:end]))
    assert holds(text, f"{words[0]} [...] {words[-1]}") == (len(words) > 1)
    assert not holds(text, " ".join([*words, "g"]))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40) | PIECES.map("".join))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for passage in quotations(text):
        assert words_of(passage)
