"""Read numbers as people write them, such as `12k` or `1 000 USD`, for hints."""

from __future__ import annotations

import re
from decimal import Decimal

from portcheck.lazy_pattern import LazyPattern
from portcheck.model.numbers import read_duration

_WRITTEN = LazyPattern(
    r"(?P<sign>[-+]?)\s*(?:[$€£¥]|USD|EUR)?\s*(?P<digits>[0-9][0-9_.,'\u2019\s]*|[.,][0-9]+)"
    r"\s*(?P<unit>%|[^\W\d_]*|[$€£¥])(?P<rest>(?:\s*[/\s]\s*[^\W\d_]+)*)",
    re.IGNORECASE,
)
_GROUPS = LazyPattern(r"[0-9]{1,3}(?:(?P<sign>[_.,'\u2019\s])[0-9]{3})(?:(?P=sign)[0-9]{3})*")
"""Digits in groups of three: `1_000`, `1,000,000`."""
_TIMES = {
    **dict.fromkeys(("k", "thousand", "tsd"), 1_000),
    **dict.fromkeys(("M", "mio", "mm", "million", "millions"), 1_000_000),
    **dict.fromkeys(("B", "bn", "billion", "billions"), 1_000_000_000),
}
_RATE = LazyPattern(r"(?:/|\bper)\s*(?!min)", re.IGNORECASE)
"""A rate that is not per minute, the unit of our keys."""
_TIME_WORDS = LazyPattern(
    "ms|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|weeks?|months?|years?"
)
_UNIT_WORDS = LazyPattern(r"(?<![a-z])(?:min|sec|second|minute|hour|hr)s?(?![a-z])", re.IGNORECASE)
_LONGEST = 40
"""Most characters of a number in a hint."""


def number_hint(text: str, name: str = "", *, whole: bool = False) -> str:
    """The hint for a text that means a number; "" if it does not.

    Args:
        text: the text.
        name: its key; one that ends in `_s` is in seconds.
        whole: whether an integer is required.
    """
    if len(text) > _LONGEST:
        return ""
    value = _duration(text) if name.endswith("_s") else None
    if value is None:
        value = _value(text.strip(), name)
    if value is None or (whole and value != value.to_integral_value()):
        return ""
    return f"write {_plain(value)}"


def _duration(text: str) -> Decimal | None:
    short = _UNIT_WORDS.sub(lambda word: word[0][0].lower(), text.replace(" ", ""))
    seconds = read_duration(short)
    return None if seconds is None else Decimal(repr(seconds))


def _value(text: str, name: str) -> Decimal | None:
    found = _WRITTEN.fullmatch(text)
    if found is None or _RATE.search(found["unit"] + found["rest"]):
        return None
    if _is_other_unit(found["unit"], name):
        return None
    digits = _digits(found["digits"].strip())
    if digits is None:
        return None
    value, unit = Decimal(digits) * (-1 if found["sign"] == "-" else 1), found["unit"]
    if unit == "%":
        return value / 100
    times = _TIMES.get(unit) or _TIMES.get(unit.lower())
    return value * times if times else value


def _is_other_unit(unit: str, name: str) -> bool:
    """Whether a time has another unit than the one at the end of its key."""
    if unit in _TIMES:
        return False
    known = _TIME_WORDS.fullmatch(unit.lower())
    return known is not None and name.rpartition("_")[2][:1] != unit[:1].lower()


def _digits(text: str) -> str | None:
    """Normalise the digits of a number: `1_000` is 1000, `0,5` is 0.5, `1.234,5` is 1234.5."""
    point = max(text.rfind("."), text.rfind(","))
    if _GROUPS.fullmatch(text) and not (point >= 0 and text.startswith("0")):
        return re.sub(r"[^0-9]", "", text)
    head, tail = (text[:point], text[point + 1 :]) if point >= 0 else (text, "")
    if head and not head.isdigit() and not _GROUPS.fullmatch(head):
        return None
    if not tail.isdigit() and tail:
        return None
    plain = re.sub(r"[^0-9]", "", head) or "0"
    return f"{plain}.{tail}" if tail else plain


def _plain(value: Decimal) -> str:
    shown = f"{value.normalize():f}"
    return shown[:_LONGEST]
