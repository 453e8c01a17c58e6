"""Hints for a word in the wrong place."""

from __future__ import annotations

import pytest

from portcheck.config.problems.misplaced_keys import unknown_key_hint


@pytest.mark.parametrize(
    ("word", "valid", "hint"),
    [
        ("margin", ["sampling"], "'margin' belongs under gates.task"),
        ("base_url", ["sampling"], "'base_url' belongs in the providers file"),
        ("regex", ["sampling"], "'regex' is a check: write it as an item under 'checks'"),
        ("threshold", ["margin", "floor"], "did you mean 'floor'?"),
        ("temprature", ["prompt"], "did you mean 'temperature'? It belongs under sampling"),
        (
            "<<",
            ["prompt"],
            "merge keys are not supported: repeat the lines, or put them under 'defaults'",
        ),
    ],
)
def test_a_word_in_the_wrong_place(word: str, valid: list[str], hint: str) -> None:
    assert unknown_key_hint(word, valid, "suite") == hint
