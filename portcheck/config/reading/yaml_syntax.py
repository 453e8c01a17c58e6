"""Explain the errors of a YAML parser to the author of the file."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from portcheck.config.problems.quoting import quote

_SECOND_COLON = re.compile(r":\s+\S")
_COLON = re.compile(r":(\s|$)")
_COLON_HINT = "write 'key: value', with a space after the colon"
_UNCLOSED = "a quote is not closed"


class _Mark(NamedTuple):
    """A position, 0-based like the parser's marks."""

    line: int
    column: int


def syntax_problem(error: yaml.YAMLError, text: str) -> tuple[int, int, str, str]:
    """Line and column (1-based), message and hint of a syntax error."""
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    if mark is None:
        return 0, 0, "not YAML", ""
    lines = text.split("\n")
    problem = getattr(error, "problem", None) or ""
    doing = getattr(error, "context", None) or ""
    place, message, hint = _meaning(problem, doing, (mark, context or mark), lines)
    return place.line + 1, place.column + 1, message, hint


def _meaning(
    problem: str, doing: str, marks: tuple[Any, Any], lines: list[str]
) -> tuple[Any, str, str]:
    mark, context = marks
    here = _rest(lines, mark)
    if "tab character" in problem or here.startswith("\t"):
        return mark, "a tab cannot be used for indentation", "use spaces"
    if "quoted scalar" in doing:
        return _in_quotes(problem, mark, context, here)
    if "cannot start any token" in problem:
        return mark, f"text cannot begin with {quote(here[:1])}", "put the text in quotes"
    if "mapping values are not allowed" in problem:
        return _second_colon(mark, lines)
    if "expected ':'" in problem:
        return context, "a colon is missing", _COLON_HINT
    return _in_structure(problem, doing, marks, lines)


def _in_structure(
    problem: str, doing: str, marks: tuple[Any, Any], lines: list[str]
) -> tuple[Any, str, str]:
    mark, context = marks
    if "flow" in doing:
        bracket = "]" if "sequence" in doing else "}"
        return context, f"a bracket is not closed with '{bracket}'", _flow_hint(lines, context)
    if "block" in doing and "expected" in problem:
        return mark, "the indentation does not fit the lines above", _item_hint(problem)
    if "sequence entries are not allowed" in problem:
        return mark, "a list item cannot begin here", "put it on its own line, indented"
    if "alias" in problem or "anchor" in doing or "alias" in doing:
        return mark, "an anchor or alias has no name", "text with * or & needs quotes"
    return mark, "invalid YAML from here on", "check this line and the one above"


def _rest(lines: list[str], mark: Any) -> str:
    return lines[mark.line][mark.column :] if mark.line < len(lines) else ""


def _in_quotes(problem: str, mark: Any, context: Any, here: str) -> tuple[Any, str, str]:
    if "escape" in problem:
        next_one = here.removeprefix("\\")[:1]
        sign = next_one if next_one.isalnum() else "d"
        hint = f"use single quotes, as in '\\{sign}', or write \\\\{sign}"
        return mark, "a backslash in double quotes begins an escape", hint
    return context, _UNCLOSED, "close it, or double a single quote inside single quotes"


def _second_colon(mark: Any, lines: list[str]) -> tuple[Any, str, str]:
    before = lines[mark.line][: mark.column] if mark.line < len(lines) else ""
    if _SECOND_COLON.search(before):
        return mark, "a second colon on this line", "put text that contains ': ' in quotes"
    above = mark.line - 1
    while above > 0 and lines[above].split("#")[0].strip() == "":
        above -= 1
    if above >= 0 and not _COLON.search(lines[above]):
        place = _Mark(above, len(lines[above]) - len(lines[above].lstrip()))
        return place, "a colon is missing", _COLON_HINT
    return mark, "a key is not allowed here", "the indentation does not fit the lines above"


def _flow_hint(lines: list[str], context: Any) -> str:
    if _rest(lines, context).startswith("{{"):
        return 'write "{{ name }}" with quotes'
    return "close it, or put a comma between the items"


def _item_hint(problem: str) -> str:
    if "'-'" in problem:
        return "start a list item with '- '"
    return "start all keys of a mapping in the same column"
