"""Match tool calls with the records of the suite that answer them."""

from __future__ import annotations

from collections import Counter

from portcheck.checks.shared.json_match import agrees
from portcheck.model.chat import ToolCall, ToolLoop, ToolResult
from portcheck.model.completion import OTHERWISE


class Records:
    """The records of one tool loop, and how often each one has answered a call."""

    def __init__(self, loop: ToolLoop) -> None:
        self._loop = loop
        self._used: Counter[int] = Counter()

    def take(self, call: ToolCall) -> tuple[int, ToolResult] | None:
        """Use the first record that answers a call.

        Returns:
            Its number, 0-based or `OTHERWISE`, and the record; `None` if no record answers the
            call.
        """
        for number, record in enumerate(self._loop.results):
            left = record.times is None or self._used[number] < record.times
            if left and fits(record, call):
                self._used[number] += 1
                return number, record
        return (OTHERWISE, self._loop.otherwise) if self._loop.otherwise else None


def fits(record: ToolResult, call: ToolCall) -> bool:
    """Whether the tool and the arguments of a call fit a record, however often it was used.

    Arguments that are not a JSON object fit only a record that accepts any arguments.
    """
    if record.tool not in {"", call.name}:
        return False
    return agrees(record.match, record.arguments, call.arguments)
