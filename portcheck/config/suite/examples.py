"""Score `accepts` and `rejects`, the example answers that a check must pass or fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from portcheck.detectors.extraction import scored
from portcheck.model.chat import JsonObject, Request, ToolCall
from portcheck.model.codec import decode
from portcheck.model.completion import (
    OTHERWISE,
    Completion,
    LoopEnd,
    Step,
    Timing,
    Trajectory,
)
from portcheck.model.score import Outcome
from portcheck.model.suite import CheckSpec
from portcheck.plugins import CheckKind, Context


def scored_example(
    kind: CheckKind,
    spec: CheckSpec,
    request: Request,
    answer: Any,
    run_code: Callable[[JsonObject, JsonObject], JsonObject] | None = None,
) -> Outcome:
    """Score an example answer.

    Args:
        kind: kind of the check.
        spec: the check.
        request: the request of the case.
        answer: text, or an object with any of `text`, `tool_calls`, `steps`, `finish_reason`,
            `total_s`, `first_token_s`, `cost_usd` and `others`.
        run_code: calls functions of the suite; `None`: they are not called.
    """
    example: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {"text": answer}
    return scored(
        kind,
        Context(
            spec=spec,
            request=request,
            completion=_completion(example),
            cost_usd=example.get("cost_usd"),
            run_code=run_code,
            others=tuple(_completion({"text": text}) for text in example.get("others", ())),
        ),
    )


def _completion(example: Mapping[str, Any]) -> Completion:
    """The example as a completion; with `steps` it is the end of a tool loop."""
    last = _answer(example)
    if "steps" not in example:
        return last
    earlier = [_answer({"tool_calls": calls}) for calls in example["steps"]]
    steps = [
        Step(completion=one, answered_by=(OTHERWISE,) * len(one.tool_calls)) for one in earlier
    ]
    ended: LoopEnd = "unanswered_call" if last.tool_calls else "answered"
    return replace(last, loop=Trajectory(steps=(*steps, Step(completion=last)), ended=ended))


def _answer(example: Mapping[str, Any]) -> Completion:
    calls = tuple(
        decode(ToolCall, {"id": None, "arguments": {}, **call})
        for call in example.get("tool_calls", ())
    )
    return Completion(
        text=str(example.get("text", "")),
        tool_calls=calls,
        finish_reason=example.get("finish_reason", "tool_calls" if calls else "stop"),
        timing=Timing(
            total_s=example.get("total_s", 0.0), first_token_s=example.get("first_token_s")
        ),
    )
