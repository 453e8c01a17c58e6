"""Find phone numbers: international, national, and mobile numbers by their form alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from portcheck.imports.redaction.formatted.edges import after, before
from portcheck.imports.redaction.owners.numbers import is_date, is_harmless
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern
from portcheck.lazy_pattern import LazyPattern

_INTERNATIONAL = LazyPattern(
    before(r"\w+") + r"(?:\+|00(?=[1-9](?:\D{0,2}\d){8}))\d(?:[ ./()-]{0,2}\d){6,14}(?!\d)"
)
_NATIONAL = LazyPattern(
    before(r"\w.,/-")
    + r"(?:\(0?\d{1,5}\)|0\d{1,5}|\d{2,4})(?:[ ./-]{0,3}\d){5,10}"
    + after(r"\w/-")
    + r"(?![.,]\d)"
)
_AMERICAN = LazyPattern(
    before(r"\w.-") + r"(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-]{1,2}[2-9]\d{2}[ .-]\d{4}" + after(r"\w-")
)
_CHINESE_MOBILE = LazyPattern(
    before(r"\w.,/-") + r"1[3-9]\d(?:[ -]?\d{4}){2}" + after(r"\w-") + r"(?![.,]\d)"
)
_HAN = LazyPattern(r"[\u4e00-\u9fff]")
_NUMBERED = LazyPattern(rf"{pattern('numbered_things')}[^\d\n]{{0,8}}$")
_CUE = LazyPattern(
    rf"(?:\b{pattern('phone')}\b|{pattern('phone_unspaced')})[^\d\n]{{0,30}}$", re.IGNORECASE
)
_MOBILES = (
    ("ES", r"[67]\d\d(?:[ .-]\d{3}){2}|[67]\d\d(?:[ .-]\d\d){3}|[67]\d[ ]\d{3}[ ]\d\d[ ]\d\d"),
    (
        "IT",
        r"3[2-9]\d[ ./-]\d{6,7}|3[2-9]\d[ .-]\d{3}[ .-]\d{3,4}|3[2-9]\d[ .-]\d\d(?:[ .-]\d\d){2,3}",
    ),
    ("PL", r"[45678]\d\d(?:[ -]\d{3}){2}"),
    ("PT", r"9[1236]\d(?:[ .-]\d{3}){2}|9[1236][ ]\d{3}[ ]\d\d[ ]\d\d"),
    ("TR", r"0?\(?5\d\d\)?[ .-]\d{3}[ .-]?\d\d[ .-]?\d\d|05\d{9}"),
    ("BR", r"\(?0?[1-9]{2}\)?[ -]?9[ ]?\d{4}[ .-]\d{4}|\([1-9]{2}\)[ ]?[2-5]\d{3}-\d{4}"),
    ("FR", r"0[1-9](?:[ .-]?\d\d){4}"),
    ("GB", r"07\d{3}[ -]?\d{3}[ -]?\d{3}|0[12]\d{2,3}[ ]\d{3}[ ]\d{3,4}"),
    ("DE", r"01[567]\d[ /-]?\d{7,8}|01[567]\d[ /-]?\d{3}[ -]?\d{2,4}[ -]?\d{2,3}"),
    ("MX", r"[1-9]\d[ -]\d{4}[ -]\d{4}"),
    ("AR", r"(?:0?11|15)[ -]\d{4}[ -]\d{4}"),
    ("CL", r"9[ ]\d{4}[ ]\d{4}"),
    ("CO", r"3[0-2]\d[ ]\d{3}[ ]?\d{4}|3[0-2]\d[ ]\d{3}[ ]\d\d[ ]\d\d"),
)
"""Forms that nobody uses for quantities, by country: mobile numbers, and some landlines."""
_GROUPED = LazyPattern(
    before(r"\w.,/+-") + r"\(?\d{1,4}\)?(?:[ .-]\d{2,7}){1,5}" + after(r"\w/-") + r"(?![.,]\d)"
)
_MOBILE_PLANS = ("ES", "IT", "PL", "PT", "TR", "FR", "DE", "GB", "CO", "CL", "CH", "AT", "NL")
"""Countries whose mobile numbers have prefixes of their own."""
_HOURS = re.compile(r"(?:[01]?\d|2[0-4])[.:]\d\d ?[-\u2013] ?(?:[01]?\d|2[0-4])[.:]\d\d")
"""A range of times of day."""
_DIGITS = range(9, 13)
_REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "PL", "PT", "RU", "CN", "JP", "IN", "BR", "NL",
            "TR", "AT", "CH", "MX", "AR", "CO", "CL", "PE")  # fmt: skip


def _forms() -> Iterator[tuple[str, LazyPattern]]:
    for region, form in _MOBILES:
        yield (
            region,
            LazyPattern(before(r"\w.,/+-") + rf"(?:{form})" + after(r"\w/-") + r"(?![.,]\d)"),
        )


_FORMS = tuple(_forms())


def phone_spans(text: str) -> Iterator[Span]:
    """Yield phone numbers; spans may overlap."""
    for match in _INTERNATIONAL.compiled.finditer(text):
        if is_phone("+" + match[0].lstrip("+").removeprefix("00"), None):
            yield _span(match)
    yield from map(_span, _AMERICAN.compiled.finditer(text))
    for match in _CHINESE_MOBILE.compiled.finditer(text):
        around = text[max(0, match.start() - 12) : match.end() + 12]
        front = text[max(0, match.start() - 20) : match.start()]
        if _HAN.search(around) and not _NUMBERED.search(front) and is_phone(match[0], "CN"):
            yield _span(match)
    yield from _national(text)


def _national(text: str) -> Iterator[Span]:
    """Yield numbers without country code: after a cue, with a leading 0, or in a mobile's form."""
    for match in _NATIONAL.compiled.finditer(text):
        leading = match[0].lstrip("(").startswith("0") and any(ch in " ./()-" for ch in match[0])
        said = _CUE.search(text[max(0, match.start() - 45) : match.start()])
        if (leading or said) and may_ring(match[0]):
            yield _span(match)
    for match in _GROUPED.compiled.finditer(text):
        digits = sum(map(str.isdigit, match[0]))
        if (
            digits in _DIGITS
            and not is_harmless(text, match.start(), match.end())
            and not _is_other(match[0])
            and any(_is_mobile(match[0], region) for region in _MOBILE_PLANS)
        ):
            yield _span(match)
    for region, form in _FORMS:
        for match in form.compiled.finditer(text):
            counts = is_harmless(text, match.start(), match.end()) or _is_other(match[0])
            if not counts and is_valid(match[0], region):
                yield _span(match)


def _span(match: re.Match[str]) -> Span:
    return Span(start=match.start(), end=match.end(), kind="phone")


def _is_other(written: str) -> bool:
    """Whether digits are a date, a range of times or an IP address."""
    if _HOURS.fullmatch(written):
        return True
    parts = written.split(".")
    machine = len(parts) == 4 and all(part.isdigit() and int(part) < 256 for part in parts)
    return machine or is_date(written)


def may_ring(written: str) -> bool:
    """Whether a number is possible in one of `_REGIONS`."""
    return not _is_other(written) and any(is_phone(written, region) for region in _REGIONS)


def is_phone(written: str, region: str | None) -> bool:
    """Whether a number is possible in a region; `None` is for numbers that begin with +."""
    try:
        parsed = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_possible_number(parsed))


def is_valid(written: str, region: str) -> bool:
    """Whether a number is valid in a country's numbering plan."""
    try:
        parsed = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_valid_number(parsed))


def _is_mobile(written: str, region: str) -> bool:
    try:
        parsed = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE)
