"""Hints for a wrong word of a file."""

from __future__ import annotations

from portcheck.config.problems.synonyms import spelling_hint


def test_without_a_neighbour_all_words_are_listed() -> None:
    assert spelling_hint("zebra", ["red", "green"]) == "valid here: red, green"
    assert spelling_hint("zebra", []) == ""
