"""Find addresses: street and number, and the post code after them."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern
from portcheck.lazy_pattern import LazyPattern

_WORDS = r"[\w'\u2019.-]{1,40}"
POST_CODE = (
    r"(?:(?:[A-Z]{1,2}-)?\d{5}(?:-\d{3,4})?|\d{2}-\d{3}|\d{4}-\d{3}|\d{4} [A-Z]{2}"
    r"|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|\d{4}(?= [^\W\d_a-z][^\W\d_]))"
)
"""Post codes of most of Europe and America; those of four digits precede a town."""
_BETWEEN = (
    r"(?:(?!\. [A-Z])[ ,.](?:(?!\. [A-Z])[^\n;:|?!]){0,28}?(?:, |\n)"
    r"|,? |\n|, (?:[A-Z][\w'-]+,? ){1,3})"
)
"""Floors and towns between a street and its post code."""
_STREET = LazyPattern(
    r"(?<![\w-])(?:"
    rf"\d{{1,5}}[a-zA-Z]? (?:[A-Z]{_WORDS} ){{1,3}}{pattern('english_street')}\b\.?"
    rf"|[^\W\d_][\w-]{{1,60}}{pattern('german_street')} \d{{1,4}}(?: ?[a-z])?\b"
    rf"|(?:[^\W\d_a-z][\w.]{{1,40}} ){{1,3}}{pattern('turkish_street')}"
    r"[ ,]{1,2}(?:No|no|NO) ?[:.]? ?\d{1,4}(?:/\d{1,4})?"
    r"(?:[ ,]{1,2}(?:D|Daire|K|Kat) ?[:.]? ?\d{1,4}){0,2}"
    r"(?:,? [^\W\d_]{3,20} ?/ ?[^\W\d_]{3,20})?"
    rf"|\d{{1,4}}(?: bis| ter)?,? {pattern('french_street')} (?:de (?:la )?|du |des )?"
    rf"{_WORDS}(?: [A-Z\u00c0-\u00dd]{_WORDS}){{0,3}}"
    rf"|{pattern('southern_street')} (?:de (?:la |los |las )?|del |della |dei |di |d[oa]s? )?"
    rf"{_WORDS}(?: {_WORDS}){{0,2}},? (?:n\.?\u00ba? ?|\u0434\. ?)?\d{{1,4}}[a-zA-Z]?\b)"
    rf"(?:{_BETWEEN}{POST_CODE}(?![\w-]))?"
)


def street_spans(text: str) -> Iterator[Span]:
    """Yield addresses."""
    for match in _STREET.compiled.finditer(text):
        yield Span(start=match.start(), end=match.end(), kind="address")
