"""Look-alikes are read as what they look like."""

from __future__ import annotations

from portcheck.checks.hiding.look_alikes import LOOK_ALIKES, latin


def test_letters_of_other_scripts_are_read_as_latin() -> None:
    assert (
        latin("\u0410\u0441\u043c\u0435 \U0001f1e6\U0001f150\U0001f170 \u2813\u2811")
        == "Acme aaa he"
    )
    assert latin("plain") == "plain"


def test_the_table_gives_one_plain_letter_each() -> None:
    assert all(len(letter) == 1 and letter.isascii() for letter in LOOK_ALIKES.values())
    assert not any(code < 128 for code in LOOK_ALIKES)
