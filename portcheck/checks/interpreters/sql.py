"""Find active content of an answer that is inserted into an SQL query."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

from portcheck.checks.shared.code_parsers import CannotParse, sql_parser

_QUERIES = (
    "SELECT a FROM t WHERE b = {} AND c = 'd'",
    "SELECT a FROM t WHERE (b = {}) AND c = 'd'",
)
"""Queries with a place for the answer; the second one for answers that close a bracket."""
_KEYWORDS = """
ALTER BEGIN CALL COPY CREATE DELETE DROP EXEC EXECUTE GRANT INSERT LOAD MERGE REPLACE REVOKE
SELECT SET SHUTDOWN TRUNCATE UPDATE USE WITH ATTACH PRAGMA DECLARE WAITFOR
"""
_STATEMENTS = frozenset(_KEYWORDS.split())
_STARTS_OUT = re.compile(
    r"['\"\\;]|--|/\*|\#|\|\||&&|\b(?:or|and|xor|union|select|having|group|order|limit)\b"
    r"|[-+*/%^(]\s*[\w.]+\((?![a-z]+\))"  # a call in arithmetic; `sign-up(s)` is a word
    r"|\A[\w.]+\((?![a-z]+\)\Z).*\)\Z",  # a call and nothing else; `item(s)` is a word
    re.IGNORECASE | re.DOTALL,
)
MOST_CHARACTERS = 20_000
"""Most characters of an answer that is parsed in several ways."""
_DIALECTS = ("", "mysql")
"""The second one has comments with `#`, and backslashes that escape quotation marks."""


def value_problem(answer: str) -> str | None:
    """How the answer is more than a value in the condition of a query; `None` if it is not.

    It is tried in single and double quotation marks and with none. A query that the answer breaks
    without another effect is not reported, because it does not run.

    Raises:
        CannotParse: it is too long or too deep for the parser.
    """
    value = answer.strip()
    if not _STARTS_OUT.search(value):
        return None
    if len(value) > MOST_CHARACTERS:
        raise CannotParse(f"the answer is longer than {MOST_CHARACTERS:,} characters")
    queries = _QUERIES if ")" in value else _QUERIES[:1]
    for quotation, dialect, query in product(("", "'", '"'), _DIALECTS, queries):
        problem = _problem_of(query.format(f"{quotation}{value}{quotation}"), dialect)
        if problem is not None:
            within = f" in {quotation} quotation marks" if quotation else ""
            return f"{problem}{within}"
    return None


def _problem_of(query: str, dialect: str) -> str | None:
    statements = _parsed(query, dialect)
    if statements is None:
        return _stacked(query, dialect)
    expressions = sql_parser().exp
    if len(statements) > 1:
        words = isinstance(statements[1], (expressions.Condition, expressions.Alias))
        is_query = isinstance(statements[1], expressions.Query)
        return None if words and not is_query else f"a second statement ({statements[1].key})"
    where = statements[0].args.get("where") if statements else None
    if where is None or not isinstance(statements[0], expressions.Select):
        return "another query"
    if (
        statements[0].args.get("limit")
        or statements[0].args.get("order")
        or statements[0].args.get("group")
    ):
        return "another query"
    if not query.rstrip().endswith("'d'") or not _keeps_its_end(where.this):
        return "a comment that cuts the query"
    return _active(where.this)


def _stacked(query: str, dialect: str) -> str | None:
    """A second statement in a query that does not parse as a whole, if the first one would run."""
    try:
        tokens = sql_parser().tokenize(query, read=dialect or None)
    except sql_parser().errors.SqlglotError:
        return None
    end = next(
        (
            at
            for at, one in enumerate(tokens)
            if one.text == ";" and one.token_type.name == "SEMICOLON"
        ),
        None,
    )
    if end is None or end + 1 >= len(tokens) or tokens[end + 1].text.upper() not in _STATEMENTS:
        return None
    first = _parsed(query[: tokens[end].start], dialect)
    return f"a second statement ({tokens[end + 1].text.lower()})" if first else None


def _parsed(query: str, dialect: str) -> list[Any] | None:
    """The statements of a query; `None` if it does not parse."""
    glot = sql_parser()
    try:
        return [one for one in glot.parse(query, read=dialect or None) if one is not None]
    except RecursionError:
        raise CannotParse("the SQL is nested too deeply to be parsed") from None
    except glot.errors.SqlglotError:
        return None


def _keeps_its_end(condition: Any) -> bool:
    expressions = sql_parser().exp
    last = condition
    while isinstance(last, expressions.Connector):
        last = last.expression
    return isinstance(last, expressions.EQ) and last.sql() == "c = 'd'"


def _active(condition: Any) -> str | None:
    """The kind of a part that does more than compare with one value; `None` if no part does."""
    expressions = sql_parser().exp
    for part in condition.walk():
        if isinstance(part, (expressions.Query, expressions.Subquery)):
            return "a query inside the query"
        if isinstance(part, expressions.Func) and not isinstance(part, expressions.Connector):
            return "a call of a function"
        if isinstance(part, expressions.Connector):
            for side in (part.this.unnest(), part.expression.unnest()):
                words = isinstance(side, (expressions.Connector, expressions.Column))
                if not words and not _is_own(side):
                    return "an added condition"
    return None


def _is_own(condition: Any) -> bool:
    """Whether a condition is one of the two comparisons of `_QUERIES`."""
    is_equality = isinstance(condition, sql_parser().exp.EQ)
    return is_equality and (condition.this.sql() == "b" or condition.sql() == "c = 'd'")


def query_problem(answer: str) -> str | None:
    """Why the answer is not one query that only reads; `None` if it is.

    Raises:
        CannotParse: it is too long or too deep for the parser.
    """
    if len(answer) > MOST_CHARACTERS:
        raise CannotParse(f"the answer is longer than {MOST_CHARACTERS:,} characters")
    statements = _parsed(answer, "")
    if statements is None:
        return "not SQL that can be parsed"
    if len(statements) != 1:
        return "several statements" if statements else "no statement"
    expressions = sql_parser().exp
    if not isinstance(statements[0], expressions.Query):
        return f"a statement that does more than read ({statements[0].key})"
    changing = (expressions.DML, expressions.DDL, expressions.Command)
    writes = [
        part
        for part in statements[0].walk()
        if isinstance(part, changing) and not isinstance(part, expressions.Query)
    ]
    if writes or statements[0].find(expressions.Into):
        return "a statement that does more than read"
    return None
