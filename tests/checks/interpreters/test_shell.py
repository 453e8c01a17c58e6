"""What an answer becomes in a command line."""

from __future__ import annotations

import pytest

from portcheck.checks.interpreters.shell import TooLong, value_problem


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            "report 12.txt",
            "don't",
            "it's (really) ok",
            "-5",
            "-5,000.5",
            "a/b/c.txt",
            "50%",
            "a\\;b",
        ),
        *("what?", "a 'b", 'say "hi"', "caf\u00e9", "price: 5$", "{a,b}"),
    ],
)
def test_values_stay_one_argument(value: str) -> None:
    assert value_problem(value) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a; rm -rf x", "operator ;"),
        ("a && b", "operator &&"),
        ("a | b", "operator |"),
        ("a > b", "operator >"),
        ("a\nid", "operator ;"),
        ("$(id)", "expansion"),
        ("`id`", "expansion"),
        ("$HOME", "expansion"),
        ("${x}", "expansion"),
        ("'; id; '", "in ' quotation marks"),
        ('"; id; "', 'in " quotation marks'),
        ("' ; id #", "in ' quotation marks"),
        ("-rf", "option"),
        ("--output=x", "option"),
        ("'$(id)'", ""),
    ],
)
def test_what_runs_is_found(value: str, words: str) -> None:
    assert words in (value_problem(value) or "passes")


def test_bounds() -> None:
    with pytest.raises(TooLong):
        value_problem("; " * 20_000)
    assert value_problem("word " * 20_000) is None
