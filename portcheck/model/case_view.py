"""One case of a run as a person reads it: the question, and every answer with its scores."""

from __future__ import annotations

from portcheck.model.score import Score
from portcheck.value import Value


class AnswerView(Value, kw_only=True):
    """One provider's answer to one repeat."""

    provider: str
    repeat: int
    """1-based, as people count."""
    text: str
    """The answer: text, refusal text or tool calls, as the model wrote it (not yet made safe)."""
    failure: str | None = None
    """Error class and message when no answer came."""
    finish_reason: str | None = None
    served_model: str | None = None
    upstream_provider: str | None = None
    carried: tuple[str, ...] = ()
    """Kinds of other content."""
    total_s: float | None = None
    """Seconds."""
    scores: tuple[Score, ...] = ()


class CaseView(Value, kw_only=True):
    """One case with its answers, the baseline's first."""

    workload: str
    case: str
    group: str | None
    system: str | None
    question: str
    """The conversation; several turns are marked by their roles."""
    baseline: str
    """Id of the baseline provider."""
    answers: tuple[AnswerView, ...]
    losses: tuple[str, ...] = ()
    """`candidate: gate` for every gate on which that candidate scores below the baseline."""
    gains: tuple[str, ...] = ()
