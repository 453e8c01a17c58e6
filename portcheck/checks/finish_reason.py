"""The answer ended for an allowed reason."""

from __future__ import annotations

from typing import get_args

from portcheck.model.completion import FinishReason
from portcheck.model.numbers import listing
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when the finish reason is one of those listed."""
    listed = context.spec.arguments
    allowed = [listed] if isinstance(listed, str) else list(listed)
    found = context.completion.finish_reason
    if found in allowed:
        return passed(f"finish reason {found}")
    return failed(f"finish reason {found}, allowed: {listing(allowed)}")


_REASONS = list(get_args(FinishReason))

CHECK = CheckKind(
    name="finish_reason",
    gate="task",
    summary="The answer ended for an allowed reason.",
    arguments={
        "type": ["string", "array"],
        "items": {"enum": _REASONS},
        "minItems": 1,
    },
    score=score,
    problem=lambda listed: (
        f"the finish reason must be one of {', '.join(_REASONS)}"
        if isinstance(listed, str) and listed not in _REASONS
        else None
    ),
    speaks_of=lambda _arguments: "form",
    needs="call",
)
