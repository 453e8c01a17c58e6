"""The whole answer equals a reference, except for a limited number of edits."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from portcheck.checks.shared.answers import cut_note, empty_reason
from portcheck.checks.shared.arguments import TEXTS, texts
from portcheck.checks.shared.normalise import fold
from portcheck.model.numbers import count, number
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context

LONGEST = 50_000
"""Most characters of an answer and of a reference that are compared."""


class Distance(NamedTuple):
    """How many edits two texts are apart."""

    edits: int
    """Levenshtein distance: insertions, deletions and substitutions (Levenshtein 1966)."""
    length: int
    """Characters or words of the longer text."""
    exact: bool = True
    """False if the texts are at least that many edits apart: their lengths alone decided."""

    @property
    def similarity(self) -> float:
        """From 0, where everything differs, to 1, where nothing does: 1 - edits / length."""
        return 1.0 - self.edits / self.length if self.length else 1.0


def distance(answer: Sequence[Hashable], reference: Sequence[Hashable]) -> Distance:
    """The edit distance between two sequences of characters or words."""
    # Compiled, and of no use to other commands: imported with its first use.
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415

    return Distance(Levenshtein.distance(answer, reference), max(len(answer), len(reference)))


def score(context: Context) -> Outcome:
    """1 when the answer is within the bounds of at least one reference.

    White space at the ends does not count, and a run of it counts as one space. Kinds of quotation
    marks do not matter, and neither does case unless `ignore_case` is false.
    """
    completion = context.completion
    empty = empty_reason(completion)
    if empty:
        return failed(empty)
    arguments = context.spec.arguments
    answer = _units(completion.text, arguments)
    nearest: Distance | None = None
    for reference in texts(arguments["value"]):
        found = _distance_to(answer, _units(reference, arguments), arguments)
        if found is None:
            return unscored(f"longer than {number(LONGEST)} characters: not compared")
        if nearest is None or found.similarity > nearest.similarity:
            nearest = found
        if _within(found, arguments):
            return passed(_described(found, arguments))
    said = _described(nearest, arguments) if nearest else "no reference"
    return failed(f"{said}; {_wanted(arguments)}{cut_note(completion)}")


def _distance_to(
    answer: Sequence[str], reference: Sequence[str], arguments: Mapping[str, Any]
) -> Distance | None:
    """The distance, or its lower bound if that decides; `None` for texts that are too long."""
    length = max(len(answer), len(reference))
    least = Distance(abs(len(answer) - len(reference)), length, exact=False)
    if not _within(least, arguments):
        return least
    return distance(answer, reference) if length <= LONGEST else None


def _described(found: Distance, arguments: Mapping[str, Any]) -> str:
    unit = "word" if arguments.get("unit") == "words" else "character"
    least, most = ("", "") if found.exact else ("at least ", "at most ")
    edits = f"{least}{count(found.edits, 'edit')} by {unit}"
    return f"{edits}, similarity {most}{found.similarity:.3f}"


def _units(text: str, arguments: Mapping[str, Any]) -> Sequence[str]:
    words = fold(text, ignore_case=bool(arguments.get("ignore_case", True))).split()
    return words if arguments.get("unit") == "words" else " ".join(words)


def _within(found: Distance, arguments: Mapping[str, Any]) -> bool:
    most: int = arguments.get("max_edits", found.edits)
    least: float = arguments.get("min_similarity", 0.0)
    return found.edits <= most and found.similarity >= least


def _wanted(arguments: Mapping[str, Any]) -> str:
    bounds = []
    if "max_edits" in arguments:
        bounds.append(f"at most {number(arguments['max_edits'])} allowed")
    if "min_similarity" in arguments:
        bounds.append(f"at least {arguments['min_similarity']:g} needed")
    return ", ".join(bounds)


def problem(arguments: Any) -> str | None:
    """Why the arguments have no bound; `None` if they have one."""
    if not {"max_edits", "min_similarity"} & set(arguments):
        return "needs 'max_edits' or 'min_similarity'"
    return None


CHECK = CheckKind(
    name="edit_distance",
    gate="task",
    summary="The whole answer equals a reference, except for a limited number of edits.",
    arguments={
        "type": "object",
        "properties": {
            "value": TEXTS,
            "max_edits": {"type": "integer", "minimum": 0},
            "min_similarity": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
            "unit": {"enum": ["characters", "words"]},
            "ignore_case": {"type": "boolean"},
        },
        "required": ["value"],
        "additionalProperties": False,
    },
    score=score,
    problem=problem,
)
