"""Find and shift dates of birth, in digits and in words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from functools import cache

from portcheck.imports.redaction.cues.columns import cells
from portcheck.imports.redaction.owners.governed import is_joined
from portcheck.imports.redaction.owners.words_of_numbers import cues
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import in_order, pattern
from portcheck.lazy_pattern import LazyPattern

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "pl", "tr", "ru")
"""Languages whose months are known."""
_CUE = LazyPattern(
    rf"{pattern('birth')}(?:[^\n]{{0,40}}|[^\n?]{{0,20}}\?\s{{0,2}}[^\d\n]{{0,30}})$", re.IGNORECASE
)
"""A cue before a date: on its line, or in a question that the date answers."""
_DATE = LazyPattern(
    r"(?<![\d.])(?:\d{4}([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./] ?)\d{1,2}\2(?:\d{4}|\d{2}))(?!\d)"
)
_WORDED = LazyPattern(
    r"(?<![\d.])(?:\d{1,2}(?:\.|st|nd|rd|th|er|\u00ba|\u00b0)?(?: de| of| d['\u2019])? ?"
    r"[^\W\d_]{3,12}\.?,?"
    r"(?: de| del| of)? (?:\d{4}|['\u2019]?\d{2})"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})(?!\d)"
)
_SOLID = LazyPattern(r"(?<![\w.])(?:(?:19|20)\d{6}|[0-3]\d[01]\d(?:19|20)\d\d)(?!\w)")
_BEHIND = LazyPattern(rf"[\s,)(]{{0,3}}{pattern('born_behind')}", re.IGNORECASE)
_REACH = 70
_DIGITS = 4
"""Digits of a full year."""
_YEAR = 2
"""Index of a two-digit year among day, month and year."""
_PART = LazyPattern(r"\d+|[^\W\d_]+")


def birth_spans(text: str) -> Iterator[Span]:
    """Yield dates of birth."""
    for form in (_DATE, _WORDED, _SOLID):
        for match in form.compiled.finditer(text):
            front = text[max(0, match.start() - _REACH) : match.start()]
            if _CUE.search(front) or _BEHIND.compiled.match(text, match.end()) or _is_keyed(front):
                yield Span(start=match.start(), end=match.end(), kind="birth date")
    births: dict[str, bool] = {}
    for cell in cells(text):
        if cell.heading not in births:
            births[cell.heading] = any(cue.family == "born" for cue in cues(cell.heading))
        value = text[cell.start : cell.end]
        if births[cell.heading] and any(
            form.compiled.fullmatch(value) for form in (_DATE, _WORDED, _SOLID)
        ):
            yield Span(start=cell.start, end=cell.end, kind="birth date")


def _is_keyed(front: str) -> bool:
    """Whether the text before a date ends in a key such as `birthDate`."""
    said = cues(front)
    return bool(said) and said[-1].family == "born" and is_joined(front[said[-1].end :])


@cache
def months() -> dict[str, tuple[str, int]]:
    """Language and number, from 0, of each name of a month in lower case."""
    found = dict[str, tuple[str, int]]()
    for language in LANGUAGES:
        for at, name in enumerate(months_of(language)):
            for written in (name, name[:3]):
                found.setdefault(written, (language, at))
    return found


def months_of(language: str) -> tuple[str, ...]:
    """The twelve months of a language, in lower case, in the form that dates use."""
    return in_order(f"months_{language}")


def numbers_of_date(value: str) -> list[int]:
    """The numbers in a date, in its own order: day, month and year."""
    return [number for _, _, number in _parts(value)]


def redated(value: str, moved: Callable[[int], int], years: int) -> str:
    """Move a date to another day and month some years earlier, and keep its format.

    Args:
        value: a date in digits or words.
        moved: returns a number in 1..12 for each day (1..31) or month (1..12).
        years: number of years to go back, at least 1.
    """
    parts, out, done = [*_parts(value)], list[str](), 0
    whole = any(end - start == _DIGITS and value[start].isdigit() for start, end, _ in parts)
    for at, (start, end, number) in enumerate(parts):
        written = value[start:end]
        is_year = len(written) == _DIGITS if whole else at == _YEAR
        if written.isdigit():
            new = number - years if is_year else moved(number)
            new_written = f"{new % 100 if len(written) == 2 else new:0{len(written)}d}"
        else:
            language = months()[written.casefold()][0]
            new_written = _like(written, months_of(language)[moved(number) - 1])
        out += [value[done:start], new_written]
        done = end
    return "".join([*out, value[done:]])


def _parts(value: str) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and number of each part; months count from 1."""
    if len(value) == 8 and value.isdigit():
        cuts = (0, 4, 6, 8) if value[:2] in {"19", "20"} else (0, 2, 4, 8)
        for start, end in itertools.pairwise(cuts):
            yield start, end, int(value[start:end])
        return
    for match in _PART.compiled.finditer(value):
        if match[0].isdigit():
            yield match.start(), match.end(), int(match[0])
        elif match[0].casefold() in months():
            yield match.start(), match.end(), months()[match[0].casefold()][1] + 1


def _like(written: str, month: str) -> str:
    """Write a month with the length and capitals of the replaced one."""
    name = month[:3] if len(written) == 3 and len(month) > 4 else month
    return (
        name.upper() if written.isupper() else name.capitalize() if written[0].isupper() else name
    )
