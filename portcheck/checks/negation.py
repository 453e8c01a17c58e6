"""The check does not pass."""

from __future__ import annotations

from portcheck.checks.composing.algebra import negation
from portcheck.checks.composing.outcome import PART, composed_outcome, problem
from portcheck.model.score import Outcome
from portcheck.plugins import CheckKind, Composition, Context

COMPOSITION = Composition(
    places=lambda _arguments: [()],
    combine=lambda _arguments, parts: negation(parts[0]),
    passes_with=lambda _arguments: "none",
)


def score(context: Context) -> Outcome:
    """1 minus the value of its part."""
    return composed_outcome(context)


CHECK = CheckKind(
    name="not",
    gate="task",
    summary="The check does not pass.",
    arguments=dict(PART),
    score=score,
    problem=lambda arguments: problem(COMPOSITION, arguments),
    composition=COMPOSITION,
)
