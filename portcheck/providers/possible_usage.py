"""Token counts that cannot be: a server may say anything, and a negative count would earn money."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from portcheck.model.completion import Answer, Usage

MOST_TOKENS = 10**9
"""No call has as many: a hundred times the longest context there is."""
_INPUT = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens")
_OUTPUT = ("output_tokens", "reasoning_tokens")

T = TypeVar("T", bound=Answer)


def with_possible_usage(answer: T) -> T:
    """The answer, in which counts that cannot be are not reported, and named in `impossible_usage`.

    A side, input or output, of which one count cannot be has none: nothing tells which is wrong.
    """
    usage = answer.usage
    wrong = {side: said for side in (_INPUT, _OUTPUT) if (said := _impossible(usage, side))}
    if not wrong:
        return answer
    gone = {name: None for side in wrong for name in side}
    return replace(answer, usage=replace(usage, **gone), impossible_usage="; ".join(wrong.values()))


def _impossible(usage: Usage, side: tuple[str, ...]) -> str:
    """What cannot be about one side; "" if nothing is."""
    counts = [(name, n) for name in side if (n := getattr(usage, name)) is not None]
    for name, n in counts:
        if not 0 <= n <= MOST_TOKENS:
            return f"{name} {n}"
    total = getattr(usage, side[0])
    if total is None:
        return ""
    # Not their sum: gateways report what was written to a cache as read from it too.
    for name, n in counts:
        if n > total:
            return f"{name} {n} inside {side[0]} {total}"
    return ""
