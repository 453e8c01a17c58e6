"""Split checks into their parts, and find the detectors among these.

A check that is not a composition is an atom.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from msgspec import UNSET

from portcheck.model.score import DetectorAccuracy, swapped_classes
from portcheck.model.suite import CheckSpec
from portcheck.plugins import CHECKS

BESIDE = frozenset({"expect", "extract", "json", "weight"})
"""Keys that a part may have besides the name of its check."""
_WANTED = frozenset({"full", "challenge"})
"""Values of `expect` with which the behaviour that a detector finds is wanted."""


def parts_of(spec: CheckSpec) -> tuple[CheckSpec, ...]:
    """The parts of a composition, one level down, with its gate and its way to read answers.

    Empty for other checks.
    """
    composition = CHECKS.get(spec.name).composition
    if composition is None:
        return ()
    return tuple(
        _part(spec, found_at(spec.arguments, place), number)
        for number, place in enumerate(composition.places(spec.arguments), 1)
    )


def found_at(arguments: Any, place: tuple[str | int, ...]) -> Any:
    """Look up a part, a mapping, in the arguments of a composition."""
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
    """Yield a check and all its parts at every level."""
    yield spec
    for part in parts_of(spec):
        yield from walk(part)


def atoms(spec: CheckSpec, *, negated: bool = False) -> Iterator[tuple[CheckSpec, bool]]:
    """Yield the parts that are not compositions, and whether each is negated."""
    composition = CHECKS.get(spec.name).composition
    if composition is None:
        yield spec, negated
        return
    turns = composition.passes_with(spec.arguments) == "none"
    for part in parts_of(spec):
        yield from atoms(part, negated=negated != turns)


def asks_judges(atom: CheckSpec) -> bool:
    """Whether judges decide a check that is not a composition, alone or after its detector."""
    kind = CHECKS.get(atom.name)
    return kind.asks is not None and bool(kind.rubric(atom.arguments))


def asking_parts(spec: CheckSpec) -> tuple[CheckSpec, ...]:
    """The check, or those of its parts, that ask judges."""
    if CHECKS.get(spec.name).composition is None:
        return (spec,) if asks_judges(spec) else ()
    return tuple(atom for atom, _ in atoms(spec) if asks_judges(atom))


def detectors_in(spec: CheckSpec) -> tuple[str, ...]:
    """Names and versions of the detectors that a check or its parts may use, sorted."""
    found = []
    for atom, _ in atoms(spec):
        kind = CHECKS.get(atom.name)
        found += [kind.detector, kind.behind if asks_judges(atom) else None]
    return tuple(sorted({detector.name for detector in found if detector is not None}))


def shape(spec: CheckSpec) -> Hashable:
    """A key that is the same for checks whose detectors err in the same way."""
    return spec.automatic is not UNSET, tuple((a.name, a.expect, n) for a, n in atoms(spec))


def confusion_of(spec: CheckSpec, *, breaches: bool = False) -> DetectorAccuracy | None:
    """The measured accuracy of the detector that decides a check; `None` if there is none.

    There is none for several checks together: how often a composition is wrong depends on how often
    its other parts leave the decision to a detector, which differs between two models.

    Args:
        spec: the check.
        breaches: whether a failure of the check counts as positive, whatever its behaviour is.
    """
    ((atom, negated), *more) = atoms(spec)
    if more:
        return None
    kind = CHECKS.get(atom.name)
    if kind.detector is None or (kind.behind is not None and asks_judges(atom)):
        return None  # a detector followed by judges was not measured
    counts = kind.detector.confusion(atom)
    if counts is None or not breaches:
        return counts
    return swapped_classes(counts) if is_turned(atom, negated=negated) else counts


def is_turned(atom: CheckSpec, *, negated: bool) -> bool:
    """Whether the behaviour that the detector finds is wanted, so that it passes the check."""
    return (atom.expect in _WANTED) != negated
