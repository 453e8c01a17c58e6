"""The whole answer is one entry of the list."""

from __future__ import annotations

from portcheck.checks.shared.answers import cut_note, empty_reason, quote
from portcheck.checks.shared.normalise import same_value, spelled
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when the whole answer is one entry of the list, compared as `equals` compares."""
    empty = empty_reason(context.completion)
    if empty:
        return failed(empty)
    allowed = context.spec.arguments
    answer = context.completion.text
    for item in allowed:
        if same_value(answer, item):
            return passed(f"the answer is {quote(spelled(item))}")
    listed = ", ".join(quote(spelled(item), 20) for item in allowed[:4]) + (
        ", ..." if allowed[4:] else ""
    )
    return failed(f"{quote(answer)} is not one of {listed}{cut_note(context.completion)}")


CHECK = CheckKind(
    name="one_of",
    gate="task",
    summary="The whole answer is one entry of the list.",
    arguments={
        "type": "array",
        "items": {"type": ["string", "number", "boolean"]},
        "minItems": 1,
    },
    score=score,
    expected=lambda arguments: {"value": arguments},
)
