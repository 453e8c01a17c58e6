"""Accept values that fit a JSON Schema fast: most files are valid, and jsonschema is slow.

A schema is compiled to one function. It supports the keywords of our own schemas with the same
meaning as jsonschema, and finds no reasons: if it rejects a value, jsonschema is asked for them.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sized
from functools import lru_cache
from typing import Any

Accepts = Callable[[Any], bool]

_SILENT = frozenset({"$schema", "$defs", "title", "description", "examples", "default"})


class _UnknownWordError(Exception):
    """A keyword of JSON Schema that is not supported here."""


def accepting(schema: Any) -> Accepts:
    """Compile a schema to a test of values, which rejects a value if an unknown keyword decides.

    Compiled schemas are cached by identity, so a schema must not change.
    """
    return _remembered(_Same(schema))


class _Same:
    """A schema that is equal only to itself: comparing all its parts would take longer."""

    __slots__ = ("schema",)

    def __init__(self, schema: Any) -> None:
        self.schema = schema

    def __hash__(self) -> int:
        return id(self.schema)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.schema is other.schema


@lru_cache(maxsize=256)
def _remembered(same: _Same) -> Accepts:
    def accepts(value: Any) -> bool:
        try:
            return test(value)
        except _UnknownWordError:
            return False

    try:
        test = _compiled(same.schema)
    except _UnknownWordError:
        return lambda _value: False
    return accepts


def _compiled(schema: Any) -> Accepts:
    if isinstance(schema, bool):
        return lambda _value: schema
    tests = [
        _TESTS[word](wanted, schema) if word in _TESTS else _unknown(word)
        for word, wanted in schema.items()
        if word not in _SILENT and word not in _PARTS
    ]
    if len(tests) == 1:
        return tests[0]

    def fits(value: Any) -> bool:
        for test in tests:  # noqa: SIM110  # all() with a generator takes twice as long
            if not test(value):
                return False
        return True

    return fits


def _unknown(word: str) -> Accepts:
    raise _UnknownWordError(word)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def _type(wanted: Any, _schema: Any) -> Accepts:
    names = [wanted] if isinstance(wanted, str) else wanted
    kinds = frozenset(kind for name in names for kind in _TYPES[name])
    return lambda value: type(value) in kinds


def _enum(wanted: Any, _schema: Any) -> Accepts:
    if not all(isinstance(item, (str, int, float)) for item in wanted):
        raise _UnknownWordError("enum of others than texts and numbers")
    return lambda value: any(_equal(value, item) for item in wanted)


def _const(wanted: Any, schema: Any) -> Accepts:
    return _enum([wanted], schema)


def _equal(one: Any, other: Any) -> bool:
    """Whether two scalars are equal in JSON, where 1.0 equals 1 but not true."""
    return bool(one == other) and isinstance(one, bool) is isinstance(other, bool)


def _pattern(wanted: Any, _schema: Any) -> Accepts:
    found = re.compile(wanted).search
    return lambda value: not isinstance(value, str) or found(value) is not None


def _required(wanted: Any, _schema: Any) -> Accepts:
    needed = frozenset(wanted)
    return lambda value: not isinstance(value, dict) or needed <= value.keys()


def _items(wanted: Any, _schema: Any) -> Accepts:
    test = _compiled(wanted)
    return lambda value: not isinstance(value, list) or all(map(test, value))


def _property_names(wanted: Any, _schema: Any) -> Accepts:
    test = _compiled(wanted)
    return lambda value: not isinstance(value, dict) or all(map(test, value))


def _properties(wanted: Any, _schema: Any) -> Accepts:
    tests: dict[str, Accepts] = {}  # of names that occurred: few files have many of those there are

    def fits(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        for name, item in value.items():
            if name not in wanted:
                continue
            test = tests.get(name)
            if test is None:
                test = tests[name] = _compiled(wanted[name])
            if not test(item):
                return False
        return True

    return fits


def _additional(wanted: Any, schema: Any) -> Accepts:
    named = frozenset(schema.get("properties", ()))
    test = _compiled(wanted)

    def fits(value: Any) -> bool:
        if not isinstance(value, dict) or value.keys() <= named:
            return True
        return all(test(item) for name, item in value.items() if name not in named)

    return fits


def _choice(wanted: Any, schema: Any) -> Accepts:
    condition = _compiled(wanted)
    then, other = _compiled(schema.get("then", True)), _compiled(schema.get("else", True))
    return lambda value: then(value) if condition(value) else other(value)


def _any_of(wanted: Any, _schema: Any) -> Accepts:
    tests = [_compiled(item) for item in wanted]
    return lambda value: any(test(value) for test in tests)


def _number(holds: Callable[[Any, Any], Any]) -> Any:
    """Make a test for a bound on numbers."""

    def make(wanted: Any, _schema: Any) -> Accepts:
        return lambda value: not _is_number(value) or holds(value, wanted)

    return make


def _length(kind: type[Sized], holds: Callable[[Any, Any], Any]) -> Any:
    """Make a test for a bound on the length of values of one type."""

    def make(wanted: Any, _schema: Any) -> Accepts:
        return lambda value: not isinstance(value, kind) or holds(len(value), wanted)

    return make


def _unique(wanted: Any, _schema: Any) -> Accepts:
    if not wanted:
        raise _UnknownWordError("uniqueItems: false")
    return lambda value: (
        not isinstance(value, list)
        or not any(_same(a, b) for at, a in enumerate(value) for b in value[:at])
    )


def _same(one: Any, other: Any) -> bool:
    """Whether two values are equal in JSON, including the parts of lists and mappings."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return _equal(one, other)


_PARTS = frozenset({"then", "else"})
"""Keywords that are handled together with another one."""
_TESTS: Mapping[str, Callable[[Any, Any], Accepts]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "required": _required,
    "items": _items,
    "properties": _properties,
    "additionalProperties": _additional,
    "propertyNames": _property_names,
    "if": _choice,
    "anyOf": _any_of,
    "minLength": _length(str, operator.ge),
    "maxLength": _length(str, operator.le),
    "minItems": _length(list, operator.ge),
    "maxItems": _length(list, operator.le),
    "uniqueItems": _unique,
    "minProperties": _length(dict, operator.ge),
    "maxProperties": _length(dict, operator.le),
    "minimum": _number(operator.ge),
    "maximum": _number(operator.le),
    "exclusiveMinimum": _number(operator.gt),
    "exclusiveMaximum": _number(operator.lt),
}
