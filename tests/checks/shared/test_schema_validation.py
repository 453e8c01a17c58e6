"""A JSON Schema of somebody else costs no more than a bounded time."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.checks.shared import schema_validation
from portcheck.checks.shared.schema_validation import (
    MAX_SIZE,
    CannotValidate,
    schema_problem,
    violation,
)


def test_a_schema_may_not_take_exponential_time() -> None:
    schema: dict[str, Any] = {"type": "object"}
    for _ in range(25):
        schema = {"oneOf": [schema, schema, schema], "unevaluatedItems": False}
    with pytest.raises(CannotValidate, match="takes more than 1 s"):
        violation({"a": 1}, schema)


def test_a_schema_has_a_size_that_can_be_checked() -> None:
    wide = {"properties": {f"p{n}": {"type": "string"} for n in range(MAX_SIZE)}}
    assert schema_problem(wide) == f"the schema has more than {MAX_SIZE} parts"
    fits = {"properties": {f"p{n}": {"enum": [n]} for n in range(50)}}
    assert schema_problem(fits) is None


ENDLESS = {"$dynamicAnchor": "node", "items": {"$dynamicRef": "#node"}}
LINKED = {"$defs": {"node": {"items": {"$ref": "#/$defs/node"}}}, "$ref": "#/$defs/node"}


@pytest.mark.parametrize("schema", [ENDLESS, LINKED])
def test_references_are_followed_so_often_in_each_validation(
    monkeypatch: pytest.MonkeyPatch, schema: dict[str, Any]
) -> None:
    monkeypatch.setattr(schema_validation, "MAX_STEPS", 10)
    for _ in range(3):
        assert violation([[1], [2]], schema) is None
    with pytest.raises(CannotValidate, match="more than 10 references"):
        violation([[]] * 20, schema)


def test_what_a_pattern_names_is_no_additional_property() -> None:
    schema = {
        "properties": {"id": {}},
        "patternProperties": {"^x-": {"type": "string"}},
        "additionalProperties": False,
    }
    assert violation({"id": 1, "x-note": "yes"}, schema) is None
    assert violation({"x-note": 1}, schema) == "at /x-note: 1 is not of type 'string'"
    assert violation({"note": "yes"}, schema) == "at /: 'note' is not an allowed property"
