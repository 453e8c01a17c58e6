"""Decide whether the stated facts about a provider meet what a workload requires."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from portcheck.model.parity import GateResult
from portcheck.model.score import Policy
from portcheck.plugins import Evidence, Gate

Compliance = Literal["met", "violated", "unknown"]


class _UnknownError(Exception):
    """Whether the requirement is met is unknown; the message says why."""


def policy_result(
    require: Mapping[str, Mapping[str, Any]],
    facts: Mapping[str, Any],
    as_of: date,
    policies: Sequence[Policy] = (),
) -> GateResult | None:
    """Compare every requirement with the facts; text is compared without regard to case.

    A fact may be one value or a list. `in`: every value is listed; `not_in`: none is; `equals`:
    the same value or set of values; `all`: every listed value is present; `any`: at least one
    is; `min`, `max`: numbers or ISO 8601 dates; `before`, `after`: dates, without the day itself.
    Text, numbers, and true and false are not comparable: a requirement that depends on such a
    comparison is `unknown`.

    Args:
        require: Names of facts to conditions.
        facts: The stated facts about the candidate.
        as_of: The day of the comparison; the method states it.
        policies: Red lines that guard the workload; whether one still holds is unknown after the
            day of its review.

    Returns:
        `breached` if a requirement is known to be violated; else `unknown` if a fact is not stated
        or of the wrong type, or a review is overdue; else `ok`. `None` if nothing is required or
        overdue.
    """
    lines: list[tuple[Compliance, str]] = []
    for fact, conditions in require.items():
        for operator, wanted in conditions.items():
            lines.append(_judge(fact, operator, wanted, facts.get(fact)))
    lines += [
        ("unknown", f"the review of the policy {one.id} was due on {one.review} ({one.owner})")
        for one in policies
        if one.is_overdue(as_of)
    ]
    if not lines:
        return None
    answers = {answer for answer, _ in lines}
    order = [
        line for wanted in ("violated", "unknown", "met") for line in lines if line[0] == wanted
    ]
    return GateResult(
        gate="policy",
        hard=True,
        outcome="breached"
        if "violated" in answers
        else "unknown"
        if "unknown" in answers
        else "ok",
        scale="fact",
        method=f"stated facts, as of {as_of.isoformat()}",
        detail="; ".join(f"{answer}: {text}" for answer, text in order),
    )


def _judge(fact: str, operator: str, wanted: Any, stated: Any) -> tuple[Compliance, str]:
    claim = f"{fact} {operator} {_show(wanted)}"
    # An empty list is a stated fact, but for `in` it would prove nothing.
    if stated is None or stated == "" or (operator == "in" and stated == []):
        return "unknown", f"{claim}, but {fact} is unknown"
    try:
        met = _operator(operator)(stated, wanted)
    except _UnknownError as error:
        return "unknown", f"{claim}, but {error}"
    return ("met" if met else "violated"), f"{claim}, stated {_show(stated)}"


def _operator(name: str) -> Callable[[Any, Any], bool]:
    operators: dict[str, Callable[[Any, Any], bool]] = {
        "in": lambda stated, wanted: _every(_listed(stated, wanted)),
        "not_in": lambda stated, wanted: not _some(_listed(stated, wanted)),
        "equals": lambda stated, wanted: _every(
            [*_listed(stated, wanted), *_listed(wanted, stated)]
        ),
        "all": lambda stated, wanted: _every(_listed(wanted, stated)),
        "any": lambda stated, wanted: _some(_listed(wanted, stated)),
        "min": lambda stated, wanted: _order(stated, wanted) >= 0,
        "max": lambda stated, wanted: _order(stated, wanted) <= 0,
        "before": lambda stated, wanted: _day(stated) < _day(wanted),
        "after": lambda stated, wanted: _day(stated) > _day(wanted),
    }
    if name not in operators:
        raise _UnknownError(f"{name} is not a known condition")
    return operators[name]


_Answer = bool | _UnknownError


def _every(answers: Iterable[_Answer]) -> bool:
    """Whether all answers are true; a false one outranks unknown ones.

    Raises:
        _UnknownError: None is false, and one is unknown.
    """
    return not _some(
        answer if isinstance(answer, _UnknownError) else not answer for answer in answers
    )


def _some(answers: Iterable[_Answer]) -> bool:
    """Whether one answer is true; a true one outranks unknown ones.

    Raises:
        _UnknownError: None is true, and one is unknown.
    """
    found = list(answers)
    unknown = [answer for answer in found if isinstance(answer, _UnknownError)]
    if True not in found and unknown:
        raise unknown[0]
    return True in found


def _listed(members: Any, others: Any) -> list[_Answer]:
    """For each member, whether it is one of the others; unknown if others are of another kind."""
    known = [(_value(other), other) for other in _members(others)]
    return [_is_one_of(member, known) for member in _members(members)]


def _is_one_of(member: Any, known: Sequence[tuple[tuple[str, Any], Any]]) -> _Answer:
    kind, value = _value(member)
    if any((kind, value) == other for other, _ in known):
        return True
    for (other_kind, _), other in known:
        if other_kind != kind:
            return _UnknownError(f"{_show(member)} is {kind} and {_show(other)} {other_kind}")
    return False


def _members(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple | set | frozenset) else [value]


def _value(member: Any) -> tuple[str, Any]:
    """The kind of a value, as True and 1 are different facts, and the value to compare."""
    if isinstance(member, bool):
        return "true or false", member
    if isinstance(member, int | float) and math.isfinite(member):
        return "a number", member
    if isinstance(member, str):
        return "text", member.strip().casefold()
    if isinstance(member, date):
        return "text", member.isoformat()
    raise _UnknownError(f"{_show(member)} is neither text, nor a number, a date, or true or false")


def _order(stated: Any, wanted: Any) -> int:
    left, right = _quantity(stated), _quantity(wanted)
    if left[0] != right[0]:
        raise _UnknownError(f"{_show(stated)} is a {left[0]} and {_show(wanted)} a {right[0]}")
    return (left[1] > right[1]) - (left[1] < right[1])


def _day(value: Any) -> int | float:
    kind, day = _quantity(value)
    if kind != "date":
        raise _UnknownError(f"{_show(value)} is not an ISO date")
    return day


def _quantity(value: Any) -> tuple[str, int | float]:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return "number", value
    if isinstance(value, date):
        return "date", value.toordinal()
    if isinstance(value, str):
        try:
            return "date", date.fromisoformat(value.strip()).toordinal()
        except ValueError:
            pass
    raise _UnknownError(f"{_show(value)} is neither a number nor an ISO date")


def _show(value: Any) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(str(member) for member in value) + "]"
    return str(value)


def decide(evidence: Evidence) -> GateResult | None:
    """Compare the requirements of the workload with the facts; `None` if there are none."""
    workload = evidence.workload
    return policy_result(
        workload.require, evidence.candidate.facts, evidence.as_of, workload.policies or ()
    )


GATE = Gate(
    name="policy",
    summary="The facts about the provider meet the workload's requirements.",
    kind="requirement",
    fed_by="facts",
    limits={"type": "object", "additionalProperties": False, "properties": {}},
    defaults={},
    decide=decide,
    place=10,
)
