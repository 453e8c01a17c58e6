"""Dates and times in text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.checks.reading.dates import Moment, instant, read_dates, same_length

PIECES = st.lists(
    st.sampled_from(["1", "2", "31", "2026", "/", ":", ".", "-", " ", "may", "pm", "z", "t", "of"])
).map("".join)


def described(text: str) -> list[list[str]]:
    return [[moment.described() for moment in one.moments] for one in read_dates(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Due 2026-03-05.", ["2026-03-05"]),
        ("2026/3/5", ["2026-03-05"]),
        ("5. M\u00e4rz 2026", ["2026-03-05"]),
        ("the 5th of March, 2026", ["2026-03-05"]),
        ("March 5th, 2026", ["2026-03-05"]),
        ("le 1er mai 2026", ["2026-05-01"]),
        ("5 de marzo de 2026", ["2026-03-05"]),
        ("5 \u043c\u0430\u0440\u0442\u0430 2026", ["2026-03-05"]),
        ("2026\u5e743\u67085\u65e5", ["2026-03-05"]),
        ("\u0665/\u0663\u0663", []),
        ("13/5/2026", ["2026-05-13"]),
        ("5/13/26", ["2026-05-13"]),
        ("05.03.26", ["2026-03-05"]),
        ("31.12.99", ["1999-12-31"]),
        ("5.13.2026", []),
        ("Mar 5", ["03-05"]),
        ("29 February", ["02-29"]),
        ("30 February", []),
        ("March 2026", ["2026-03"]),
        ("Dec '25", ["2025-12"]),
        ("mars 5", []),
        ("version 10.5.2", []),
        ("2:30 pm", ["14:30"]),
        ("12 a.m.", ["00:00"]),
        ("13 pm", []),
        ("14h30", ["14:30"]),
        ("14 Uhr", ["14:00"]),
        ("at noon", ["12:00"]),
        ("midnight", ["00:00"]),
        ("08:05:30Z", ["08:05:30Z"]),
        ("10:00 EST", ["10:00-05:00"]),
        ("10:00 (UTC+5:30)", ["10:00+05:30"]),
        ("2026-03-05T14:30:00+02:00", ["2026-03-05T14:30+02:00"]),
        ("5 March 2026 at 2 pm", ["2026-03-05T14:00"]),
        ("2 pm on Thursday, 5 March 2026", ["2026-03-05T14:00"]),
        ("9:00-17:00", ["09:00", "17:00"]),
        ("2026-03-05T14:30-05:00", ["2026-03-05T14:30-05:00"]),
        ("10:00 UTC-5", ["10:00-05:00"]),
        ("am 5.3.2026 um 14:30 Uhr", ["2026-03-05T14:30"]),
    ],
)
def test_one_reading(text: str, found: list[str]) -> None:
    assert described(text) == [[one] for one in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4/5/2026", ["2026-05-04", "2026-04-05"]),
        ("4-5-26", ["2026-05-04", "2026-04-05"]),
        ("10:00 CST", ["10:00-06:00", "10:00+08:00"]),
        ("4/5/2026 9:00", ["2026-05-04T09:00", "2026-04-05T09:00"]),
    ],
)
def test_several_readings(text: str, found: list[str]) -> None:
    assert described(text) == [found]


def test_dates_keep_their_places() -> None:
    text = "\u00a0From 1\u00a0May 2026 to 3 May 2026, 9:00."
    found = read_dates(text)
    assert [one.written for one in found] == ["1 May 2026", "3 May 2026, 9:00"]
    plain = same_length(text)
    assert all(plain[one.start : one.end] == one.written for one in found)


@settings(max_examples=40, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_date_is_read_in_every_certain_form(day: date) -> None:
    months = "January February March April May June July August September October November December"
    name = months.split()[day.month - 1]
    for text in (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{name} {day.day}, {day.year}",
        f"{day.day} {name[:3]} {day.year}",
        f"{day.year}\u5e74{day.month}\u6708{day.day}\u65e5",
    ):
        assert described(f"It was {text}, they say.") == [[day.isoformat()]]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30) | PIECES)
def test_any_text_is_read_without_an_error(text: str) -> None:
    for one in read_dates(text):
        assert one.moments
        assert 0 <= one.start < one.end <= len(text)


def test_an_instant_needs_a_day_that_exists() -> None:
    day = Moment(year=2026, month=2, day=29, minute=0)
    assert instant(day) is None
    assert instant(Moment(year=2026, month=2, minute=0)) is None
    assert instant(Moment(year=9999, month=12, day=31, minute=0, offset=-60)) is not None
    assert instant(Moment(year=9999, month=12, day=31, minute=1439, offset=-60)) is None
    early, late = (
        instant(Moment(year=2026, month=2, day=28, minute=30, offset=offset)) for offset in (60, 0)
    )
    assert early is not None
    assert late is not None
    assert late - early == timedelta(hours=1)
