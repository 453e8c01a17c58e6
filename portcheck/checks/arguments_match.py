"""Every call of a tool has the arguments that are expected."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET

from portcheck.checks.shared.answers import quote
from portcheck.checks.shared.json_match import Match, agrees
from portcheck.checks.shared.made_calls import NAMES, MadeCall, instead, made_calls, names_in
from portcheck.checks.shared.strict_json import repeats_key
from portcheck.model.numbers import listing
from portcheck.model.parity import SpeaksOf
from portcheck.model.score import Outcome, failed, passed
from portcheck.model.visible_text import one_line
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when a tool is called, and all of its calls, in every step, have these arguments.

    `subset` allows further arguments, `exact` does not; see `portcheck.checks.shared.json_match`.
    With `each`, the calls that worked must be those of the list, in any order, each made once. With
    `required: false` an answer that calls none of the tools passes.
    """
    arguments = context.spec.arguments
    names = names_in(arguments["tool"])
    made = made_calls(context)
    mine = [one for one in made if one.call.name in names]
    if not mine:
        if not _is_required(arguments):
            return passed("called none of the tools")
        return failed(f"{_tools(names)} was not called: {instead(made)}")
    for one in mine:
        if repeats_key(one.call.arguments_raw):
            return failed(f"{one.words} repeats a key, and programs read different values of it")
    if "each" in arguments:
        # Without a loop no tool has run, so every call counts as one that worked.
        single = context.completion.loop is UNSET
        return _each(names, arguments["each"], [one for one in mine if one.worked or single])
    match, wanted = _wanted(arguments)
    for one in mine:
        if not agrees(match, wanted, one.call.arguments):
            return failed(f"{one.words} does not have the arguments {_text(wanted)}")
    return passed("called with the expected arguments")


def _each(names: Sequence[str], wanted: Sequence[Any], mine: Sequence[MadeCall]) -> Outcome:
    """1 when the calls that worked have the wanted arguments, one call for each of them.

    Equal arguments that are wanted twice take two calls.
    """
    left = list(wanted)
    made: list[tuple[Any, int]] = []
    for one in mine:
        found = next((item for item in left if agrees("exact", item, one.call.arguments)), None)
        if found is not None:
            left.remove(found)
            made.append((found, one.step))
            continue
        earlier = (step for item, step in made if agrees("exact", item, one.call.arguments))
        if (step := next(earlier, None)) is not None:
            return failed(f"{one.words} repeats step {step}")
        return failed(f"{one.words} is not one of the {len(wanted)} expected calls")
    if left:
        return failed(f"no call of {_tools(names)} worked with {_text(left[0])}")
    return passed("each expected call was made once")


def _tools(names: Sequence[str]) -> str:
    return listing([quote(name, 40) for name in names], between=" or ")


def _text(wanted: Any) -> str:
    return one_line(json.dumps(wanted, ensure_ascii=False), 120)


def _wanted(arguments: Mapping[str, Any]) -> tuple[Match, Any]:
    if "exact" in arguments:
        return "exact", arguments["exact"]
    return "subset", arguments["subset"]


def _is_required(arguments: Mapping[str, Any]) -> bool:
    return bool(arguments.get("required", True))


def problem(arguments: Any) -> str | None:
    """Why the arguments do not say which calls are right; `None` if they do."""
    stated = {"subset", "exact", "each"}.intersection(arguments)
    if len(stated) != 1:
        return "needs exactly one of 'subset', 'exact' and 'each'"
    if "each" in stated and not _is_required(arguments):
        return "'each' lists the calls to make, so remove 'required: false'"
    return None


def _expected(arguments: Mapping[str, Any]) -> Mapping[str, Sequence[Any]]:
    if not _is_required(arguments):
        return {}
    wanted = list(arguments["each"]) if "each" in arguments else [_wanted(arguments)[1]]
    return {"tool": names_in(arguments["tool"]), "arguments": wanted}


def _speaks_of(arguments: Any) -> SpeaksOf:
    """Conduct with `required: false`, because an answer that calls nothing then passes."""
    return "content" if _is_required(arguments) else "conduct"


CHECK = CheckKind(
    name="arguments_match",
    gate="tools",
    summary="Every call of a tool has the arguments that are expected.",
    arguments={
        "type": "object",
        "required": ["tool"],
        "properties": {
            "tool": NAMES,
            "subset": {"type": "object"},
            "exact": {"type": "object"},
            "each": {"type": "array", "minItems": 1, "items": {"type": "object"}},
            "required": {"type": "boolean"},
        },
        "minProperties": 2,
        "additionalProperties": False,
    },
    score=score,
    problem=problem,
    tools=lambda arguments: names_in(arguments["tool"]),
    expected=_expected,
    speaks_of=_speaks_of,
)
