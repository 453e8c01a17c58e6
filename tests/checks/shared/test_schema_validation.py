"""A JSON Schema of somebody else costs no more than a bounded time."""

from __future__ import annotations

from typing import Any

import pytest

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
