"""Find addresses as people write them: abbreviated streets, floors, boxes, or after a label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.imports.redaction.formatted.streets import POST_CODE
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern
from portcheck.lazy_pattern import LazyPattern

_WORD = (
    r"(?:(?:d|dell|all|nell|l|dall|sull)['\u2019])?"
    r"[^\W\d_a-z\u00df-\u00ff](?:[^\W_]|['\u2019.-]){0,30}"
)
_SMALL = rf"(?:{pattern('address_small')})"
_ONE = rf"(?:{_SMALL} ){{0,3}}{_WORD}"
_NAMED = rf"(?:{_ONE}(?:, ?| )){{1,6}}"
"""The name of a street, and the separator before its number."""
_LAST = rf"(?:{_ONE}(?:, ?| )){{0,4}}{_ONE}"
"""The name of a street whose number comes first."""
_MARKS = "\u00ba\u00b0\u00aa"
_SIGN = rf"(?:(?:[nN]|[nN][ro]|NO|num|nro|n\u00fam|n\.?[{_MARKS}]|N[{_MARKS}]|\u2116)[.:]? ?|# ?)"
_NUMBER = (
    rf"{_SIGN}?\d{{1,5}}(?: ?(?:bis|ter|[a-zA-Z])(?!\w))?"
    r"(?:[/-]\d{1,4}[a-zA-Z]?|/[A-Za-z])?(?!\d)"
)
_UNIT = (
    rf"(?:[ ,\u2013-]{{1,3}}\(?(?:(?i:{pattern('address_unit')})(?![^\W\d_])\.?:? ?"
    rf"[\w{_MARKS}/]{{0,6}}|\d{{1,3}}\.?[{_MARKS}](?: ?[A-Z](?!\w))?)\)?\.?)"
)
_BETWEEN = rf"(?:[ ,.\n()\u2013-]{{1,4}}(?:{_SMALL}(?!\w)|{_WORD}|\d{{1,4}}[\w{_MARKS}/]{{0,4}}))"
_CODE = (
    r"(?:(?:CP|C\.P\.|CEP|PLZ|CAP|D-|A-|CH-|F-|I-|E-|PL-)?:? ?"
    rf"(?:\d{{3}} \d{{2}}|{POST_CODE})|[A-Z]{{2}},? \d{{5}})(?![\w-])"
)
_TO_CODE = rf"(?:{_BETWEEN}{{0,7}}?[ ,.\n()\u2013-]{{1,4}}{_CODE})"
_TAIL = rf"{_UNIT}{{0,4}}{_TO_CODE}?"
_ENGLISH = (
    r"(?:(?:Flat|Apt|Apartment|Unit|Suite|Floor|Room|Lot)\.? \w{1,5},? )?"
    rf"\d{{1,5}}[a-zA-Z]?(?:-\d{{1,5}})?,? (?:[NSEW]\.? )?(?:{_WORD} ){{1,4}}"
    rf"(?:{pattern('english_street')}|{pattern('english_street_more')})\b\.?{_TAIL}"
)
_BOX = rf"(?i:{pattern('address_box')}) ?\d[\d ]{{1,8}}(?!\w){_TO_CODE}?"
_KIND = rf"(?i:{pattern('german_street')}|{pattern('german_street_more')})"
_GERMAN = (
    rf"(?:{_WORD} {_KIND}|(?:{_WORD} )?[^\W\d_a-z][\w.-]{{0,30}}{_KIND})"
    rf"(?: |(?<=\.)){_NUMBER}{_TAIL}"
)
_GERMAN_PLACE = rf"{pattern('german_place')} (?:{_WORD} ){{1,3}}{_NUMBER}{_UNIT}{{0,2}}{_TO_CODE}"
_FRENCH = (
    rf"\d{{1,4}}(?: ?(?:bis|ter|quater|[A-Za-z]))?,? (?i:{pattern('french_street_more')})\.? "
    rf"{_LAST}{_TAIL}"
)
_FRENCH_PLACE = rf"(?i:{pattern('french_street_more')})\.? {_LAST}{_UNIT}{{0,4}}{_TO_CODE}"
_SOUTHERN = (
    rf"{pattern('southern_street_more')}(?: |(?<=/)|(?<=ul\.))"
    rf"(?:\d{{1,2}}\.? (?:de |di )?)?{_NAMED}{_NUMBER}{_TAIL}"
)
_AMERICAN = (
    r"(?i:carrera|cra|kr|calle|cl|cll|transversal|diagonal|avenida|av)\.? \d{1,3}[A-Za-z]?"
    r"(?: Bis| Sur)? ?(?:#|No\.?|N\u00b0) ?\d{1,3}[A-Za-z]?"
    rf"(?: ?- ?\d{{1,3}})?{_TAIL}"
)
_TURKISH = (
    rf"(?:(?:{_WORD} ){{1,3}}(?:Mah|Mahallesi|mah)\.?,? )?(?:(?:{_WORD}|\d{{1,4}}\.?) ){{1,3}}"
    rf"{pattern('turkish_street_more')},? (?:No|no|NO|Numara)? ?[:.]? ?\d{{1,4}}(?:/\w{{1,4}})?"
    rf"(?:[ ,/]{{1,2}}(?i:d|daire|k|kat|blok)\.?:? ?\d{{1,4}}){{0,3}}{_TO_CODE}?"
)
_FORMS = tuple(
    LazyPattern(rf"(?<![\w-])(?:{form})")
    for form in (
        _ENGLISH,
        _BOX,
        _GERMAN,
        _GERMAN_PLACE,
        _FRENCH,
        _FRENCH_PLACE,
        _SOUTHERN,
        _AMERICAN,
        _TURKISH,
    )
)
_BRITISH = LazyPattern(r"(?<![\w-])[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![\w-])")
_IN_FRONT = LazyPattern(rf"(?:(?:(?:{_WORD}|\d{{1,4}}[a-zA-Z]?)(?:, ?| |\n)){{1,9}})$")
_FRONT = 80
_LABEL = LazyPattern(
    rf"(?<![^\W\d_])(?i:{pattern('address_label')})(?:[\"']?\s?[:=]\s?[\"']?"
    r"|\s(?:(?:is|ist|lautet|est|es|\u00e8|\u00e9|to)\s)?)"
    rf"((?:{_SMALL} )?{_WORD}"
    rf"(?:[ ,]{{1,2}}(?:{_SMALL}(?!\w)|{_WORD}|\d{{1,5}}[\w/-]{{0,5}})){{1,12}})"
)
_ANY_CODE = rf"(?:\d{{5}}(?:-\d{{3,4}})?|\d{{2}}-\d{{3}}|\d{{4}}(?:-\d{{3}})?|{_BRITISH.pattern})"
_CODE_ALONE = LazyPattern(
    rf"(?<![^\W_])(?i:{pattern('post_code_cue')})"
    r"(?:[\"']?[:= ][\"']?\s?(?i:is|ist|est|es|\u00e8|\u00e9|to)?\s?[\"']?)"
    rf"({_ANY_CODE})(?![\w-])"
)
_DIGIT = re.compile(r"\d")


def address_spans(text: str) -> Iterator[Span]:
    """Yield such addresses; spans may overlap."""
    for form in _FORMS:
        for match in form.compiled.finditer(text):
            yield _span(match.start(), match.start() + len(match[0].rstrip(" ,")))
    for match in _BRITISH.compiled.finditer(text):
        first = max(0, match.start() - _FRONT)
        front = _IN_FRONT.search(text[first : match.start()])
        if front and "," in front[0]:
            yield _span(first + front.start(), match.end())
    for match in _CODE_ALONE.compiled.finditer(text):
        yield _span(match.start(1), match.end(1))
    for match in _LABEL.compiled.finditer(text):
        if _DIGIT.search(match[1]):
            yield _span(match.start(1), match.end(1))


def _span(start: int, end: int) -> Span:
    return Span(start=start, end=end, kind="address")
