"""Decide whether two short texts count as the same answer.

Models wrap a bare answer in white space, quotation marks, asterisks or a full stop, and write
typographic apostrophes; these differences do not matter. `fold` is for finding a text inside an
answer, `same` and `same_value` for comparing whole answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from portcheck.checks.shared.numbers.equality import is_number, spells
from portcheck.model.visible_text import DIRECTION_MARKS, ZERO_WIDTH

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        **dict.fromkeys(ZERO_WIDTH + DIRECTION_MARKS, None),
    }
)
_LONGEST_NUMBER = 1000
_COMBINED = re.compile(r"\w[\u0300-\u036f]{1,4}")
_WRAPPERS = (
    *(("**", "**"), ('"', '"'), ("'", "'"), ("`", "`"), ("\u00ab", "\u00bb")),
    *(("\u2039", "\u203a"), ("\u300c", "\u300d"), ("\u300e", "\u300f"), ("\uff02", "\uff02")),
)
_STOPS = (".", "\u3002", "\uff0e", "\uff61", "\u0964")
"""Full stops: Latin, Chinese and Japanese, full width, half width, Devanagari."""


def fold(text: str, *, ignore_case: bool = True) -> str:
    """The text with straight quotes, plain spaces and composed letters, without invisible ones."""
    if not text.isascii():
        # Letter by letter, because normalising a text full of accents takes quadratic time.
        text = _COMBINED.sub(lambda m: unicodedata.normalize("NFC", m[0]), text.translate(_FOLDED))
    return text.casefold() if ignore_case else text


def trim(text: str) -> str:
    """The text without white space, a pair of quotes (or ** or `) and a full stop at its ends."""
    text = text.strip()
    bare = _without_stop(text)
    for left, right in _WRAPPERS:
        inner = bare[len(left) : len(bare) - len(right)]
        if inner and bare.startswith(left) and bare.endswith(right) and right not in inner:
            inner = inner.strip()
            return _without_stop(inner) if bare == text else inner
    return bare


def _without_stop(text: str) -> str:
    return text[:-1].rstrip() if text.endswith(_STOPS) and text[-2:-1] not in _STOPS else text


def same(answer: str, expected: str) -> bool:
    """Whether two texts are the same answer after `fold` and `trim`."""
    answer = answer.strip()
    if len(answer) > 4 * len(expected) + 64:
        return False
    return _bare(answer) == _bare(expected)


def same_value(answer: str, expected: object) -> bool:
    """Whether an answer is the expected text, number or boolean, after `fold` and `trim`.

    An answer is a number if it is the number's plain decimal form; see `numbers.equality.spells`.
    """
    if is_number(expected):
        bare = answer.strip()
        return len(bare) <= _LONGEST_NUMBER and spells(_bare(bare), expected)
    return same(answer, spelled(expected))


@lru_cache(maxsize=1000)  # answers and expected texts recur in many comparisons
def _bare(text: str) -> str:
    return trim(fold(text))


def spelled(value: object) -> str:
    """An expected value as text, with `true` and `false` as in JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def as_mapping(arguments: object, key: str) -> Mapping[str, object]:
    """The arguments if they are a mapping, else a mapping of `key` to them."""
    return arguments if isinstance(arguments, Mapping) else {key: arguments}
