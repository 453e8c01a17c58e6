"""Objects in an array, however the file is cut into blocks."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.imports.files.values import Cut, values

OBJECTS = st.lists(
    st.dictionaries(
        st.text('a"\\{}[]é', max_size=5),
        st.text('b"\\{}[]\n', max_size=8)
        | st.integers()
        | st.lists(st.just({"x": "]"}), max_size=2),
        max_size=3,
    ),
    max_size=5,
)


def found_in(raw: bytes, block: int = 1024, most: int = 1024**2) -> list[Any]:
    found = values(io.BytesIO(raw), block=block, most=most)
    return [one.reason if isinstance(one, Cut) else json.loads(one) for one in found]


@given(OBJECTS, st.integers(1, 40), st.sampled_from([None, 2]))
def test_any_blocks_give_the_same(objects: list[Any], block: int, indent: int | None) -> None:
    assert found_in(json.dumps(objects, indent=indent).encode(), block) == objects
    one_by_one = "\n".join(json.dumps(one, indent=indent) for one in objects)
    assert found_in(one_by_one.encode(), block) == objects


@given(st.binary(max_size=60), st.integers(1, 9))
def test_anything_at_all_ends(raw: bytes, block: int) -> None:
    assert list(values(io.BytesIO(raw), block=block, most=20)) is not None


@pytest.mark.parametrize("block", [1, 7, 4096])
def test_what_is_not_whole_is_said(block: int) -> None:
    assert found_in(b'[{"a": 1}, {"b": [', block) == [
        {"a": 1},
        "the file ends in the middle of this record",
    ]
    assert found_in(b'[{"a": 1},', block) == [{"a": 1}, "the file ends before the array does"]
    assert found_in(b'[{"a": 1}, 7, 8, {"b": 2}]', block) == [
        {"a": 1},
        "something between the records is not a JSON object",
        {"b": 2},
    ]


@pytest.mark.parametrize(
    "long", ['"' + "x" * 90 + '\\"}"', '["' + '", "'.join("abcdefgh" * 9) + '"]']
)
@pytest.mark.parametrize("block", [1, 7, 4096])
def test_a_long_object_is_passed_over(long: str, block: int) -> None:
    raw = f'[{{"a": {long}}}, {{"b": 2}}]'.encode()
    assert found_in(raw, block, most=50) == ["is longer than 0 MB", {"b": 2}]
