"""The checks that a check is made of, and what of them guesses.

A check that is not a composition is its own only part.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from msgspec import UNSET

from portcheck.model.score import DetectorAccuracy, turned
from portcheck.model.suite import CheckSpec
from portcheck.plugins import CHECKS

BESIDE = frozenset({"expect", "extract", "json", "weight"})
"""What may stand in a part beside the name of its check."""
_WANTED = frozenset({"full", "challenge"})
"""The words of `expect` with which the behaviour that a detector finds is what should happen."""


def parts_of(spec: CheckSpec) -> tuple[CheckSpec, ...]:
    """The parts of a composition, one level down; they feed its gate and read answers as it does.

    None for another check.
    """
    composition = CHECKS.get(spec.name).composition
    if composition is None:
        return ()
    return tuple(
        _part(spec, found_at(spec.arguments, place), number)
        for number, place in enumerate(composition.places(spec.arguments), 1)
    )


def found_at(arguments: Any, place: tuple[str | int, ...]) -> Any:
    """The part at a place of a composition's arguments, a mapping."""
    for step in place:
        arguments = arguments[step]
    return arguments


def _part(whole: CheckSpec, written: Mapping[str, Any], number: int) -> CheckSpec:
    name = next(word for word in written if word not in BESIDE)
    reads = CHECKS.get(name).looks_at_text
    return CheckSpec(
        name=name,
        arguments=written[name],
        id=f"{whole.id}.{number}",
        gate=whole.gate,
        expect=written.get("expect"),
        extract=written.get("extract", whole.extract if reads else UNSET),
        json=written.get("json", whole.json if reads else UNSET),
    )


def walk(spec: CheckSpec) -> Iterator[CheckSpec]:
    """A check and all parts of it, at every level."""
    yield spec
    for part in parts_of(spec):
        yield from walk(part)


def atoms(spec: CheckSpec, *, negated: bool = False) -> Iterator[tuple[CheckSpec, bool]]:
    """The parts that are not compositions, and whether each counts the other way round."""
    composition = CHECKS.get(spec.name).composition
    if composition is None:
        yield spec, negated
        return
    turns = composition.passes_with(spec.arguments) == "none"
    for part in parts_of(spec):
        yield from atoms(part, negated=negated != turns)


def asks_judges(atom: CheckSpec) -> bool:
    """Whether judges decide a check that is not a composition, or stand behind its detector."""
    kind = CHECKS.get(atom.name)
    return kind.asks is not None and bool(kind.rubric(atom.arguments))


def asking_parts(spec: CheckSpec) -> tuple[CheckSpec, ...]:
    """The check, or the parts of it, that have judges asked."""
    if CHECKS.get(spec.name).composition is None:
        return (spec,) if asks_judges(spec) else ()
    return tuple(atom for atom, _ in atoms(spec) if asks_judges(atom))


def detectors_in(spec: CheckSpec) -> tuple[str, ...]:
    """Names and versions of the detectors that a check or a part of it may ask, sorted."""
    found = []
    for atom, _ in atoms(spec):
        kind = CHECKS.get(atom.name)
        found += [kind.detector, kind.behind if asks_judges(atom) else None]
    return tuple(sorted({detector.name for detector in found if detector is not None}))


def shape(spec: CheckSpec) -> Hashable:
    """The same for checks whose detectors err in the same way."""
    return spec.automatic is not UNSET, tuple((a.name, a.expect, n) for a, n in atoms(spec))


def confusion_of(spec: CheckSpec, *, breaches: bool = False) -> DetectorAccuracy | None:
    """What was measured of the detector that decides a check; `None` if nothing was.

    Nothing was measured of several checks together: how often a composition is wrong depends on
    how often its other parts leave the decision to a detector, which differs between two models.

    Args:
        spec: the check.
        breaches: positive is a failure of the check, whatever behaviour that is.
    """
    ((atom, negated), *more) = atoms(spec)
    if more:
        return None
    kind = CHECKS.get(atom.name)
    if kind.detector is None or (kind.behind is not None and asks_judges(atom)):
        return None  # of a detector with judges behind it nothing was counted
    counts = kind.detector.confusion(atom)
    if counts is None or not breaches:
        return counts
    return turned(counts) if is_turned(atom, negated=negated) else counts


def is_turned(atom: CheckSpec, *, negated: bool) -> bool:
    """Whether the behaviour that its detector finds is what should happen, so it passes."""
    return (atom.expect in _WANTED) != negated
