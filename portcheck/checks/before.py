"""Tools are first called in the given order, each in a later step."""

from __future__ import annotations

from itertools import pairwise

from portcheck.checks.shared.answers import quote
from portcheck.checks.shared.made_calls import NAME, MadeCall, instead, made_calls
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when all of the tools are called, each for the first time after the one listed before it.

    The first calls must be in different steps. Other calls, and later calls of the same tools, do
    not matter.
    """
    made = made_calls(context)
    first: dict[str, MadeCall] = {}
    for one in made:
        first.setdefault(one.call.name, one)
    names = list(context.spec.arguments)
    for name in names:
        if name not in first:
            return failed(f"{quote(name, 40)} was not called: {instead(made)}")
    for earlier, later in pairwise(names):
        if first[earlier].step >= first[later].step:
            return failed(
                f"{first[later].words} is not after {quote(earlier, 40)}, first called in step "
                f"{first[earlier].step}"
            )
    return passed("called in the expected order")


CHECK = CheckKind(
    name="before",
    gate="tools",
    summary="Tools are first called in the given order, each in a later step.",
    arguments={"type": "array", "items": NAME, "minItems": 2, "uniqueItems": True},
    score=score,
    tools=list,
    expected=lambda arguments: {"order": [list(arguments)]},
)
