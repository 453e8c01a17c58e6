"""Find number plates of cars, after a word that announces them or by their form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern
from portcheck.lazy_pattern import LazyPattern

_PLATE = (
    r"(?-i:(?=[A-Z\u00c4\u00d6\u00dc -]{0,8}\d)(?=[\d -]{0,8}[A-Z])"
    r"(?:[A-Z\u00c4\u00d6\u00dc\d]{1,4}[ -]){0,3}[A-Z\d]{1,8}(?<=\w{2}))(?![\w-])"
)
_ANNOUNCED = LazyPattern(
    rf"(?<!\w)(?:{pattern('plate')}"
    r"(?:\s?[:=#]|[,\"']|\s(?:is|number|no\.?|nr\.?|ist|lautet|est|es|\u00e8|\u00e9|to|n\u00ba)\b){0,3}"
    rf"\s?[\"']?({_PLATE})|({_PLATE})\s{pattern('plate_behind')})",
    re.IGNORECASE,
)
"""Capitals and digits next to a word for a number plate."""
_FORMS = LazyPattern(
    r"(?<![\w-])(?:"
    r"[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}"  # France
    r"|[A-HJ-NPR-TV-Z]{2} ?\d{3} ?[A-HJ-NPR-TV-Z]{2}"  # Italy
    r"|\d{4}[ -]?[BCDFGHJKLMNPRSTVWXYZ]{3}"  # Spain
    r"|[A-Z\u00c4\u00d6\u00dc]{1,3}[- ][A-Z]{1,2}[- ]?\d{1,4}[EH]?"  # Germany
    r"|\d{2}[- ]?[A-Z]{2}[- ]?\d{2}|[A-Z]{2}-\d{2}-[A-Z]{2}|\d{2}-\d{2}-[A-Z]{2}"  # Portugal
    r"|[A-Z]{2}\d{2} ?[A-Z]{3}"  # Britain
    r"|[A-Z]{2,3} ?(?=[A-Z]*\d)[A-Z\d]{4,5}"  # Poland
    r"|(?:0[1-9]|[1-7]\d|8[01]) ?[A-Z]{1,3} ?\d{2,4}"  # Turkey
    r"|[A-Z]{3}[- ]?\d[A-Z\d]\d{2}"  # Brazil
    r"|[A-Z]{2} ?\d{3} ?[A-Z]{2}|[A-Z]{3}-\d{3}-?[A-Z]?|[A-Z]{3} ?\d{3}"  # Latin America
    r")(?![\w-])"
)
_CARS = LazyPattern(rf"(?<![^\W_]){pattern('cars')}(?![^\W_])", re.IGNORECASE)
_NEAR = 100


def plate_spans(text: str) -> Iterator[Span]:
    """Yield plates: next to a word for one, or by form near a word for cars, parking or fines."""
    for match in _ANNOUNCED.compiled.finditer(text):
        group = 1 if match[1] else 2
        yield Span(start=match.start(group), end=match.end(group), kind="ID number")
    for match in _FORMS.compiled.finditer(text):
        near = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
        if _CARS.search(near):
            yield Span(start=match.start(), end=match.end(), kind="ID number")
