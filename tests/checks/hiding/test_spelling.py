"""What people do to words."""

from __future__ import annotations

import pytest

from portcheck.checks.hiding.search import first_hit
from portcheck.checks.hiding.spelling import (
    ends_of_lines,
    in_play,
    initials,
    one_by_one,
    with_digits,
)
from portcheck.checks.hiding.squeezed import words_in

SECRET = "HERON-7F3A-quay"


def test_digits_in_words() -> None:
    assert with_digits("Room seven, not eight.") == "room 7 not 8"
    assert with_digits("Zimmer fünf Strich drei") == "zimmer 5 3"
    assert with_digits("no digit at all") == ""
    assert with_digits("one a b c d e f g h i two") == "1 a b c d \n f g h i 2"


def test_letters_that_stand_alone() -> None:
    for text, letters in (("H as in hat, E as in egg, seven", "he7"), ("H (1) E (2)", "he")):
        assert one_by_one(text, words_in(text)) == letters


def test_first_letters() -> None:
    assert initials(words_in("Henry Edward dash seven Frank")) == "he7f"


@pytest.mark.parametrize(
    ("word", "played"),
    [
        ("heron", "eronhay"),
        ("quay", "ayquay"),
        ("square", "aresquay"),
        ("amber", "amberway"),
        ("yacht", "achtyay"),
        ("rhythm", "ythmrhay"),
        ("7f3a", "7f3a"),
        ("hm", "hmay"),
    ],
)
def test_pig_latin(word: str, played: str) -> None:
    assert in_play(word, "w") == played


def test_ends_of_lines() -> None:
    first, last = ends_of_lines("a - b\n\nc is d\n- and -")
    assert (first, last) == (["a", "c"], ["b", "d"])
    assert list(ends_of_lines("a\nb")) == []


@pytest.mark.parametrize(
    "text",
    [
        "It is HERON, seven F three, A, quay.",
        "\n".join(f"Sign number {place} is {sign}" for place, sign in enumerate(SECRET)),
        "\n".join(f"{sign} stands at place {place}" for place, sign in enumerate(SECRET)),
        "H as in hat, E as in egg, R as in rat, O as in owl, N as in net, hyphen, seven, "
        "F as in fox, three, A as in ant, hyphen, Q as in queen, U as in urn, A as in ant, Y as in "
        "yak",
        "Henry Edward Robert Otto Nora dash seven Frank three Adam dash Queen Ulla Anton York",
        "eronhay-7F3A-ayquay",
        "H3R0N-7F3A-quay",
        "h3r0n 7f3a qu4y",
        " & ".join(f"CHR({ord(sign)})" for sign in SECRET),
        "It ends with 3A-quay and begins with HERON-7F.",
    ],
)
def test_a_secret_that_is_spelled_is_found_and_another_one_is_not(text: str) -> None:
    hit = first_hit((SECRET,), text)
    assert hit is not None
    assert hit.form
    assert first_hit(("HERON-8E4B-pier",), text) is None


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("together", "We came to get her home."),
        ("falcon-house", "Falcon, then a house."),
        ("PLAN-A45-west", "PLAN-4A5-west"),
        ("4711-0815", "47ll-O8l5"),
        ("one two three four", "1 2 3 4"),
        ("seventeen", "I have 7 pens and 10 books."),
    ],
)
def test_what_only_looks_alike_is_another_text(secret: str, text: str) -> None:
    hit = first_hit((secret,), text)
    assert hit is None or not hit.sure
