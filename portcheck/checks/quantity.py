"""The last number with a unit or currency is the given one, in any unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portcheck.checks.reading.quantities import Amount, Quantity, read_quantities
from portcheck.checks.reading.spelled_numbers import holds_spelled
from portcheck.checks.shared.answers import cut_note, empty_reason, quote
from portcheck.checks.shared.normalise import as_mapping
from portcheck.checks.shared.numbers.decimal_comma import may_use_comma
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context

WINDOW = 10_000
"""Characters at the end or beginning of a long answer that are searched for a quantity."""
NEAR, CUT = 1_000, 150
"""Characters that are searched first, and how near to their edge a quantity may be cut."""
ROUNDING = 1e-9
"""Share of the value that is tolerated as rounding of binary fractions."""


def score(context: Context) -> Outcome:
    """1 when the quantity taken from the answer is the expected one or is in the range.

    The last quantity of the expected kind is taken (for money, the last in any currency). Unscored
    if one reading passes and another fails.
    """
    empty = empty_reason(context.completion)
    if empty:
        return failed(empty)
    arguments = as_mapping(context.spec.arguments, "value")
    first = arguments.get("take") == "first"
    text = context.completion.text
    kind, comma = _kind(arguments), may_use_comma(context)
    found: tuple[Quantity, ...] = ()
    fitting: list[Quantity] = []
    for window in (NEAR, WINDOW):
        near = text[:window] if first else text[-window:]
        found = read_quantities(near, comma=comma)
        fitting = [one for one in found if one.of(kind)]
        # A quantity that the window cuts off may read as another one.
        if fitting and (fitting[0].end < NEAR - CUT if first else fitting[-1].start > CUT):
            break
    cut = cut_note(context.completion)
    if not fitting and holds_spelled(text[:WINDOW] if first else text[-WINDOW:]):
        return unscored("has a number in words, which portcheck does not read")
    if not fitting:
        others = f", found {quote(found[-1].written)}" if found else ""
        return failed(f"no quantity of {kind} in {quote(text)}{others}{cut}")
    return _compared(fitting[0] if first else fitting[-1], arguments, cut)


def _compared(found: Quantity, arguments: Mapping[str, Any], cut: str) -> Outcome:
    usual = [_accepted(amount, arguments) for amount in found.usual]
    if not usual:
        return unscored(f"{quote(found.written)} is a number in an unsupported form")
    if all(usual):
        return passed(f"found {quote(found.written)}")
    if any(usual) or any(_accepted(amount, arguments) for amount in found.doubtful):
        return unscored(f"{quote(found.written)} can be read in more than one way")
    return failed(f"expected {_wanted(arguments)}, found {quote(found.written)}{cut}")


def expected_amount(text: str) -> Amount | None:
    """The one amount that a text is, from end to end; `None` for any other text."""
    found = read_quantities(text.strip())
    if len(found) != 1 or len(found[0].usual) != 1:
        return None
    bare, whole = ("".join(one.split()) for one in (found[0].written, text))
    return found[0].usual[0] if len(bare) >= len(whole) - 1 else None


def _amount(text: Any) -> Amount:
    return expected_amount(str(text)) or Amount(0.0, "")


def _accepted(found: Amount, arguments: Mapping[str, Any]) -> bool:
    targets = {word: _amount(arguments[word]) for word in _targets(arguments)}
    if any(found.dimension != wanted.dimension for wanted in targets.values()):
        return False
    if "value" in targets:
        wanted = targets["value"].value
        room: float = arguments.get("relative", 0.0) * abs(wanted)
        if "tolerance" in arguments:
            room += _difference(str(arguments["tolerance"]), targets["value"])
        return abs(found.value - wanted) <= room + ROUNDING * abs(wanted)
    low, high = targets.get("min"), targets.get("max")
    slack = ROUNDING * abs(found.value)
    return (low is None or found.value >= low.value - slack) and (
        high is None or found.value <= high.value + slack
    )


def _difference(text: str, wanted: Amount) -> float:
    """A tolerance in base units; 5 °C are a difference of 5 K, not of 278."""
    room = _amount(text).value
    if wanted.dimension != "temperature":
        return abs(room)
    unit = read_quantities(text)[0].written.rpartition(" ")[2]
    return abs(room - _amount(f"0 {unit}").value)


def _targets(arguments: Mapping[str, Any]) -> Sequence[str]:
    return [word for word in ("value", "min", "max") if word in arguments]


def _kind(arguments: Mapping[str, Any]) -> str:
    return _amount(arguments[_targets(arguments)[0]]).dimension.split()[0]


def _wanted(arguments: Mapping[str, Any]) -> str:
    if "value" in arguments:
        return quote(str(arguments["value"]))
    return f"{arguments.get('min', 'any')} to {arguments.get('max', 'any')}"


def problem(arguments: Any) -> str | None:
    """Why the quantities or their combination are wrong; `None` if they are right."""
    mapping = as_mapping(arguments, "value")
    targets = _targets(mapping)
    if ("value" in mapping) == ({"min", "max"} & set(mapping) != set()):
        return "needs either 'value', or 'min' or 'max' or both"
    named = [*targets, *(["tolerance"] if "tolerance" in mapping else [])]
    amounts = {word: expected_amount(str(mapping[word])) for word in named}
    for word, amount in amounts.items():
        if amount is None:
            return (
                f"{quote(str(mapping[word]))} is not a number with a known unit: write it as 12 "
                "km, 12.50 EUR or 3 US gallons"
            )
    if len({amount.dimension for amount in amounts.values() if amount is not None}) > 1:
        return f"{' and '.join(named)} are of different kinds"
    low, high = amounts.get("min"), amounts.get("max")
    if low is None or high is None:
        return None
    is_reversed = low.value - high.value > ROUNDING * abs(high.value)
    return "'min' is larger than 'max'" if is_reversed else None


_QUANTITY = {"type": "string"}

CHECK = CheckKind(
    name="quantity",
    gate="task",
    summary="The last number with a unit or currency is the given one, in any unit.",
    arguments={
        "type": ["string", "object"],
        "properties": {
            "value": _QUANTITY,
            "min": _QUANTITY,
            "max": _QUANTITY,
            "tolerance": _QUANTITY,
            "relative": {"type": "number", "minimum": 0},
            "take": {"enum": ["last", "first"]},
        },
        "additionalProperties": False,
    },
    score=score,
    problem=problem,
)
