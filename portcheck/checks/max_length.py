"""The answer has at most this many characters or words."""

from __future__ import annotations

from portcheck.checks.shared.answers import empty_reason
from portcheck.checks.shared.normalise import as_mapping
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when the text, without white space at its ends, is within the limits.

    Characters are Unicode code points; words are separated by white space. An answer without text
    fails.
    """
    empty = empty_reason(context.completion)
    if empty:
        return failed(empty)
    limits = as_mapping(context.spec.arguments, "characters")
    text = context.completion.text.strip()
    counts = {"characters": len(text), "words": len(text.split())}
    for unit, count in counts.items():
        limit = limits.get(unit)
        if isinstance(limit, (int, float)) and count > limit:
            return failed(f"{count} {unit}, at most {limit} allowed")
    return passed(f"{counts['characters']} characters, {counts['words']} words")


_COUNT = {"type": "integer", "minimum": 1}

CHECK = CheckKind(
    name="max_length",
    gate="task",
    summary="The answer has at most this many characters or words.",
    arguments={
        "type": ["integer", "object"],
        "minimum": 1,
        "properties": {"characters": _COUNT, "words": _COUNT},
        "minProperties": 1,
        "additionalProperties": False,
    },
    score=score,
    speaks_of=lambda _arguments: "form",
)
