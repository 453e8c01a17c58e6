"""The check `edit_distance`."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from check_builders import ask, kind_of
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.checks.edit_distance import LONGEST, distance

LETTERS = st.text("ab", max_size=6)


def by_definition(one: str, other: str) -> int:
    """Wagner and Fischer's table."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one):
        before, row[0] = row[0], i + 1
        for j, right in enumerate(other):
            before, row[j + 1] = (
                row[j + 1],
                min(row[j + 1] + 1, row[j] + 1, before + (left != right)),
            )
    return row[-1]


@settings(max_examples=40, deadline=None)
@given(LETTERS, LETTERS)
def test_the_distance_is_the_one_of_its_definition(one: str, other: str) -> None:
    found = distance(one, other)
    assert found.edits == by_definition(one, other) == distance(other, one).edits
    assert 0 <= found.similarity <= 1
    assert (found.similarity == 1) == (one == other)


@pytest.mark.parametrize(
    ("arguments", "answer", "status"),
    [
        ({"value": "kitten", "max_edits": 3}, "sitting", "passed"),
        ({"value": "kitten", "max_edits": 2}, "sitting", "failed"),
        ({"value": "abcd", "min_similarity": 0.75}, "abcx", "passed"),
        ({"value": "abcd", "min_similarity": 0.76}, "abcx", "failed"),
        ({"value": "abcd", "min_similarity": 0.7, "max_edits": 0}, "abcx", "failed"),
        ({"value": "It\u2019s  here", "max_edits": 0}, "it's\nhere ", "passed"),
        ({"value": "Acme", "max_edits": 0, "ignore_case": False}, "acme", "failed"),
        ({"value": "a b c", "max_edits": 1, "unit": "words"}, "a long c", "passed"),
        ({"value": "a b c", "max_edits": 1, "unit": "words"}, "a b", "passed"),
        ({"value": ["far away", "near"], "max_edits": 1}, "nears", "passed"),
        ({"value": "near", "max_edits": 9}, "", "failed"),
        ({"value": "near", "max_edits": 9}, "a" * 2 * LONGEST, "failed"),
        ({"value": "a" * LONGEST, "max_edits": 9}, "a" * (LONGEST + 1), "unscored"),
    ],
)
def test_bounds_decide(arguments: Any, answer: str, status: str) -> None:
    assert ask("edit_distance", arguments, answer).status == status


def test_the_reason_says_how_far_and_what_was_wanted() -> None:
    found = ask("edit_distance", {"value": "abcd", "max_edits": 0, "min_similarity": 1}, "abcx")
    assert found.reason == (
        "1 edit by character, similarity 0.750; at most 0 allowed, at least 1 needed"
    )


def test_a_distance_that_was_not_computed_is_given_as_a_bound() -> None:
    found = ask("edit_distance", {"value": "abcd", "max_edits": 1}, "xyzxyz")
    assert found.reason == (
        "at least 2 edits by character, similarity at most 0.667; at most 1 allowed"
    )


def test_a_bound_is_needed() -> None:
    assert kind_of("edit_distance").problem({"value": "a"}) is not None


def test_the_library_is_imported_with_its_first_use() -> None:
    code = "import sys; from portcheck.plugins import CHECKS; CHECKS.names(); " + (
        "print('rapidfuzz' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "False\n"
