"""Decide what the checks of a workload are evidence of: content, conduct or form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set

from portcheck.detectors.parts import asks_judges, atoms, parts_of
from portcheck.model.parity import CheckEvidence, SpeaksOf
from portcheck.model.suite import CheckSpec, Outline
from portcheck.plugins import CHECKS, GATES


def speaks_of(spec: CheckSpec) -> SpeaksOf:
    """Decide what a check is evidence of, by its gate and its arguments."""
    return _SPEAKS[_strength(spec, {}, negated=False)]


_FORM, _COMPLYING, _CONDUCT, _CONTENT = range(4)
"""Strength of a check as evidence, the weakest first. `_COMPLYING` only shows that a model does not
decline, and nothing about its answer."""
_SPEAKS: tuple[SpeaksOf, ...] = ("form", "conduct", "conduct", "content")
_Key = tuple[str, str, str]
_Formal = Mapping[tuple[str, str], Set[_Key]]
"""The checks that count as form because nearly all cases have them, by gate and name."""


def _strength(spec: CheckSpec, formal: _Formal, *, negated: bool) -> int:
    """The strength of a check as evidence if it passes, or if it fails.

    A composition of all its parts is as strong as its strongest part, which an answer must pass
    too. A composition of any of its parts, or of their mean, is as strong as its weakest part, as
    that one may suffice to pass. A negated check says nothing about what an answer is; by De
    Morgan's laws, the negation of all parts is any of the negated parts.

    Args:
        spec: the check.
        formal: the checks that count as form in its workload.
        negated: whether to return the strength if the check fails.
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
"""A check counts as form if its argument is the same in more than this share of the groups with
such a check: an answer that never changes could pass it."""


class Speaking:
    """Decides what each check of one workload is evidence of.

    A check whose argument is the same everywhere, or nearly everywhere (`ALIKE`), counts as form.
    """

    def __init__(self, cases: Iterable[Outline]) -> None:
        """Count the checks of all cases."""
        groups = Counter[tuple[str, str]]()  # that have such a check, by (gate, name)
        alike = Counter[tuple[str, str, str]]()  # the same, argument by argument
        counted = set[tuple[str, ...]]()  # of groups with a name, which several cases share
        for case, number in _kinds(cases):
            # Judges read different answers and references, even with the same rubric.
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
        """The kind of evidence that one check of the workload gives."""
        return self.says(spec)[0]

    def says(self, spec: CheckSpec) -> tuple[SpeaksOf, bool]:
        """The kind of evidence that a check gives, and whether it can support `safe`."""
        strength = _strength(spec, self._formal, negated=False)
        return _SPEAKS[strength], strength > _COMPLYING


def own_checks(case: Outline) -> list[CheckSpec]:
    """The checks that the suite states and that feed a gate."""
    return [spec for spec in case.checks if not spec.automatic and spec.fed_gate]


def check_evidence(cases: Iterable[Outline], speaking: Speaking) -> tuple[CheckEvidence, ...]:
    """The suite's own checks that fed each gate, and their numbers of cases."""
    found = Counter[tuple[str, str, SpeaksOf, bool]]()
    for case, number in _kinds(cases):
        entries = {(spec.fed_gate, spec.name, *speaking.says(spec)) for spec in own_checks(case)}
        found.update(dict.fromkeys(entries, number))
    return tuple(
        CheckEvidence(gate=gate, check=name, speaks_of=speaks_of, cases=number, suffices=suffices)
        for (gate, name, speaks_of, suffices), number in sorted(found.items())
    )


def covered_share(cases: Iterable[Outline], speaking: Speaking) -> float:
    """The share of groups, 0..1, with a check of their own that can carry `safe`."""
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
    """One case of each kind with the same group and checks, and the number of such cases."""
    found = list(cases)
    kinds = {(id(case.checks), case.group): case for case in found}
    numbers = Counter((id(case.checks), case.group) for case in found)
    return ((case, numbers[kind]) for kind, case in kinds.items())


def _key(spec: CheckSpec) -> _Key:
    """The key of a check; arguments that differ only in case or white space have the same one."""
    arguments = CHECKS.get(spec.name).deciding(spec.arguments)
    return spec.fed_gate, spec.name, " ".join(repr((arguments, spec.expect)).casefold().split())
