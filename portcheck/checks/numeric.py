"""A number in the answer is the right one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from portcheck.checks.shared.answers import cut_note, empty_reason, quote
from portcheck.checks.shared.normalise import as_mapping
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context

RELATIVE_TOLERANCE = 1e-9
"""Where neither `tolerance` nor `relative` is given: room for binary fractions only."""

WINDOW = 20_000
"""Characters of a long answer, from its end or beginning, in which a number is looked for."""

_GROUP_MARKS = "'\u2019_\u00a0\u2009\u202f"
_NUMBER = re.compile(
    r"(?<![\w.])(?<![A-Za-z]-)"
    r"(?:(?<![\d)\]])(?P<sign>[-+\u2212\u2013]))?[$\u20ac\u00a3\u00a5]?(?P<inner>[-\u2212])?"
    rf"(?P<digits>\.?[0-9](?:[0-9]|[.,{_GROUP_MARKS}](?=[0-9])){{0,60}})(?![0-9])"
    r"(?:[eE](?P<exponent>[-+]?[0-9]{1,3})(?!\w))?"
    r"(?:\s{0,2}(?:\*|x|\u00d7|\\times)\s{0,2}10\^\{?(?P<power>[-\u2212]?[0-9]{1,3})\}?)?"
    r"(?:\s(?P<word>thousand|million|billion|trillion)\b)?",
    re.IGNORECASE,
)
_POINT = re.compile(r"[0-9]*\.?[0-9]+")
_WORDS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_GROUPED = re.compile(
    rf"[1-9][0-9]{{0,2}}([.,{_GROUP_MARKS}])[0-9]{{3}}(?:\1[0-9]{{3}})*"
    r"|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"
)


def numbers(text: str) -> Iterator[float]:
    """The numbers of a text, from the last to the first.

    Digits may be grouped in threes (or as in India) by a comma, an apostrophe, an underscore or a
    fixed space; the decimal mark is a point, or a comma where that cannot be a group. A currency
    or percent sign is ignored (`45 %` is 45), a minus sign is not; powers of ten and the words
    thousand to trillion multiply. Digits inside words and version numbers are not numbers.
    """
    for match in reversed(list(_NUMBER.finditer(text))):
        yield from _values(match)


def _values(match: re.Match[str]) -> list[float]:
    digits = match["digits"]
    plain = _plain(digits)
    if plain is None:
        pieces = [] if digits.count(".") > 1 else re.split(rf"[,{_GROUP_MARKS}]", digits)
        found = [_finite(piece) for piece in reversed(pieces)]
        return [value for value in found if value is not None]
    exponent = int(match["exponent"] or 0) + int((match["power"] or "0").replace("\u2212", "-"))
    value = _finite(f"{plain}e{exponent + _WORDS.get((match['word'] or '').lower(), 0)}")
    if value is None:
        return []
    negative = (match["sign"] or match["inner"] or "+") != "+"
    return [-value if negative else value]


def _finite(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _plain(digits: str) -> str | None:
    """The digits with a decimal point and no group marks; `None` where they are a list."""
    if _POINT.fullmatch(digits):
        return digits
    # A comma right of every point, or alone and not a group of three, is a decimal mark.
    for mark in (".", ","):
        whole, found, fraction = digits.rpartition(mark)
        if found and fraction.isdigit() and (whole.isdigit() or mark not in whole):
            bare = whole if whole.isdigit() else _ungrouped(whole)
            if bare is not None and _ungrouped(digits) is None:
                return f"{bare}.{fraction}"
    return _ungrouped(digits)


def _ungrouped(digits: str) -> str | None:
    return re.sub(r"[^0-9]", "", digits) if _GROUPED.fullmatch(digits) else None


def score(context: Context) -> Outcome:
    """1 when the number taken from the answer is the expected one or lies in the range.

    The last number is taken, since models reason first and conclude last; `take: first` takes the
    first, `take: only` fails where the answer holds several different ones.
    """
    arguments = as_mapping(context.spec.arguments, "value")
    empty = empty_reason(context.completion)
    if empty:
        return failed(empty)
    found, trouble = _taken(context.completion.text, str(arguments.get("take", "last")))
    if found is None:
        return failed(trouble + cut_note(context.completion))
    if _accepted(found, arguments):
        return passed(f"the number is {found:g}")
    return failed(
        f"expected {_wanted(arguments)}, found {found:.12g}{cut_note(context.completion)}"
    )


def _taken(text: str, which: str) -> tuple[float | None, str]:
    if which == "only":
        values = set(numbers(text))
        if len(values) > 1:
            return None, f"holds {len(values)} different numbers"
        return next(iter(values), None), f"no number in {quote(text)}"
    near = numbers(text[:WINDOW] if which == "first" else text[-WINDOW:])
    found = next(near, None)
    if which == "first":
        *_, found = (found, *near)
    return found, f"no number in {quote(text)}"


def _accepted(found: float, arguments: Mapping[str, Any]) -> bool:
    if "value" not in arguments:
        low = _number(arguments.get("min", -math.inf))
        return low <= found <= _number(arguments.get("max", math.inf))
    expected = _number(arguments["value"])
    loose = "tolerance" in arguments or "relative" in arguments
    relative = _number(arguments.get("relative", 0.0 if loose else RELATIVE_TOLERANCE))
    # Room for binary fractions: 10.1 lies within 0.1 of 10.
    room = _number(arguments.get("tolerance", 0.0)) + relative * abs(expected)
    return abs(found - expected) <= room + RELATIVE_TOLERANCE * abs(expected)


def _number(value: Any) -> float:
    return float(value)


def _wanted(arguments: Mapping[str, Any]) -> str:
    if "value" in arguments:
        return f"{_number(arguments['value']):.12g}"
    return f"{arguments.get('min', '-inf')} to {arguments.get('max', 'inf')}"


def problem(arguments: Any) -> str | None:
    """A value that is not a number, a missing or double target, an empty range, or `None`."""
    mapping = as_mapping(arguments, "value")
    try:
        values = {key: _number(mapping[key]) for key in ("value", "min", "max") if key in mapping}
    except (ValueError, OverflowError):
        return f"{quote(str(mapping.get('value')))} is not a number"
    if not all(math.isfinite(value) for value in values.values()):
        return "the numbers must be finite"
    if not values:
        return "needs value, or min or max"
    if "value" in values and len(values) > 1:
        return "takes either value or min and max, not both"
    if values.get("min", -math.inf) > values.get("max", math.inf):
        return "min is larger than max"
    return None


_AMOUNT = {"type": "number", "minimum": 0}

CHECK = CheckKind(
    name="numeric",
    gate="task",
    summary="The last number of the answer is the given one, or lies in a range.",
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
)
