"""Check whether a text parses in a language, without executing it.

The parsers are Python's own, tree-sitter's grammars of JavaScript and YAML, sqlglot for SQL, and
for JSON the strict parser of the other checks. They are imported at first use.
"""

from __future__ import annotations

import ast
import logging
import sys
import warnings
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import regex

from portcheck.checks.shared.answers import quote
from portcheck.checks.shared.strict_json import JsonProblem, parse

FENCES: Mapping[str, frozenset[str]] = {
    "python": frozenset({"python", "py", "python3"}),
    "javascript": frozenset({"javascript", "js", "mjs", "node"}),
    "sql": frozenset({"sql"}),
    "json": frozenset({"json"}),
    "yaml": frozenset({"yaml", "yml"}),
}
"""Languages to their names in code fences."""
MOST_CHARACTERS = 50_000
"""Most characters of code; grammars take up to ten microseconds per character of hostile text."""


_PILE = regex.compile(r"\p{M}{64}")


class CannotParse(ValueError):  # noqa: N818  # names a limit of the parser, not a mistake of the answer
    """A parser cannot tell whether a text is code; the message says why."""


def syntax_problem(text: str, language: str, dialect: str = "") -> str | None:
    """Why a text is not code of a language, with its line; `None` if it is.

    Args:
        text: the code, without a fence.
        language: one of `FENCES`.
        dialect: dialect of SQL, as sqlglot calls it; "" for what most databases share.

    Raises:
        CannotParse: the text is longer than `MOST_CHARACTERS`, nested too deeply for the parser,
            or has a letter with too many accents.
    """
    if not text.strip():
        return "there is no code"
    if len(text) > MOST_CHARACTERS:
        raise CannotParse(f"the code is longer than {MOST_CHARACTERS:,} characters")
    return _sql(text, dialect) if language == "sql" else _PARSERS[language](text)


def _python(text: str) -> str | None:
    # Python normalises names, which takes quadratic time in the accents of a letter.
    if not text.isascii() and _PILE.search(text):
        raise CannotParse("a letter in the code has too many accents")
    version = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as exc:
        return f"not {version}: {quote(exc.msg, 80)}, line {exc.lineno or 1}"
    except ValueError as exc:  # a null byte, or half of a surrogate pair
        return f"not {version}: {quote(str(exc), 80)}"
    except (MemoryError, RecursionError):
        return f"not {version}: nested too deeply for its parser"
    return None


def _json(text: str) -> str | None:
    try:
        parse(text)
    except JsonProblem as exc:
        return f"not JSON: {exc}"
    return None


def _javascript(text: str) -> str | None:
    place = _error_line(_tree("tree_sitter_javascript", text))
    return None if place is None else f"not JavaScript: a syntax error near line {place}"


def _yaml(text: str) -> str | None:
    tree = _tree("tree_sitter_yaml", text)
    place = _error_line(tree)
    if place is not None:
        return f"not YAML: a syntax error near line {place}"
    # A sentence is valid YAML too, a plain scalar, but not what a check for YAML means.
    kinds = {
        inner.type
        for document in tree.children
        for node in document.children
        for inner in node.children
    }
    if not any(kind.endswith(("_mapping", "_sequence")) for kind in kinds):
        return "not YAML with a mapping or a list"
    return None


def _tree(grammar: str, text: str) -> Any:
    return _parser(grammar).parse(text.encode("utf-8", "replace")).root_node


@cache
def _parser(grammar: str) -> Any:
    import importlib  # noqa: PLC0415

    import tree_sitter  # noqa: PLC0415  # only needed for answers with such code

    module = importlib.import_module(grammar)
    return tree_sitter.Parser(tree_sitter.Language(module.language()))


def _error_line(node: Any) -> int | None:
    """The line (from 1) of the first error in a tree; `None` without one."""
    if not node.has_error:
        return None
    # A loop, because a model can nest code more deeply than Python recurses.
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error), None)
        if inner is None:
            break
        node = inner
    return int(node.start_point[0]) + 1


def _sql(text: str, dialect: str) -> str | None:
    sqlglot = sql_parser()
    name = f"{dialect} SQL" if dialect else "SQL"
    try:
        found = [one for one in sqlglot.parse(text, read=dialect or None) if one is not None]
    except RecursionError:
        raise CannotParse("the SQL is nested too deeply to be parsed") from None
    except sqlglot.errors.SqlglotError as exc:
        first: dict[str, Any] = next(iter(getattr(exc, "errors", ())), {})
        words = str(first.get("description") or exc).splitlines()[0]
        line = f", line {first['line']}" if first.get("line") else ""
        return f"not {name}: {quote(words, 80)}{line}"
    if not found:
        return f"not {name}: it has no statement"
    bare = (sqlglot.exp.Condition, sqlglot.exp.Alias)
    if any(isinstance(one, bare) and not isinstance(one, sqlglot.exp.Query) for one in found):
        return f"not {name}: an expression is not a statement"
    return None


def dialect_problem(dialect: str) -> str | None:
    """A message if sqlglot does not know the dialect; else `None`."""
    known = sorted(one.value for one in sql_parser().Dialects if one.value)
    return None if dialect in known else f"unknown dialect; the known ones are {', '.join(known)}"


@cache
def sql_parser() -> Any:
    """The package sqlglot, with its warnings silenced."""
    import sqlglot  # noqa: PLC0415  # takes half a second

    # It prints warnings about statements that it does not parse in detail.
    logging.getLogger("sqlglot").addHandler(logging.NullHandler())
    return sqlglot


_PARSERS: Mapping[str, Callable[[str], str | None]] = {
    "python": _python,
    "javascript": _javascript,
    "json": _json,
    "yaml": _yaml,
}
