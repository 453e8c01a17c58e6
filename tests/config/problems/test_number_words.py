"""Numbers as people write them: what a hint says to write."""

from __future__ import annotations

import pytest

from portcheck.config.problems.number_words import number_hint


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("12k", "12000"),
        ("1.5M", "1500000"),
        ("2 bn", "2000000000"),
        ("1_000", "1000"),
        ("1,000,000", "1000000"),
        ("1'000", "1000"),
        ("1 000", "1000"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("0,5", "0.5"),
        ("5%", "0.05"),
        ("99,9 %", "0.999"),
        ("$1.25", "1.25"),
        ("10 USD", "10"),
        ("3x", "3"),
        ("250k tokens", "250000"),
        ("500/min", "500"),
        ("007", "7"),
    ],
)
def test_what_is_meant_is_spelled_out(text: str, written: str) -> None:
    assert number_hint(text) == f"write {written}"


@pytest.mark.parametrize("text", ["many", "1-2", "1.2.3", "5/s", "10 per hour", "0,12,3", "1" * 50])
def test_what_may_mean_something_else_is_left_alone(text: str) -> None:
    assert number_hint(text) == ""


def test_a_time_is_in_the_unit_of_its_key() -> None:
    assert number_hint("1.5min", "timeout_s") == "write 90"
    assert number_hint("250 ms", "timeout_s") == "write 0.25"
    assert number_hint("30 days", "max_days") == "write 30"
    assert number_hint("2 weeks", "max_days") == ""


def test_a_whole_number_has_no_fraction() -> None:
    assert number_hint("1.5k", whole=True) == "write 1500"
    assert number_hint("50%", whole=True) == ""
