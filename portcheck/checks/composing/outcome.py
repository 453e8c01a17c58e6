"""Compute the outcome of a composition from the outcomes of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from portcheck.checks.composing.algebra import UNKNOWN, Bounds, known
from portcheck.detectors.extraction import scored
from portcheck.detectors.parts import BESIDE, detectors_in, found_at, parts_of
from portcheck.model.score import Outcome
from portcheck.model.visible_text import one_line
from portcheck.plugins import CHECKS, Composition, Context

LONGEST_REASON = 280
"""Most characters of the reason of a composition, which quotes those of its parts."""
PART = {"description": "A check, as in a list of checks.", "type": "object", "minProperties": 1}
"""A part: its name and arguments, and any keys of `BESIDE`."""
MOST_PARTS = 50


class Evaluation(Struct, frozen=True):
    """The value of one check of an answer, as far as it is known."""

    bounds: Bounds
    """Range of the value."""
    sure: Bounds
    """Range of the value if all results of detectors are treated as unknown."""
    reason: str
    language: str | UnsetType = UNSET
    """See `Outcome`."""


def composed_outcome(context: Context) -> Outcome:
    """The outcome of a composition; unscored if its value depends on a part that is unscored.

    A failure is confirmed if it does not depend on a part that a detector decided. The outcome
    names all detectors of the parts, even those that decided nothing.
    """
    found = evaluate(context)
    detector = ", ".join(detectors_in(context.spec)) or None
    low, high = found.bounds
    value = low if low == high else None
    return Outcome(
        status="unscored" if value is None else "passed" if value == 1.0 else "failed",
        value=value,
        reason=one_line(found.reason, LONGEST_REASON),
        detector=detector,
        confirmed=value in {None, 1.0} or found.sure[1] < 1.0,
        language=found.language,
    )


def evaluate(context: Context) -> Evaluation:
    """The value of a check, computed from its parts if it is a composition."""
    spec = context.spec
    composition = CHECKS.get(spec.name).composition
    if composition is None:
        return _of_one(context)
    parts = parts_of(spec)
    found = [evaluate(replace(context, spec=part)) for part in parts]
    bounds = composition.combine(spec.arguments, [one.bounds for one in found])
    return Evaluation(
        bounds=bounds,
        sure=composition.combine(spec.arguments, [one.sure for one in found]),
        reason=_reason(bounds, [part.name for part in parts], found),
        language=next((one.language for one in found if one.language), UNSET),
    )


def _of_one(context: Context) -> Evaluation:
    spec = context.spec
    votes = (context.part_votes or {}).get(spec.id)
    if votes is not None:
        context = replace(context, votes=votes)
    outcome = scored(CHECKS.get(spec.name), context)
    bounds = UNKNOWN if outcome.value is None else known(outcome.value)
    asked = {name.partition(" ")[0] for name in detectors_in(spec)}
    by_detector = (outcome.detector or "").partition(" ")[0] in asked
    guessed = not outcome.confirmed or by_detector
    sure = UNKNOWN if guessed else bounds
    return Evaluation(bounds, sure, outcome.reason, outcome.language)


def _reason(bounds: Bounds, names: Sequence[str], found: Sequence[Evaluation]) -> str:
    """The reasons of the parts; those of parts with the value of the whole come first."""
    said = [
        (one.bounds != bounds, f"{name} {_word(one.bounds)}: {one.reason}")
        for name, one in zip(names, found, strict=True)
    ]
    share = LONGEST_REASON // min(len(said), 3)
    return "; ".join(one_line(words, share) for _, words in sorted(said, key=lambda one: one[0]))


def _word(bounds: Bounds) -> str:
    low, high = bounds
    if low != high:
        return "is unscored"
    return "passes" if low == 1.0 else "fails" if low == 0.0 else f"has {low:.2f}"


def problem(composition: Composition, arguments: Any) -> str | None:
    """Which part in the arguments is not one check; `None` if all are."""
    places = composition.places(arguments)
    for place in places:
        names = [word for word in found_at(arguments, place) if word not in BESIDE]
        if len(names) != 1 or not CHECKS.has(names[0]):
            return f"part {places.index(place) + 1} is not one check"
    return None
