"""Schemas that are read off values: true of all of them, and no tighter than they show."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_strategies import json_values

from portcheck.imports.traffic.json_shape import shape_of


def test_fields_that_all_have_are_required_and_few_texts_are_an_enum() -> None:
    values = [
        {"queue": ("a", "b")[n % 2], "n": n, **({"note": "x"} if n else {})} for n in range(6)
    ]
    assert shape_of(values) == {
        "type": "object",
        "properties": {
            "queue": {"enum": ["a", "b"]},
            "n": {"type": "integer"},
            "note": {"enum": ["x"]},
        },
        "required": ["queue", "n"],
    }


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        ([1, 2.5], {"type": "number"}),
        ([1, 2.0], {"type": "integer"}),
        ([True, None], {"type": ["boolean", "null"]}),
        (["a", "b"], {"type": "string"}),
        ([["a"], []], {"type": "array", "items": {"type": "string"}}),
        ([[]], {"type": "array"}),
        ([{"a": 1, "b": 1}, {"c": 1, "d": 1}], {"type": "object"}),
    ],
)
def test_types_are_those_that_were_seen(values: list[Any], schema: dict[str, Any]) -> None:
    assert shape_of(values) == schema


@given(st.lists(json_values, min_size=1, max_size=8))
def test_every_value_satisfies_its_own_shape(values: list[Any]) -> None:
    schema = shape_of(values)
    jsonschema.Draft202012Validator.check_schema(schema)
    for value in values:
        jsonschema.validate(value, schema)
