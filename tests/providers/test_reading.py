"""Tolerant reading: a field of the wrong type counts as absent."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.providers import reading


def test_json_in_odd_company() -> None:
    assert reading.load_json(b'\xef\xbb\xbf\n\n {"a": NaN} \n') == {"a": None}
    assert reading.load_json("[" * 100 + "]" * 100) != []
    for wrong in (b"", b"\xff", "{", "[" * 101 + "]" * 101, "[" * 9000 + "]" * 9000, "1" * 5000):
        with pytest.raises(ValueError, match=r"\S"):
            reading.load_json(wrong)


@pytest.mark.parametrize(
    ("value", "number"), [(3, 3), (3.0, 3), (3.5, None), (True, None), ("3", None), (None, None)]
)
def test_integers(value: Any, number: int | None) -> None:
    assert reading.integer(value) == number
    assert reading.first_integer("x", value, 9) == (9 if number is None else number)


@pytest.mark.parametrize("value", [None, 5, "", [], {}, True])
def test_absent(value: Any) -> None:
    assert reading.mapping(value) == {}
    assert reading.items(value) == []
    assert reading.text(value) == ""
    assert reading.text_or_none(value) is None
