"""Which schemas the vendors' structured outputs take as they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.providers.structured_outputs import (
    claude_problems,
    is_strict_schema,
    response_json_schema_problems,
    response_schema_problems,
    strict_problems,
)

CLOSED: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, None),
        ({"required": []}, "/properties/a: not in required"),
        ({"additionalProperties": True}, "/: additionalProperties is not false"),
        ({"type": "array"}, "/: the outermost type is not object"),
        ({"allOf": []}, "/allOf: not allowed"),
        ({"properties": {"a": 1}}, "/properties/a: not an object with a type"),
        (
            {"properties": {"a": {"type": "object"}}},
            "/properties/a: an object without properties",
        ),
        (
            {"properties": {"a": {"type": "array", "items": {"uniqueItems": True}}}},
            "/properties/a/items/uniqueItems: not allowed",
        ),
        ({"$defs": {"d": {"anyOf": [{"const": 1}, {"not": {}}]}}}, "/$defs/d/anyOf/1/not"),
    ],
)
def test_strict_mode(changes: dict[str, Any], problem: str | None) -> None:
    schema = {**CLOSED, **changes}
    assert is_strict_schema(schema) is (problem is None)
    assert (problem or "") in "; ".join(strict_problems(schema))


@pytest.mark.parametrize(
    ("schema", "openapi", "enforced"),
    [
        (CLOSED, (), ()),
        ({"oneOf": []}, ("/oneOf: not known",), ()),
        ({"allOf": []}, ("/allOf: not known",), ("/allOf: not enforced",)),
        ({"type": ["string", "null"]}, ("/type: a list of types",), ()),
        (
            {"properties": {"a": {"const": 1}}},
            ("/properties/a/const: not known",),
            ("/properties/a/const: not enforced",),
        ),
        ({"items": {"type": "string"}, "anyOf": [{"nullable": True}]}, (), ()),
    ],
)
def test_geminis_two_fields(
    schema: dict[str, Any], openapi: tuple[str, ...], enforced: tuple[str, ...]
) -> None:
    assert response_schema_problems(schema) == openapi
    assert response_json_schema_problems(schema) == enforced


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "properties", "items", "required", "anyOf", "$defs", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_no_schema_of_a_suite_breaks_the_analysis(schema: Any) -> None:
    assert is_strict_schema(schema) == (strict_problems(schema) == ())
    assert isinstance(response_schema_problems(schema), tuple)
    assert set(response_json_schema_problems(schema)) <= {
        text.replace("not known", "not enforced") for text in response_schema_problems(schema)
    }


def test_a_bottomless_schema_ends() -> None:
    schema: dict[str, Any] = {}
    inner = schema
    for _ in range(500):
        inner["items"] = {"not": {}}
        inner = inner["items"]
    assert not is_strict_schema({**CLOSED, "properties": {"a": schema}})
    assert response_schema_problems(schema)


def test_strict_mode_gives_up_on_a_bottomless_schema() -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(100):
        schema = {"type": "array", "items": schema}
    (problem,) = strict_problems({**CLOSED, "properties": {"a": schema}})
    assert problem.endswith("nested too deeply")


EMPTY = {"type": "object", "properties": {}, "additionalProperties": False}


@pytest.mark.parametrize(
    ("schema", "problems"),
    [
        (EMPTY, 0),
        ({**EMPTY, "properties": {"a": {"type": ["string", "null"]}}}, 0),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, 1),
        ({**EMPTY, "properties": {"n": {"type": "integer", "minimum": 1}}}, 1),
        ({**EMPTY, "properties": {"t": {"type": "string", "maxLength": 9}}}, 1),
        ({**EMPTY, "properties": {"l": {"type": "array", "minItems": 1, "items": {}}}}, 0),
        ({**EMPTY, "properties": {"l": {"type": "array", "minItems": 2, "items": {}}}}, 1),
        ({**EMPTY, "properties": {"o": {"allOf": [{"type": "object"}]}}}, 1),
        ({**EMPTY, "properties": {"minimum": {"enum": ["a", 1]}}}, 0),
        ({**EMPTY, "properties": {"e": {"enum": [{"a": 1}]}}}, 1),
        ({**EMPTY, "properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": EMPTY}}, 0),
        (
            {
                **EMPTY,
                "properties": {"a": {"$ref": "#/$defs/a"}},
                "$defs": {"a": {**EMPTY, "properties": {"next": {"$ref": "#/$defs/a"}}}},
            },
            1,
        ),
        ({**EMPTY, "properties": {"self": {"$ref": "#"}}}, 1),
        ({**EMPTY, "properties": {"a": {"$ref": "https://a.test/b"}}}, 1),
    ],
)
def test_what_claude_does_not_take(schema: Any, problems: int) -> None:
    assert len(claude_problems(schema)) == problems, claude_problems(schema)
