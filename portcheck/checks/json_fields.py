"""Some fields of a JSON answer hold the expected values."""

from __future__ import annotations

from portcheck.checks.shared.answers import cut_note, empty_reason
from portcheck.checks.shared.fields import mismatches
from portcheck.checks.shared.strict_json import JsonProblem, parse
from portcheck.model.score import Outcome, failed, passed
from portcheck.model.visible_text import one_line
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when every named field holds its value; other fields do not matter."""
    completion = context.completion
    empty = empty_reason(completion)
    if empty:
        return failed(empty)
    try:
        value = parse(completion.text)
    except JsonProblem as exc:
        return failed(f"not valid JSON: {one_line(str(exc), 100)}{cut_note(completion)}")
    expected = context.spec.arguments
    wrong = mismatches(value, expected)
    share = f"{len(expected) - len(wrong)} of {len(expected)} fields match"
    return failed(f"{share}: {one_line('; '.join(wrong[:3]), 140)}") if wrong else passed(share)


CHECK = CheckKind(
    name="json_fields",
    gate="structure",
    summary="The whole answer is JSON and the named fields hold the expected values.",
    arguments={"type": "object", "minProperties": 1},
    score=score,
)
