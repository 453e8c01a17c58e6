"""All of the checks pass, or enough of them by their weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portcheck.checks.composing.algebra import Bounds, at_least, conjunction, mean
from portcheck.checks.composing.outcome import MOST_PARTS, PART, composed_outcome, problem
from portcheck.detectors.parts import found_at
from portcheck.model.score import Outcome
from portcheck.plugins import CheckKind, Composition, Context, PassesWith


def places(arguments: Any) -> list[tuple[str | int, ...]]:
    """Where each part is: the arguments are a list of parts, or have it as `checks`."""
    if isinstance(arguments, Mapping):
        return [("checks", number) for number in range(len(arguments["checks"]))]
    return [(number,) for number in range(len(arguments))]


def combine(arguments: Any, parts: Sequence[Bounds]) -> Bounds:
    """The lowest value of the parts; with `score: weighted` their weighted mean.

    With `at_least` too, the value is 1 if the mean reaches that limit, else 0.
    """
    if not _is_weighted(arguments):
        return conjunction(parts)
    weights = [found_at(arguments, place).get("weight", 1.0) for place in places(arguments)]
    found = mean(parts, weights)
    return at_least(found, arguments["at_least"]) if "at_least" in arguments else found


def _is_weighted(arguments: Any) -> bool:
    return isinstance(arguments, Mapping) and arguments.get("score") == "weighted"


def passes_with(arguments: Any) -> PassesWith:
    """`mean` with weights, because one part can then make up for another; else `all`."""
    return "mean" if _is_weighted(arguments) else "all"


COMPOSITION = Composition(places=places, combine=combine, passes_with=passes_with)


def _problem(arguments: Any) -> str | None:
    if not _is_weighted(arguments):
        if isinstance(arguments, Mapping) and "at_least" in arguments:
            return "'at_least' needs 'score: weighted'"
        if any("weight" in found_at(arguments, place) for place in places(arguments)):
            return "'weight' needs 'score: weighted'"
    return problem(COMPOSITION, arguments)


_PARTS = {"type": "array", "items": PART, "minItems": 1, "maxItems": MOST_PARTS}


def score(context: Context) -> Outcome:
    """The outcome of its parts together; see `combine`."""
    return composed_outcome(context)


CHECK = CheckKind(
    name="all_of",
    gate="task",
    summary="All of the checks pass, or enough of them by their weights.",
    arguments={
        "type": ["array", "object"],
        "items": PART,
        "minItems": 1,
        "maxItems": MOST_PARTS,
        "properties": {
            "checks": _PARTS,
            "score": {"enum": ["all", "weighted"]},
            "at_least": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        },
        "required": ["checks"],
        "additionalProperties": False,
    },
    score=score,
    problem=_problem,
    composition=COMPOSITION,
)
