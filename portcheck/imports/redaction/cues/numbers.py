"""Find numbers in a text that do not count, date or measure something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.imports.redaction.word_lists import pattern
from portcheck.lazy_pattern import LazyPattern

_NUMBER = LazyPattern(
    r"(?<![\w.,/:+])(?<!\d-)[*#]{0,2}\d(?:[ \u00a0.\u00b7\u2013-]?\d){3,47}[#*]{0,2}"
    r"(?!\w)(?![.,:/-]\d)"
)
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATE = LazyPattern(
    rf"{_DAY}([-./ ]){_MONTH}\1(?:{_YEAR}|\d\d)|{_MONTH}([-./]){_DAY}\2(?:{_YEAR}|\d\d)"
    rf"|{_YEAR}([-./ ]?)(?:0[1-9]|1[0-2])\3(?:0[1-9]|[12]\d|3[01])"
    rf"|{_YEAR}[-\u2013](?:19|20)?\d\d"
)
_COUNTED = LazyPattern(r"(?!\d\d(?:\.\d\d){2,}$)\d{1,4}(?:\.\d{1,4})+|\d+\.\d+|\d[-\u2013]\d{3}")
_BEFORE = LazyPattern(
    rf"(?:{pattern('money')}|\b{pattern('before_number')})[ \u00a0]?-?$", re.IGNORECASE
)
_BEHIND = LazyPattern(
    rf"[ \u00a0]?(?:{pattern('money')}|[%\u2030\u00b0]|{pattern('counted_units')}\b)|[.,]\d",
    re.IGNORECASE,
)


_YEARS = LazyPattern(r"^(?:19\d\d|20[0-3]\d|[1-9]\d00)$")
_POWERS = frozenset(str(2**power) for power in range(10, 24))


def numbers(text: str) -> Iterator[re.Match[str]]:
    """Yield numbers of four or more digits that are no amount, quantity, date or version.

    Groups of digits may have any size; the code of a door may begin with `*` and end in `#`.
    """
    for match in _NUMBER.compiled.finditer(text):
        if not _is_plain(text, match):
            yield match


def _is_plain(text: str, match: re.Match[str]) -> bool:
    value = match[0]
    return (
        _DATE.compiled.fullmatch(value) is not None
        or _COUNTED.compiled.fullmatch(value) is not None
        or _BEHIND.compiled.match(text, match.end()) is not None
        or _BEFORE.search(text[max(0, match.start() - 12) : match.start()]) is not None
    )


def is_round(value: str) -> bool:
    """Whether a number looks like a year, a power of two or a rounded quantity."""
    if value in _POWERS:
        return True
    return value.endswith("000") or _YEARS.search(value) is not None
