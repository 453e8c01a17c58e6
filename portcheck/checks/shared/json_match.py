"""Compare JSON values, wholly or only in the expected parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from portcheck.model.chat import ToolCall
from portcheck.model.codec import canonical_json

Match = Literal["any", "subset", "exact"]
"""How arguments of a call must match the expected ones; see `agrees`."""


def agrees(match: Match, wanted: Any, found: Mapping[str, Any] | None) -> bool:
    """Whether the arguments of a call agree with what is wanted.

    Args:
        match: `any` accepts all arguments, even if they are not a JSON object; `exact` only equal
            ones (see `same`); `subset` those with which `holds` is true.
        wanted: the expected JSON object.
        found: the arguments; `None` if the model did not write a JSON object.
    """
    if match == "any":
        return True
    if found is None:
        return False
    return same(found, wanted) if match == "exact" else holds(found, wanted)


def holds(found: Any, wanted: Any) -> bool:
    """Whether a value has all that is wanted; objects at any depth may have more keys.

    Lists and plain values must be equal.
    """
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and holds(found[key], value) for key, value in wanted.items()
        )
    return same(found, wanted)


def identity(call: ToolCall) -> tuple[str, str]:
    """A key that is equal for calls of one tool with equal arguments."""
    written = None if call.arguments is None else _canonical(call.arguments)
    return call.name, f"text: {call.arguments_raw}" if written is None else written


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON: 1 equals 1.0, but not true.

    A value that is not JSON equals nothing: a model can write `1e999`, which becomes infinite.
    """
    mine = _canonical(one)
    return mine is not None and mine == _canonical(other)


def _canonical(value: Any) -> str | None:
    try:
        return canonical_json(value)
    except (RecursionError, ValueError):
        return None
