"""Check whether the vendors' structured outputs accept a JSON Schema unchanged.

Pure; a schema is never rewritten here, as that would ask the candidate a different question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portcheck.vendor_json import items

MAX_DEPTH = 64
"""Deepest nesting that is checked, as schemas come from suites."""

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
_NOT_CLAUDE = frozenset(
    {
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        *("minLength", "maxLength", "maxItems", "uniqueItems", "contains", "minContains"),
        *("maxContains", "minProperties", "maxProperties", "patternProperties", "propertyNames"),
        *("oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas"),
        *("unevaluatedProperties", "unevaluatedItems"),
    }
)
"""Keywords that Claude's structured outputs reject."""
_RESPONSE_SCHEMA = frozenset(
    {
        *("type", "format", "title", "description", "nullable", "enum", "items", "properties"),
        *("required", "anyOf", "minItems", "maxItems", "minProperties", "maxProperties"),
        *("minimum", "maximum", "minLength", "maxLength", "pattern", "example", "default"),
        *("propertyOrdering", "additionalProperties", "$defs", "defs", "$ref", "ref"),
    }
)
"""Keywords of Gemini's `responseSchema`, which rejects all others."""
_RESPONSE_JSON_SCHEMA_IGNORES = frozenset(
    {
        *("allOf", "not", "const", "if", "then", "else"),
        *("patternProperties", "propertyNames", "dependentRequired", "dependentSchemas"),
        *("unevaluatedProperties", "unevaluatedItems"),
        *("contains", "minContains", "maxContains", "uniqueItems"),
    }
)
"""Keywords that Gemini's `responseJsonSchema` does not enforce."""


def is_strict_schema(schema: Any) -> bool:
    """Whether OpenAI's strict mode accepts the schema unchanged; see `strict_problems`."""
    return next(_strict(schema), None) is None


def strict_problems(schema: Any) -> tuple[str, ...]:
    """Why OpenAI's strict mode does not accept a schema; empty if it does.

    Every object must forbid additional properties and require all its properties. Each problem
    starts with a JSON pointer.
    """
    return tuple(_strict(schema))


def claude_problems(schema: Any) -> tuple[str, ...]:
    """Why Claude's structured outputs do not accept a schema; empty if they do.

    Every object must forbid additional properties; bounds, recursion and remote references are not
    supported (Anthropic, structured outputs, limitations of JSON Schema, read 2026-11-28).
    """
    return (*_claude(schema, "", 0), *_recursions(schema))


def response_schema_problems(schema: Any) -> tuple[str, ...]:
    """The parts of a schema that Gemini's `responseSchema` (an OpenAPI subset) rejects."""
    return tuple(_gemini(schema, "", unknown=True, depth=0))


def response_json_schema_problems(schema: Any) -> tuple[str, ...]:
    """The parts of a schema that Gemini's `responseJsonSchema` accepts but does not enforce."""
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


def _claude(schema: Any, at: str, depth: int) -> Iterator[str]:
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return
    for word in sorted(_NOT_CLAUDE & schema.keys()):
        yield f"{at}/{word}: not supported"
    if schema.get("minItems", 0) not in (0, 1):
        yield f"{at}/minItems: only 0 and 1 are supported"
    if any(isinstance(value, (Mapping, list)) for value in items(schema.get("enum"))):
        yield f"{at}/enum: objects and lists are not supported"
    if not str(schema.get("$ref", "#")).startswith("#"):
        yield f"{at}/$ref: a schema elsewhere is not supported"
    kinds = schema.get("type")
    is_object = kinds == "object" or (isinstance(kinds, list) and "object" in kinds)
    if (is_object or "properties" in schema) and schema.get("additionalProperties") is not False:
        yield f"{at or '/'}: additionalProperties is not false"
    for where, part in (*_parts(schema, at), *_all_of(schema, at)):
        yield from _claude(part, where, depth + 1)


def _all_of(schema: Mapping[str, Any], at: str) -> Iterator[tuple[str, Any]]:
    for i, part in enumerate(items(schema.get("allOf"))):
        yield f"{at}/allOf/{i}", part


def _recursions(schema: Any) -> Iterator[str]:
    """Yield recursive definitions."""
    known = schema.get("$defs", {}) if isinstance(schema, Mapping) else {}
    if not isinstance(known, Mapping):
        return
    uses = {name: _references(part, 0) for name, part in known.items()}
    for name in known:
        reached, open_ = set[str](), set(uses[name])
        while open_:
            one = open_.pop()
            reached.add(one)
            open_ |= uses.get(one, set()) - reached
        if name in reached:
            yield f"/$defs/{name}: recursion is not supported"
    if "" in _references(schema, 0):
        yield "/: recursion is not supported"


def _references(schema: Any, depth: int) -> set[str]:
    """Names of definitions that a schema refers to; "" is the whole schema."""
    if depth > MAX_DEPTH:
        return set()
    if isinstance(schema, list):
        return set().union(*(_references(part, depth + 1) for part in schema))
    if not isinstance(schema, Mapping):
        return set()
    found = {
        value.rpartition("/")[2].removeprefix("#")
        for name, value in schema.items()
        if name == "$ref" and isinstance(value, str)
    }
    return found.union(*(_references(part, depth + 1) for part in schema.values()))


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
