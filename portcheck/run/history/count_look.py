"""Decide which look at its claim a run is, given the earlier runs on the same two routes. Pure.

Runs belong to one claim if they share a case, directly or through other runs; the names of their
suites and workloads do not matter. A new epoch of the claim begins when the model that either side
serves changes; the earlier epoch continues when it changes back. A run with new answers is a night
of its epoch. Nights 1, 2, 4, 8 and so on are looks, and so is a night that adds cases; on the other
nights the last verdict stands. A run without new answers is neither a night nor a look: it repeats
the night that has its answers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import takewhile
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from portcheck.model.numbers import count
from portcheck.model.run import Look
from portcheck.run.history.fingerprints import Fingerprints, RunFingerprints


class EarlierRun(Struct, frozen=True, kw_only=True):
    """An earlier run's entry for one workload and one candidate."""

    key: str
    """Distinguishes it from runs with the same id."""
    run: str
    """Id of the run."""
    workload: str = ""
    candidate: str = ""
    look: int
    new_answers: int
    """Number of answers that no night before it had; with 0 it was not a night."""
    is_look: bool = True
    drift: bool = False
    """Whether it differed from the nights before it and so began an epoch."""
    served: tuple[tuple[str, ...], tuple[str, ...]]
    limits: str
    read: Callable[[Literal["cases", "checks", "answers"]], Fingerprints]
    """Reads its fingerprints, which most callers do not need."""
    variants: tuple[str, ...] = ()
    """Digests of the variants of the prompt that it asked."""


class CountedRun(Struct, frozen=True, kw_only=True):
    """Which look and which night a run is."""

    number: int
    """Number of its look; if it is not a look, the number of the look whose verdict stands."""
    is_look: bool
    night: int
    new_answers: int
    new_cases: int
    nights: tuple[EarlierRun, ...]
    """The nights before it, the oldest first; one entry for each workload of a run."""
    note: str
    repeats: EarlierRun | None = None
    """The night that has the same answers, if none of them is new."""

    @property
    def earlier(self) -> tuple[EarlierRun, ...]:
        """The looks before it."""
        return tuple(one for one in self.nights if one.is_look)

    def with_count_of(self, before: CountedRow) -> CountedRun:
        """The count of a resumed run: still the look it was before, as new answers add no look."""
        return replace(
            self,
            number=before.look,
            is_look=before.is_look,
            new_answers=max(1, self.new_answers),
            repeats=None,
        )

    def look(self, workload: str, candidate: str, *, answered: bool) -> Look:
        """The entry for run.json.

        Args:
            workload: Id of the workload.
            candidate: Id of the candidate.
            answered: Whether the run has any answer; a run without answers repeats nothing.
        """
        stands = "" if self.is_look or not self.earlier else self.earlier[-1].run
        earlier = [*self.earlier, *([self.repeats] if self.repeats is not None else ())]
        return Look(
            workload=workload,
            candidate=candidate,
            number=self.number,
            note=self.note,
            earlier_runs=tuple(dict.fromkeys(one.run for one in earlier)),
            new_cases=self.new_cases,
            repeated=answered and not self.new_answers,
            night=self.night,
            stands=stands,
        )


class CountedRow(NamedTuple):
    """What the ledger has about a run that was counted."""

    place: int
    """1-based position of the row in the order in which rows were counted."""
    look: int
    new_answers: int
    is_look: bool


def count_look(
    fingerprints: RunFingerprints,
    earlier: Sequence[EarlierRun],
    stands: Callable[[EarlierRun], bool] = lambda _run: True,
    *,
    due: bool = False,
) -> CountedRun:
    """Decide which look a run is.

    Args:
        fingerprints: Its cases, checks and answers.
        earlier: Runs on the same two routes, the oldest first, without the run itself.
        stands: Tells whether the verdict of a look is known. If that of the last look is not, no
            verdict can stand, so the run is a look.
        due: Make the run a look on any night, because it asks what no look has judged.
    """
    nights = [
        one for one in _epoch(fingerprints, _same_claim(fingerprints, earlier)) if one.new_answers
    ]
    unseen, repeated = set(fingerprints.answers), None
    for one in reversed(nights):
        left = len(unseen)
        unseen.difference_update(one.read("answers"))
        if repeated is None and len(unseen) < left:
            repeated = one
    note = _note(fingerprints, [one for one in nights if one.is_look])
    if not fingerprints.answers or unseen:
        repeated = None
    if repeated is not None:  # only the nights that it had before it
        nights = list(takewhile(lambda one: one.key != repeated.key, nights))
    new = set(fingerprints.cases)
    for one in nights:
        new.difference_update(one.read("cases"))
    night, looks = 1 + len({one.key for one in nights}), [one for one in nights if one.is_look]
    if repeated is not None:
        is_look, number = repeated.is_look, repeated.look
    else:
        due = due or not looks or bool(new) or night & (night - 1) == 0
        is_look = due or not fingerprints.answers or not stands(looks[-1])
        number = 1 + len({one.key for one in looks}) if is_look else looks[-1].look
    return CountedRun(
        number=number,
        is_look=is_look,
        night=night,
        new_answers=len(unseen),
        new_cases=len(new),
        nights=tuple(nights),
        note=note,
        repeats=repeated,
    )


def standing_look(counted: CountedRun, workload: str) -> EarlierRun | None:
    """The look whose verdict stands for a run that is not a look; `None` if there was no look.

    A look at several workloads has one entry for each; that of `workload` is preferred.
    """
    if not counted.earlier:
        return None
    last = [one for one in counted.earlier if one.key == counted.earlier[-1].key]
    return next((one for one in last if one.workload == workload), last[-1])


class Prompts(Struct, frozen=True, kw_only=True):
    """The prompts that share the error rate of a claim, and the variants that came late."""

    number: int
    """Number of prompts: the plain one and every variant."""
    late: Mapping[str, frozenset[int]]
    """Digest of a variant to the fingerprints of the cases that had answers before any run asked
    the variant."""


def count_prompts(
    fingerprints: RunFingerprints,
    earlier: Sequence[EarlierRun],
    own: Collection[str],
    beside: Collection[str],
) -> Prompts:
    """Count the prompts of a claim: the plain one, and each variant in any of its runs.

    A variant is late if an earlier run of the claim had answers to its cases. This includes runs
    that an earlier model answered, because people could read these answers too.

    Args:
        fingerprints: Of the run.
        earlier: As for `count_look`.
        own: Digests of the variants that the run asks this candidate.
        beside: Digests of the variants that it asks in other workloads on the same routes and
            cases.
    """
    claim = _same_claim(fingerprints, earlier)
    ever = {*own, *beside}.union(*(one.variants for one in claim))
    late = {}
    for digest in own:
        seen: set[int] = set()
        for one in claim:
            if digest in one.variants:
                break
            seen.update(one.read("cases"))
        found = seen.intersection(fingerprints.cases)
        if found:
            late[digest] = frozenset(found)
    return Prompts(number=1 + len(ever), late=late)


def _same_claim(fingerprints: RunFingerprints, earlier: Sequence[EarlierRun]) -> list[EarlierRun]:
    """The earlier runs that share a case with this one, directly or through other runs."""
    known, found = set(fingerprints.cases), set[int]()
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


def _epoch(fingerprints: RunFingerprints, claim: Sequence[EarlierRun]) -> list[EarlierRun]:
    """The runs with the same served models, back to the last one that showed drift.

    A model that is not known counts as the same.
    """
    found: list[EarlierRun] = []
    for one in reversed(claim):
        if any(a and b and a != b for a, b in zip(fingerprints.served, one.served, strict=True)):
            continue
        found.append(one)
        if one.drift:
            break
    return found[::-1]


def _note(fingerprints: RunFingerprints, looks: Sequence[EarlierRun]) -> str:
    """A sentence on cases, checks and limits that changed since an earlier look; "" if none did.

    People could read the answers of that look before they made the change.
    """
    cases, checks = set(fingerprints.cases), set(fingerprints.checks)
    said: dict[str, str] = {}
    for one in reversed(looks):
        where = f"since look {one.look} (run {one.run})"
        theirs = one.read("cases")
        pairs = zip(theirs, one.read("checks"), strict=True)
        if "checks" not in said and any(a in cases and b not in checks for a, b in pairs):
            said["checks"] = f"checks changed {where}"
        if one.limits != fingerprints.limits:
            said.setdefault("limits", f"margins, floors or confidence changed {where}")
        dropped = sum(case not in cases for case in theirs)
        if dropped:
            said.setdefault("cases", f"{count(dropped, 'case')} dropped {where}")
    if not said:
        return ""
    found = "; ".join(said.values())
    return (
        f"{found[0].upper()}{found[1:]}. People could read the earlier answers before the change."
    )
