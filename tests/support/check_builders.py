"""Asks a check about one answer, so that a test names only the arguments and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portcheck.model.chat import Message, Request, Text, ToolCall
from portcheck.model.completion import Completion, Timing
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
