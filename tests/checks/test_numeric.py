"""The check `numeric`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask, kind_of, make_request

from portcheck.checks.shared.numbers.written import readings
from portcheck.model.chat import Message, Text


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("The total is $1,234.56.", 1234.56),
        ("-5", -5),
        ("\u22125.5 %", -5.5),
        ("from 10-20", 20),
        ("1.234.567,89 EUR", 1234567.89),
        ("about 3,14", 3.14),
        ("-$5", -5),
        ("$-5", -5),
        ("6.02 \u00d7 10^23", 6.02e23),
        ("2*10^{-3}", 0.002),
        ("1.5e-3 kg", 0.0015),
        ("2.5 million", 2.5e6),
        ("0,125", 0.125),
        ("\\boxed{42}", 42),
        ("x=-7", -7),
        ("5kg", 5),
        ("1\u2019234.50", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("12,34,567", 1234567),
        ("-.5", -0.5),
        ("options 1,2,3", 3),
        ("3 apples for GPT-4", 3),
        ("version 2 of v1.2", 2),
        ("7, see 1.2.3", 7),
    ],
)
def test_last_number(text: str, last: float) -> None:
    assert next(readings(text)).values == pytest.approx((last,), rel=1e-12)


@pytest.mark.parametrize("text", ["", "none", "GPT-4", "v2.1", "1.2.3", "9" * 500, "1e400"])
def test_no_number(text: str) -> None:
    assert list(readings(text)) == []


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (42, "First 6, then 7, so 42."),
        ("42", "It is 42"),
        (0.3, "0.30000000000000004"),
        ({"value": 10, "tolerance": 0.1}, "10.1"),
        ({"value": 10, "tolerance": 0.3}, "10.3"),  # no binary fraction
        ({"min": 1, "max": 5}, "I rate it 1"),
        ({"value": 6, "take": "first"}, f"6 {'and so on ' * 300} 9"),
        (9, f"6 {'and so on ' * 300} 9"),
        ({"value": 200, "relative": 0.05}, "about 209"),
        ({"min": 1, "max": 5}, "I rate it 5"),
        ({"min": 0}, "12"),
        (42, "\u7b54\u3048\u306f42\u3067\u3059\u3002"),
        (42, "\u7b54\u6848\u662f42"),
        ({"value": 6, "take": "first"}, "6 of 9"),
        ({"value": 6, "take": "only"}, "6, yes 6"),
    ],
)
def test_accepts(arguments: Any, answer: str) -> None:
    assert ask("numeric", arguments, answer).status == "passed"


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (42, "42 of 50"),
        (42, "-42"),
        (42, "forty-two"),
        (42, ""),
        (10, "10.1"),
        ({"value": 10, "tolerance": 0.1}, "10.2"),
        ({"value": 200, "relative": 0.05}, "210.5"),  # of what is right, not of what is said
        ({"min": 1, "max": 5}, "6"),
        ({"value": 6, "take": "first"}, "9 or 6"),
        ({"value": 6, "take": "only"}, "6 of 9"),
        ({"value": 6, "take": "only"}, "six"),
    ],
)
def test_rejects(arguments: Any, answer: str) -> None:
    assert ask("numeric", arguments, answer).status == "failed"


@pytest.mark.parametrize(
    "arguments",
    ["many", {"value": 1, "min": 0}, {"min": 2, "max": 1}, {"tolerance": 1}, {"value": "inf"}, {}],
)
def test_problem(arguments: Any) -> None:
    assert kind_of("numeric").problem(arguments) is not None


@pytest.mark.parametrize("arguments", [1, "1.5", {"value": 1}, {"min": 1}, {"min": 1, "max": 1}])
def test_no_problem(arguments: Any) -> None:
    assert kind_of("numeric").problem(arguments) is None


@pytest.mark.parametrize(
    ("arguments", "answer", "status"),
    [
        (0.8, "8/10", "passed"),
        (8, "8/10", "unscored"),
        (10, "8/10", "failed"),
        ({"min": 1, "max": 5}, "I rate it 4/5", "unscored"),
        (9500, "9{,}500", "passed"),
        (500, "9{,}500", "failed"),
        (1234567, "1 234 567", "passed"),
        (567, "1 234 567", "failed"),
        (12345, "12 345", "passed"),
        (345, "12 345", "unscored"),
        (3e9, "$3B", "passed"),
        (3, "$3B", "failed"),
        (1000, "10^3", "passed"),
        (3, "10^3", "failed"),
        (0.45, "45 %", "unscored"),
        (45, "45 %", "passed"),
        (2.83, "2\\sqrt{2}", "unscored"),
        (1234, "Das ist 1.234 und nicht mehr.", "unscored"),
        (1.234, "Das ist 1.234 und nicht mehr.", "unscored"),
        (7, "Das ist 1.234 und nicht mehr.", "failed"),
        (1234, "1.234 \u20ac", "unscored"),
        (1234, "It is 1,234 and not 3.5 less than 1,234", "passed"),
        (1234.5, "Das sind 1.234,50 \u20ac", "passed"),
        ({"value": 42, "take": "only"}, "42, that is 42.0", "passed"),
        ({"value": 42, "take": "only"}, "42 or 2\u03c0", "unscored"),
    ],
)
def test_one_reading_decides_or_none(arguments: Any, answer: str, status: str) -> None:
    assert ask("numeric", arguments, answer).status == status


def test_the_reason_names_both_readings() -> None:
    assert ask("numeric", 8, "It is 8/10.").reason == '"8/10" may be 0.8 or 8'
    assert "in an unsupported form" in ask("numeric", 8, "2\u03c0").reason


def test_a_pass_says_the_number_with_all_its_digits() -> None:
    assert ask("numeric", 1234567, "It is 1234567.").reason == "the number is 1234567"


def test_a_number_beyond_every_float_is_not_read() -> None:
    assert ask("numeric", 5, f"It is 5, not 1{'0' * 25}e500.").status == "passed"


def test_an_integer_beyond_every_float_is_a_mistake() -> None:
    assert kind_of("numeric").problem({"min": 10**400}) == "the numbers must be finite"


def test_the_language_of_the_question_counts() -> None:
    asked = Message(role="user", content=(Text(text="Wie hoch ist die Summe und der Rest?"),))
    request = make_request(messages=(asked,))
    assert ask("numeric", 1234, "1,234", request=request).status == "unscored"
    assert ask("numeric", 1234, "1,234").status == "passed"


def test_a_single_number_is_not_certain_in_a_very_long_answer() -> None:
    only = {"value": 6, "take": "only"}
    assert ask("numeric", only, "6 " + "a " * 25_001).status == "unscored"
    assert ask("numeric", only, "a " * 25_001).status == "unscored"
    assert ask("numeric", only, "6 and 7 " + "a " * 25_001).status == "failed"
