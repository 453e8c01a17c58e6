"""The model answered in no more steps than allowed."""

from __future__ import annotations

from msgspec import UNSET

from portcheck.model.numbers import count
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when a tool loop has at most the allowed number of steps; a single answer is one step."""
    limit: int = context.spec.arguments
    loop = context.completion.loop
    taken = 1 if loop is UNSET else len(loop.steps)
    if taken > limit:
        return failed(f"took {count(taken, 'step')}, at most {limit} allowed")
    return passed("within the allowed steps")


CHECK = CheckKind(
    name="steps",
    gate="tools",
    summary="The model answered in no more steps than allowed.",
    arguments={"type": "integer", "minimum": 1},
    score=score,
    speaks_of=lambda _arguments: "form",
)
