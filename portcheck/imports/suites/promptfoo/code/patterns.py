"""Convert JavaScript's regular expressions to the syntax of the package `regex`."""

from __future__ import annotations

import re

_PIECE = re.compile(r"\\/|\\d|\\D|\\w|\\W|\\-|\[\^\]|\[\]|\$|\\.|.", re.DOTALL)
_OUTSIDE = {
    "\\/": "/",
    "\\d": "[0-9]",
    "\\D": "[^0-9]",
    "\\w": "[A-Za-z0-9_]",
    "\\W": "[^A-Za-z0-9_]",
    "\\-": "-",
    "[^]": "[\\s\\S]",
    "[]": "(?!)",
    "$": "\\Z",
}
_INSIDE = {"\\/": "/", "\\d": "0-9", "\\w": "A-Za-z0-9_"}


def python_pattern(pattern: str) -> str:
    r"""Write a pattern so that `\d` is ASCII and `$` matches only at the end of the text."""
    made: list[str] = []
    inside = False
    for piece in _PIECE.findall(pattern):
        if inside:
            made.append(_INSIDE.get(piece, piece))
            inside = piece != "]"
        else:
            made.append(_OUTSIDE.get(piece, piece))
            inside = piece == "["
    return "".join(made)


def with_flags(pattern: str, flags: str) -> dict[str, object] | str:
    """Make the argument of the check `regex` from a pattern with JavaScript's flags."""
    named = {"i": "ignore_case", "m": "multiline", "s": "dotall"}
    found = {name: True for sign, name in named.items() if sign in flags}
    text = python_pattern(pattern)
    if "m" in flags:
        text = text.replace("\\Z", "$")
    return {"pattern": text, **found} if found else text
