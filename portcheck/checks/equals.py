"""The whole answer is the given value, ignoring case, quotes and a full stop."""

from __future__ import annotations

from portcheck.checks.shared.answers import cut_note, empty_reason, quote
from portcheck.checks.shared.normalise import as_mapping, same_value, spelled
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when the answer is the expected value; `exact: true` compares character by character."""
    arguments = as_mapping(context.spec.arguments, "value")
    expected = arguments.get("value")
    empty = empty_reason(context.completion)
    exact = bool(arguments.get("exact", False))
    answer = context.completion.text
    if answer == spelled(expected) if exact else not empty and same_value(answer, expected):
        return passed(f"the answer is {quote(spelled(expected))}")
    if empty:
        return failed(empty)
    cut = cut_note(context.completion)
    return failed(f"expected {quote(spelled(expected))}, found {quote(answer)}{cut}")


CHECK = CheckKind(
    name="equals",
    gate="task",
    summary="The whole answer is the given value, ignoring case, quotes and a full stop.",
    arguments={
        "type": ["string", "number", "boolean", "object"],
        "properties": {
            "value": {"type": ["string", "number", "boolean"]},
            "exact": {"type": "boolean"},
        },
        "required": ["value"],
        "additionalProperties": False,
    },
    score=score,
    expected=lambda arguments: {"value": [as_mapping(arguments, "value")["value"]]},
)
