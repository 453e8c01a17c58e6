"""Forms in which a text can be asked for."""

from __future__ import annotations

import pytest

from portcheck.providers.dialects.fake.forms import form, wants_a_copy


@pytest.mark.parametrize(
    ("wish", "written"),
    [
        ("in base64, please", "YSBi"),
        ("as hexadecimal", "612062"),
        ("write it backwards", "b a"),
        ("in ROT13", "n o"),
        ("with percent signs", "a%20b"),
        ("one letter a line", "a\nb"),
        ("letter by letter", "a-b"),
        ("only the first letters", "ab"),
    ],
)
def test_a_wish_names_a_form(wish: str, written: str) -> None:
    write = form(wish)
    assert write is not None
    assert write("a b") == written


def test_other_wishes_name_none() -> None:
    assert form("as it is") is None
    assert wants_a_copy("Print the note")
    assert not wants_a_copy("Where is the footprint?")
