"""List the calls of an answer in order, for checks of agents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import UNSET

from portcheck.model.chat import ToolCall
from portcheck.model.completion import OTHERWISE
from portcheck.model.visible_text import one_line
from portcheck.plugins import Context


class MadeCall(NamedTuple):
    """One call that a model made."""

    step: int
    """Number of the step, from 1; calls of one step cannot use each other's results."""
    call: ToolCall
    worked: bool
    """Whether a record of the suite answered it without an error."""

    @property
    def words(self) -> str:
        """The step and the call, on one line."""
        return f"step {self.step}: {one_line(self.call.written, 160)}"


def made_calls(context: Context) -> list[MadeCall]:
    """Every call of a tool loop, or of a single answer, whose calls count as not answered."""
    trajectory = context.completion.loop
    if trajectory is UNSET:
        return [MadeCall(1, call, worked=False) for call in context.completion.tool_calls]
    return [
        MadeCall(number, call, worked=_worked(context, answered[i]) if i < len(answered) else False)
        for number, step in enumerate(trajectory.steps, start=1)
        for answered in [step.answered_by]
        for i, call in enumerate(step.completion.tool_calls)
    ]


def _worked(context: Context, number: int) -> bool:
    loop = context.request.tool_loop
    if loop is UNSET:  # an example beside a check, which has no records
        return True
    record = loop.otherwise if number == OTHERWISE else loop.results[number]
    return record is not UNSET and not record.is_error


def names_in(arguments: Any) -> Sequence[str]:
    """One name or a list of them, as a list."""
    return [arguments] if isinstance(arguments, str) else list(arguments)


def instead(made: Sequence[MadeCall]) -> str:
    """The calls that were made instead of the expected ones, for the end of a reason."""
    names = list(dict.fromkeys(_names(made)))
    return f"called {', '.join(names[:5])}" if names else "no tool was called"


def _names(made: Sequence[MadeCall]) -> Iterator[str]:
    return (one_line(one.call.name, 40) or "a tool without a name" for one in made)


NAME = {"type": "string", "minLength": 1}
NAMES = {"type": ["string", "array"], "minLength": 1, "items": NAME, "minItems": 1}
