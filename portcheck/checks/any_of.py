"""At least one of the checks passes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portcheck.checks.composing.algebra import disjunction
from portcheck.checks.composing.outcome import MOST_PARTS, PART, composed_outcome, problem
from portcheck.model.score import Outcome
from portcheck.plugins import CheckKind, Composition, Context


def places(arguments: Sequence[Any]) -> list[tuple[int]]:
    """Where each part is: the arguments are a list of parts."""
    return [(number,) for number in range(len(arguments))]


COMPOSITION = Composition(
    places=places,
    combine=lambda _arguments, parts: disjunction(parts),
    passes_with=lambda _arguments: "any",
)


def score(context: Context) -> Outcome:
    """The highest value of its parts: 1 if one passes, even if others are unscored."""
    return composed_outcome(context)


CHECK = CheckKind(
    name="any_of",
    gate="task",
    summary="At least one of the checks passes.",
    arguments={"type": "array", "items": PART, "minItems": 1, "maxItems": MOST_PARTS},
    score=score,
    problem=lambda arguments: problem(COMPOSITION, arguments),
    composition=COMPOSITION,
)
