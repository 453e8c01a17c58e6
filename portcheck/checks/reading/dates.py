"""Parse the dates and times of a text as people and models write them.

An ambiguous form (4/5/2026) has all its readings; nothing is guessed. Relative dates (tomorrow,
next week) are not parsed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from portcheck.checks.reading.months import ENGLISH, MONTHS
from portcheck.lazy_pattern import LazyPattern

ZONES: dict[str, tuple[int, ...]] = {
    "z": (0,), "utc": (0,), "gmt": (0,), "wet": (0,), "west": (60,), "cet": (60,), "cest": (120,),
    "mez": (60,), "mesz": (120,), "eet": (120,), "eest": (180,), "msk": (180,), "bst": (60,),
    "est": (-300,), "edt": (-240,), "cst": (-360, 480), "cdt": (-300,), "mst": (-420,),
    "mdt": (-360,), "pst": (-480,), "pdt": (-420,), "ist": (330, 60, 120), "jst": (540,),
    "kst": (540,), "hkt": (480,), "sgt": (480,), "aest": (600,), "aedt": (660,),
}  # fmt: skip
"""Abbreviations of time zones to minutes east of Greenwich, several for an ambiguous one."""


class Moment(Struct, frozen=True, kw_only=True):
    """A date, a time, or both, as far as stated."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    minute: int | None = None
    """Minutes since midnight."""
    second: int | None = None
    offset: int | None = None
    """Minutes east of Greenwich; `None` if no time zone is stated."""

    def described(self) -> str:
        """The stated parts in the form of ISO 8601."""
        day = "" if self.month is None else f"{self.month:02}"
        day += "" if self.day is None else f"-{self.day:02}"
        day = day if self.year is None else f"{self.year:04}-{day}"
        if self.minute is None:
            return day
        clock = f"{self.minute // 60:02}:{self.minute % 60:02}"
        clock += f":{self.second:02}" if self.second else ""
        if self.offset is not None:
            sign, size = "-" if self.offset < 0 else "+", abs(self.offset)
            clock += "Z" if not size else f"{sign}{size // 60:02}:{size % 60:02}"
        return f"{day}T{clock}" if day else clock


class DateRead(Struct, frozen=True, kw_only=True):
    """One parsed date or time."""

    start: int
    """Offset of its beginning in the text."""
    end: int
    written: str
    moments: tuple[Moment, ...]
    """Its readings, several if it is ambiguous."""


_WIDE = {
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " "),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2212"), "-"),
    ord("\uff1a"): ":", ord("\uff0f"): "/", ord("\uff0e"): ".", ord("\uff0d"): "-",
    ord("\u2019"): "'",
}  # fmt: skip
_ORDINAL = r"(?:st|nd|rd|th|\.|\u00ba|\u00aa|er|e)?"
_OF = r"(?:\s?,\s?|\s(?:of|de|del|di|den|the)\s|[\s./-]{1,2})"
_YEAR = r"(?:'[0-9]{2}|(?:1[0-9]|2[01])[0-9]{2})(?![0-9]|[.,][0-9])"
_CLOCK = LazyPattern(
    r"(?:(?<![\w:.,/-])|(?P<iso>(?<=[0-9]T))|(?<=[0-9][-\u2013]))(?:(?P<hour>[01]?[0-9]|2[0-4])"
    r"(?:\s?(?::|h|[\u6642\u65f6\u70b9\u70b9\uc2dc]|\.(?=[0-5][0-9]\s?(?:uhr|[ap]\.?m\b)))\s?(?P<minute>[0-5][0-9])(?:\s?[\u5206\ubd84])?"
    r"(?::(?P<second>[0-5][0-9])(?:\.[0-9]{1,9})?)?(?:\s?(?P<half>[ap])\.?\s?m\b\.?|\s?(?:uhr|h)\b)?"
    r"|\s?(?P<half2>[ap])\.?\s?m\b\.?|\s?(?:uhr|o'clock|h)\b)|(?P<word>noon|midnight)\b)"
    r"(?P<zone>\s?(?:\(?(?:utc|gmt)\s?(?P<east>[+-](?:0?[0-9]|1[0-4])(?::?[0-5][0-9])?)\b\)?"
    # A minus behind hours and minutes, without seconds, is a range: 9:00-17:00.
    r"|(?P<bare>(?(iso)[+-]|(?(second)[+-]|\+))(?:0?[0-9]|1[0-4])(?::?[0-5][0-9])?)\b"
    rf"|\(?(?<![^\W\d])(?P<name>{'|'.join(ZONES)})\b\)?))?(?![\w:])",
    re.IGNORECASE,
)
_TIME_BEHIND = LazyPattern(
    r"t|,?\s?(?:at|um|\u00e0|a las?|alle|\u00e0s|om|kl\.?|o|saat|\u0432|,|-|\u2013|\()?\s?",
    re.IGNORECASE,
)
_DATE_BEHIND = LazyPattern(
    r",?\s(?:on|am|le|el|il|em|op|den|the|of|,|\()?\s?(?:\w{2,12},?\s)?", re.IGNORECASE
)
RELATIVE = LazyPattern(
    r"\b(?:today|tomorrow|yesterday|tonight|now"
    r"|(?:next|last|this|coming)\s(?:week|month|year|\w{3,6}day)|in\s\w+\s(?:days?|weeks?|hours?|minutes?)"
    r"|\w+\s(?:days?|weeks?|hours?)\s(?:ago|later|from now)"
    r"|heute|morgen|gestern|\u00fcbermorgen|aujourd'hui|demain|hier|hoy|ma\u00f1ana|ayer|oggi|domani|ieri"
    r"|hoje|amanh\u00e3|ontem|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
"""A day that is named relative to another."""


_NAME = r"[^\W\d_]{3,13}"
_DAY_FIRST = LazyPattern(
    r"(?P<y1>[0-9]{4})(?P<s1>[-/.])(?P<m1>[0-9]{1,2})(?P=s1)(?P<d1>[0-9]{1,2})(?![0-9])"
    r"|(?P<a>[0-9]{1,2})(?P<s2>\.\s?|[-/])(?P<b>[0-9]{1,2})(?P=s2)(?P<y2>[0-9]{4}|[0-9]{2})(?![\w/-])"
    r"|(?P<y3>[0-9]{4})\s?[\u5e74\ub144]\s?(?P<m3>[0-9]{1,2})\s?[\u6708\uc6d4]"
    r"(?:\s?(?P<d3>[0-9]{1,2})\s?[\u65e5\uc77c])?"
    rf"|(?P<d4>[0-9]{{1,2}}){_ORDINAL}{_OF}(?P<m4>{_NAME})\b\.?(?:{_OF}?(?P<y4>{_YEAR}))?",
    re.IGNORECASE,
)
_MONTH_FIRST = LazyPattern(
    rf"(?<![\w/.:-])(?:"
    rf"(?P<m5>{_NAME})\b\.?\s(?P<d5>[0-9]{{1,2}}){_ORDINAL}(?![0-9:])(?:,?\s?(?P<y5>{_YEAR}))?"
    rf"|(?P<m6>{_NAME})\b\.?(?:\s(?:de|of)\s|\s|,\s)(?P<y6>{_YEAR})"
    r")",
    re.IGNORECASE,
)
_START = LazyPattern(r"(?<![\w/.:-])[0-9]{1,4}(?![0-9])")


def same_length(text: str) -> str:
    """The text with ASCII digits, blanks and dashes; all offsets stay the same."""
    if text.isascii():
        return text
    plain = text.translate(_WIDE)
    return re.sub(r"(?![0-9])\d", lambda found: str(unicodedata.decimal(found[0])), plain)


@lru_cache(maxsize=16)  # several checks read one answer
def read_dates(text: str) -> tuple[DateRead, ...]:
    """The dates and times of a text, in their order; a date with its time beside it is one."""
    plain = same_length(text)
    at = (found.start() for found in _START.compiled.finditer(plain))
    starts = (_DAY_FIRST.compiled.match(plain, start) for start in at)
    days = [
        DateRead(start=found.start(), end=found.end(), written=found[0], moments=moments)
        for found in (*starts, *_MONTH_FIRST.compiled.finditer(plain))
        if found and (moments := _days(found))
    ]
    clocks = [
        DateRead(start=found.start(), end=found.end(), written=found[0], moments=moments)
        for found in _CLOCK.compiled.finditer(plain)
        if (moments := _clocks(found))
    ]
    return tuple(_joined(sorted([*days, *clocks], key=lambda one: (one.start, -one.end)), plain))


def _joined(found: Iterable[DateRead], plain: str) -> list[DateRead]:
    """Drop what lies inside another date or time, and join each time with the date beside it."""
    kept: list[DateRead] = []
    for one in found:
        last = kept[-1] if kept else None
        if last is None or one.start > last.end + 40:
            kept.append(one)
        elif one.start < last.end:
            continue
        elif (both := _both(last, one, plain)) is not None:
            kept[-1] = both
        else:
            kept.append(one)
    return kept


def _both(left: DateRead, right: DateRead, plain: str) -> DateRead | None:
    between = plain[left.end : right.start]
    ways = [
        (a, b)
        for a in left.moments
        for b in right.moments
        if (a.minute is None) != (b.minute is None) and (a.month is None) != (b.month is None)
    ]
    behind = _TIME_BEHIND if ways and ways[0][0].minute is None else _DATE_BEHIND
    if not ways or not behind.compiled.fullmatch(between):
        return None
    moments = tuple(
        replace(day, minute=clock.minute, second=clock.second, offset=clock.offset)
        for day, clock in ((a, b) if a.minute is None else (b, a) for a, b in ways)
    )
    return DateRead(
        start=left.start, end=right.end, written=plain[left.start : right.end], moments=moments
    )


def _days(found: re.Match[str]) -> tuple[Moment, ...]:
    said = found.groupdict()
    if said.get("a"):
        day_first = _valid(said["y2"], said["b"], said["a"])
        if said["s2"].strip() == ".":
            return day_first
        month_first = _valid(said["y2"], said["a"], said["b"])
        return tuple(dict.fromkeys((*day_first, *month_first)))
    form = next(form for form in "13456" if said.get(f"m{form}"))
    if form == "5" and said["m5"].lower() not in ENGLISH:
        return ()
    return _valid(said[f"y{form}"], said[f"m{form}"], said.get(f"d{form}"))


def _valid(year: str | None, month: str, day: str | None) -> tuple[Moment, ...]:
    """The date as the only reading; none if there is no such date."""
    number = MONTHS.get(month.lower()) or (int(month) if month.isdecimal() else 0)
    whole = _whole_year(year) if year else None
    try:
        # Without a year, the 29th of February is possible.
        date(whole or 2000, number, int(day or 1))
    except ValueError:
        return ()
    return (Moment(year=whole, month=number, day=int(day) if day else None),)


def _whole_year(year: str) -> int:
    digits = year.lstrip("'")
    # As in POSIX, 69..99 are of the last century.
    return int(digits) if len(digits) > 2 else int(digits) + (1900 if int(digits) > 68 else 2000)


def _clocks(found: re.Match[str]) -> tuple[Moment, ...]:
    half = (found["half"] or found["half2"] or "").lower()
    hour = int(found["hour"] or (12 if found["word"] else 0))
    if found["word"]:
        hour = 12 if found["word"].lower() == "noon" else 0
    elif half:
        if not 1 <= hour <= 12:
            return ()
        hour = hour % 12 + (12 if half == "p" else 0)
    minute = hour % 24 * 60 + int(found["minute"] or 0)
    second = int(found["second"]) if found["second"] else None
    moment = Moment(minute=minute, second=second)
    return tuple(replace(moment, offset=offset) for offset in _offsets(found))


def _offsets(found: re.Match[str]) -> tuple[int | None, ...]:
    east = found["east"] or found["bare"]
    if east:
        digits = east[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
        size = int(hours) * 60 + int(minutes)
        return (-size if east[0] == "-" else size,)
    return ZONES[found["name"].lower()] if found["name"] else (None,)


def instant(moment: Moment) -> datetime | None:
    """The instant in UTC of a moment, whose zone is UTC if none is stated.

    `None` without a full date and a time, or if there is no such date.
    """
    if None in {moment.year, moment.month, moment.day} or moment.minute is None:
        return None
    try:
        start = datetime(moment.year or 1, moment.month or 1, moment.day or 1, tzinfo=UTC)
        return start + timedelta(
            minutes=moment.minute - (moment.offset or 0), seconds=moment.second or 0
        )
    except (ValueError, OverflowError):  # no 29th of February in that year, or after the year 9999
        return None
