"""Decide whether a number equals another number or a text that represents one.

Numbers are compared exactly, because ids of 16 digits and more can be equal as doubles.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TypeGuard

Number = int | float | Decimal

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_LONGEST = 400
"""Most characters of a text that may represent a number."""


def is_number(value: object) -> TypeGuard[Number]:
    """Whether a value is a number; true and false are not."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def equal_numbers(left: Number, right: Number) -> bool:
    """Whether two numbers are equal to the last digit: 12.0 is 12, and a float 0.1 is a tenth."""
    return _exact(left) == _exact(right)


def spells(text: str, number: Number) -> bool:
    """Whether a text is the plain decimal form of a number.

    That form has no exponent, plus sign or leading zero: `02134` is a ZIP code, not 2134. Zeros at
    the end of a fraction do not matter.
    """
    stated = plain_number(text)
    return stated is not None and stated == _exact(number)


def plain_number(text: str) -> Decimal | None:
    """The number of which a text is the plain decimal form; `None` for any other text."""
    plain = len(text) <= _LONGEST and _PLAIN.fullmatch(text) is not None
    return Decimal(text) if plain else None


def _exact(value: Number) -> Decimal:
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
