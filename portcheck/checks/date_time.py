"""The last date or time in the answer is the given one, or is in a range."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from portcheck.checks.reading.dates import RELATIVE, DateRead, Moment, instant, read_dates
from portcheck.checks.shared.answers import cut_note, empty_reason, quote
from portcheck.checks.shared.normalise import as_mapping
from portcheck.checks.shared.numbers.forms import set_apart
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context

WINDOW = 20_000
"""Characters at the end or beginning of a long answer that are searched for a date."""
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAY_S = 86_400


def score(context: Context) -> Outcome:
    """1 when the date or time taken from the answer is the expected one or is in the range.

    The answer must state every part of the expected moment except the year. Unscored if one
    reading passes and another fails, or if the answer names a day only relative to another, such as
    `tomorrow`.
    """
    empty = empty_reason(context.completion)
    if empty:
        return failed(empty)
    arguments = as_mapping(context.spec.arguments, "value")
    text, take = context.completion.text, str(arguments.get("take", "last"))
    taken = _taken(text, take, _has_day(arguments), _has_time(arguments))
    cut = cut_note(context.completion)
    if taken is None:
        if RELATIVE.search(text[-WINDOW:]):
            return unscored("names a day only relative to another day")
        return failed(f"no {_kind(arguments)} in {quote(text)}{cut}")
    accepted = [_accepted(moment, arguments) for moment in taken.moments]
    if all(accepted):
        return passed(f"the {_kind(arguments)} is {taken.moments[0].described()}")
    if any(accepted):
        read = " or ".join(moment.described() for moment in taken.moments)
        return unscored(f"{quote(taken.written)} may be {read}")
    return failed(f"expected {_wanted(arguments)}, found {quote(taken.written)}{cut}")


def _taken(text: str, take: str, day: bool, time: bool) -> DateRead | None:
    """The first or last date or time that states what is expected: a day, a time, or both."""
    near = text[:WINDOW] if take == "first" else text[-WINDOW:]
    found = [one for one in read_dates(set_apart(near)) if _states(one.moments[0], day, time)]
    if not found:
        return None
    return found[0] if take == "first" else found[-1]


def _states(moment: Moment, day: bool, time: bool) -> bool:
    return (not day or moment.month is not None) and (not time or moment.minute is not None)


def expected_moment(text: str) -> Moment | None:
    """The one date or time that a text is, from end to end; `None` for any other text."""
    text = text.strip()
    if (month := _MONTH.fullmatch(text)) and 1 <= int(month[2]) <= 12:
        return Moment(year=int(month[1]), month=int(month[2]))
    found = read_dates(text)
    if len(found) != 1 or len(found[0].moments) != 1 or found[0].written.strip() != text:
        return None
    return found[0].moments[0]


def _accepted(found: Moment, arguments: Mapping[str, Any]) -> bool:
    if "value" in arguments:
        wanted = _moment(arguments["value"])
        room = _tolerance_s(arguments)
        apart = _seconds_apart(found, wanted, arguments)
        return apart is not None and abs(apart) <= room
    inside: Mapping[str, Callable[[float], bool]] = {
        "min": lambda apart: apart >= 0,
        "max": lambda apart: apart <= 0,
    }
    for word, holds in inside.items():
        if word in arguments:
            apart = _seconds_apart(found, _moment(arguments[word]), arguments)
            if apart is None or not holds(apart):
                return False
    return True


def _moment(text: Any) -> Moment:
    return expected_moment(str(text)) or Moment()


def _tolerance_s(arguments: Mapping[str, Any]) -> float:
    return timedelta(**arguments.get("tolerance", {})).total_seconds()


def _seconds_apart(found: Moment, wanted: Moment, arguments: Mapping[str, Any]) -> float | None:
    """Seconds from the wanted moment to the one found; `None` if the found one states less."""
    if not _states(found, wanted.month is not None, wanted.minute is not None):
        return None
    if wanted.day is not None and found.day is None:
        return None
    found, wanted = _zoned(found, wanted, arguments), _zoned(wanted, found, arguments)
    year = wanted.year or found.year or 2000
    left, right = (
        instant(
            Moment(
                year=(one.year or year) if wanted.year else year,
                month=one.month if wanted.month else 1,
                day=one.day if wanted.day else 1,
                minute=one.minute if wanted.minute is not None else 0,
                second=one.second if wanted.second is not None else 0,
                offset=one.offset if wanted.minute is not None else 0,
            )
        )
        for one in (found, wanted)
    )
    if left is None or right is None:
        return None
    apart = (left - right).total_seconds()
    if wanted.month is None:  # times of day: the difference on the nearest day
        apart = (apart + _DAY_S / 2) % _DAY_S - _DAY_S / 2
    return apart


def _zoned(moment: Moment, other: Moment, arguments: Mapping[str, Any]) -> Moment:
    """The moment with a time zone: its own, else the suite's, else that of the other moment."""
    if moment.minute is None or moment.offset is not None:
        return moment
    zone = arguments.get("timezone")
    return replace(moment, offset=other.offset if zone is None else _offset(str(zone), moment))


def _offset(zone: str, moment: Moment) -> int:
    day = instant(replace(moment, offset=None)) or datetime(2000, 1, 1, tzinfo=UTC)
    local = day.replace(tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
    return round(local.total_seconds() / 60)


def _has_day(arguments: Mapping[str, Any]) -> bool:
    return any(_moment(arguments[word]).month is not None for word in _targets(arguments))


def _has_time(arguments: Mapping[str, Any]) -> bool:
    return any(_moment(arguments[word]).minute is not None for word in _targets(arguments))


def _targets(arguments: Mapping[str, Any]) -> list[str]:
    return [word for word in ("value", "min", "max") if word in arguments]


def _kind(arguments: Mapping[str, Any]) -> str:
    day, time = _has_day(arguments), _has_time(arguments)
    return "date and time" if day and time else "time" if time else "date"


def _wanted(arguments: Mapping[str, Any]) -> str:
    if "value" in arguments:
        return _moment(arguments["value"]).described()
    low, high = (_moment(arguments.get(word, "")).described() for word in ("min", "max"))
    return f"{low or 'any'} to {high or 'any'}"


def problem(arguments: Any) -> str | None:
    """Why the dates, their combination or the time zone are wrong; `None` if they are right."""
    mapping = as_mapping(arguments, "value")
    targets = _targets(mapping)
    for word in targets:
        if expected_moment(str(mapping[word])) is None:
            return (
                f"{quote(str(mapping[word]))} is not a date or time: write it as 2026-03-05, "
                "2026-03-05T14:30 or 14:30"
            )
    if ("value" in mapping) == ({"min", "max"} & set(mapping) != set()):
        return "needs either 'value', or 'min' or 'max' or both"
    kinds = {(_moment(mapping[word]).month is None) for word in targets}
    if len(kinds) > 1:
        return "'min' and 'max' must both be dates, or both times"
    try:
        ZoneInfo(str(mapping.get("timezone", "UTC")))
    except (ValueError, OSError, KeyError):
        return (
            f"{quote(str(mapping['timezone']))} is not a time zone: write one such as Europe/Berlin"
        )
    return "'min' is later than 'max'" if _is_reversed(mapping) else None


def _is_reversed(arguments: Mapping[str, Any]) -> bool:
    """Whether a range of dates ends before it begins; one of times may go over midnight."""
    if not {"min", "max"} <= arguments.keys():
        return False
    first, last = _moment(arguments["min"]), _moment(arguments["max"])
    if last.month is None or (first.year is None) != (last.year is None):
        return False
    apart = _seconds_apart(first, last, arguments)
    return apart is not None and apart > 0


_AMOUNT = {"type": "integer", "minimum": 0, "maximum": 100_000}

CHECK = CheckKind(
    name="date_time",
    gate="task",
    summary="The last date or time in the answer is the given one, or is in a range.",
    arguments={
        "type": ["string", "object"],
        "properties": {
            "value": {"type": "string"},
            "min": {"type": "string"},
            "max": {"type": "string"},
            "take": {"enum": ["last", "first"]},
            "timezone": {"type": "string"},
            "tolerance": {
                "type": "object",
                "properties": dict.fromkeys(("days", "hours", "minutes"), _AMOUNT),
                "minProperties": 1,
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
    },
    score=score,
    problem=problem,
)
