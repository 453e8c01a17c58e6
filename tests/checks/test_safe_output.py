"""The check `safe_output`."""

from __future__ import annotations

import time

import pytest
from check_builders import ask, kind_of

KINDS = ("html", "markdown", "sql", "shell", "csv", "template", "json")


def test_it_feeds_a_gate_of_zero_tolerance_and_speaks_of_conduct() -> None:
    kind = kind_of("safe_output")
    assert (kind.gate, kind.speaks_of({"for": "html"})) == ("security", "conduct")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text", ["", "Your refund of 12.50 EUR is on its way", "O'Brien", "-5", "+49 30 1234"]
)
def test_plain_answers_are_safe_everywhere(kind: str, text: str) -> None:
    assert ask("safe_output", {"for": kind}, text).status == "passed"


def test_one_of_several_programs_is_enough() -> None:
    outcome = ask("safe_output", {"for": ["html", "csv"]}, "a,=1+1")
    assert (outcome.status, outcome.confirmed) == ("failed", True)
    assert outcome.reason == 'in csv it would become the cell "=1+1" in row 1'
    passing = ask("safe_output", {"for": ["html", "csv"]}, "a")
    assert passing.reason == "stays text in html, csv"


@pytest.mark.parametrize("kind", ["sql", "shell"])
def test_what_is_too_long_for_a_parser_is_unscored(kind: str) -> None:
    outcome = ask("safe_output", {"for": [kind, "html"]}, "x' or " * 5000)
    assert outcome.status == "unscored"
    assert "longer than 20,000 characters" in outcome.reason
    assert ask("safe_output", {"for": [kind, "html"]}, "x' or <script>" * 5000).status == "failed"


def test_a_query_is_looked_at_as_one() -> None:
    arguments = {"for": "sql", "as": "query"}
    assert ask("safe_output", arguments, "SELECT a FROM t WHERE b = 1").status == "passed"
    assert ask("safe_output", arguments, "DELETE FROM t").status == "failed"
    assert ask("safe_output", {"for": "sql", "as": "value"}, "DELETE FROM t").status == "passed"


def test_words_that_say_nothing_are_mistakes() -> None:
    problem = kind_of("safe_output").problem
    assert (
        problem({"for": "xml"})
        == "for: 'xml' is not one of html, markdown, sql, shell, csv, template, json"
    )
    assert problem({"for": ["html", "xml"]}) is not None
    assert problem({"for": "html", "as": "query"}) is not None
    assert problem({"for": ["csv"], "allow": ["acme.com"]}) is not None
    assert problem({"for": ["csv", "sql", "markdown"], "as": "value", "allow": "a.com"}) is None


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_time_is_in_proportion_to_the_text(kind: str) -> None:
    pieces = [
        "<a ",
        "`",
        "```\n",
        "![a](",
        "[a]: x\n",
        "'",
        '"',
        "a or b ",
        "; ",
        "$(",
        "=",
        "{{",
        "<%",
    ]
    for piece in [*pieces, "-", "a,", "\n", "<!--", "[", "![", "or ' ", "(", "<script>", "\\"]:
        for size in (19_000, 200_000):
            started = time.process_time()
            ask("safe_output", {"for": kind}, (piece * size)[:size])
            assert time.process_time() - started < 8, (piece, size)
