"""Join the arguments of a tool call from fragments of JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from portcheck.vendor_json import load_json

PLACEHOLDERS = frozenset({"", "{}", "null", '""'})
"""Placeholders for arguments that follow later."""


def joined(fragments: Sequence[str]) -> str:
    """Join fragments to the arguments.

    If the result is not a JSON object, a fragment that begins a new object has the real arguments
    after a placeholder, or repeats all of them.
    """
    plain = "".join(fragments)
    if is_object(plain) or not any(part.lstrip().startswith("{") for part in fragments[1:]):
        return plain
    if fragments[0] in PLACEHOLDERS and is_object(rest := "".join(fragments[1:])):
        # What follows a placeholder is whole, whatever one of its pieces looks like.
        return rest
    pieces: list[str] = []
    for fragment in fragments:
        _add(pieces, fragment)
    return "".join(pieces)


def _add(pieces: list[str], fragment: str) -> None:
    if not fragment.lstrip().startswith("{"):
        pieces.append(fragment)
        return
    before = "".join(pieces)
    if before.strip() in PLACEHOLDERS or (len(before) > 1 and fragment.startswith(before)):
        pieces[:] = [fragment]
    elif not (is_object(before) and is_object(fragment)):
        pieces.append(fragment)


def fragment(stated: Any) -> str:
    """A fragment as text; some vendors send the arguments as an object."""
    if isinstance(stated, str):
        return stated
    return "" if stated is None else json.dumps(stated)


def is_repeat(call: tuple[str, str, Any], before: Iterable[tuple[str, str, Any]]) -> bool:
    """Whether a call (id, name, arguments) repeats an earlier one."""
    identifier, name, arguments = call
    told = [said for key, called, said in before if (key, called) == (identifier, name)]
    return bool(identifier and name and told) and (not arguments or arguments in told)


def is_object(written: str) -> bool:
    """Whether a text is a whole JSON object."""
    if not written.rstrip().endswith("}"):
        return False
    try:
        return isinstance(load_json(written), dict)
    except ValueError:
        return False
