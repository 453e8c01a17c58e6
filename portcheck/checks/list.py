"""The answer is a list of the given items."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from portcheck.checks.reading.list_items import read_list
from portcheck.checks.reading.words import occurs, plain
from portcheck.checks.shared.answers import cut_note, empty_reason, quote
from portcheck.checks.shared.normalise import as_mapping, same_value, spelled
from portcheck.checks.shared.pairing import most_pairs
from portcheck.model.numbers import count, listing, number
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context

LONGEST = 100_000
"""Most characters of an answer that is read as a list."""
MOST = 2_000
"""Most items of an answer that are compared."""
_HEAD = re.compile(
    r"^(?:\*\*|__)?(.{1,200}?)(?:\*\*|__)?\s*(?::(?:\*\*|__)?\s|\s[-\u2013\u2014]\s|\s\()"
)


class Differences(NamedTuple):
    """The differences between the items of an answer and the expected ones."""

    missing: tuple[str, ...]
    extra: tuple[str, ...]
    repeated: tuple[str, ...]
    ordered: bool
    """Whether the expected items that are there are in the expected order."""


def compare(items: Sequence[str], wanted: Sequence[Any]) -> Differences:
    """Compare the items of an answer with the expected ones, each of which may be a list of names.

    An item is an expected one if `equals` accepts it, or its text before a colon, dash or bracket.
    As many items as possible are paired with expected ones.
    """
    names = [one if isinstance(one, (list, tuple)) else (one,) for one in wanted]
    fitting = [
        [place for place, each in enumerate(names) if _is_one_of(forms, each)]
        for forms in map(_forms, items)
    ]
    taken = most_pairs(fitting)
    paired = set(taken.values())
    alone = [number for number in range(len(items)) if number not in paired]
    order = sorted(taken, key=taken.__getitem__)
    return Differences(
        missing=tuple(spelled(each[0]) for place, each in enumerate(names) if place not in taken),
        extra=tuple(items[number] for number in alone if not fitting[number]),
        repeated=tuple(items[number] for number in alone if fitting[number]),
        ordered=order == sorted(order),
    )


def _forms(item: str) -> tuple[str, ...]:
    head = _HEAD.match(item)
    return (item,) if head is None else (item, head[1])


def _is_one_of(forms: Sequence[str], names: Sequence[Any]) -> bool:
    return any(same_value(form, name) for form in forms for name in names)


def score(context: Context) -> Outcome:
    """1 when the items of the answer are the expected ones, within what the arguments allow.

    Unscored if each missing item is inside another one, for example in a sentence.
    """
    completion = context.completion
    empty = empty_reason(completion)
    if empty:
        return failed(empty)
    arguments = as_mapping(context.spec.arguments, "items")
    if len(completion.text) > LONGEST:
        return unscored(f"longer than {number(LONGEST)} characters: not read as a list")
    read = read_list(completion.text, str(arguments.get("form", "auto")))
    if len(read.items) > MOST:
        return failed(f"{count(len(read.items), 'item')}, more than {number(MOST)}")
    ways = (read.items,) if read.undivided is None else (read.items, read.undivided)
    found = [compare(items, wanted_items(arguments)) for items in ways]
    troubles = [_trouble(one, arguments) for one in found]
    if not all(troubles):
        return passed(f"{count(len(read.items), 'item')} as expected")
    inside = _inside(found[0], wanted_items(arguments))
    if inside and not found[0].repeated and found[0].ordered:
        return unscored(f"{quote(inside)} is inside an item: not read as a list")
    return failed(f"{troubles[0]}{cut_note(completion)}")


def wanted_items(arguments: Mapping[str, Any]) -> Sequence[Any]:
    """The expected items."""
    items: Sequence[Any] = arguments["items"]
    return items


def _inside(found: Differences, wanted: Sequence[Any]) -> str:
    """An extra item with a missing one in it, if each missing one is in an extra item; else ""."""
    names = {
        spelled(one[0]) if isinstance(one, (list, tuple)) else spelled(one): one for one in wanted
    }
    holder = ""
    for missing in found.missing:
        each = names[missing]
        forms = each if isinstance(each, (list, tuple)) else (each,)
        holder = next((one for one in found.extra if _holds(one, forms)), "")
        if not holder:
            return ""
    return holder


def _holds(item: str, names: Sequence[Any]) -> bool:
    words = plain(item)
    return any(occurs(spelled(name), words) for name in names)


def _trouble(found: Differences, arguments: Mapping[str, Any]) -> str:
    """The first kind of difference that the arguments do not allow; "" if there is none."""
    if len(found.missing) > arguments.get("max_missing", 0):
        return f"missing: {_listed(found.missing)}"
    if len(found.extra) > arguments.get("max_extra", 0):
        return f"not expected: {_listed(found.extra)}"
    if found.repeated and not arguments.get("duplicates", False):
        return f"repeated: {_listed(found.repeated)}"
    if arguments.get("ordered", False) and not found.ordered:
        return "the items are in another order"
    return ""


def _listed(items: Sequence[str]) -> str:
    return listing([quote(item, 30) for item in items], 4)


_VALUE = {"type": ["string", "number", "boolean"]}
_ITEMS = {
    "type": "array",
    "items": {"anyOf": [_VALUE, {"type": "array", "items": _VALUE, "minItems": 1}]},
    "minItems": 1,
    "maxItems": 500,
}
_COUNT = {"type": "integer", "minimum": 0}

CHECK = CheckKind(
    name="list",
    gate="task",
    summary="The answer is a list of the given items.",
    arguments={
        **_ITEMS,
        "type": ["array", "object"],
        "properties": {
            "items": _ITEMS,
            "ordered": {"type": "boolean"},
            "duplicates": {"type": "boolean"},
            "max_missing": _COUNT,
            "max_extra": _COUNT,
            "form": {"enum": ["auto", "json", "bullets", "lines", "commas"]},
        },
        "required": ["items"],
        "additionalProperties": False,
    },
    score=score,
)
