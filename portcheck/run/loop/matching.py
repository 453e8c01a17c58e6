"""Match tool calls with the records that answer them."""

from __future__ import annotations

from collections import Counter

from portcheck.checks.shared.json_match import agrees
from portcheck.model.chat import ToolCall, ToolLoop, ToolResult
from portcheck.model.completion import OTHERWISE


class Records:
    """The records of one loop, and how often each has answered."""

    def __init__(self, loop: ToolLoop) -> None:
        self._loop = loop
        self._used: Counter[int] = Counter()

    def take(self, call: ToolCall) -> tuple[int, ToolResult] | None:
        """The number and the record that answers a call, used up by one; `None` without one."""
        for number, record in enumerate(self._loop.results):
            left = record.times is None or self._used[number] < record.times
            if left and fits(record, call):
                self._used[number] += 1
                return number, record
        return (OTHERWISE, self._loop.otherwise) if self._loop.otherwise else None


def fits(record: ToolResult, call: ToolCall) -> bool:
    """Whether a record answers calls like this one, as far as tool and arguments go.

    Arguments that are no JSON object fit only where any arguments do.
    """
    if record.tool not in {"", call.name}:
        return False
    return agrees(record.match, record.arguments, call.arguments)
