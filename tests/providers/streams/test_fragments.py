"""Arguments of tool calls in fragments."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.providers.streams.fragments import fragment, is_object, is_repeat, joined


@pytest.mark.parametrize(
    ("fragments", "whole"),
    [
        (["{", '"x"', ":1}"], '{"x":1}'),
        (["{}", '{"x":1}'], '{"x":1}'),
        (["null", '{"x":', "1}"], '{"x":1}'),
        ([" {} ", '{"x":1}'], '{"x":1}'),
        (['{"x":1}', '{"x":1}'], '{"x":1}'),
        (['{"x":', '{"x":1}'], '{"x":1}'),
        (['{"x":', '{"y":1}}'], '{"x":{"y":1}}'),
        (['{"x":', '{"x":', "1}", "}"], '{"x":{"x":1}}'),
        (["{}"], "{}"),
        ([], ""),
    ],
)
def test_fragments_add_up(fragments: list[str], whole: str) -> None:
    assert joined(fragments) == whole


VALUES = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from("ab"), VALUES)


@given(OBJECTS, st.lists(st.integers(1, 60), max_size=6), st.booleans())
def test_any_cut_of_an_object_is_the_object(
    found: dict[str, Any], cuts: list[int], placeholder: bool
) -> None:
    written = json.dumps(found)
    at = sorted({0, *(cut for cut in cuts if cut < len(written)), len(written)})
    fragments = [written[a:b] for a, b in pairwise(at)]
    assert joined([*(["{}"] if placeholder else []), *fragments]) == written


def test_what_is_an_object() -> None:
    assert is_object(' {"x": 1} ')
    assert not is_object("[1]")
    assert not is_object('{"x": 1')
    assert not is_object("nonsense}")


def test_fragments_that_are_no_text() -> None:
    assert [fragment(one) for one in ('{"x"', None, {"x": 1}, [1])] == [
        '{"x"',
        "",
        '{"x": 1}',
        "[1]",
    ]


def test_a_call_that_comes_again() -> None:
    before = [("a", "add", {"x": 1})]
    assert is_repeat(("a", "add", {"x": 1}), before)
    assert is_repeat(("a", "add", {}), before)
    for other in (("a", "add", {"x": 2}), ("b", "add", {}), ("a", "sub", {}), ("", "add", {})):
        assert not is_repeat(other, before)
    assert not is_repeat(("", "add", {"x": 1}), [("", "add", {"x": 1})])


def test_a_piece_that_looks_like_all_that_came_before_is_a_piece() -> None:
    assert joined(["{}", '{"a": ', '{"a": []}}']) == '{"a": {"a": []}}'
    assert joined(['{"a": ', '{"a": []}']) == '{"a": []}'
