"""No call that worked is made again with the same arguments."""

from __future__ import annotations

from portcheck.checks.shared.json_match import same
from portcheck.checks.shared.made_calls import NAME, Made, made_calls, names_in
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when no two calls have one name and equal arguments; `true` watches every tool.

    A call that failed may be tried again.
    """
    watched = context.spec.arguments
    every = watched is True
    names = () if every else names_in(watched)
    seen: list[Made] = []
    for one in made_calls(context):
        if not (every or one.call.name in names):
            continue
        for other in seen:
            if other.worked and _alike(one, other):
                return failed(f"{one.words} repeats step {other.step}")
        seen.append(one)
    return passed("repeated no call")


def _alike(one: Made, other: Made) -> bool:
    mine, theirs = one.call, other.call
    if mine.name != theirs.name or (mine.arguments is None) != (theirs.arguments is None):
        return False
    if mine.arguments is None:
        return mine.arguments_raw == theirs.arguments_raw
    return same(mine.arguments, theirs.arguments)


CHECK = CheckKind(
    name="no_repeat",
    gate="tools",
    summary="No call that worked is made again with the same arguments.",
    arguments={
        "type": ["boolean", "string", "array"],
        "not": {"const": False},
        "minLength": 1,
        "items": NAME,
        "minItems": 1,
    },
    score=score,
    speaks_of=lambda _arguments: "form",
)
