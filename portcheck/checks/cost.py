"""The answer costs at most this many US dollars."""

from __future__ import annotations

from portcheck.model.numbers import dollars
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when the call cost at most the limit, in US dollars.

    Unscored if its cost is not known, because it has no price or no token counts.
    """
    limit: float = context.spec.arguments
    cost = context.cost_usd
    if cost is None:
        return unscored("the cost of the call is not known: it has no price, or no token count")
    if cost <= limit:
        return passed("within the allowed cost")
    return failed(f"the call cost {dollars(cost, limit)}, at most {dollars(limit)} allowed")


CHECK = CheckKind(
    name="cost",
    gate="task",
    summary="The answer costs at most this many US dollars.",
    arguments={"type": "number", "exclusiveMinimum": 0},
    score=score,
    speaks_of=lambda _arguments: "form",
    needs="call",
)
