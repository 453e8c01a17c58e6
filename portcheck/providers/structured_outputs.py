"""Which JSON Schemas the vendors' structured outputs take unchanged, and why not the others.

Pure; a schema is never rewritten here, as that would ask the candidate a different question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portcheck.providers.vendor_json import items

MAX_DEPTH = 64
"""Schemas nested deeper than this are not looked into: they come from suites."""

_NOT_STRICT = frozenset(
    {
        *("allOf", "oneOf", "not", "if", "then", "else", "default"),
        *("patternProperties", "propertyNames", "minProperties", "maxProperties"),
        *("dependentRequired", "dependentSchemas"),
        *("unevaluatedProperties", "unevaluatedItems"),
        *("contains", "minContains", "maxContains", "uniqueItems"),
    }
)
"""Keywords that OpenAI's strict mode rejects."""
_RESPONSE_SCHEMA = frozenset(
    {
        *("type", "format", "title", "description", "nullable", "enum", "items", "properties"),
        *("required", "anyOf", "minItems", "maxItems", "minProperties", "maxProperties"),
        *("minimum", "maximum", "minLength", "maxLength", "pattern", "example", "default"),
        *("propertyOrdering", "additionalProperties", "$defs", "defs", "$ref", "ref"),
    }
)
"""What Gemini's `responseSchema` knows; anything else is an unknown name there."""
_RESPONSE_JSON_SCHEMA_IGNORES = frozenset(
    {
        *("allOf", "not", "const", "if", "then", "else"),
        *("patternProperties", "propertyNames", "dependentRequired", "dependentSchemas"),
        *("unevaluatedProperties", "unevaluatedItems"),
        *("contains", "minContains", "maxContains", "uniqueItems"),
    }
)
"""What Gemini's `responseJsonSchema` does not enforce."""


def is_strict_schema(schema: Any) -> bool:
    """Whether OpenAI's strict mode takes the schema as it is; see `strict_problems`."""
    return next(_strict(schema), None) is None


def strict_problems(schema: Any) -> tuple[str, ...]:
    """Why OpenAI's strict mode does not take a schema; empty when it does.

    Every object must forbid further properties and require all that it has, optional ones
    included. Each problem starts with a JSON pointer.
    """
    return tuple(_strict(schema))


def response_schema_problems(schema: Any) -> tuple[str, ...]:
    """What Gemini's `responseSchema` (an OpenAPI subset) rejects in a schema."""
    return tuple(_gemini(schema, "", unknown=True, depth=0))


def response_json_schema_problems(schema: Any) -> tuple[str, ...]:
    """What Gemini's `responseJsonSchema` accepts but does not enforce."""
    return tuple(_gemini(schema, "", unknown=False, depth=0))


def _strict(schema: Any) -> Iterator[str]:
    if not isinstance(schema, Mapping) or schema.get("type") != "object":
        yield "/: the outermost type is not object"
        return
    yield from _strict_part(schema, "", 0)


def _strict_part(schema: Any, at: str, depth: int) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        yield f"{at or '/'}: not an object with a type"
        return
    if depth > MAX_DEPTH:
        yield f"{at}: nested too deeply"
        return
    for word in sorted(_NOT_STRICT & schema.keys()):
        yield f"{at}/{word}: not allowed"
    kind = schema.get("type")
    if (
        kind == "object"
        or (isinstance(kind, list) and "object" in kind)
        or (schema.get("properties") is not None)
    ):
        yield from _strict_object(schema, at)
    for where, part in _parts(schema, at):
        yield from _strict_part(part, where, depth + 1)


def _strict_object(schema: Mapping[str, Any], at: str) -> Iterator[str]:
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        yield f"{at or '/'}: an object without properties"
        return
    if schema.get("additionalProperties") is not False:
        yield f"{at or '/'}: additionalProperties is not false"
    required = items(schema.get("required"))
    for name in properties:
        if name not in required:
            yield f"{at}/properties/{name}: not in required"


def _parts(schema: Mapping[str, Any], at: str) -> Iterator[tuple[str, Any]]:
    for word in ("properties", "$defs"):
        found = schema.get(word)
        if isinstance(found, Mapping):
            for name, part in found.items():
                yield f"{at}/{word}/{name}", part
    for i, part in enumerate(items(schema.get("anyOf"))):
        yield f"{at}/anyOf/{i}", part
    if "items" in schema:
        yield f"{at}/items", schema["items"]


def _gemini(schema: Any, at: str, *, unknown: bool, depth: int) -> Iterator[str]:
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return
    for word in schema:
        if unknown and word not in _RESPONSE_SCHEMA:
            yield f"{at}/{word}: not known"
        elif not unknown and word in _RESPONSE_JSON_SCHEMA_IGNORES:
            yield f"{at}/{word}: not enforced"
    if unknown and isinstance(schema.get("type"), list):
        yield f"{at}/type: a list of types"
    for where, part in _parts(schema, at):
        yield from _gemini(part, where, unknown=unknown, depth=depth + 1)
