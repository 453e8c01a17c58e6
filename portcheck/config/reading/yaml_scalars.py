"""Resolve plain YAML scalars by the 1.2 core schema, with even less magic.

Leading zeros, underscores, sexagesimals, dates and `yes`/`no` stay text: a ticket number or a queue
named `no` must not change. So do fractions with more digits than a double can store.
"""

from __future__ import annotations

import math
import re
import sys
from decimal import Decimal, InvalidOperation
from typing import Any

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_FIRSTS = frozenset({"", *"~nNtTfF", *"-+.0123456789"})
"""First characters of constants and numbers; most texts are neither."""
_NUMBER = re.compile(
    r"(?P<int>[-+]?(?:0|[1-9][0-9]*))"
    r"|0o(?P<octal>[0-7]+)|0x(?P<hex>[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<special>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
MAX_DIGITS = 400
_EXACT = 15
"""Number of decimal digits that a double always keeps."""


def plain(text: str) -> Any:
    """The value of an unquoted scalar.

    Raises:
        ValueError: the number is infinite or too long, so that no check could compare it.
    """
    if text[:1] not in _FIRSTS:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    if len(text) > MAX_DIGITS:
        raise ValueError("this number has too many digits")
    return _number(match)


def _number(match: re.Match[str]) -> int | float | str:
    if not match["float"] and not match["special"]:
        return _whole(match)
    value = float(match["float"]) if match["float"] else math.inf
    if not math.isfinite(value):
        raise ValueError("a number must be finite")
    return value if keeps_digits(match["float"], value) else match["float"]


def _whole(match: re.Match[str]) -> int:
    if match["int"]:
        value = int(match["int"])
    else:
        value = int(match["octal"], 8) if match["octal"] else int(match["hex"], 16)
    if abs(value) > sys.float_info.max:  # infinite as a float
        raise ValueError("a number must be finite")
    return value


def keeps_digits(text: str, value: float) -> bool:
    """Whether a finite float keeps every digit of the text that it was read from."""
    if len(text) <= _EXACT:
        return True
    try:
        return Decimal(text) == Decimal(repr(value))
    except InvalidOperation:  # an exponent of more than 18 digits
        return False
