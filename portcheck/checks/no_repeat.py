"""No successful call is made again with the same arguments."""

from __future__ import annotations

from portcheck.checks.shared.json_match import identity
from portcheck.checks.shared.made_calls import NAME, made_calls, names_in
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when no call repeats an earlier one of the same tool with equal arguments.

    `true` watches every tool. A call that failed may be repeated.
    """
    watched = context.spec.arguments
    every = watched is True
    names = () if every else names_in(watched)
    worked: dict[tuple[str, str], int] = {}
    for one in made_calls(context):
        if not (every or one.call.name in names):
            continue
        same = identity(one.call)
        if same in worked:
            return failed(f"{one.words} repeats step {worked[same]}")
        if one.worked:
            worked[same] = one.step
    return passed("repeated no call")


CHECK = CheckKind(
    name="no_repeat",
    gate="tools",
    summary="No successful call is made again with the same arguments.",
    arguments={
        "type": ["boolean", "string", "array"],
        "not": {"const": False},
        "minLength": 1,
        "items": NAME,
        "minItems": 1,
    },
    score=score,
    tools=lambda arguments: [] if arguments is True else names_in(arguments),
    speaks_of=lambda _arguments: "form",
)
