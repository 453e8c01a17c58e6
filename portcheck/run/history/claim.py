"""Which look at its claim a run is, given the earlier runs on the same two routes. Pure.

Runs belong to one claim as soon as they share a case, directly or through runs between them,
whatever their suites and workloads are called. Where the model that either side serves has changed,
a new claim begins. A run without a new answer is no look: it repeats an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from portcheck.model.numbers import count
from portcheck.model.run import Look
from portcheck.run.history.judged import Fingerprints, Judged


class EarlierRun(Struct, frozen=True, kw_only=True):
    """What an earlier run judged of one workload and one candidate."""

    key: str
    """Tells it apart from runs of the same id."""
    run: str
    """Its id."""
    look: int
    new_answers: int
    """Answers that no look before it had; without any it was no look."""
    served: tuple[tuple[str, ...], tuple[str, ...]]
    limits: str
    read: Callable[[Literal["cases", "checks", "answers"]], Fingerprints]
    """Its fingerprints, which are read only where they are needed."""


class Counted(Struct, frozen=True, kw_only=True):
    """A run, counted."""

    number: int
    new_answers: int
    new_cases: int
    earlier: tuple[EarlierRun, ...]
    """The looks before it, the first one first; one entry for each workload of a run."""
    note: str

    def kept(self, number: int) -> Counted:
        """The same run with the number that it had: it went on, and new answers are no new look."""
        return replace(self, number=number, new_answers=max(1, self.new_answers))

    def look(self, workload: str, candidate: str, *, answered: bool) -> Look:
        """What run.json says of it.

        Args:
            workload: Its id.
            candidate: Its id.
            answered: Whether there is an answer at all; without any nothing is repeated.
        """
        return Look(
            workload=workload,
            candidate=candidate,
            number=self.number,
            note=self.note,
            earlier_runs=tuple(dict.fromkeys(one.run for one in self.earlier)),
            new_cases=self.new_cases,
            repeated=answered and not self.new_answers,
        )


def count_look(judged: Judged, earlier: Sequence[EarlierRun]) -> Counted:
    """Which look a run is.

    Args:
        judged: What it judged.
        earlier: Runs on the same two routes, the first one first, without the run itself.
    """
    looks = [one for one in _epoch(judged, _same_claim(judged, earlier)) if one.new_answers]
    number = 1 + len({one.key for one in looks})
    unseen, repeated = set(judged.answers), None
    for one in reversed(looks):
        left = len(unseen)
        unseen.difference_update(one.read("answers"))
        if repeated is None and len(unseen) < left:
            repeated = one
    if judged.answers and not unseen and repeated is not None:
        number = repeated.look
    new = set(judged.cases)
    for one in looks:
        new.difference_update(one.read("cases"))
    return Counted(
        number=number,
        new_answers=len(unseen),
        new_cases=len(new),
        earlier=tuple(looks),
        note=_note(judged, looks),
    )


def _same_claim(judged: Judged, earlier: Sequence[EarlierRun]) -> list[EarlierRun]:
    known, found = set(judged.cases), set[int]()
    grown = True
    while grown:
        grown = False
        for place, one in enumerate(earlier):
            if place in found:
                continue
            cases = one.read("cases")
            if not known.isdisjoint(cases):
                known.update(cases)
                found.add(place)
                grown = True
    return [earlier[place] for place in sorted(found)]


def _epoch(judged: Judged, claim: Sequence[EarlierRun]) -> list[EarlierRun]:
    """The runs since a served model last changed; one that is not known is no change."""
    found: list[EarlierRun] = []
    for one in reversed(claim):
        if any(a and b and a != b for a, b in zip(judged.served, one.served, strict=True)):
            break
        found.append(one)
    return found[::-1]


def _note(judged: Judged, looks: Sequence[EarlierRun]) -> str:
    """What was changed once answers could be read, against the latest look that differs."""
    cases, checks = set(judged.cases), set(judged.checks)
    said: dict[str, str] = {}
    for one in reversed(looks):
        where = f"since look {one.look} (run {one.run})"
        theirs = one.read("cases")
        pairs = zip(theirs, one.read("checks"), strict=True)
        if "checks" not in said and any(a in cases and b not in checks for a, b in pairs):
            said["checks"] = f"checks changed {where}"
        if one.limits != judged.limits:
            said.setdefault("limits", f"margins, floors or confidence changed {where}")
        dropped = sum(case not in cases for case in theirs)
        if dropped:
            said.setdefault("cases", f"{count(dropped, 'case')} dropped {where}")
    if not said:
        return ""
    found = "; ".join(said.values())
    return f"{found[0].upper()}{found[1:]}, whose answers could be read before."
