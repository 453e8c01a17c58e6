"""Compares fields of a JSON value with expected values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.checks.shared.answers import quote
from portcheck.checks.shared.normalise import fold, spelled
from portcheck.checks.shared.number_equality import Number, equal_numbers, is_number, spells

_ABSENT = object()


def mismatches(value: Any, expected: Mapping[str, Any]) -> list[str]:
    """One short reason for every field that is absent or different, in the given order.

    A field is named by its path: object keys and list positions (from 0) joined by dots. A key
    that itself holds a dot is found too, the longest key first.
    """
    found = [(path, wanted, _lookup(value, path)) for path, wanted in expected.items()]
    return [
        f"{path} is missing"
        if actual is _ABSENT
        else f"{path} is {quote(_shown(actual), 30)}, expected {quote(_shown(wanted), 30)}"
        for path, wanted, actual in found
        if actual is _ABSENT or not alike(actual, wanted)
    ]


def _lookup(value: Any, path: str) -> Any:
    if isinstance(value, Mapping):
        if path in value:
            return value[path]
        keys = [key for key in value if isinstance(key, str) and path.startswith(f"{key}.")]
        for key in sorted(keys, key=len, reverse=True):
            found = _lookup(value[key], path[len(key) + 1 :])
            if found is not _ABSENT:
                return found
    if isinstance(value, (list, tuple)):
        index, dot, rest = path.partition(".")
        if index.isascii() and index.isdigit() and len(index) < 9 and int(index) < len(value):
            item = value[int(index)]
            return _lookup(item, rest) if dot else item
    return _ABSENT


def alike(actual: Any, wanted: Any) -> bool:
    """Whether a field holds the expected value.

    Numbers compare digit by digit (1 is 1.0, never true), texts without outer white space and case.
    As templates and data files yield text, an expected text also stands for the boolean that it
    spells, and for the number whose plain decimal form it is. Objects and lists compare item by
    item, with the same rules.
    """
    if isinstance(actual, Mapping) and isinstance(wanted, Mapping):
        return actual.keys() == wanted.keys() and all(alike(actual[k], wanted[k]) for k in wanted)
    if isinstance(actual, (list, tuple)) and isinstance(wanted, (list, tuple)):
        pairs = zip(actual, wanted, strict=False)
        return len(actual) == len(wanted) and all(alike(a, w) for a, w in pairs)
    if isinstance(actual, bool) or isinstance(wanted, bool):
        return actual is wanted or (isinstance(wanted, str) and spelled(actual) == wanted.strip())
    if is_number(actual):
        text = isinstance(wanted, str)
        return spells(wanted.strip(), actual) if text else _same_number(actual, wanted)
    if isinstance(actual, str) and isinstance(wanted, str):
        return fold(actual).strip() == fold(wanted).strip()
    return actual is None and wanted is None


def _same_number(actual: Number, wanted: Any) -> bool:
    return is_number(wanted) and equal_numbers(actual, wanted)


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, (Mapping, list, tuple)):
        return f"{type(value).__name__} of {len(value)}"
    return spelled(value)
