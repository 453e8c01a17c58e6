"""Recognise words that announce a name, follow one, or cannot be part of one."""

from __future__ import annotations

import re
from functools import cache

from portcheck.detectors.stop_words import LATIN
from portcheck.imports.redaction.word_lists import pattern, words

_BEFORE = 40
"""Characters before a name that are searched."""


def is_announced(text: str, start: int) -> bool:
    """Whether words before a position announce a name, in a script with capitals."""
    before = text[max(0, start - _BEFORE) : start]
    return (
        _compiled("announced", r"(?:(?<!\w){0})(?:[,:]?\s{{1,3}}|[\"']\s?[:=]\s?[\"'])$").search(
            before
        )
        is not None
    )


def is_announced_uncased(text: str, start: int) -> bool:
    """Whether words before a position announce a name, in a script without capitals."""
    before = text[max(0, start - _BEFORE) : start]
    return (
        _compiled("announced_uncased", r"{0}[\"']?\s{{0,2}}[:\uff1a]?\s{{0,2}}[\"']?$").search(
            before
        )
        is not None
    )


def is_honoured(text: str, end: int) -> bool:
    """Whether an honorific follows a position, in a script without capitals."""
    return _compiled("honorific", r"\s?{0}").match(text, end) is not None


@cache
def _compiled(name: str, form: str) -> re.Pattern[str]:
    return re.compile(form.format(pattern(name)), re.IGNORECASE)


@cache
def _stop_words() -> frozenset[str]:
    listed = (word for of_language in LATIN.values() for word in of_language.split())
    return frozenset(listed) - words("particles")


def is_ordinary(word: str) -> bool:
    """Whether a word is too common, or too surely something else, to be part of a name."""
    form = word.casefold()
    return form in words("never") or form in words("no_names") or form in _stop_words()


def is_small_word(word: str) -> bool:
    """Whether a word is one of the most common of a language, such as `who`, but no article."""
    form = word.casefold()
    return form in _stop_words() and form not in words("articles")


def is_place(word: str) -> bool:
    """Whether a given name is better known as a place."""
    return word.casefold() in words("places")
