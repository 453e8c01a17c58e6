"""Compare fields of a JSON value with expected values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import Struct

from portcheck.checks.shared.answers import quote
from portcheck.checks.shared.normalise import fold, spelled
from portcheck.checks.shared.numbers.equality import (
    Number,
    equal_numbers,
    is_number,
    plain_number,
    spells,
)
from portcheck.checks.shared.pairing import most_pairs

_ABSENT = object()
MOST_UNORDERED = 100
"""Most items of a list that is compared in any order; longer lists do not match."""


class CompareOptions(Struct, frozen=True, kw_only=True):
    """How fields are compared; exactly by default."""

    tolerance: float = 0.0
    """Largest allowed difference of two numbers."""
    unordered: bool = False
    """Lists have the same items, in any order."""
    null_is_missing: bool = False
    """A field that is null counts as missing, and one that should be null may be missing."""


EXACT = CompareOptions()


def mismatches(
    value: Any, expected: Mapping[str, Any], options: CompareOptions = EXACT
) -> list[str]:
    """A short reason for each field that is missing or different, in the order of `expected`.

    A field is named by its path: object keys and list positions (from 0) joined by dots. Keys that
    contain dots are found too; the longest key that fits is tried first.
    """
    found = [(path, wanted, _lookup(value, path)) for path, wanted in expected.items()]
    if options.null_is_missing:
        found = [(path, wanted, _ABSENT if one is None else one) for path, wanted, one in found]
    return [
        f"{path} is missing"
        if actual is _ABSENT
        else f"{path} is {quote(_shown(actual), 30)}, expected {quote(_shown(wanted), 30)}"
        for path, wanted, actual in found
        if not _holds(actual, wanted, options)
    ]


def _holds(actual: Any, wanted: Any, options: CompareOptions) -> bool:
    if actual is _ABSENT:
        return wanted is None and options.null_is_missing
    return alike(actual, wanted, options)


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


def alike(actual: Any, wanted: Any, options: CompareOptions = EXACT) -> bool:
    """Whether a field has the expected value.

    Numbers are compared exactly (1 equals 1.0, but not true), texts without regard to case and to
    white space at their ends. Templates and data files yield text, so an expected text also stands
    for the boolean that it spells, and for the number whose plain decimal form it is. Objects and
    lists are compared item by item by the same rules.
    """
    if isinstance(actual, Mapping) and isinstance(wanted, Mapping):
        return _alike_objects(actual, wanted, options)
    if isinstance(actual, (list, tuple)) and isinstance(wanted, (list, tuple)):
        return len(actual) == len(wanted) and _alike_lists(actual, wanted, options)
    if isinstance(actual, bool) or isinstance(wanted, bool):
        return actual is wanted or (isinstance(wanted, str) and spelled(actual) == wanted.strip())
    if is_number(actual):
        text = isinstance(wanted, str)
        if text and options.tolerance and (stated := plain_number(wanted.strip())) is not None:
            wanted, text = stated, False
        return spells(wanted.strip(), actual) if text else _same_number(actual, wanted, options)
    if isinstance(actual, str) and isinstance(wanted, str):
        return fold(actual).strip() == fold(wanted).strip()
    return actual is None and wanted is None


def _alike_objects(
    actual: Mapping[str, Any], wanted: Mapping[str, Any], options: CompareOptions
) -> bool:
    if options.null_is_missing:
        actual = {key: value for key, value in actual.items() if value is not None}
        wanted = {key: value for key, value in wanted.items() if value is not None}
    same = actual.keys() == wanted.keys()
    return same and all(alike(actual[key], wanted[key], options) for key in wanted)


def _alike_lists(actual: Sequence[Any], wanted: Sequence[Any], options: CompareOptions) -> bool:
    if not options.unordered:
        return all(alike(a, w, options) for a, w in zip(actual, wanted, strict=True))
    if len(wanted) > MOST_UNORDERED:
        return False
    fitting = [
        [place for place, item in enumerate(actual) if alike(item, one, options)] for one in wanted
    ]
    return len(most_pairs(fitting)) == len(wanted)


def _same_number(actual: Number, wanted: Any, options: CompareOptions) -> bool:
    if not is_number(wanted):
        return False
    if not options.tolerance:
        return equal_numbers(actual, wanted)
    return abs(_exact(actual) - _exact(wanted)) <= _exact(options.tolerance)


def _exact(value: Number) -> Fraction:
    """The number as it was written: 0.1 is a tenth. One that is 0 as a float counts as 0."""
    if isinstance(value, Decimal) and not float(value):
        return Fraction(0)  # as a fraction, 1e-999999999 fills the memory
    return Fraction(str(value) if isinstance(value, float) else value)


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, (Mapping, list, tuple)):
        return f"{type(value).__name__} of {len(value)}"
    return spelled(value)
