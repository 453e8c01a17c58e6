"""Which record answers a call of a tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import ToolCall, ToolLoop, ToolResult
from portcheck.model.codec import canonical_json
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
    if record.match == "any":
        return True
    if call.arguments is None:
        return False
    if record.match == "exact":
        return canonical_json(record.arguments) == canonical_json(call.arguments)
    return holds(call.arguments, record.arguments)


def holds(found: Any, wanted: Any) -> bool:
    """Whether a JSON value agrees with what is wanted; objects may hold more keys than wanted."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and holds(found[key], value) for key, value in wanted.items()
        )
    return canonical_json(found) == canonical_json(wanted)
