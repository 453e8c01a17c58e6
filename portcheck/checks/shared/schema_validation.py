"""Validate a value against an untrusted JSON Schema (draft 2020-12).

Schemas come from suites and values from models, so the cost is bounded: references are never
fetched and are followed at most `MAX_STEPS` times, patterns have a time limit, and unique items are
found by hashing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError, UnknownType, ValidationError, best_match
from jsonschema.validators import extend
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

from portcheck.detectors.timed_regex import Searcher, pattern_problem
from portcheck.model.codec import canonical_json
from portcheck.model.visible_text import one_line

MAX_STEPS = 20_000
"""Most references that are followed in one validation."""
MAX_SECONDS = 1.0
"""Most CPU seconds of one validation; some keywords take exponential time."""
MAX_SIZE = 20_000
"""Most values in a schema; validating as many against the metaschema takes seconds."""
_LOOK_EVERY = 64
"""Number of keywords between two readings of the clock; a reading costs as much as a keyword."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_Found = Iterator[ValidationError]
_STANDARD: Mapping[str, Any] = Draft202012Validator.VALIDATORS
_SCHEMA_MAPS = ("properties", "patternProperties", "$defs", "dependentSchemas")
_NOT_SCHEMAS = ("const", "enum", "default", "examples")
_SURPRISES = (
    *(ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError),
    *(SchemaError, UnknownType, Unresolvable),
)


class CannotValidate(Exception):  # noqa: N818  # a finding about a schema, not an error of portcheck
    """The schema cannot be applied; this says nothing about the value."""


def violation(value: Any, schema: Mapping[str, Any]) -> str | None:
    """The first place where a value violates a schema, on one line; `None` if it is valid.

    Raises:
        CannotValidate: the schema is broken, or costs more time or steps than allowed.
    """
    validator = _validators()(schema, registry=EMPTY_REGISTRY, format_checker=_Budget())
    try:
        error = next(validator.iter_errors(value), None)
    except TimeoutError as exc:
        what = str(exc) or "a pattern of the schema took too long on this answer"
        raise CannotValidate(what) from None
    except _SURPRISES as exc:
        raise CannotValidate(f"the schema cannot be applied: {one_line(str(exc)[:400])}") from exc
    if error is None:
        return None
    place = "/".join(str(part) for part in list(error.absolute_path)[:20])
    # Messages begin with the whole value and end with what is wrong with it.
    message = error.message
    shown = message if len(message) <= 100 else f"{message[:35]} ... {message[-60:]}"
    return f"at {one_line('/' + place, 60)}: {one_line(shown, 110)}"


def schema_problem(schema: Any) -> str | None:
    """Why a schema cannot be used; `None` if it can."""
    if not isinstance(schema, Mapping):
        return "the schema is not a mapping"
    if str(schema.get("$schema", DIALECT)).rstrip("#") != DIALECT:
        return f"only draft 2020-12 is supported ($schema: {DIALECT})"
    try:
        if _size(schema) > MAX_SIZE:
            return f"the schema has more than {MAX_SIZE} parts"
        error = best_match(
            Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema)
        )
        if error is not None:
            place = "/".join(str(part) for part in error.absolute_path)
            return f"not a JSON Schema: at /{place}: {one_line(error.message, 100)}"
        return next(_keyword_problems(schema, schema), None)
    except RecursionError:
        return "the schema is nested too deeply"


def _size(value: Any, most: int = MAX_SIZE) -> int:
    """The number of values in a value, with itself; counting stops beyond `most`."""
    found, left = 0, [value]
    while left and found <= most:
        item = left.pop()
        found += 1
        if isinstance(item, Mapping):
            left.extend(item.values())
        elif isinstance(item, list):
            left.extend(item)
    return found


def _keyword_problems(schema: Any, root: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _keyword_problems(item, root)
    if not isinstance(schema, Mapping):
        return
    yield from _own_problems(schema, root)
    for keyword, value in schema.items():
        if keyword in _SCHEMA_MAPS and isinstance(value, Mapping):
            yield from _keyword_problems(list(value.values()), root)
        elif keyword not in _NOT_SCHEMAS:
            yield from _keyword_problems(value, root)


def _own_problems(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[str]:
    # Under a keyword that JSON Schema does not know, any value may be of any type.
    named = schema.get("patternProperties")
    for pattern in [schema.get("pattern"), *(named if isinstance(named, Mapping) else ())]:
        trouble = pattern_problem(pattern) if isinstance(pattern, str) else None
        if trouble:
            yield f"{trouble} (in the schema)"
    for keyword in ("$ref", "$dynamicRef"):
        if isinstance(schema.get(keyword), str):
            yield from _reference_problems(schema[keyword], root)
    if "unevaluatedProperties" in schema and "patternProperties" in schema:
        yield "unevaluatedProperties beside patternProperties is not supported"


def _reference_problems(reference: str, root: Mapping[str, Any]) -> Iterator[str]:
    if not reference.startswith("#"):
        yield f"{one_line(reference, 60)} is not a local reference; schemas are never fetched"
        return
    resolver = EMPTY_REGISTRY.resolver_with_root(DRAFT202012.create_resource(root))
    try:
        resolver.lookup(reference)
    except (Unresolvable, ValueError):  # ValueError: a word as the place in a list
        yield f"{one_line(reference, 60)} points to nothing in the schema"


class _Budget(FormatChecker):
    """The remaining budget of one validation.

    It takes the place of the format checker, which validators pass on to the parts of a schema; it
    checks no formats.
    """

    def __init__(self) -> None:
        super().__init__(formats=())
        self.searcher = Searcher()
        self._ends = time.thread_time() + MAX_SECONDS
        self._keywords = self._references = 0

    def spend(self) -> None:
        """Count a keyword. Raises TimeoutError if the time is over."""
        self._keywords += 1
        if self._keywords % _LOOK_EVERY == 0 and time.thread_time() > self._ends:
            raise TimeoutError(f"the schema takes more than {MAX_SECONDS:g} s on this answer")

    def follow(self) -> None:
        """Count a reference. Raises CannotValidate if there are too many."""
        self._references += 1
        if self._references > MAX_STEPS:
            raise CannotValidate(f"the schema follows more than {MAX_STEPS} references")


@cache  # making the class takes longer than most validations
def _validators() -> Any:
    """The class of validators that observe a `_Budget`."""
    keywords = {
        **_STANDARD,
        "$ref": _following("$ref"),
        "$dynamicRef": _following("$dynamicRef"),
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "uniqueItems": _unique_items,
    }
    return extend(  # type: ignore[no-untyped-call]  # the library leaves it untyped
        Draft202012Validator, {name: _spending(keyword) for name, keyword in keywords.items()}
    )


def _spending(keyword: Any) -> Any:
    def spend(validator: Any, wanted: Any, instance: Any, schema: Any) -> Any:
        validator.format_checker.spend()
        return keyword(validator, wanted, instance, schema)

    return spend


def _following(keyword: str) -> Any:
    def follow(validator: Any, reference: str, instance: Any, schema: Any) -> _Found:
        validator.format_checker.follow()
        yield from _STANDARD[keyword](validator, reference, instance, schema)

    return follow


def _pattern(validator: Any, wanted: str, instance: Any, _schema: Any) -> _Found:
    is_text = validator.is_type(instance, "string")
    if is_text and not validator.format_checker.searcher.search(wanted, instance):
        yield ValidationError(f"{instance!r} does not match {wanted!r}")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _schema: Any) -> _Found:
    if validator.is_type(instance, "object"):
        search = validator.format_checker.searcher.search
        for wanted, subschema in patterns.items():
            for key in [key for key in instance if search(wanted, key)]:
                yield from validator.descend(instance[key], subschema, path=key)


def _additional_properties(validator: Any, subschema: Any, instance: Any, schema: Any) -> _Found:
    if not validator.is_type(instance, "object"):
        return
    search = validator.format_checker.searcher.search
    patterns, properties = schema.get("patternProperties", {}), schema.get("properties", {})
    for key, item in instance.items():
        if key in properties or any(search(wanted, key) for wanted in patterns):
            continue
        if subschema is False:
            yield ValidationError(f"{key!r} is not an allowed property")
        else:
            yield from validator.descend(item, subschema, path=key)


def _unique_items(validator: Any, wanted: bool, instance: Any, _schema: Any) -> _Found:
    # The library compares every pair of items that it cannot sort.
    if not wanted or not validator.is_type(instance, "array"):
        return
    if len({canonical_json(item) for item in instance}) != len(instance):
        yield ValidationError("two items are equal")
