"""What a check is. A new one is one new file in this package that defines `CHECK`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from portcheck.model.chat import Request, ToolCall
from portcheck.model.codec import decode
from portcheck.model.completion import Completion, Timing
from portcheck.model.score import DetectorAccuracy, Outcome
from portcheck.model.suite import CheckSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All that a check may look at."""

    spec: CheckSpec
    request: Request
    completion: Completion


class Found(Protocol):
    """What a detector says about one answer."""

    @property
    def label(self) -> str:
        """One of the detector's labels."""
        ...

    @property
    def score(self) -> float:
        """How much of the behaviour, on the detector's scale."""
        ...

    @property
    def reason(self) -> str:
        """In words."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckKind:
    """One kind of check, as the registry holds it."""

    name: str
    gate: str
    """The gate that it feeds unless the suite says otherwise."""
    summary: str
    """One line for the table in the documentation."""
    arguments: Mapping[str, Any]
    """JSON Schema of what stands behind the name in a suite."""
    score: Callable[[Context], Outcome]
    """Pure; never raises for any answer."""
    problem: Callable[[Any], str | None] = field(default=lambda _arguments: None)
    """A mistake in the arguments that their schema cannot see (a broken regex), or `None`."""
    expects: tuple[str, ...] = ()
    """Allowed values of `expect`; empty where the check takes none."""
    detector: str | None = None
    """Name and version of what decides, for checks that guess."""

    accuracy: str = ""
    """What was measured of that detector: one clause with n and intervals, for every report."""
    confusion: DetectorAccuracy | None = None
    """The same as counts, for statistics; `None` where nothing was measured."""

    classify: Callable[[str, str], Found] | None = None
    """`classify(prompt, response)` of checks that label answers; pure, never raises."""

    def try_example(self, spec: CheckSpec, request: Request, answer: Any) -> Outcome:
        """Scores an example answer of a suite: text, or an object with `text` and `tool_calls`."""
        if isinstance(answer, Mapping):
            calls = tuple(
                decode(ToolCall, {"id": None, "arguments": {}, **call})
                for call in answer.get("tool_calls", ())
            )
            text = str(answer.get("text", ""))
        else:
            calls, text = (), str(answer)
        completion = Completion(
            text=text,
            tool_calls=calls,
            finish_reason="tool_calls" if calls else "stop",
            timing=Timing(total_s=0.0),
        )
        return self.score(Context(spec=spec, request=request, completion=completion))


def passed(reason: str) -> Outcome:
    """An outcome of 1."""
    return Outcome(status="passed", value=1.0, reason=reason)


def failed(reason: str) -> Outcome:
    """An outcome of 0."""
    return Outcome(status="failed", value=0.0, reason=reason)
