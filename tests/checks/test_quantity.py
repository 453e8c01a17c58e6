"""The check `quantity`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask, kind_of


@pytest.mark.parametrize(
    ("arguments", "answer", "status"),
    [
        ("12 km", "First 3 km, then 9 km: 12,000 m in all.", "passed"),
        ("12 km", "12", "failed"),
        ("12 km", "12 kg", "failed"),
        ("12 km", "\u8ddd\u96e2\u306f12km\u3067\u3059\u3002", "passed"),
        ("12 km", "\u8ddd\u79bb\u662f12\u516c\u91cc\u3002", "passed"),
        ("5 EUR", "\u4ef7\u683c\u662f5\u6b27\u5143\u3002", "passed"),
        ("12 km", "Twelve kilometres.", "unscored"),
        ("12 km", "No one knows.", "failed"),
        ("12 km", "12 miles", "failed"),
        ("12 km", "It takes 12 km and 30 minutes", "passed"),
        ("12 km", "", "failed"),
        ({"value": "12 km", "take": "first"}, "12 km or 13 km", "passed"),
        ({"value": "12 km", "relative": 0.01}, "7.5 miles", "passed"),
        ({"value": "12 km", "tolerance": "50 m"}, "12.05 km", "passed"),
        ({"value": "12 km", "tolerance": "50 m"}, "12.06 km", "failed"),
        ({"value": "20 \u00b0C", "tolerance": "2 \u00b0F"}, "70 \u00b0F", "passed"),
        ({"value": "20 \u00b0C", "tolerance": "2 \u00b0F"}, "71 \u00b0F", "failed"),
        ({"value": "20 \u00b0C", "tolerance": "2\u00b0C"}, "22 \u00b0C", "passed"),
        ({"value": "20 \u00b0C", "tolerance": "2\u00b0C"}, "23 \u00b0C", "failed"),
        ("12 EUR", "12 \u20ac", "passed"),
        ("12 EUR", "12 USD", "failed"),
        ("12 USD", "$12", "passed"),
        ("12 AUD", "$12", "unscored"),
        ("12 AUD", "$13", "failed"),
        ("3 US gallons", "3 gallons", "unscored"),
        ("16 GB", "16 GB", "passed"),
        ("16 GiB", "16 GB", "unscored"),
        ("45 %", "45%", "passed"),
        ("1234 EUR", "Das kostet 1.234 EUR und ist nicht mehr da.", "unscored"),
        ({"min": "1 h", "max": "2 h"}, "90 minutes", "passed"),
        ({"min": "1 h"}, "59 minutes", "failed"),
        ({"max": "2 h"}, "1 h 30 min", "passed"),
        ("1.5 m", "\u03c0/2 m", "unscored"),
    ],
)
def test_quantities(arguments: Any, answer: str, status: str) -> None:
    assert ask("quantity", arguments, answer).status == status


def test_the_reason_says_what_was_found() -> None:
    assert ask("quantity", "12 km", "12 m").reason == 'expected "12 km", found "12 m"'
    assert ask("quantity", {"min": "1 h"}, "1 min").reason == 'expected 1 h to any, found "1 min"'
    found = ask("quantity", "12 km", "12 kg").reason
    assert found == 'no quantity of length in "12 kg", found "12 kg"'


@pytest.mark.parametrize(
    "arguments",
    [
        "12",
        "12 leagues",
        "3 gallons",
        "12 km and 3 km",
        "about 12 km or so",
        {"relative": 0.1},
        {"value": "12 km", "max": "13 km"},
        {"value": "12 km", "tolerance": "1 kg"},
        {"min": "1 EUR", "max": "2 USD"},
        {"min": "1 km", "max": "900 m"},
    ],
)
def test_mistakes(arguments: Any) -> None:
    assert kind_of("quantity").problem(arguments) is not None


@pytest.mark.parametrize(
    "arguments",
    [
        *("12 km", "$5", "-5 \u00b0C", {"min": "1 h 30 min"}, "1 metric ton", "EUR 12"),
        {"min": "230 cm", "max": "2.3 m"},
        {"min": "3 ft", "max": "1 yd"},
        {"min": "98.6 \u00b0F", "max": "37 \u00b0C"},
    ],
)
def test_no_mistakes(arguments: Any) -> None:
    assert kind_of("quantity").problem(arguments) is None
