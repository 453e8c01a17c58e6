"""The check `list`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.checks.list import LONGEST, MOST, compare

ITEMS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("arguments", "answer", "status"),
    [
        (["red", "blue"], "Blue and red.", "passed"),
        (["red", "blue"], "Here they are:\n\n1. **Red** \u2013 warm\n2. Blue (cold)\n", "passed"),
        (["red", "blue"], '```json\n["blue", "red"]\n```', "passed"),
        (["red", "blue"], "red\nblue", "passed"),
        (["red", "blue"], "red,\nblue", "passed"),
        (["red", "blue"], "red", "failed"),
        (["red", "blue"], "red, blue, green", "failed"),
        (["red", "blue"], "red, blue, red", "failed"),
        (["red", "blue"], "The colours are red and blue", "unscored"),
        (["red", "blue"], "red, blue, and not green", "failed"),
        (["red", "blue"], "", "failed"),
        (["research and design", "sales"], "sales, research and design", "passed"),
        ([1, 2.5, True], "[1, 2.50, true]", "passed"),
        ([["UK", "United Kingdom"], "US"], "- US\n- United Kingdom", "passed"),
        ([["UK", "US"], "UK"], "UK, US", "passed"),
        ([["a", "b"], ["a", "c"], "a"], "a, b, c", "passed"),
        ({"items": [["UK", "US"], "UK"], "ordered": True}, "US, UK", "passed"),
        ({"items": [["UK", "US"], "UK"], "ordered": True}, "UK, US", "failed"),
        (["a", "a", "b"], "a, b, a", "passed"),
        (["a", "a", "b"], "a, b", "failed"),
        ({"items": ["a", "b"], "duplicates": True}, "a, b, a", "passed"),
        ({"items": ["a", "b"], "ordered": True}, "b, a", "failed"),
        ({"items": ["a", "b", "c"], "ordered": True, "max_missing": 1}, "a, c", "passed"),
        ({"items": ["a", "b"], "max_extra": 1}, "a, x, b", "passed"),
        ({"items": ["a", "b"], "form": "bullets"}, "a, b", "failed"),
        ({"items": ["a", "b"], "form": "json"}, "- a\n- b", "failed"),
        ({"items": ["a", "b"], "form": "lines"}, "a\nb", "passed"),
        (["a"], "a," * (MOST + 1), "failed"),
        (["a"], "a " * LONGEST, "unscored"),
    ],
)
def test_lists(arguments: Any, answer: str, status: str) -> None:
    assert ask("list", arguments, answer).status == status


def test_the_reason_names_what_is_missing_extra_or_repeated() -> None:
    assert ask("list", ["a", "b"], "a").reason == 'missing: "b"'
    assert ask("list", ["a"], "a, b").reason == 'not expected: "b"'
    assert ask("list", ["a", "b"], "a, b, B").reason == 'repeated: "B"'


@settings(max_examples=40, deadline=None)
@given(ITEMS, ITEMS)
def test_what_is_missing_extra_and_repeated_is_the_difference(
    items: list[str], wanted: list[str]
) -> None:
    found = compare(items, wanted)
    matched = len(items) - len(found.extra) - len(found.repeated)
    assert matched == len(wanted) - len(found.missing)
    assert sorted(found.missing) == sorted(
        one for one in set(wanted) for _ in range(wanted.count(one) - items.count(one))
    )
    assert not set(found.extra) & set(wanted)
    assert set(found.repeated) <= set(wanted)
    assert compare(wanted, wanted) == ((), (), (), True)
