"""Parse the numbers of a text as people and models write them.

An ambiguous form has all its readings; nothing is guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from portcheck.checks.shared.numbers.forms import SURE, UNSURE, plain_form

_GROUP = f"'\u2019_{SURE}{UNSURE}"
_DIGITS = rf"\.?[0-9](?:[0-9]|[.,{_GROUP}](?=[0-9])){{0,60}}(?![0-9])"
_CURRENCY = (
    r"(?:\b(?:US|AU|CA|NZ|HK|SG|NT|MX|[ACRS]))?[$\u00a2-\u00a5\u20a0-\u20bf]"
    r"|\b(?:USD|EUR|GBP|CHF|JPY|INR|CNY|AUD|CAD|SEK|NOK|DKK|PLN|BRL)\s?"
)
_LETTERS = {"k": 3, "m": 6, "mn": 6, "mm": 6, "mln": 6, "b": 9, "bn": 9, "t": 12, "tn": 12}
_CERTAIN = {"mn", "mln", "bn", "tn"}
_UNITS = {"m", "mm", "b", "t", "T"}
"""Letters that are a unit, and not a size such as million, unless there is a currency."""
_WORDS = {
    **dict.fromkeys(("hundred", "\u767e"), 2),
    **dict.fromkeys(("thousand", "tausend", "tsd.", "mille", "mil", "mila", "\u5343"), 3),
    **dict.fromkeys(("\u4e07", "\u842c"), 4),
    **dict.fromkeys(("lakh", "lakhs"), 5),
    **dict.fromkeys(("million", "millions", "millionen", "mio", "millones", "milioni"), 6),
    **dict.fromkeys(("crore", "crores"), 7),
    **dict.fromkeys(("\u4ebf", "\u5104"), 8),
    **dict.fromkeys(("billion", "billions", "milliarde", "milliarden", "mrd", "milliards"), 9),
    **dict.fromkeys(("trillion", "trillions", "billionen", "billones"), 12),
}
SIZE_WORD = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
"""Pattern of the words that multiply a number."""
_NUMBER = re.compile(
    r"(?<![\w.^\u00b1\\])(?<!\^\{)(?<!_\{)(?<!\u00b1 )(?<![A-Za-z]-)"
    r"(?P<minus>\b(?:minus|negative)\s)?"
    rf"(?:(?<![\d)\]])(?P<sign>[-+\u2013]))?(?P<currency>{_CURRENCY})?\s?(?P<inner>-)?"
    r"(?:(?P<whole>[0-9]{1,9})(?:\s(?:and\s)?|-)(?=[0-9]{1,9}\s?/\s?[0-9]))?"
    rf"(?P<digits>{_DIGITS})(?:\s?/\s?(?P<below>{_DIGITS})(?!\s?/\s?[0-9]))?"
    r"(?:[eE](?P<exponent>[-+]?[0-9]{1,3})(?!\w)|\^\{?(?P<power>[-+]?[0-9]{1,3})\}?)?"
    r"(?:\s{0,2}[*x\u00d7\u00b7\u22c5]\s{0,2}10\^\{?(?P<times>[-+]?[0-9]{1,3})\}?)?"
    r"(?P<odd>\s?(?:\u221a|\\sqrt|\u03c0|\\pi\b|/[A-Za-z(]\b))?"
    rf"(?:[\s-]?(?P<word>{SIZE_WORD})(?![a-z])|(?P<space>\s)?(?P<letter>mln|mn|mm|bn|tn|[kmbt])"
    r"(?![\w/^\u00b2\u00b3]))?"
    r"(?P<percent>\s?%|\s?(?:per\s?cent|prozent|pour cent|por ciento)\b)?",
    re.IGNORECASE,
)
_MONEY_BEHIND = re.compile(
    r"\s?(?:[$\u00a2-\u00a5\u20a0-\u20bf]|EUR|USD|GBP|CHF|euros?\b|dollars?\b)"
)
_SIZE_BEFORE = re.compile(rf"[0-9][\s-]?(?:{SIZE_WORD})(?:,?\s(?:and\s|und\s)?)?$", re.IGNORECASE)
_UNREAD_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])[A-Za-z]|[)\u03c0]|\\pi)\s?/$|(?:\u221a|\\sqrt)[({]?$"
)
_UNREAD_BEHIND = re.compile(r"\s?/\s?[0-9]|(?<=0)[xob][0-9A-Fa-f]", re.IGNORECASE)
_SPACED_MINUS = re.compile(r"(?<![\d)\]])\s?[-\u2013]\s$")


_POINT = re.compile(r"[0-9]*\.?[0-9]+")
_GROUPED = re.compile(
    rf"[1-9][0-9]{{0,2}}([.,{_GROUP}])[0-9]{{3}}(?:\1[0-9]{{3}})*"
    r"|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"
)


class Reading(Struct, frozen=True, kw_only=True):
    """One parsed number."""

    written: str
    values: tuple[float, ...] = ()
    """Its readings: several if it is ambiguous, none if its form is not supported."""
    doubtful: tuple[float, ...] = ()
    """Unlikely but possible readings: 8/10 is 0.8, but may be a rating of 8."""
    start: int = 0
    """Offset of its beginning in the plain form of the text, with sign and currency."""
    end: int = 0
    currency: str = ""
    """The currency sign or code before it."""
    percent: bool = False


def readings(text: str, *, comma: bool = False) -> Iterator[Reading]:
    """Yield the numbers of a text, from the last to the first.

    Digits of any script may be grouped by a comma, an apostrophe, an underscore or a space, in
    threes or as in India; the decimal mark is a point, or a comma where that cannot be a group.
    Fractions, powers, powers of ten, LaTeX, signs, words and letters of size are read. A currency
    or percent sign is ignored (`45 %` is 45, hardly 0.45). Digits inside words, versions, dates
    and times are not numbers.

    Args:
        text: an answer.
        comma: whether its language may write a decimal comma, and points in groups.
    """
    return readings_in(plain_form(text), comma=comma)


def readings_in(plain: str, *, comma: bool = False) -> Iterator[Reading]:
    """Yield the numbers of a text that `plain_form` returned, from the last to the first."""
    for match in reversed(list(_NUMBER.finditer(plain))):
        place = {
            "start": match.start(),
            "end": match.end(),
            "currency": match["currency"] or "",
            "percent": match["percent"] is not None,
        }
        for reading in _readings(match, plain, comma):
            yield replace(reading, **place)


def _readings(match: re.Match[str], text: str, comma: bool) -> Iterator[Reading]:
    before = text[max(0, match.start() - 24) : match.start("digits")]
    start = text[max(0, match.start() - 24) : match.start()]
    written = match[0].replace(SURE, " ").replace(UNSURE, " ").strip()
    if (
        match["odd"]
        or _UNREAD_BEFORE.search(before[-8:])
        or _UNREAD_BEHIND.match(text, match.end())
    ):
        yield Reading(written=written)
        return
    if start.endswith("/"):  # a piece of an address or a path
        return
    found = _amounts(match["digits"], comma)
    if match["below"]:
        found = [_divided(match, found, comma)]
    words = start.rstrip(" ,.")[-1:].isalpha()
    adds = words and _SIZE_BEFORE.search(start) is not None
    for index, reading in enumerate(found):
        # In a list such as 1,2,3 only the last item has what follows the digits.
        item = _scaled(reading, match, text) if index == 0 else reading
        item = _signed(item, match, text, start) if index == len(found) - 1 else item
        finite = tuple(value for value in item.values if math.isfinite(value))
        if len(finite) == len(item.values):
            yield Reading(written=written) if adds else replace(item, written=written)


def _amounts(digits: str, comma: bool) -> list[Reading]:
    """The readings of digits with points, commas and group marks; of a list from the last item."""
    if comma and re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", digits):
        values = float(re.sub(r"[.,]", "", digits)), float(digits.replace(",", "."))
        return [Reading(written=digits, values=values)]
    pieces = re.split(rf"[,{_GROUP}]", digits)
    numbers = [float(piece) for piece in pieces if _POINT.fullmatch(piece)]
    plain = _decimal(digits)
    if plain is None:
        listed = [] if digits.count(".") > 1 else numbers
        return [Reading(written=digits, values=(number,)) for number in reversed(listed)]
    unsure = UNSURE in digits or (re.fullmatch(r"[0-9]+,[0-9]{1,2}", digits) is not None)
    doubtful = tuple(numbers) if unsure else ()
    return [Reading(written=digits, values=(float(plain),), doubtful=doubtful)]


def _decimal(digits: str) -> str | None:
    """The digits with a decimal point and no group marks; `None` if they are a list."""
    if _POINT.fullmatch(digits):
        return digits
    # A comma behind all points, or alone and not before three digits, is a decimal mark.
    for mark in (".", ","):
        whole, found, fraction = digits.rpartition(mark)
        if found and fraction.isdigit() and (whole.isdigit() or mark not in whole):
            bare = whole if whole.isdigit() else _ungrouped(whole)
            if bare is not None and _ungrouped(digits) is None:
                return f"{bare}.{fraction}"
    return _ungrouped(digits)


def _ungrouped(digits: str) -> str | None:
    return re.sub(r"[^0-9]", "", digits) if _GROUPED.fullmatch(digits) else None


def _divided(match: re.Match[str], above: list[Reading], comma: bool) -> Reading:
    """A fraction with the whole number before it; doubtful readings leave out one or the other."""
    below = _amounts(match["below"], comma)
    if len(above) != 1 or len(below) != 1 or 0.0 in below[0].values:
        return Reading(written=match[0])
    whole = float(match["whole"] or 0)
    shares = [up / down for up in above[0].values for down in below[0].values]
    doubtful = tuple(shares) if match["whole"] else above[0].values
    return Reading(
        written=match[0], values=tuple(whole + share for share in shares), doubtful=doubtful
    )


def _scaled(reading: Reading, match: re.Match[str], text: str) -> Reading:
    """The reading with its exponent, power, size and percent sign."""
    if match["power"]:
        return _powered(reading, int(match["power"]))
    tens = int(match["exponent"] or 0) + int(match["times"] or 0)
    if match["word"]:
        tens += _WORDS[match["word"].lower()]
    reading = _times_ten(reading, tens)
    if match["letter"]:
        return _lettered(reading, match, text)
    if match["percent"]:
        shares = tuple(value / 100 for value in reading.values)
        return replace(reading, doubtful=(*reading.doubtful, *shares))
    return reading


def _times_ten(reading: Reading, tens: int) -> Reading:
    if not tens:
        return reading
    # In decimal, because 2.3 * 1e6 is not the float 2.3e6.
    values, doubtful = (
        tuple(float(Decimal(repr(value)).scaleb(tens)) for value in found)
        for found in (reading.values, reading.doubtful)
    )
    return replace(reading, values=values, doubtful=doubtful)


def _powered(reading: Reading, power: int) -> Reading:
    try:
        values = tuple(value**power for value in reading.values)
    except (OverflowError, ZeroDivisionError):
        return Reading(written=reading.written)
    # The power may be a footnote behind the number.
    return replace(reading, values=values, doubtful=reading.values)


def _lettered(reading: Reading, match: re.Match[str], text: str) -> Reading:
    letter = match["letter"]
    sized = _times_ten(reading, _LETTERS[letter.lower()])
    formula = text[match.start()] == "$" and text.startswith("$", match.end())
    if not formula and (match["currency"] or _MONEY_BEHIND.match(text, match.end())):
        return sized
    if match["space"] or letter in _UNITS or formula:
        return replace(reading, doubtful=(*reading.doubtful, *sized.values))
    if letter.lower() in _CERTAIN:
        return sized
    return replace(sized, doubtful=(*sized.doubtful, *reading.values))


def _signed(reading: Reading, match: re.Match[str], text: str, start: str) -> Reading:
    negative = tuple(-value for value in reading.values)
    opposite = replace(reading, values=negative, doubtful=tuple(-v for v in reading.doubtful))
    if (match["sign"] or match["inner"] or "+") != "+":
        return opposite
    if match["minus"]:
        return replace(opposite, doubtful=(*opposite.doubtful, *reading.values))
    if start.endswith("(") and text.startswith(")", match.end()):
        account = match["currency"] or re.search(rf"[.,{_GROUP}]", match["digits"])
        alone = len(match[0].strip()) + 2 == len(text.strip())
        sure, hardly = (opposite, reading) if alone and account else (reading, opposite)
        return replace(sure, doubtful=(*sure.doubtful, *hardly.values))
    if _SPACED_MINUS.search(start):
        return replace(reading, doubtful=(*reading.doubtful, *negative))
    return reading
