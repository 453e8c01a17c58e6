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
"""Most characters of the parts' reasons."""
PART = {"description": "A check, as in a list of checks.", "type": "object", "minProperties": 1}
"""A part: its name and arguments, and any keys of `BESIDE`."""
MOST_PARTS = 50


class Judged(Struct, frozen=True):
    """The result of one check of an answer."""

    bounds: Bounds
    """Range of its value."""
    sure: Bounds
    """Range of its value if all results of detectors are treated as unknown."""
    reason: str
    language: str | UnsetType = UNSET
    """See `Outcome`."""


def composed(context: Context) -> Outcome:
    """The value that the parts give, whatever those are that could not look.

    A failure is confirmed where it stands without every part that a detector decided. With a
    detector in it, the outcome always names that.
    """
    found = judged(context)
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


def judged(context: Context) -> Judged:
    """The finding about a check, from its parts if it has any."""
    spec = context.spec
    composition = CHECKS.get(spec.name).composition
    if composition is None:
        return _of_one(context)
    parts = parts_of(spec)
    found = [judged(replace(context, spec=part)) for part in parts]
    bounds = composition.combine(spec.arguments, [one.bounds for one in found])
    return Judged(
        bounds=bounds,
        sure=composition.combine(spec.arguments, [one.sure for one in found]),
        reason=_reason(bounds, [part.name for part in parts], found),
        language=next((one.language for one in found if one.language), UNSET),
    )


def _of_one(context: Context) -> Judged:
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
    return Judged(bounds, sure, outcome.reason, outcome.language)


def _reason(bounds: Bounds, names: Sequence[str], found: Sequence[Judged]) -> str:
    """The reasons of the parts, first those with the value of the whole."""
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
    """Why the parts of arguments are not checks; `None` if they are."""
    places = composition.places(arguments)
    for place in places:
        names = [word for word in found_at(arguments, place) if word not in BESIDE]
        if len(names) != 1 or not CHECKS.has(names[0]):
            return f"part {places.index(place) + 1} is not one check"
    return None
