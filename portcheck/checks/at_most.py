"""Tools are called no more often than allowed."""

from __future__ import annotations

from collections import Counter

from portcheck.checks.shared.made_calls import NAME, made_calls
from portcheck.model.numbers import count
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when no tool is called more often than its limit, over all steps."""
    limits = dict(context.spec.arguments)
    calls = Counter[str]()
    for one in made_calls(context):
        calls[one.call.name] += 1
        limit = limits.get(one.call.name)
        if limit is not None and calls[one.call.name] > limit:
            return failed(f"{one.words} is one too many: at most {count(limit, 'call')} allowed")
    return passed("called no tool too often")


CHECK = CheckKind(
    name="at_most",
    gate="tools",
    summary="Tools are called no more often than allowed.",
    arguments={
        "type": "object",
        "minProperties": 1,
        "propertyNames": NAME,
        "additionalProperties": {"type": "integer", "minimum": 0},
    },
    score=score,
    tools=list,
    speaks_of=lambda _arguments: "form",
)
