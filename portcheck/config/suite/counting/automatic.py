"""Add the checks that every case has without being in its suite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.detectors.parts import atoms
from portcheck.model.suite import ANSWERED, CheckSpec

REFUSAL = CheckSpec(name="refusal", expect="none", id="refusal", gate="refusal", automatic=True)
"""Every case has this check unless it has its own one: an answer is expected."""
WAS_ANSWERED = CheckSpec(name=ANSWERED, id=ANSWERED, gate="task", automatic=True)
"""Every case also has this check, unless its answer is expected to decline."""


def automatic_checks(
    own: Sequence[CheckSpec], stated: Set[str], ids: Set[str]
) -> Iterator[CheckSpec]:
    """Yield the automatic checks of a case.

    Args:
        own: its own checks; proposed ones that are not accepted state no expectation.
        stated: the names of the accepted ones and of all their parts.
        ids: the ids of all its own checks.
    """
    used = {*ids}
    declining = any(_may_decline(spec) for spec in own if spec.proposed is UNSET)
    for spec in (REFUSAL, *(() if declining else (WAS_ANSWERED,))):
        if spec.name not in stated:
            name = free_id(spec.id, used)
            yield spec if name == spec.id else replace(spec, id=name)


def _may_decline(spec: CheckSpec) -> bool:
    """Whether a check allows an answer that declines the request."""
    return any(
        atom.name == REFUSAL.name and atom.expect == ("none" if negated else "full")
        for atom, negated in atoms(spec)
    )


def free_id(name: str, used: set[str]) -> str:
    """The name, or the name with the first unused number from 2."""
    number, found = 1, name
    while found in used:
        number += 1
        found = f"{name}-{number}"
    return found
