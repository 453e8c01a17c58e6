"""JSON in fences, in prose, and with commas too many."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.detectors.json_in_text import fences, json_text


@pytest.mark.parametrize(
    ("text", "value", "overlooked"),
    [
        (' {"a": 1} ', {"a": 1}, ()),
        ("7", 7, ()),
        ('```json\n{"a": 1}\n```', {"a": 1}, ("a code fence",)),
        ("Here:\n~~~\n[1, 2,]\n~~~\nBye", [1, 2], ("a code fence", "a trailing comma")),
        ('{"a": [1, 2,],}', {"a": [1, 2]}, ("a trailing comma",)),
        ('Sure! {"a": {"b": 2}} Done.', {"a": {"b": 2}}, ("text around it",)),
        ('See [1]: {"a": 1,}', [1], ("text around it",)),
        ('See {x} and [y]: {"a": 1}', {"a": 1}, ("text around it",)),
        ('{"a": ",]"}', {"a": ",]"}, ()),
        ('{"a": "x,}",}', {"a": "x,}"}, ("a trailing comma",)),
    ],
)
def test_what_is_overlooked(text: str, value: object, overlooked: tuple[str, ...]) -> None:
    found = json_text(text)
    assert found is not None
    assert (json.loads(found[0]), found[1]) == (value, overlooked)


@pytest.mark.parametrize("text", ["", "no", "{a: 1}", "```\nno\n```", "{'a': 1}", "[1, 2"])
def test_where_there_is_no_json(text: str) -> None:
    assert json_text(text) is None


def test_a_fence_that_never_closes() -> None:
    assert fences('```json\n{"a": 1}') == [('{"a": 1}', "json")]
    assert fences("a ``` b") == []


def test_a_fence_ends_with_a_bare_mark_that_is_no_shorter() -> None:
    assert fences("````\n```\nx\n```\n````") == [("```\nx\n```\n", "")]
    assert fences("~~~\n```\nx\n~~~") == [("```\nx\n", "")]
    assert fences("```MD\n```py\nx\n```") == [("```py\nx\n", "md")]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_json_is_itself(value: object) -> None:
    found = json_text(json.dumps(value))
    assert found is not None
    assert json.loads(found[0]) == value


@pytest.mark.slow
@pytest.mark.parametrize("text", ["[" * 200_000, "{" * 200_000, '"' * 200_000, "``` \n" * 40_000])
def test_hostile_text_takes_little_time(text: str) -> None:
    started = time.perf_counter()
    json_text(text)
    assert time.perf_counter() - started < 20
