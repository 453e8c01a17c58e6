"""The whole answer is JSON, and its named fields hold the expected values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.checks.shared.answers import json_value
from portcheck.checks.shared.fields import EXACT, CompareOptions, mismatches
from portcheck.model.score import Outcome, failed, passed
from portcheck.model.visible_text import one_line
from portcheck.plugins import CheckKind, Context

_OPTIONS = frozenset({"tolerance", "unordered", "null_is_missing"})


def score(context: Context) -> Outcome:
    """1 when every named field holds its value; other fields do not matter."""
    value, trouble, note = json_value(context, exact=True)
    if trouble:
        return failed(trouble)
    expected, options = _fields(context.spec.arguments)
    wrong = mismatches(value, expected, options)
    share = f"{len(expected) - len(wrong)} of {len(expected)} fields match"
    if wrong:
        return failed(f"{share}: {one_line('; '.join(wrong[:3]), 140)}{note}")
    return passed(share + note)


def _fields(arguments: Mapping[str, Any]) -> tuple[Mapping[str, Any], CompareOptions]:
    """The expected fields, and how to compare them."""
    fields = arguments.get("fields")
    how = {name: value for name, value in arguments.items() if name != "fields"}
    if isinstance(fields, Mapping) and how and how.keys() <= _OPTIONS:
        return fields, CompareOptions(**how)
    return arguments, EXACT


def _problem(arguments: Any) -> str | None:
    fields, options = _fields(arguments)
    if fields is arguments:
        return None
    if not fields:
        return "'fields' names no field"
    tolerance: Any = options.tolerance
    if isinstance(tolerance, bool) or not isinstance(tolerance, (int, float)) or not tolerance >= 0:
        return "'tolerance' must be a number, 0 or more"
    for name in ("unordered", "null_is_missing"):
        if not isinstance(getattr(options, name), bool):
            return f"{name!r} must be true or false"
    return None


CHECK = CheckKind(
    name="json_fields",
    gate="structure",
    summary="The whole answer is JSON, and its named fields hold the expected values.",
    arguments={"type": "object", "minProperties": 1},
    score=score,
    problem=_problem,
    expected=lambda arguments: {
        f"field {name}": [value] for name, value in _fields(arguments)[0].items()
    },
)
