"""The answers to the repeats of a case agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from portcheck.checks.shared.answers import all_calls, empty_reason, json_value
from portcheck.checks.shared.fields import alike
from portcheck.checks.shared.json_match import identity
from portcheck.checks.shared.normalise import fold, trim
from portcheck.model.completion import Completion
from portcheck.model.numbers import number
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.model.visible_text import is_blank
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """The share of the other repeats whose answer agrees with this one, 0..1.

    The mean over the repeats of a case is the share of its pairs that agree. With `at_least` the
    value is 1 if the share reaches it, else 0. Unscored if there is no other answer.
    """
    arguments: Mapping[str, Any] = context.spec.arguments or {}
    agrees = _WAYS[arguments.get("as", "text")](context)
    if isinstance(agrees, str):
        return failed(agrees)
    others = context.others
    if not others:
        return unscored("no other repeat of the case has an answer to compare with")
    agreeing = sum(map(agrees, others))
    share = agreeing / len(others)
    least: float = arguments.get("at_least", 1.0)
    words = f"{number(agreeing)} of {number(len(others))} other answers agree"
    if share >= least:
        return passed(words)
    value = 0.0 if "at_least" in arguments else share
    return Outcome(status="failed", value=value, reason=words)


Agrees = Callable[[Completion], bool]
"""Returns whether another answer agrees with the current one."""


def _same_text(context: Context) -> Agrees | str:
    mine = context.completion
    empty = empty_reason(mine)
    if empty:
        return empty
    key = _key(mine.text)
    return lambda other: not is_blank(other.text) and _key(other.text) == key


def _key(text: str) -> str:
    """A key that is the same for answers that `equals` takes for equal, without white space."""
    return " ".join(trim(fold(text)).split())


def _same_json(context: Context) -> Agrees | str:
    mine = json_value(context, exact=True)
    if mine.trouble:
        return mine.trouble

    def agrees(other: Completion) -> bool:
        theirs = json_value(replace(context, completion=other), exact=True)
        return not theirs.trouble and alike(theirs.value, mine.value)

    return agrees


def _same_calls(context: Context) -> Agrees | str:
    def calls(answer: Completion) -> list[tuple[str, str]]:
        return [identity(call) for call in all_calls(answer)]

    mine = calls(context.completion)
    return lambda other: calls(other) == mine


_WAYS: Mapping[str, Callable[[Context], Agrees | str]] = {
    "text": _same_text,
    "json": _same_json,
    "tools": _same_calls,
}

CHECK = CheckKind(
    name="stability",
    gate="task",
    summary="The answers to the repeats of a case agree.",
    arguments={
        "type": ["null", "object"],
        "properties": {
            "as": {"enum": list(_WAYS)},
            "at_least": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        },
        "additionalProperties": False,
    },
    score=score,
    speaks_of=lambda _arguments: "form",
    needs="repeats",
)
