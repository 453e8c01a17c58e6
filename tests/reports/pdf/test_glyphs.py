"""What no font can show is written as its code point."""

from __future__ import annotations

import pytest

from portcheck.reports.pdf.glyphs import coded, displayed, every_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain #text[1]", "plain #text[1]"),
        ("café ελληνικά", "café ελληνικά"),
        ("a\ue000\ue001b", "aU+E000 U+E001b"),
        ("tab\tnew\nline", "tab new\nline"),
        ("\x1b[31m \u202e \ud800", "\\x1b[31m \\u202e \\ud800"),
        ("e" + "\u0301" * 5, "e\u0301\u0301\u0301U+0301 U+0301"),
    ],
)
def test_nothing_is_shown_that_cannot_be_seen(text: str, shown: str) -> None:
    assert displayed(text) == shown


def test_a_megabyte_is_cut_and_the_rest_counted() -> None:
    found = displayed("yes " * 250_000)

    assert found == "yes " * 500 + " [998,000 more characters]"


def test_an_endless_word_is_cut_unless_its_script_has_no_spaces() -> None:
    assert displayed("y" * 400) == "y" * 120 + " [280 more characters]"
    assert displayed("y" * 299) == "y" * 299
    assert displayed("中" * 400) == "中" * 400


def test_lacking_characters_are_coded_together_with_what_ties_them() -> None:
    assert coded("a中文b", {"中", "文"}) == "aU+4E2D U+6587b"
    woman, laptop = "\U0001f469", "\U0001f4bb"
    assert coded(f"{woman}\u200d{laptop}", {woman, laptop}) == "U+1F469 U+200D U+1F4BB"
    assert coded("ب\u200cب", {"中"}) == "ب\u200cب"


def test_a_long_run_of_code_points_is_cut() -> None:
    found = coded("中" * 100, {"中"})

    assert found.count("U+4E2D") == 60
    assert found.endswith(" [40 more characters]")


def test_texts_anywhere_in_json_are_changed_and_keys_are_not() -> None:
    data = {"a": ["a", {"b": "c"}, 1, None], "d": (True, "e")}

    assert every_text(data, str.upper) == {"a": ["A", {"b": "C"}, 1, None], "d": [True, "E"]}
