"""The check `max_length`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [(5, "abcde"), (5, "  abcde \n"), ({"words": 2}, "two words"), (2, "\U0001f600\U0001f600")],
)
def test_accepts(arguments: Any, answer: str) -> None:
    assert ask("max_length", arguments, answer).status == "passed"


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (5, "abcdef"),
        (5, ""),
        ({"words": 2}, "these are three"),
        ({"characters": 4, "words": 9}, "abcde"),
        ({"characters": 90, "words": 1}, "two words"),
    ],
)
def test_rejects(arguments: Any, answer: str) -> None:
    assert ask("max_length", arguments, answer).status == "failed"
