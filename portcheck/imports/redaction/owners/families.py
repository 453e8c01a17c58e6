"""Families of words that say what a number is."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from portcheck.imports.redaction.word_lists import pattern

_FAMILIES = (
    "other_number",
    "named_number",
    "acronym",
    "any_number",
    "born",
    "phoned",
    "holder",
    "code_word",
    "number_sign",
)


@cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(pattern(name))


@lru_cache(maxsize=65536)
def family(word: str) -> str:
    """The family of a word, given in folded letters; "" if it says nothing about a number."""
    return next((name for name in _FAMILIES if _compiled(name).fullmatch(word)), "")
