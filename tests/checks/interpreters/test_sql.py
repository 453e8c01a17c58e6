"""What an answer becomes in a query."""

from __future__ import annotations

import pytest
import sqlglot

from portcheck.checks.interpreters.sql import MOST_CHARACTERS, query_problem, value_problem
from portcheck.checks.shared.code_parsers import CannotParse


@pytest.mark.parametrize(
    "value",
    [
        *("5", "-5.2", "billing", "O'Brien", "it's a dog's life", "yes or no", "salt and pepper"),
        *("don't do it; it's bad", "The order, and the group", "select", "50% off"),
        *("rock 'n' roll", 'a 12" pipe', "C:\\temp\\", "one; two; three", "union of the two"),
        *("item(s)", "Billing (2)", "the order (5) is late", "sign-up(s)", "smile :) or not"),
        *("rock && roll", "a || b", "a) or (b", "(a or b)", "it's (really) fine or not"),
    ],
)
def test_values_stay_values(value: str) -> None:
    assert value_problem(value) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1 OR 1=1", "condition"),
        ("1 OR true", "condition"),
        ("1 OR b IS NOT NULL", "condition"),
        ("' OR '1'='1", "condition"),
        ("' OR 'x' LIKE 'x", "condition"),
        ('" OR "1"="1', "condition"),
        ("x' --", "comment"),
        ("x' #", "comment"),
        ("1 --", "comment"),
        ("1 #", "comment"),
        ("a -- b", "comment"),
        ("x' /*", ""),
        ("x' UNION SELECT password FROM users --", "query"),
        ("1 AND (SELECT 1 FROM t) = 1", ""),
        ("1 AND sleep(5)", "condition"),
        ("sleep(5) OR x", "function"),
        ("sleep(5)", "function"),
        ("(sleep(5))", "function"),
        ("1-sleep(5)", "function"),
        ("0||1", "condition"),
        ("1 && 1", "condition"),
        ("0 xor 1", "condition"),
        ("1) OR (1=1", "condition"),
        ("') OR ('1'='1", "condition"),
        ("') OR 1=1 -- ", "comment"),
        ("pg_sleep(10)", "function"),
        ("user()", "function"),
        ("x' ORDER BY 5 --", "query"),
        ("1; DROP TABLE users", "second statement (drop)"),
        ("1; DROP TABLE users; --", "second statement"),
        ("x'; DELETE FROM users; --", "second statement"),
        ("x'; SELECT 'x", ""),
        ("\\' OR 1=1 -- ", ""),
    ],
)
def test_what_breaks_out_is_found(value: str, words: str) -> None:
    problem = value_problem(value)
    if words or problem is not None:
        assert problem is not None
        assert words in problem


@pytest.mark.parametrize(
    "query",
    [
        "SELECT a FROM t",
        "SELECT a FROM t;",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        "SELECT 1 UNION SELECT 2",
    ],
)
def test_queries_that_read(query: str) -> None:
    assert query_problem(query) is None


@pytest.mark.parametrize(
    "query",
    [
        *(
            "DROP TABLE t",
            "SELECT 1; DROP TABLE t",
            "hello there",
            "UPDATE t SET a = 1",
            "",
            "(((",
            "-- x",
        ),
        "WITH x AS (DELETE FROM t RETURNING a) SELECT * FROM x",
        "SELECT a INTO b FROM t",
    ],
)
def test_queries_that_do_more(query: str) -> None:
    assert query_problem(query) is not None


def test_bounds() -> None:
    for look in (value_problem, query_problem):
        with pytest.raises(CannotParse):
            look("' or " * MOST_CHARACTERS)


def test_what_is_too_deep_for_the_parser_is_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(sqlglot, "parse", parse)
    for look in (value_problem, query_problem):
        with pytest.raises(CannotParse, match="too deeply"):
            look("1 or 1")
