"""What the checks of a workload are evidence of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set

from portcheck.detectors.parts import asks_judges, atoms, parts_of
from portcheck.model.parity import CheckEvidence, SpeaksOf
from portcheck.model.suite import CheckSpec, Outline
from portcheck.plugins import CHECKS, GATES


def speaks_of(spec: CheckSpec) -> SpeaksOf:
    """What a check can be evidence of, by its gate and its own arguments."""
    return _SPEAKS[_strength(spec, {}, negated=False)]


_FORM, _COMPLYING, _CONDUCT, _CONTENT = range(4)
"""How much a check tells, the least first. `_COMPLYING`: that a model does not decline, which says
nothing of what it answers instead."""
_SPEAKS: tuple[SpeaksOf, ...] = ("form", "conduct", "conduct", "content")
_Key = tuple[str, str, str]
_Formal = Mapping[tuple[str, str], Set[_Key]]
"""By gate and name, the checks that speak of form as nearly all cases have them."""


def _strength(spec: CheckSpec, formal: _Formal, *, negated: bool) -> int:
    """How much a check tells where it passes, or where it fails.

    Of all its parts together a composition tells what its strongest part tells, as an answer has to
    pass that one too. Of any of them, or of their mean, it tells what its weakest part tells,
    as an answer can pass by that one. That an answer is not this or that says nothing about what it
    is; by De Morgan's laws what is not all of its parts is any of their opposites.

    Args:
        spec: the check.
        formal: what speaks of form in its workload.
        negated: what it tells where it fails.
    """
    kind = CHECKS.get(spec.name)
    gate = GATES.get(spec.gate)
    if gate.kind == "zero_tolerance" or gate.of_conduct:
        return _CONDUCT
    if kind.composition is None:
        return _strength_of_one(spec, formal, negated=negated)
    how = kind.composition.passes_with(spec.arguments)
    turned = negated != (how == "none")
    parts = [_strength(part, formal, negated=turned) for part in parts_of(spec)]
    together = how == ("any" if negated else "all")
    return max(parts) if together else min(parts)


def _strength_of_one(spec: CheckSpec, formal: _Formal, *, negated: bool) -> int:
    found = CHECKS.get(spec.name).speaks_of(spec.arguments)
    if found == "form":
        return _FORM
    if found == "content":
        keys = formal.get((spec.fed_gate, spec.name))
        return _FORM if negated or (keys and _key(spec) in keys) else _CONTENT
    expect = spec.expect or "none"
    complying = spec.name == "refusal" and expect == ("full" if negated else "none")
    return _COMPLYING if complying else _CONDUCT


ALIKE = 0.9
"""A check whose argument is the same in more than this share of the groups that have such a check
speaks of form there: an answer that never changes could pass it."""


class Speaking:
    """What each check of one workload speaks of.

    A check with the same argument everywhere speaks of form, whatever its kind, and so does one
    whose argument hardly ever differs (`ALIKE`).
    """

    def __init__(self, cases: Iterable[Outline]) -> None:
        """Looks through all cases once."""
        groups = Counter[tuple[str, str]]()  # that have such a check, by (gate, name)
        alike = Counter[tuple[str, str, str]]()  # the same, argument by argument
        counted = set[tuple[str, ...]]()  # of groups with a name, which several cases share
        for case, number in _kinds(cases):
            # What judges read differs from case to case, though their rubric does not.
            keys = {
                _key(atom)
                for spec in own_checks(case)
                for atom, negated in atoms(spec)
                if not negated and not asks_judges(atom)
            }
            places = {(gate, name) for gate, name, _ in keys}
            if case.group is not None:
                keys = {key for key in keys if (case.group, *key) not in counted}
                places = {place for place in places if (case.group, *place) not in counted}
                counted |= {(case.group, *found) for found in (*keys, *places)}
            units = number if case.group is None else 1
            alike.update(dict.fromkeys(keys, units))
            groups.update(dict.fromkeys(places, units))
        self._formal: dict[tuple[str, str], set[_Key]] = {}
        for key, number in alike.items():
            if number > ALIKE * groups[key[:2]]:
                self._formal.setdefault(key[:2], set()).add(key)

    def of(self, spec: CheckSpec) -> SpeaksOf:
        """What one check of the workload speaks of."""
        return self.says(spec)[0]

    def says(self, spec: CheckSpec) -> tuple[SpeaksOf, bool]:
        """The same, and whether the check can carry `safe`."""
        strength = _strength(spec, self._formal, negated=False)
        return _SPEAKS[strength], strength > _COMPLYING


def own_checks(case: Outline) -> list[CheckSpec]:
    """The checks that the suite states and that feed a gate."""
    return [spec for spec in case.checks if not spec.automatic and spec.fed_gate]


def check_evidence(cases: Iterable[Outline], speaking: Speaking) -> tuple[CheckEvidence, ...]:
    """Gate by gate, which of the suite's own checks fed it, and on how many cases."""
    found = Counter[tuple[str, str, SpeaksOf, bool]]()
    for case, number in _kinds(cases):
        entries = {(spec.fed_gate, spec.name, *speaking.says(spec)) for spec in own_checks(case)}
        found.update(dict.fromkeys(entries, number))
    return tuple(
        CheckEvidence(gate=gate, check=name, speaks_of=speaks_of, cases=number, suffices=suffices)
        for (gate, name, speaks_of, suffices), number in sorted(found.items())
    )


def covered_share(cases: Iterable[Outline], speaking: Speaking) -> float:
    """The share of groups, 0..1, that have their own check which can carry `safe`."""
    alone = carrying = 0  # cases without a group are one each
    groups: dict[str, bool] = {}
    for case, number in _kinds(cases):
        carries = any(speaking.says(spec)[1] for spec in own_checks(case))
        if case.group is None:
            alone += number
            carrying += number if carries else 0
        else:
            groups[case.group] = groups.get(case.group, False) or carries
    total = alone + len(groups)
    return (carrying + sum(groups.values())) / total if total else 0.0


def _kinds(cases: Iterable[Outline]) -> Iterator[tuple[Outline, int]]:
    """One of the cases that have the same group and share their checks, and how many they are."""
    found = list(cases)
    kinds = {(id(case.checks), case.group): case for case in found}
    numbers = Counter((id(case.checks), case.group) for case in found)
    return ((case, numbers[kind]) for kind, case in kinds.items())


def _key(spec: CheckSpec) -> _Key:
    """Arguments that differ in case or white space alone have one key: they ask for one answer."""
    arguments = CHECKS.get(spec.name).deciding(spec.arguments)
    return spec.fed_gate, spec.name, " ".join(repr((arguments, spec.expect)).casefold().split())
