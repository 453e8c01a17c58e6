"""The checks that every case has, though its suite does not say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.detectors.parts import atoms
from portcheck.model.suite import ANSWERED, CheckSpec

REFUSAL = CheckSpec(name="refusal", expect="none", id="refusal", gate="refusal", automatic=True)
"""Every case has this check unless it has one of its own: an answer is expected."""
WAS_ANSWERED = CheckSpec(name=ANSWERED, id=ANSWERED, gate="task", automatic=True)
"""Every case has this one too, unless its answer is expected to decline."""


def automatic_checks(
    own: Sequence[CheckSpec], stated: Set[str], ids: Set[str]
) -> Iterator[CheckSpec]:
    """The checks that a case has beside its own.

    Args:
        own: its own checks; of those that nobody has accepted, none says what is expected.
        stated: the names of the others, and of all their parts.
        ids: of all of its own.
    """
    used = {*ids}
    declining = any(_may_decline(spec) for spec in own if spec.proposed is UNSET)
    for spec in (REFUSAL, *(() if declining else (WAS_ANSWERED,))):
        if spec.name not in stated:
            name = free_id(spec.id, used)
            yield spec if name == spec.id else replace(spec, id=name)


def _may_decline(spec: CheckSpec) -> bool:
    """Whether an answer that declines the request can be right, by one check of its case."""
    return any(
        atom.name == REFUSAL.name and atom.expect == ("none" if negated else "full")
        for atom, negated in atoms(spec)
    )


def free_id(name: str, used: set[str]) -> str:
    """The name, or the name with the first free number from 2 on."""
    number, found = 1, name
    while found in used:
        number += 1
        found = f"{name}-{number}"
    return found
