"""Translate nunjucks templates to ours: expressions with the same filters, no statements."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

from portcheck.imports.suites.converted import CannotSayError

_PIECE = re.compile(r"\{\{-?(.*?)-?\}\}|\{%-?\s*(.*?)\s*-?%\}|\{#.*?#\}", re.DOTALL)
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_$][\w$]*)|(?P<sign>==|!=|<=|>=|[|.\[\](),+\-*/%~<>:]))"
)
_FILTERS = {
    "default": "default",
    "d": "default",
    "dump": "tojson",
    "first": "first",
    "float": "float",
    "int": "int",
    "join": "join",
    "last": "last",
    "length": "length",
    "lower": "lower",
    "replace": "replace",
    "round": "round",
    "safe": "",
    "string": "string",
    "title": "title",
    "tojson": "tojson",
    "trim": "trim",
    "upper": "upper",
}
"""Our equivalents of nunjucks' filters; "" for a filter that changes nothing."""
_WORDS = {"true", "false", "none", "null", "and", "or", "not", "in", "if", "else", "is"}
_STATEMENT = "statements of templates ({% ... %}) have no equivalent: write the text of each case"
LONE = re.compile(r"\s*\{\{-?\s*([A-Za-z_]\w*)\s*-?\}\}\s*\Z")
"""A text that is only one variable."""
MOST = 2_000_000
"""Most characters of a template."""


def braces(text: str) -> str:
    """Escape the braces of a literal text, as a template that renders to it."""
    return re.sub(r"\{\{|\{%", lambda sign: f"{{{{ '{sign[0]}' }}}}", text)


def has_statements(value: Any) -> bool:
    """Whether a text, or one in a list or mapping, has statements outside of `raw`."""
    if isinstance(value, str):
        left = _RAW.sub("", value)
        return any(found[2] is not None for found in _PIECE.finditer(left))
    if isinstance(value, dict):
        return any(map(has_statements, value.values()))
    return isinstance(value, list) and any(map(has_statements, value))


class Translated:
    """One of our templates, and the variables that it uses."""

    __slots__ = ("names", "text")

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.names = names


def translate(text: str) -> Translated:
    """Translate a nunjucks template to ours.

    Raises:
        CannotSayError: it holds statements, calls, or filters without an equivalent.
    """
    if len(text) > MOST:
        raise CannotSayError("it is longer than 2,000,000 characters")
    if "{{" not in text and "{%" not in text and "{#" not in text:
        return Translated(text, frozenset())
    names: set[str] = set()
    pieces: list[str] = []
    end = 0
    for raw in _RAW.finditer(text):
        pieces += [_without_statements(text[end : raw.start()], names), braces(raw[1])]
        end = raw.end()
    pieces.append(_without_statements(text[end:], names))
    return Translated("".join(pieces), frozenset(names))


def _without_statements(text: str, names: set[str]) -> str:
    def piece(found: re.Match[str]) -> str:
        if found[2] is not None:
            raise CannotSayError(_STATEMENT)
        return "" if found[1] is None else "{{ " + _expression(found[1], names) + " }}"

    return _PIECE.sub(piece, text)


def _expression(text: str, names: set[str]) -> str:
    """Translate one expression token by token; raises CannotSayError for anything unknown."""
    made: list[str] = []
    at, before = 0, ""
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        if token is None:
            raise CannotSayError(f"the template expression '{_short(text)}' cannot be read")
        at = token.end()
        piece = token[0].strip()
        if token["name"] is not None:
            piece = _name(piece, before, text, names)
        elif piece == "(" and before not in _WORDS | {"", "(", ",", "+", "-", "*", "/", "~"} | {
            *_FILTERS.values()
        }:
            raise CannotSayError(f"the call in '{_short(text)}' has no equivalent")
        if piece == "" and made and made[-1] == "|":
            made.pop()  # a filter that changes nothing
        elif piece:
            made.append(piece)
        before = piece
    if not made:
        raise CannotSayError("a template expression is empty")
    return re.sub(r" ?([.\[\]()]) ?", r"\1", " ".join(made)).replace(",", ", ")


def _name(piece: str, before: str, text: str, names: set[str]) -> str:
    if before == "|":
        if piece not in _FILTERS:
            raise CannotSayError(f"the template filter '{_short(piece)}' has no equivalent")
        return _FILTERS[piece]
    if before == ".":
        return piece
    if piece == "env":
        raise CannotSayError(
            f"'{_short(text)}' reads an environment variable, which a suite cannot do"
        )
    if piece.lower() in _WORDS:
        return {"null": "none"}.get(piece, piece)
    if "$" in piece:
        raise CannotSayError(f"the name '{_short(piece)}' has no equivalent")
    names.add(piece)
    return piece


def _short(text: str) -> str:
    shown = " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())
    return shown if len(shown) <= 60 else shown[:57] + "..."


def filled(value: Any, values: Mapping[str, Any]) -> Any:
    """Replace variables in a part of a check by their values.

    Args:
        value: the part, with translated templates.
        values: values of variables by name; other names stay.

    Raises:
        CannotSayError: a template does more with such a variable than output it.
    """
    if isinstance(value, Mapping):
        return {key: filled(part, values) for key, part in value.items()}
    if isinstance(value, list):
        return [filled(part, values) for part in value]
    if not isinstance(value, str):
        return value
    for name, meant in values.items():
        use = re.compile(rf"\{{\{{ {re.escape(name)}(?: \| string)? \}}\}}")
        value = braces(str(meant)).join(use.split(value))
    if uses(value, values):
        raise CannotSayError("one of its templates reads a variable that only another test sets")
    return value


def uses(value: Any, names: Container[str]) -> bool:
    """Whether a template anywhere in a value reads one of some variables."""
    if isinstance(value, Mapping):
        return any(uses(part, names) for part in value.values())
    if isinstance(value, list):
        return any(uses(part, names) for part in value)
    return isinstance(value, str) and any(
        word in names
        for found in _PIECE.finditer(value)
        for word in re.findall(r"(?<![\w.'\"])[A-Za-z_]\w*", found[1] or "")
    )
