"""Hints for a wrong word of a file."""

from __future__ import annotations

from portcheck.config.problems.synonyms import did_you_mean


def test_without_a_neighbour_all_words_are_listed() -> None:
    assert did_you_mean("zebra", ["red", "green"]) == "valid here: red, green"
    assert did_you_mean("zebra", []) == ""
