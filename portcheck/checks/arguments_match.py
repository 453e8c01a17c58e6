"""Every call of a tool has the arguments that are expected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from portcheck.checks.shared.answers import quote
from portcheck.checks.shared.json_match import Match, agrees
from portcheck.checks.shared.made_calls import NAME, instead, made_calls
from portcheck.checks.shared.strict_json import repeats_key
from portcheck.model.score import Outcome, failed, passed
from portcheck.model.visible_text import one_line
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when the tool is called, and all of its calls have these arguments.

    `subset` allows further arguments, `exact` does not; see `portcheck.checks.shared.json_match`.
    """
    arguments = context.spec.arguments
    name = arguments["tool"]
    match, wanted = _wanted(arguments)
    made = made_calls(context)
    mine = [one for one in made if one.call.name == name]
    if not mine:
        return failed(f"{quote(name, 40)} was not called: {instead(made)}")
    for one in mine:
        if repeats_key(one.call.arguments_raw):
            return failed(f"{one.words} repeats a key, of which programs read different values")
        if not agrees(match, wanted, one.call.arguments):
            text = one_line(json.dumps(wanted, ensure_ascii=False), 120)
            return failed(f"{one.words} has not the arguments {text}")
    return passed("called with the arguments that are expected")


def _wanted(arguments: Mapping[str, Any]) -> tuple[Match, Any]:
    if "exact" in arguments:
        return "exact", arguments["exact"]
    return "subset", arguments["subset"]


CHECK = CheckKind(
    name="arguments_match",
    gate="tools",
    summary="Every call of a tool has the arguments that are expected.",
    arguments={
        "type": "object",
        "required": ["tool"],
        "properties": {"tool": NAME, "subset": {"type": "object"}, "exact": {"type": "object"}},
        "minProperties": 2,
        "maxProperties": 2,
        "additionalProperties": False,
    },
    score=score,
    tools=lambda arguments: [arguments["tool"]],
    expected=lambda arguments: {
        "tool": [arguments["tool"]],
        "arguments": [_wanted(arguments)[1]],
    },
)
