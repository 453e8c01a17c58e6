"""Reject impossible token counts: a server may send anything, and a negative one would pay us."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from portcheck.model.completion import Answer, Usage

MOST_TOKENS = 10**9
"""More tokens than any call has, a hundred times the longest context."""
_INPUT = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens")
_OUTPUT = ("output_tokens", "reasoning_tokens")

T = TypeVar("T", bound=Answer)


def with_possible_usage(answer: T) -> T:
    """Remove impossible counts from an answer and name them in `impossible_usage`.

    If one count of a side (input or output) is impossible, all counts of that side are removed,
    because any of them may be the wrong one.
    """
    usage = answer.usage
    wrong = {side: said for side in (_INPUT, _OUTPUT) if (said := _impossible(usage, side))}
    if not wrong:
        return answer
    gone = {name: None for side in wrong for name in side}
    return replace(answer, usage=replace(usage, **gone), impossible_usage="; ".join(wrong.values()))


def _impossible(usage: Usage, side: tuple[str, ...]) -> str:
    """Why the counts of one side are impossible, or ""."""
    total = getattr(usage, side[0])
    for name in side:
        n = getattr(usage, name)
        if n is None:
            continue
        if not 0 <= n <= MOST_TOKENS:
            return f"{name} {n}"
        # Not their sum: gateways report what was written to a cache as read from it too.
        if total is not None and n > total:
            return f"{name} {n} inside {side[0]} {total}"
    return ""
