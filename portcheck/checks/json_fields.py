"""Some fields of a JSON answer hold the expected values."""

from __future__ import annotations

from msgspec import UNSET

from portcheck.checks.shared.answers import json_value, overlooked
from portcheck.checks.shared.fields import mismatches
from portcheck.model.score import Outcome, failed, passed
from portcheck.model.visible_text import one_line
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when every named field holds its value; other fields do not matter."""
    lenient = context.spec.json is not UNSET
    value, trouble = json_value(context.completion, exact=True, lenient=lenient)
    if trouble:
        return failed(trouble)
    expected = context.spec.arguments
    wrong = mismatches(value, expected)
    share = f"{len(expected) - len(wrong)} of {len(expected)} fields match"
    note = overlooked(context)
    if wrong:
        return failed(f"{share}: {one_line('; '.join(wrong[:3]), 140)}{note}")
    return passed(share + note)


CHECK = CheckKind(
    name="json_fields",
    gate="structure",
    summary="The whole answer is JSON and the named fields hold the expected values.",
    arguments={"type": "object", "minProperties": 1},
    score=score,
    expected=lambda arguments: {f"field {name}": [value] for name, value in arguments.items()},
)
