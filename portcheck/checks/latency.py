"""The answer came within this many seconds."""

from __future__ import annotations

from portcheck.checks.shared.normalise import as_mapping
from portcheck.model.numbers import seconds
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context

_WORDS = {"total_s": "the answer", "first_token_s": "the first token"}


def score(context: Context) -> Outcome:
    """1 when no time limit is exceeded; both are seconds from the start of the call.

    Unscored if the time of the first token has a limit but is not known, because the call did not
    stream. Answers from a recording have the times that were recorded.
    """
    limits = as_mapping(context.spec.arguments, "total_s")
    timing = context.completion.timing
    taken = {"total_s": timing.total_s, "first_token_s": timing.first_token_s}
    for name, limit in limits.items():
        if (time := taken[name]) is not None and time > float(str(limit)):
            return failed(f"{_WORDS[name]} took {seconds(time)}, at most {limit} s allowed")
    unknown = [name for name in limits if taken[name] is None]
    if unknown:
        return unscored(f"the time of {_WORDS[unknown[0]]} is not known: the call did not stream")
    return passed("within the allowed time")


_SECONDS = {"type": "number", "exclusiveMinimum": 0}

CHECK = CheckKind(
    name="latency",
    gate="task",
    summary="The answer came within this many seconds.",
    arguments={
        "type": ["number", "object"],
        "exclusiveMinimum": 0,
        "properties": {"total_s": _SECONDS, "first_token_s": _SECONDS},
        "minProperties": 1,
        "additionalProperties": False,
    },
    score=score,
    speaks_of=lambda _arguments: "form",
    needs="call",
)
