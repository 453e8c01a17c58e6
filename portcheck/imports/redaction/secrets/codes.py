"""Find one-time, recovery and backup codes, which follow or precede the words that name them.

No punctuation is needed between: `recovery code gfpns-hwzkb`, `482 913 is your login code`. Lists
of codes are read to their end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern
from portcheck.lazy_pattern import LazyPattern

_CODE = (
    r"(?:[A-Z]-\d{4,8}"
    r"|\d{3}[ -]\d{3,4}(?![\d-])"
    r"|(?=[A-Za-z-]{0,60}\d)[A-Za-z0-9]{3,10}(?:-[A-Za-z0-9]{3,10}){1,7}"
    r"|[a-z]{4,6}-[a-z]{4,6}(?![\w-])|[A-Z]{4,6}(?:-[A-Z]{4,6}){1,7}"
    r"|(?=[A-Za-z]{0,11}\d)[A-Za-z0-9]{4,12})"
    r"(?![A-Za-z0-9])"
)
"""Digits in one or two groups, letters and digits, groups of both, or a letter before digits."""
_SHORT_CODE = (
    r"(?:[A-Z]-)?\d{4,8}(?![\w-])|\d{3}[ -]\d{3}(?![\w-])|(?=[A-Z]{0,4}\d)(?-i:[A-Z0-9]{5,8})(?!\w)"
)
_NEAR = 120
_MENTIONED = LazyPattern(
    rf"cod[eiy]|c\u00f3dig|kod|\u043a\u043e\u0434|pin|puk|otp|tan|schl.ssel|keys?\b|pass|parol|\u043f\u0430\u0440\u043e\u043b|\u015fifre"
    rf"|anahtar|has\u0142o|klucz|clave|llave|chave|senha|kennwort|authenticator|{pattern('code_unspaced')}",
    re.IGNORECASE,
)
_ITEM = r"(?:(?:\d{1,2}[.)]|[-*\u2022])\s{1,3})?[\"'`*]{0,3}"
_ANNOUNCED = LazyPattern(
    rf"(?:(?<![^\W_]){pattern('code')}\b|{pattern('code_unspaced')})[\"'`*]{{0,3}}"
    r"(?:\s?\([^)\n]{1,30}\))?"
    rf"(?:\s{pattern('gap')}(?:\s[\w.'-]{{1,30}}){{1,7}}?\s{{0,3}}{pattern('says')}"
    rf"|\s{{0,3}}(?:{pattern('says')}|[-\u2013])?)"
    rf"\s{{0,6}}(?:{pattern('article')}\s)?{_ITEM}({_CODE})",
    re.IGNORECASE,
)
_MORE = LazyPattern(
    rf"[\"'`*]{{0,3}}(?:\s{{0,3}}[,;|/]\s{{0,6}}|\s{{1,6}})(?:(?:and|und|et|y|e|i|ve)\s)?{_ITEM}({_CODE})"
)
_OF_NOTHING_ELSE = rf"(?:(?!{pattern('other_code')}\s)[\w'-]{{1,15}}\s)"
_ANY = rf"{pattern('any_code')}(?!\s{pattern('other_code_behind')})"
_OTHER = LazyPattern(rf"^{pattern('other_code')}\s", re.IGNORECASE)
"""Words before `code` for places, products and errors: such codes are nobody's secret."""
_BEFORE = LazyPattern(
    rf"(?<![\w-])({_CODE})[\"'`*]{{0,3}}\s{{1,3}}{pattern('is_your')}\s{_OF_NOTHING_ELSE}{{0,4}}?"
    rf"(?:{pattern('code')}|{_ANY})",
    re.IGNORECASE,
)
_YOURS = LazyPattern(
    rf"(?<!\w)(?:{pattern('yours')}\s{_OF_NOTHING_ELSE}{{0,3}}?{_ANY}"
    rf"(?:[ \t](?:[\w']{{1,12}}[ \t]){{0,3}}?{pattern('came')}(?:[ \t]\w{{1,12}}){{0,2}}?"
    rf"[ \t](?={pattern('says')}))?"
    rf"|{_ANY}\s{pattern('for_login')})[ \t]{{0,2}}(?:{pattern('says')})?"
    rf"[ \t]{{0,3}}[\"'`*]{{0,3}}({_SHORT_CODE})",
    re.IGNORECASE,
)
_PASSING = LazyPattern(
    rf"(?<!\w)(?P<before>[\w'-]{{1,15}}\s)?{_ANY}"
    rf"[ \t]{{0,2}}(?:{pattern('says')})?[ \t]{{0,3}}[\"'`*]{{0,3}}(?P<code>{_SHORT_CODE})"
    rf"(?=[^\n]{{0,60}}?\b{pattern('passes')})",
    re.IGNORECASE,
)
"""A code of any kind that expires, or must not be passed on."""
_BEFORE_UNSPACED = LazyPattern(
    rf"(?<![\w-])({_CODE})\s?{pattern('is_unspaced')}\s?\w{{0,8}}{pattern('code_unspaced')}"
)
_TO_USE = LazyPattern(
    rf"(?<!\w){pattern('use_code')}\s(?:\w{{1,12}}\s){{0,2}}?[\"'`*]{{0,3}}"
    r"((?:[A-Z]-)?(?!\d*000(?!\d))\d{5,8}|\d{3}[ -]\d{3})[\"'`*]{0,3}\s"
    rf"{pattern('for_what')}(?!\w)",
    re.IGNORECASE,
)
_PHRASE = LazyPattern(
    rf"{pattern('seed_phrase')}[^\n:]{{0,50}}?(?::|\bis\b|=|\uff1a)\s{{0,3}}[\"'`]?"
    r"([a-z]{3,8}(?:[ ,]\s{0,2}[a-z]{3,8}){11,23})(?![a-z])",
    re.IGNORECASE,
)


def code_spans(text: str) -> Iterator[Span]:
    """Yield such codes, in no order; spans may overlap."""
    for start, end in _places(text):
        for match in _ANNOUNCED.compiled.finditer(text, start, end):
            yield _span(match)
            more = _MORE.compiled.match(text, match.end(1))
            while more is not None and len(more[1]) == len(match[1]):  # codes of a list are alike
                yield _span(more)
                more = _MORE.compiled.match(text, more.end(1))
        for shape in (_BEFORE, _YOURS, _BEFORE_UNSPACED):
            yield from map(_span, shape.compiled.finditer(text, start, end))
        for match in _PASSING.compiled.finditer(text, start, end):
            if not _OTHER.search(match["before"] or ""):
                yield _span(match, "code")
    for shape in (_TO_USE, _PHRASE):
        yield from map(_span, shape.compiled.finditer(text))


def _span(match: re.Match[str], group: int | str = 1) -> Span:
    return Span(start=match.start(group), end=match.end(group), kind="secret")


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges around words for a code, merged where they overlap; most texts have none."""
    start = end = -1
    for match in _MENTIONED.compiled.finditer(text):
        first, last = max(0, match.start() - _NEAR), match.end() + _NEAR
        if first > end:
            if end >= 0:
                yield start, end
            start = first
        end = last
    if end >= 0:
        yield start, min(end, len(text))
