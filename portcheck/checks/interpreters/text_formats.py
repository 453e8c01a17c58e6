"""Find active content of an answer in a spreadsheet, a template or JSON."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from portcheck.checks.shared.answers import quote
from portcheck.checks.shared.strict_json import JsonProblem, parse, repeats_key

MOST_CHARACTERS = 1_000_000
_CALL = re.compile(
    r"\s*(?:(?:[\d.]+|\"[^\"\n]{0,200}\")\s*[-+*/^&]\s*|[-+(]\s*)*"
    r"(?:[A-Za-z][A-Za-z.]+\d*\((?![a-z]{1,3}\))|\$?[A-Z]{1,3}\$?\d+\s*(?:[-+*/^&:].*)?$)"
)
"""A function call or another cell, perhaps after some arithmetic; `item(s)` is a word."""
_OTHER_PROGRAM = re.compile(r"[^|\n]{1,200}\|[^!\n]{1,200}![A-Za-z$]{1,4}\d", re.DOTALL)
"""A request to another program (dynamic data exchange), such as `cmd|' /C calc'!A0`."""
_DELIMITERS = ",;\t"
_TEMPLATES = (
    ("{{ }}", re.compile(r"\{\{(?=[^{}]{0,500}\S[^{}]{0,500}\}\})")),
    ("{% %}", re.compile(r"\{%(?=[^%]{1,1000}%\})")),
    ("${ }", re.compile(r"[$#*@]\{(?=[^{}\n]{0,500}\S[^{}\n]{0,500}\})")),
    ("<% %>", re.compile(r"<%(?=[^%]{1,1000}%>)")),
    ("<? ?>", re.compile(r"<\?(?:php|=)", re.IGNORECASE)),
)
_POLLUTING = frozenset({"__proto__", "constructor", "prototype"})


def csv_problem(answer: str) -> str | None:
    """The first cell that a spreadsheet takes for a formula, also the answer as one; or `None`."""
    for delimiter in _DELIMITERS:
        for row, cells in enumerate(_rows(answer, delimiter), 1):
            for cell in cells:
                if _is_formula(cell):
                    return f"the cell {quote(cell, 40)} in row {row}"
    return "the whole answer as a cell" if _is_formula(answer) else None


def _rows(answer: str, delimiter: str) -> Iterator[list[str]]:
    if delimiter != "," and delimiter not in answer:
        return
    lines = answer.replace("\x00", "").splitlines(keepends=True)
    try:
        yield from csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    except csv.Error:  # a cell is longer than the reader allows
        return


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet would compute a cell.

    A cell that begins with a plus, minus or at sign counts only if it calls a function, reads
    another cell or asks another program. Numbers, prose and list items also begin with signs.
    """
    text = cell.lstrip()
    first = unicodedata.normalize("NFKC", text[:1])
    if first == "=":
        return bool(text[1:].strip(" ="))
    if first == "@":
        return _CALL.match(text, 1) is not None
    signed = first in {"+", "-", "\u2212"}
    return signed and (_CALL.match(text, 1) is not None or _OTHER_PROGRAM.match(text) is not None)


def template_problem(answer: str) -> str | None:
    """The first tag that a template engine would evaluate; `None` if there is none."""
    for name, pattern in _TEMPLATES:
        if found := pattern.search(answer):
            return f"the template tag {name}: {quote(answer[found.start() :], 40)}"
    return None


def json_problem(answer: str) -> str | None:
    """What the answer adds if a program inserts it between quotation marks in JSON; or `None`.

    An answer that is JSON itself must not repeat keys, nor have keys that change the built-in
    objects of JavaScript.
    """
    if len(answer) > MOST_CHARACTERS:
        return None
    if answer.lstrip().startswith(("{", "[")):
        return _json_itself(answer)
    return _inside_json(answer) if '"' in answer else None


def _json_itself(answer: str) -> str | None:
    try:
        value = parse(answer)
    except JsonProblem:
        return "an object that repeats a key" if repeats_key(answer) else None
    key = next((key for key in _keys(value) if key in _POLLUTING), None)
    return None if key is None else f"the key {quote(key)}"


def _inside_json(answer: str) -> str | None:
    try:
        # A list of pairs also shows a repeated key.
        inside = json.loads(f'{{"a": "{answer}", "b": 0}}', strict=False, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return None
    keys = [key for key, _ in inside]
    if keys == ["a", "b"]:
        return None if isinstance(inside[0][1], str) else "more than a text"
    return f"another key: {quote(next((key for key in keys if key not in {'a', 'b'}), keys[-1]))}"


def _keys(value: Any) -> Iterator[str]:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield from item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
