"""Whether JSON values agree."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.checks.shared.json_match import agrees, holds, identity, same
from portcheck.model.chat import ToolCall

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("match", "wanted", "found", "does"),
    [
        ("any", {}, {"a": 1}, True),
        ("any", {}, None, True),
        ("exact", {"a": 1}, {"a": 1.0}, True),
        ("exact", {"a": 1}, {"a": 1, "b": 2}, False),
        ("exact", {"a": 1}, {"a": True}, False),
        ("exact", {}, None, False),
        ("subset", {"a": {"b": 1}}, {"a": {"b": 1, "c": 2}, "d": 3}, True),
        ("subset", {"a": {"b": 1}}, {"a": {"c": 2}}, False),
        ("subset", {"a": [1]}, {"a": [1, 2]}, False),
        ("subset", {"a": None}, {}, False),
        ("subset", {}, {}, True),
    ],
)
def test_arguments_agree_or_not(match: Any, wanted: Any, found: Any, does: bool) -> None:
    assert agrees(match, wanted, found) is does


def test_what_is_nested_without_end_is_the_same_as_nothing() -> None:
    deep: list[Any] = []
    for _ in range(200_000):
        deep = [deep]
    assert not same(deep, [])


@given(JSON)
def test_everything_holds_itself(value: Any) -> None:
    assert holds(value, value)


@given(st.dictionaries(st.text(max_size=2), JSON), st.text(max_size=2), JSON)
def test_a_further_key_does_no_harm(value: Any, key: str, item: Any) -> None:
    assert holds({key: item} | value, value)


def test_a_call_is_the_same_by_its_tool_and_its_arguments() -> None:
    def call(arguments: Any, raw: str | None = None, name: str = "t") -> ToolCall:
        return ToolCall(id=None, name=name, arguments=arguments, arguments_raw=raw)

    assert identity(call({"a": 1, "b": 2})) == identity(call({"b": 2, "a": 1.0}))
    assert identity(call({"a": 1})) != identity(call({"a": True}))
    assert identity(call({})) != identity(call({}, name="u"))
    assert identity(call(None, "[1]")) == identity(call(None, "[1]"))
    assert identity(call(None, "{}")) != identity(call({}))
    deep: dict[str, Any] = {}
    for _ in range(200_000):
        deep = {"a": deep}
    assert identity(call(deep, "raw")) == identity(call(None, "raw"))


def test_what_is_no_json_is_the_same_as_nothing_and_harms_nobody() -> None:
    assert not same(float("inf"), float("inf"))
    assert not agrees("exact", {"a": 1}, {"a": float("inf")})
    endless = ToolCall(
        id=None, name="t", arguments={"a": float("inf")}, arguments_raw='{"a":1e999}'
    )
    assert identity(endless) == ("t", 'text: {"a":1e999}')
