"""Asks a check about one answer, so that a test names only the arguments and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from portcheck.model.chat import Message, Request, Text, ToolCall, ToolLoop, ToolResult
from portcheck.model.completion import Completion, Step, Timing, Trajectory
from portcheck.model.score import Outcome
from portcheck.model.suite import CheckSpec
from portcheck.plugins import CHECKS, CheckKind, Context


def make_completion(text: str = "", **overrides: Any) -> Completion:
    """A completion that ended by itself."""
    values: dict[str, Any] = {"finish_reason": "stop", "timing": Timing(total_s=0.1)}
    return Completion(text=text, **(values | overrides))


def make_request(**overrides: Any) -> Request:
    """One short user turn."""
    message = Message(role="user", content=(Text(text="Which queue?"),))
    return Request(**({"messages": (message,)} | overrides))


def make_call(name: str, **arguments: Any) -> ToolCall:
    """A call with these arguments."""
    return ToolCall(id="call-1", name=name, arguments=arguments)


def agent(*steps: Sequence[ToolCall], text: str = "Done.", failing: Sequence[str] = ()) -> Agent:
    """An agent that made the calls of each step, then answered; calls of `failing` tools failed."""
    made = [
        Step(
            completion=make_completion("", tool_calls=tuple(calls), finish_reason="tool_calls"),
            answered_by=tuple(int(call.name in failing) for call in calls),
        )
        for calls in steps
    ]
    last = make_completion(text)
    trajectory = Trajectory(steps=(*made, Step(completion=last)), ended="answered")
    records = (ToolResult(tool=""), ToolResult(tool="", is_error=True))
    request = make_request(tool_loop=ToolLoop(results=records))
    return Agent(replace(last, loop=trajectory), request)


class Agent(NamedTuple):
    """What an agent did, and what it was asked."""

    completion: Completion
    request: Request


def ask_agent(name: str, arguments: Any, done: Agent) -> Outcome:
    """The outcome of the check `name` on what an agent did."""
    return ask(name, arguments, done.completion, request=done.request)


def kind_of(name: str) -> CheckKind:
    """A check as the registry holds it."""
    return CHECKS.get(name)


def ask(
    name: str,
    arguments: Any,
    answer: str | Completion,
    *,
    expect: str | None = None,
    gate: str = "",
    request: Request | None = None,
    cost_usd: float | None = None,
    others: Sequence[str] = (),
) -> Outcome:
    """The outcome of the check `name` on one answer, `others` being those to other repeats."""
    spec = CheckSpec(name=name, arguments=arguments, id=name, expect=expect, gate=gate)
    completion = make_completion(answer) if isinstance(answer, str) else answer
    return kind_of(name).score(
        Context(
            spec=spec,
            request=request or make_request(),
            completion=completion,
            cost_usd=cost_usd,
            others=tuple(map(make_completion, others)),
        )
    )
