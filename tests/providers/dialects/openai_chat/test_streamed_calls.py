"""Fragments of tool calls, as imitators send them, to whole calls. Written from documentation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.model.chat import JsonObject
from portcheck.providers.dialects.openai_chat.streamed_calls import StreamedCalls


def piece(
    arguments: Any = None, *, key: str | None = None, name: str | None = None, index: int | None = 0
) -> JsonObject:
    function = {"name": name, "arguments": arguments}
    found: dict[str, Any] = {
        "function": {key: value for key, value in function.items() if value is not None}
    }
    found |= {} if key is None else {"id": key}
    return found if index is None else {**found, "index": index}


def calls(*pieces: JsonObject) -> list[tuple[str, str, Any]]:
    taken = StreamedCalls()
    for one in pieces:
        taken.add(one)
    bodies = [call.body() for call in taken.whole()]
    return [(b["id"], b["function"]["name"], b["function"]["arguments"]) for b in bodies]


ONE = [("a", "add", '{"x":1}')]
TWO = [*ONE, ("b", "sub", '{"y":2}')]


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        # The usual way, and without an index or ids.
        ([piece("", key="a", name="add"), piece('{"x"'), piece(":1}")], ONE),
        ([piece("", key="a", name="add", index=None), piece('{"x":1}', index=None)], ONE),
        # An id that changes within a call.
        ([piece("", key="a", name="add"), piece('{"x"', key="z"), piece(":1}", key="z")], ONE),
        ([piece('{"x"', key="a", name="add"), piece(":1}", key="z", name="add")], ONE),
        # The same id on every fragment, the name late, no index.
        (
            [
                piece('{"x"', key="a", index=None),
                piece(":", key="a", name="add", index=None),
                piece("1}", key="a", index=None),
            ],
            ONE,
        ),
        # Arguments under another index than the name, after or before it.
        ([piece("", key="a", name="add", index=2), piece('{"x":1}', index=1)], ONE),
        ([piece('{"x":1}', index=1), piece("", key="a", name="add", index=2)], ONE),
        # The name again with every fragment, in pieces, or at the end.
        ([piece('{"x"', key="a", name="add"), piece(":1}", name="add")], ONE),
        ([piece("", key="a", name="a"), piece("", name="dd"), piece('{"x":1}')], ONE),
        ([piece('{"x":1}', key="a"), piece("", name="add")], ONE),
        # A placeholder, and a last chunk with everything again.
        ([piece("{}", key="a", name="add"), piece('{"x"'), piece(":1}")], ONE),
        ([piece("null", key="a", name="add"), piece('{"x":1}')], ONE),
        ([piece("", key="a", name="add"), piece('{"x":1}'), piece('{"x":1}', key="a")], ONE),
        (
            [
                piece('{"x"', key="a", name="add"),
                piece(":1}"),
                piece('{"x":1}', key="a", name="add"),
            ],
            ONE,
        ),
        ([piece('{"x":1}', name="add"), piece('{"x":1}', name="add")], [("", *ONE[0][1:])]),
        # Snapshots: each fragment has all of the arguments so far.
        ([piece("", key="a", name="add"), piece('{"x"'), piece('{"x":1}')], ONE),
        # Two calls: under their own indexes, interleaved, under one index, by id alone.
        (
            [
                piece("", key="a", name="add"),
                piece("", key="b", name="sub", index=1),
                piece('{"x"'),
                piece('{"y"', index=1),
                piece(":1}"),
                piece(":2}", index=1),
            ],
            TWO,
        ),
        (
            [
                piece("", key="a", name="add"),
                piece('{"x":1}'),
                piece("", key="b", name="sub"),
                piece('{"y":2}'),
            ],
            TWO,
        ),
        (
            [
                piece("", key="a", name="add", index=None),
                piece("", key="b", name="sub", index=None),
                piece('{"x"', key="a", index=None),
                piece('{"y"', key="b", index=None),
                piece(":1}", key="a", index=None),
                piece(":2}", key="b", index=None),
            ],
            TWO,
        ),
        # One id for two calls: their places tell them apart.
        (
            [
                piece('{"x":1}', key="a", name="add"),
                piece('{"y":2}', key="a", name="sub", index=1),
            ],
            [*ONE, ("a", "sub", '{"y":2}')],
        ),
        (
            [piece('{"x":1}', key="a", name="add"), piece('{"y":2}', key="a", name="sub")],
            [*ONE, ("a", "sub", '{"y":2}')],
        ),
        (
            [
                piece('{"x":1}', key="a", name="add", index=None),
                piece('{"x":2}', key="a", name="add", index=None),
            ],
            [*ONE, ("a", "add", '{"x":2}')],
        ),
        # The same call twice is two calls.
        (
            [piece('{"x":1}', name="add", index=None), piece('{"x":1}', name="add", index=None)],
            [("", *ONE[0][1:])] * 2,
        ),
        (
            [piece('{"x":1}', key="a", name="add"), piece('{"x":1}', key="b", name="add")],
            [*ONE, ("b", "add", '{"x":1}')],
        ),
        (
            [piece('{"x":1}', name="add"), piece('{"x":2}', name="add")],
            [("", *ONE[0][1:]), ("", "add", '{"x":2}')],
        ),
        # Calls without arguments, and one that is no more than padding.
        (
            [piece("{}", key="a", name="add"), piece("{}", key="b", name="sub", index=1)],
            [("a", "add", "{}"), ("b", "sub", "{}")],
        ),
        ([piece('{"x":1}', key="a", name="add"), piece("", name="", index=1)], ONE),
    ],
)
def test_each_fragment_goes_where_it_says(
    pieces: list[JsonObject], found: list[tuple[str, str, Any]]
) -> None:
    assert calls(*pieces) == found


def test_arguments_that_come_as_an_object() -> None:
    assert calls(piece({}, key="a", name="add"), piece({"x": 1})) == [("a", "add", {"x": 1})]


def test_arguments_that_no_name_ever_comes_for_are_kept() -> None:
    assert calls(piece('{"x":1}', key="a")) == [("a", "", '{"x":1}')]


VALUES = st.dictionaries(
    st.text(max_size=3),
    st.recursive(st.integers() | st.text(max_size=4), lambda inner: st.lists(inner, max_size=2)),
    max_size=3,
)


@given(st.lists(VALUES, min_size=1, max_size=3), st.data())
def test_any_cut_of_any_arguments(arguments: list[dict[str, Any]], data: st.DataObject) -> None:
    written = [json.dumps(value) for value in arguments]
    pieces = []
    for index, text in enumerate(written):
        cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(text) - 1)), max_size=3)))
        pieces.append(piece("", key=f"id-{index}", name=f"f{index}", index=index))
        ends = [*cuts, len(text)]
        pieces += [
            piece(text[start:end], index=index)
            for start, end in zip([0, *cuts], ends, strict=True)
            if text[start:end]
        ]
    found = calls(*pieces)
    assert [json.loads(one[2]) for one in found] == arguments


def test_calls_without_arguments_that_have_no_place_are_calls_of_their_own() -> None:
    """As Ollama's own format has them: arguments are objects, and each is whole."""
    named = [piece({}, name=name, index=None) for name in ("policy", "policy_of_day", "order")]
    found = calls(*named, piece({"id": 1}, name="pay", index=None))
    assert found == [
        ("", "policy", {}),
        ("", "policy_of_day", {}),
        ("", "order", {}),
        ("", "pay", {"id": 1}),
    ]
    assert calls(piece({}, name="pay", index=None), piece({"id": 1}, name="pay", index=None)) == [
        ("", "pay", {"id": 1})
    ]
