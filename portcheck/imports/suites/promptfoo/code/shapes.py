"""Make checks of JSON fields, and of the number of pieces in a split text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from portcheck.imports.suites.converted import CannotSayError

Check = dict[str, Any]
MOST_ITEMS = 100
"""Largest index of a list that a path may have."""


def field_is(path: Sequence[str], value: Any) -> Check:
    """The check that the answer is JSON with exactly this value in a field."""
    return {"json_schema": _nested(path, {"const": value})}


def field_holds(path: Sequence[str], text: str) -> Check:
    """The check that a field is a text that contains another, or a list with it as an item."""
    inside = {"type": "string", "pattern": re.sub(r"([^\w\s])", r"\\\1", text)}
    among = {"type": "array", "contains": {"const": text}}
    return {"json_schema": _nested(path, {"anyOf": [inside, among]})}


def _nested(path: Sequence[str], schema: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(schema)
    for name in reversed(path):
        if not name.isdecimal():
            found = {"type": "object", "required": [name], "properties": {name: found}}
            continue
        if int(name) > MOST_ITEMS:
            raise CannotSayError(f"it reads item {name} of a list: at most {MOST_ITEMS} are")
        before: list[Any] = [{}] * int(name)
        found = {"type": "array", "minItems": int(name) + 1, "prefixItems": [*before, found]}
    return found


def pieces(sign: str, bounds: Mapping[str, int], *, trimmed: bool) -> Check:
    """The check that an answer, split at a separator, has a number of pieces.

    Args:
        sign: a space, or `runs` for any white space.
        bounds: `min`, `max` or `exactly`.
        trimmed: whether white space around the answer is left out first.

    Raises:
        CannotSayError: every answer has that many, or none has.
    """
    least = bounds.get("exactly", bounds.get("min", 1))
    most = bounds.get("exactly", bounds.get("max"))
    if (least <= 1 and most is None) or (most is not None and most < 1):
        raise CannotSayError("every output, or none, has that many pieces: it checks nothing")
    made = _words if trimmed and sign == "runs" else _runs if sign == "runs" else _spaces
    return {"regex": made(max(least, 1), most, trimmed)}


def _words(least: int, most: int | None, _trimmed: bool) -> str:
    """Pattern of words between white space, none of them empty."""
    if most is None:
        return rf"\A\s*(?:\S+\s+){{{least - 1}}}\S"
    last = r"\S*" if least == 1 else r"\S+"
    return rf"\A\s*(?:\S+\s+){{{least - 1},{most - 1}}}{last}\s*\Z"


def _runs(least: int, most: int | None, _trimmed: bool) -> str:
    """Pattern of one piece more than there are runs of white space, also at the ends."""
    if most is None:
        return rf"\A\S*(?:\s+\S+){{{least - 2}}}\s"
    if most == 1:
        return r"\A\S*\Z"
    last = r"\s+\S*" if least > 1 else r"(?:\s+\S*)?"
    return rf"\A\S*(?:\s+\S+){{{max(0, least - 2)},{most - 2}}}{last}\Z"


def _spaces(least: int, most: int | None, trimmed: bool) -> str:
    """Pattern of one piece more than there are spaces."""
    if not trimmed:
        end = "" if most is None else r"[^ ]*\Z"
        upper = "" if most is None else f",{most - 1}"
        return rf"\A(?:[^ ]* ){{{least - 1}{upper}}}{end}"
    start = r"\A\s*(?=\S)"  # leading white space belongs to no piece
    if most is None:
        return rf"{start}(?:[^ ]* ){{{least - 1}}}[\s\S]*\S"
    if least > 1:
        return rf"{start}(?:[^ ]* ){{{least - 1},{most - 1}}}[^ ]*\S\s*\Z"
    return rf"\A\s*(?:(?=\S)(?:[^ ]* ){{0,{most - 1}}}[^ ]*\s*)?\Z"
