"""The whole answer is JSON that satisfies the given JSON Schema (draft 2020-12)."""

from __future__ import annotations

from typing import Any

from portcheck.checks.shared.answers import json_value
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when the whole text is JSON and satisfies the schema.

    Text around the JSON fails, even a Markdown fence, because the program that reads the answer in
    production does not remove it either; `json: lenient` in the suite allows it. Unscored if the
    schema itself cannot be applied.
    """
    from portcheck.checks.shared.schema_validation import CannotValidate, violation  # noqa: PLC0415  # slow

    value, trouble, note = json_value(context)
    if trouble:
        return failed(trouble)
    try:
        found = violation(value, context.spec.arguments)
    except CannotValidate as exc:
        return unscored(str(exc))
    said = "JSON that satisfies the schema" if found is None else found
    return passed(said + note) if found is None else failed(said + note)


def _problem(schema: Any) -> str | None:
    from portcheck.checks.shared.schema_validation import schema_problem  # noqa: PLC0415  # slow to import

    return schema_problem(schema)


NOTES = frozenset(
    {"$comment", "$id", "$schema", "default", "deprecated", "description", "examples", "title"}
    | {"readOnly", "writeOnly"}
)
"""Keywords that make no JSON valid or invalid (JSON Schema 2020-12, Validation, section 9)."""
OF_SCHEMAS = frozenset(
    {"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"}
)
"""Keywords whose value maps names that the author chose to schemas."""
LITERAL = frozenset({"const", "dependentRequired", "enum"})
"""Keywords whose value holds no schema."""


def _deciding(schema: Any) -> Any:
    """The schema without its notes."""
    if isinstance(schema, list):
        return [_deciding(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value
        if key in LITERAL
        else {name: _deciding(part) for name, part in value.items()}
        if key in OF_SCHEMAS and isinstance(value, dict)
        else _deciding(value)
        for key, value in sorted(schema.items())
        if key not in NOTES
    }


CHECK = CheckKind(
    name="json_schema",
    gate="structure",
    summary="The whole answer is JSON that satisfies the given JSON Schema (draft 2020-12).",
    arguments={"type": "object", "minProperties": 1},
    score=score,
    problem=_problem,
    deciding=_deciding,
)
