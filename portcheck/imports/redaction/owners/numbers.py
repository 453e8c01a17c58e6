"""Find numbers and codes in a text, except those that only count, date or measure something."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.imports.redaction.owners.families import family
from portcheck.imports.redaction.word_lists import pattern
from portcheck.lazy_pattern import LazyPattern
from portcheck.value import Value, Whole

_GROUP = r"[A-Z]{0,4}\d[A-Z\d]*"
_NUMBER = LazyPattern(
    r"(?<![^\W_])(?<!\\)(?<![^\W_][.,/:])(?<!\d[+])(?:"
    rf"(?:[A-Z]{{1,4}}[ ./-]){{0,2}}{_GROUP}"
    rf"(?:(?:[ \u00a0]?[-/\u2013][ \u00a0]?|[. \u00a0])(?:{_GROUP}|[A-Z]{{1,3}}(?![\w.]))){{0,12}}"
    r"[a-z]?(?![^\W_])"
    r"|(?=[A-Za-z-]{0,40}\d)[A-Za-z\d]{3,60}(?:[-./][A-Za-z\d]{1,60}){0,8}(?![^\W_]))"
)
"""Digits mixed with letters, in groups with one separator between them."""
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)?\d{2}"
_DATES = (
    rf"(?:\d{{4}}[-./]{_MONTH}[-./]{_DAY}|{_DAY}[-./]{_MONTH}[-./]{_YEAR}"
    rf"|{_MONTH}[-./]{_DAY}[-./]{_YEAR}|{_MONTH}[-./](?:19|20)\d{{2}}"
    rf"|(?:19|20)\d{{2}}[-./]{_MONTH})"
)
_DATED = LazyPattern(
    rf"{_DAY} {_MONTH} (?:19|20)\d\d|\d{{4}} {_MONTH} {_DAY}"
    rf"|{_DATES}(?:T\d{{2}}.*)?|(?:19|20)\d\d(?:[-/\u2013](?:19|20)?\d\d)?"
)
_BEHIND = LazyPattern(rf"(?:[ \u00a0]-?{_DATES}|\.(?=$))$")
_DECIMAL = LazyPattern(r"\d{1,3}(?:[. \u00a0]\d{3})*|\d+\.\d{1,2}|\d+")
_FRACTION = LazyPattern(r",\d{1,3}(?!\d)|\.\d{2}(?!\d)")
_VERSION = LazyPattern(r"[vV]?\d{1,2}(?:\.\d{1,2}){1,4}(?:[-.]?[a-z]+\d{0,3})?")
_BEFORE = LazyPattern(
    rf"(?:[$\u20ac\u00a3\u20ba\u20bd~\u2248]|[<>]=? |\b{pattern('currencies')}\.?)\s?$"
)
_UNIT = LazyPattern(
    rf"[ \u00a0-]?(?:[%\u2030$\u20ac\u00a3\u20ba\u20bd\u00b0\u00d7+]|{pattern('units')}(?!\w)"
    rf"|{pattern('currencies')}(?!\w))"
)
_THOUSANDS = LazyPattern(r"\d{1,3}(?:[.,' \u00a0]\d{3}){1,3}")
_COUNTED = LazyPattern(r"[ \u00a0][^\W\d_A-Z]{3}")
_NAMED = LazyPattern(
    r"(?i:0[xob][\da-f]+|(?:sha|md|base|utf|iso|ascii|rfc|cve|aes|tls|ssl|int|float)[ -]?\d.*)"
    r"|\d{2,5}[xX]\d{2,5}|[A-Za-z]?[a-z]{3,}[-_]?\d{1,4}(?:[.][A-Za-z\d].*)?"
    r"|(?:[A-Z]?[a-z]{3,}\d{0,3}){2,4}|[A-Za-z]{2,}[-.]?\d{1,2}"
    r"|(?:ISO|RFC|DIN|IEC|IEEE|EN|CVE|PEP|HTTP|SHA|UTF)[ -]?[\d:-]+"
)
"""Names in source code, and of standards and algorithms: a word and a number."""
_COLOUR = LazyPattern(r"(?=\d*[A-Fa-f])[\dA-Fa-f]{6}(?:[\dA-Fa-f]{2})?")
_MONEY = LazyPattern(pattern("currencies"))
_AMOUNT = LazyPattern(rf"\d[\d.,' \u00a0]*[ \u00a0]?{pattern('currencies')}")
_CALLED = LazyPattern(r"(?:([A-Z]{1,4})[ .])")
_CLOCK = LazyPattern(r":\d\d")
FEWEST = 4
"""Fewest digits of a number that may be personal."""


class Number(Value, kw_only=True):
    """The place of a number or a code that no currency, unit or calendar explains."""

    start: Whole
    end: Whole
    digits: Whole
    """Number of digits."""
    letters: Whole
    """Number of letters."""
    counts: bool
    """Whether it is written like a quantity, and a word in lower case follows."""

    @property
    def signs(self) -> int:
        """Number of letters and digits."""
        return self.digits + self.letters


def numbers(text: str) -> Iterator[Number]:
    """Yield numbers of four or more digits, and codes of letters and digits, in order."""
    for match in _NUMBER.compiled.finditer(text):
        start, value = match.start(), match[0]
        called = _CALLED.compiled.match(value)
        while called and _is_named_by(called[1]):
            start, value = start + called.end(), value[called.end() :]
            called = _CALLED.compiled.match(value)
        behind = _BEHIND.search(value)
        if behind and behind.start() > 0:
            value = value[: behind.start()]
        digits = sum(map(str.isdigit, value))
        letters = sum(map(str.isalpha, value))
        end = start + len(value)
        enough = digits >= FEWEST or (digits >= 1 and letters + digits >= 6)
        if enough and not is_harmless(text, start, end):
            counted = _THOUSANDS.compiled.fullmatch(value) and _COUNTED.compiled.match(text, end)
            yield Number(
                start=start,
                end=end,
                digits=digits,
                letters=letters,
                counts=counted is not None,
            )


def _is_named_by(word: str) -> bool:
    """Whether a word in capitals before digits names them, and is not part of the code."""
    money = _MONEY.compiled.fullmatch(word) is not None
    return money or family(word.lower()) not in {"", "other_number"}


def is_date(value: str) -> bool:
    """Whether digits are a date, or a year."""
    return _DATED.compiled.fullmatch(value) is not None


def is_harmless(text: str, start: int, end: int) -> bool:
    """Whether a number is an amount, a measure, a date, a time, a year or a version."""
    value = text[start:end]
    if any(form.compiled.fullmatch(value) for form in (_DATED, _VERSION, _AMOUNT)):
        return True
    if not value.isdigit() and _NAMED.compiled.fullmatch(value):
        return True
    if text[start - 1 : start] == "#" and _COLOUR.compiled.fullmatch(value):
        return True
    if _BEFORE.search(text[max(0, start - 6) : start]):
        return True
    if _CLOCK.compiled.match(text, end) and len(value) <= 2:
        return True
    amount = _DECIMAL.compiled.fullmatch(value) is not None
    return amount and (
        _FRACTION.compiled.match(text, end) is not None
        or _UNIT.compiled.match(text, end) is not None
    )
