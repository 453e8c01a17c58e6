"""Which noun says what a value is."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.cues.nouns import Nouns

ALL = frozenset({"password", "code", "other"})


def governs(text: str, value: str) -> str:
    start = text.index(value)
    found = Nouns(text).governing(start, start + len(value), ALL)
    return "" if found is None else found[0].family


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("the code of the safe was changed last week, new is 4471", "code"),
        ("the order came with a code, the order is 4471", "other"),
        ("4471 is the PIN", "code"),
        ("Der Tresorcode wurde geändert. Neu: 4471", "code"),
        ("Fehlercode 4471", "other"),
        ("code d'erreur 4471", "other"),
        ("código postal 4471", "other"),
        ("dbPwd = 4471", "password"),
        ("Mein Kennwort? Ja: 4471", "password"),
        ("hasło do poczty 4471", "password"),
        ("a monkey and a decoder: 4471", "other"),
        ("the pinned opinion has 4471", ""),
    ],
)
def test_the_nearest_noun_governs_a_value(text: str, family: str) -> None:
    assert governs(text, "4471") == family


def test_a_noun_beyond_reach_governs_nothing() -> None:
    assert governs("My password. " + "Lovely weather we have today. " * 9 + "4471", "4471") == ""
    assert governs("4471 came. " + "Lovely weather we have today. " * 3 + "password", "4471") == ""


def test_nouns_are_found_as_whole_words_with_their_endings() -> None:
    text = "Passwörter, hasłami, şifremizi"
    assert [text[one.start : one.end] for one in Nouns(text).found] == [
        "Passwörter",
        "hasłami",
        "şifremizi",
    ]


def test_a_value_may_hold_a_noun_itself() -> None:
    assert Nouns("see key2 there").inside(4, 8)
    assert not Nouns("see plum2 there").inside(4, 9)


def test_three_dots_end_no_sentence() -> None:
    assert Nouns("well... now. Then").ends_between(0, 17) == 1


def test_one_family_is_found_near_a_place() -> None:
    nouns = Nouns("the wifi has a key")
    assert nouns.near(15, "network", 20)
    assert not nouns.near(15, "network", 5)
    assert not nouns.near(15, "question", 50)
