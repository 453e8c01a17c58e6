"""Apply `turn`: select the turn of a conversation whose answer a check looks at."""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.chat import Request
from portcheck.model.completion import Completion, Trajectory
from portcheck.plugins import Context


def at_turn(context: Context) -> Context:
    """The context of a check at its turn; unchanged if it names none.

    A turn that the conversation did not reach has an answer without text, with the reason why the
    conversation ended.
    """
    number, trajectory = context.spec.turn, context.completion.loop
    if number is UNSET or trajectory is UNSET:
        return context
    completion = _answer(context.completion, trajectory, number)
    reached = trajectory.steps[-1].turn
    request = _until(context.request, reached - number) if number < reached else context.request
    return replace(context, completion=completion, request=request)


def _answer(whole: Completion, trajectory: Trajectory, number: int) -> Completion:
    steps = trajectory.of_turn(number)
    if not steps:
        return replace(whole, text="", refusal_text=None, refusal_signal=None, tool_calls=())
    if steps[-1] is trajectory.steps[-1]:
        part = replace(trajectory, steps=steps)
    else:
        part = replace(trajectory, steps=steps, ended="answered")
    return replace(steps[-1].completion, loop=part)


def _until(request: Request, later: int) -> Request:
    """The conversation up to the user's turn that is `later` turns before the last."""
    places = [i for i, message in enumerate(request.messages) if message.role == "user"]
    return replace(request, messages=request.messages[: places[-1 - later] + 1])
