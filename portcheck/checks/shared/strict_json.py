"""Parse JSON like the strictest production parsers, within bounds."""

from __future__ import annotations

import json
import math
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

MAX_CHARACTERS = 4_000_000
MAX_DEPTH = 100
"""Most levels of nesting."""
MAX_DIGITS = 300
"""Most characters of a number."""


class JsonProblem(ValueError):  # noqa: N818  # a finding about an answer, not an error of portcheck
    """Why a text is not acceptable JSON."""


def parse(text: str, *, exact: bool = False) -> Any:
    """The value of a JSON text (RFC 8259), which must be nothing but JSON.

    Args:
        text: the text to parse.
        exact: fractions are `Decimal`s with all their digits, not floats.

    Raises:
        JsonProblem: the text is not JSON, repeats a key, has NaN or a number that is too large for
            a double, or exceeds the length or depth that this module allows.
    """
    if len(text) > MAX_CHARACTERS:
        raise JsonProblem(f"longer than {MAX_CHARACTERS} characters")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_decimal if exact else _float,
            parse_constant=_constant,
        )
    except RecursionError:
        raise JsonProblem(f"nested deeper than {MAX_DEPTH} levels") from None
    except json.JSONDecodeError as exc:
        if text.lstrip().startswith("```"):
            raise JsonProblem("wrapped in a Markdown code fence") from None
        raise JsonProblem(f"{exc.msg} at line {exc.lineno} column {exc.colno}") from None
    if depth_exceeds(value):
        raise JsonProblem(f"nested deeper than {MAX_DEPTH} levels")
    return value


_REPEATED = "an object repeats a key"


def repeats_key(text: str | None) -> bool:
    """Whether a text is JSON but repeats a key, so that programs read different values of it."""
    try:
        parse(text or "{}")
    except JsonProblem as problem:
        return str(problem) == _REPEATED
    return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise JsonProblem(_REPEATED)
    return found


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise JsonProblem("a number is out of range")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits) if len(digits) <= MAX_DIGITS else math.inf
    if math.isinf(value):
        raise JsonProblem("a number is out of range")
    return value


def _decimal(digits: str) -> Decimal:
    value = _float(digits)
    try:
        return Decimal(digits)
    except InvalidOperation:  # nearly 0: its exponent has more than 18 digits
        return Decimal(value)


def _constant(name: str) -> NoReturn:
    raise JsonProblem(f"{name} is not JSON")


def depth_exceeds(value: Any, limit: int = MAX_DEPTH) -> bool:
    """Whether objects and lists are nested in more than `limit` levels."""
    level: list[Any] = [value]
    for _ in range(limit + 1):
        level = [
            child
            for item in level
            if isinstance(item, (dict, list))
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return True
