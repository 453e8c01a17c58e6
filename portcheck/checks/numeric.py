"""The last number in the answer is the given one, or is in a range."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import islice
from typing import Any

from portcheck.checks.shared.answers import cut_note, empty_reason, quote
from portcheck.checks.shared.normalise import as_mapping
from portcheck.checks.shared.numbers.decimal_comma import WINDOW, may_use_comma
from portcheck.checks.shared.numbers.written import Reading, readings
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context

RELATIVE_TOLERANCE = 1e-9
"""Tolerance without `tolerance` and `relative`, for the rounding of binary fractions."""

NEAR = 1_000
"""Number of characters that are searched first."""
_CUT = 150
LONGEST = 50_000
"""Most characters of an answer that are searched for all numbers."""
_DIFFERENT = "the answer has different numbers"


def score(context: Context) -> Outcome:
    """1 when the number taken from the answer is the expected one or is in the range.

    The last number is taken, since models reason first and conclude last; `take: first` takes the
    first, `take: only` fails if the answer has several different ones. Unscored if one reading of
    the number passes and another fails, or if it is in a form that is not supported.
    """
    arguments = as_mapping(context.spec.arguments, "value")
    empty = empty_reason(context.completion)
    if empty:
        return failed(empty)
    found, trouble = _taken(context, str(arguments.get("take", "last")))
    alone = arguments.get("take") == "only" and trouble != _DIFFERENT
    if alone and len(context.completion.text) > LONGEST:
        return unscored(f"only the first {LONGEST:,} characters were searched for numbers")
    cut = cut_note(context.completion)
    return failed(trouble + cut) if found is None else _compared(found, arguments, cut)


def _compared(found: Reading, arguments: Mapping[str, Any], cut: str) -> Outcome:
    accepted = {value: _accepted(value, arguments) for value in (*found.values, *found.doubtful)}
    right = [accepted[value] for value in found.values]
    if right and all(right):
        return passed(f"the number is {found.values[0]:.12g}")
    if not right:
        return unscored(f"{quote(found.written)} is a number in an unsupported form")
    if any(accepted.values()):
        read = " or ".join(f"{value:.12g}" for value in accepted)
        return unscored(f"{quote(found.written)} may be {read}")
    return failed(f"expected {_wanted(arguments)}, found {found.values[0]:.12g}{cut}")


def _taken(context: Context, which: str) -> tuple[Reading | None, str]:
    text = context.completion.text
    comma = may_use_comma(context)
    if which == "only":
        return _single(text, comma)
    found: list[Reading] = []
    for window in (NEAR, WINDOW):
        near = text[:window] if which == "first" else text[-window:]
        found = list(islice(readings(near, comma=comma), 1 if which == "last" else None))
        # A number that the window cuts off may read as another number.
        if found and _is_whole(found[-1], near, which):
            break
    return (found[-1] if found else None), f"no number in {quote(text)}"


def _is_whole(found: Reading, near: str, which: str) -> bool:
    return found.end < len(near) - _CUT if which == "first" else found.start > _CUT


def _single(text: str, comma: bool) -> tuple[Reading | None, str]:
    """The one number of a text, which may repeat it; `None` and the reason if there is not one."""
    found: Reading | None = None
    for reading in readings(text[:LONGEST], comma=comma):
        if not reading.values:
            return reading, ""
        if found is not None and found.values != reading.values:
            return None, _DIFFERENT
        found = reading
    return found, f"no number in {quote(text)}"


def _accepted(found: float, arguments: Mapping[str, Any]) -> bool:
    if "value" not in arguments:
        low = _number(arguments.get("min", -math.inf))
        return low <= found <= _number(arguments.get("max", math.inf))
    expected = _number(arguments["value"])
    loose = "tolerance" in arguments or "relative" in arguments
    relative = _number(arguments.get("relative", 0.0 if loose else RELATIVE_TOLERANCE))
    # Room for binary fractions: 10.1 is within 0.1 of 10.
    room = _number(arguments.get("tolerance", 0.0)) + relative * abs(expected)
    return abs(found - expected) <= room + RELATIVE_TOLERANCE * abs(expected)


def _number(value: Any) -> float:
    return float(value)


def _wanted(arguments: Mapping[str, Any]) -> str:
    if "value" in arguments:
        return f"{_number(arguments['value']):.12g}"
    return f"{arguments.get('min', '-inf')} to {arguments.get('max', 'inf')}"


def problem(arguments: Any) -> str | None:
    """Why the number or range is wrong; `None` if it is right."""
    mapping = as_mapping(arguments, "value")
    try:
        values = {key: _number(mapping[key]) for key in ("value", "min", "max") if key in mapping}
    except ValueError:  # only the value can be a text
        return f"{quote(str(mapping['value']))} is not a number"
    except OverflowError:  # an integer that is larger than any float
        values = {"value": math.inf}
    if not all(math.isfinite(value) for value in values.values()):
        return "the numbers must be finite"
    if not values:
        return "needs 'value', 'min' or 'max'"
    if "value" in values and len(values) > 1:
        return "takes either 'value', or 'min' and 'max', not both"
    if values.get("min", -math.inf) > values.get("max", math.inf):
        return "'min' is larger than 'max'"
    return None


def expected(arguments: Any) -> dict[str, list[Any]]:
    """The expected number, which a file of cases may hold as text; nothing if it is a range."""
    mapping = as_mapping(arguments, "value")
    return {"number": [_number(mapping["value"])]} if "value" in mapping else {}


_AMOUNT = {"type": "number", "minimum": 0}

CHECK = CheckKind(
    name="numeric",
    gate="task",
    summary="The last number in the answer is the given one, or is in a range.",
    arguments={
        "type": ["number", "string", "object"],
        "properties": {
            "value": {"type": ["number", "string"]},
            "tolerance": _AMOUNT,
            "relative": _AMOUNT,
            "min": {"type": "number"},
            "max": {"type": "number"},
            "take": {"enum": ["last", "first", "only"]},
        },
        "additionalProperties": False,
    },
    score=score,
    problem=problem,
    expected=expected,
)
