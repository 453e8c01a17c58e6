"""Letters without what stands between them, and where words begin."""

from __future__ import annotations

from portcheck.checks.hiding.squeezed import Squeezed, squeeze, words_in


def test_words_and_letters() -> None:
    assert words_in("H\u0415RON-7f, \u00e9t\u00e9!") == ["heron", "7f", "\u00e9t\u00e9"]
    assert squeeze("HERON-7f") == "heron7f"


def test_whole_words_between_two_places() -> None:
    text = Squeezed(["ab", "cd", "ef"])
    assert text.whole_words(2, 6) == ["cd", "ef"]
    assert text.whole_words(1, 4) == ()
    assert text.whole_words(0, 3) == ()
