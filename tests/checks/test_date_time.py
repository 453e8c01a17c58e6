"""The check `date_time`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask, kind_of

DAY = "2026-03-05"
BERLIN = {"value": "2026-07-01T14:30", "timezone": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("arguments", "answer", "status"),
    [
        (DAY, "Ordered on 1 March, it comes on Thursday, 5 March 2026.", "passed"),
        (DAY, "It comes on March 5.", "passed"),
        (DAY, "\u914d\u9054\u306f2026\u5e743\u67085\u65e5\u3067\u3059", "passed"),
        (
            "14:30",
            "\u4f1a\u8b70\u306f14\u664230\u5206\u306b\u59cb\u307e\u308b",
            "passed",
        ),
        (DAY, "It comes on 6 March 2026.", "failed"),
        (DAY, "It comes in March 2026.", "failed"),
        (DAY, "It comes on 5/3/2026.", "unscored"),
        (DAY, "It comes on 5/4/2026.", "failed"),
        (DAY, "It comes on 5.3.2026, 14:30.", "passed"),
        (DAY, "It comes tomorrow.", "unscored"),
        (DAY, "It comes soon.", "failed"),
        (DAY, "", "failed"),
        ("5 March 2026", "2026-03-05", "passed"),
        ("2026-03", "on 5 March 2026", "passed"),
        ("14:30", "at 2:30 pm", "passed"),
        ("14:30", "at 2:30", "failed"),
        ({"value": "23:50", "tolerance": {"minutes": 20}}, "00:05", "passed"),
        ({"value": DAY, "take": "first"}, "5 March 2026, then 9 March 2026", "passed"),
        ({"value": DAY, "tolerance": {"days": 1}}, "4 March 2026", "passed"),
        ({"value": DAY, "tolerance": {"days": 1}}, "7 March 2026", "failed"),
        ({"min": DAY}, "4 March 2026", "failed"),
        ({"min": DAY, "max": "2026-03-09"}, "9 March 2026", "passed"),
        ({"max": "17:00"}, "5:01 pm", "failed"),
        ("2026-03-05T14:30Z", "5 March 2026, 15:30 CET", "passed"),
        ("2026-03-05T14:30Z", "5 March 2026, 14:30 CET", "failed"),
        ("2026-03-05T14:30Z", "5 March 2026, 14:30", "passed"),
        ("2026-03-05T14:30", "2026-03-05 14:30 EST", "passed"),
        ("2026-03-05T14:30", "5 March 2026", "failed"),
        ("2026-03-05T14:30", "2026-03-05 14:30:45", "passed"),
        ("2026-03-05T14:30:00", "2026-03-05 14:30", "passed"),
        ("2026-03-05T14:30:00", "2026-03-05 14:30:45", "failed"),
        (BERLIN, "1 July 2026, 12:30 UTC", "passed"),
        (BERLIN, "1 July 2026, 14:30", "passed"),
        (BERLIN, "1 July 2026, 13:30 UTC", "failed"),
        ({"value": "2026-03-05T10:00-06:00"}, "2026-03-05 10:00 CST", "unscored"),
        ("2026-03-01", "29 February", "failed"),
    ],
)
def test_dates_and_times(arguments: Any, answer: str, status: str) -> None:
    assert ask("date_time", arguments, answer).status == status


def test_the_reason_names_both_readings() -> None:
    found = ask("date_time", DAY, "on 5/3/2026")
    assert found.reason == '"5/3/2026" may be 2026-03-05 or 2026-05-03'
    assert ask("date_time", DAY, "6 May").reason == 'expected 2026-03-05, found "6 May"'
    assert ask("date_time", {"min": DAY}, "1.1.2026").reason.startswith(
        "expected 2026-03-05 to any"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        "soon",
        "4/5/2026",
        "2026-02-30",
        "2026-13",
        "5 March and 6 March",
        {"tolerance": {"days": 1}},
        {"value": DAY, "min": DAY},
        {"min": DAY, "max": "14:30"},
        {"min": DAY, "max": "2026-03-04"},
        {"min": "2026-03-05T10:00Z", "max": "2026-03-05T10:30", "timezone": "Europe/Berlin"},
        {"value": "14:30", "timezone": "Mars/Base"},
        {"value": "14:30", "timezone": "../../etc"},
    ],
)
def test_mistakes(arguments: Any) -> None:
    assert kind_of("date_time").problem(arguments) is not None


@pytest.mark.parametrize(
    "arguments",
    [
        *(DAY, BERLIN, {"value": "2026-03"}, {"min": "9:00"}, {"min": "22:00", "max": "6:00"}),
        *({"min": DAY, "max": DAY}, {"min": "2026-03", "max": "2026-03-05"}),
        {"min": "1 December", "max": "1 February 2027"},
    ],
)
def test_no_mistakes(arguments: Any) -> None:
    assert kind_of("date_time").problem(arguments) is None
