"""Tolerant reading: a field of the wrong type counts as absent."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck import vendor_json


def test_json_in_odd_company() -> None:
    assert vendor_json.load_json(b'\xef\xbb\xbf\n\n {"a": NaN} \n') == {"a": None}
    assert vendor_json.load_json("[" * 100 + "]" * 100) != []
    for wrong in (b"", b"\xff", "{", "[" * 101 + "]" * 101, "[" * 9000 + "]" * 9000, "1" * 5000):
        with pytest.raises(ValueError, match=r"\S"):
            vendor_json.load_json(wrong)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        *((3, 3), (3.0, 3), (3.5, None), (True, None), (None, None)),
        *(("3", 3), ("", None), ("3.5", None), ("-3", None), ("²", None), ("9" * 40, None)),
    ],
)
def test_integers(value: Any, number: int | None) -> None:
    assert vendor_json.integer(value) == number
    assert vendor_json.first_integer("x", value, 9) == (9 if number is None else number)


@pytest.mark.parametrize("value", [None, 5, "", [], {}, True])
def test_absent(value: Any) -> None:
    assert vendor_json.mapping(value) == {}
    assert vendor_json.items(value) == []
    assert vendor_json.text(value) == ""
    assert vendor_json.text_or_none(value) is None


def test_a_number_that_no_double_holds_is_none() -> None:
    assert vendor_json.load_json('{"a": 1e999, "b": [-1e999], "c": 1.5}') == {
        "a": None,
        "b": [None],
        "c": 1.5,
    }


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", "-Infinity"])
def test_arguments_with_what_is_no_number_are_no_json(number: str) -> None:
    written = f'{{"amount": {number}}}'
    assert vendor_json.parse_arguments(written) == (None, written)
    with pytest.raises(ValueError, match=number):
        vendor_json.load_json(written, by_model=True)
