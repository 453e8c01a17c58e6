"""Decide which look at its claim a run is, given the earlier runs on the same two routes. Pure.

Runs belong to one claim if they share a case, directly or through other runs, whatever the names of
their suites and workloads. If the model that either side serves changes, a new epoch of the claim
begins; if it changes back, the earlier epoch continues. A run with new answers is a night of its
epoch. Nights 1, 2, 4, 8 and so on are looks, and so is a night that adds cases; between them the
last verdict stands. A run without new answers is neither: it repeats the night of its answers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import takewhile
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from portcheck.model.numbers import count
from portcheck.model.run import Look
from portcheck.run.history.judged import Fingerprints, Judged


class EarlierRun(Struct, frozen=True, kw_only=True):
    """An earlier run's entry for one workload and one candidate."""

    key: str
    """Tells it apart from runs of the same id."""
    run: str
    """Its id."""
    workload: str = ""
    candidate: str = ""
    look: int
    new_answers: int
    """Answers that no night before it had; without any it was none."""
    is_look: bool = True
    drift: bool = False
    """It differed from the nights before it, and began an epoch."""
    served: tuple[tuple[str, ...], tuple[str, ...]]
    limits: str
    read: Callable[[Literal["cases", "checks", "answers"]], Fingerprints]
    """Its fingerprints, which are read only where they are needed."""
    variants: tuple[str, ...] = ()
    """Digests of the variants of the prompt that it asked too."""


class Counted(Struct, frozen=True, kw_only=True):
    """A run, counted."""

    number: int
    """Number of its look; if it is not a look, of the look whose verdict stands."""
    is_look: bool
    night: int
    new_answers: int
    new_cases: int
    nights: tuple[EarlierRun, ...]
    """The nights before it, the first one first; one entry for each workload of a run."""
    note: str
    repeats: EarlierRun | None = None
    """The night whose answers these are, where none is new."""

    @property
    def earlier(self) -> tuple[EarlierRun, ...]:
        """The looks before it."""
        return tuple(one for one in self.nights if one.is_look)

    def kept(self, before: CountedRow) -> Counted:
        """Keep the earlier count of a resumed run, because new answers are no new look."""
        return replace(
            self,
            number=before.look,
            is_look=before.is_look,
            new_answers=max(1, self.new_answers),
            repeats=None,
        )

    def look(self, workload: str, candidate: str, *, answered: bool) -> Look:
        """The entry about it for run.json.

        Args:
            workload: Its id.
            candidate: Its id.
            answered: Whether there is an answer at all; without any nothing is repeated.
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
    """The count of a row of the ledger."""

    place: int
    """The order in which rows were counted."""
    look: int
    new_answers: int
    is_look: bool


def count_look(
    judged: Judged,
    earlier: Sequence[EarlierRun],
    stands: Callable[[EarlierRun], bool] = lambda _run: True,
    *,
    due: bool = False,
) -> Counted:
    """Decide which look a run is.

    Args:
        judged: What it judged.
        earlier: Runs on the same two routes, the first one first, without the run itself.
        stands: Whether the verdict of a look is known; where it is not, there is nothing that
            could stand, and the next night is a look.
        due: It asks what no look has judged, so it is one on any night.
    """
    nights = [one for one in _epoch(judged, _same_claim(judged, earlier)) if one.new_answers]
    unseen, repeated = set(judged.answers), None
    for one in reversed(nights):
        left = len(unseen)
        unseen.difference_update(one.read("answers"))
        if repeated is None and len(unseen) < left:
            repeated = one
    note = _note(judged, [one for one in nights if one.is_look])
    if not judged.answers or unseen:
        repeated = None
    if repeated is not None:  # as that night was judged
        nights = list(takewhile(lambda one: one.key != repeated.key, nights))
    new = set(judged.cases)
    for one in nights:
        new.difference_update(one.read("cases"))
    night, looks = 1 + len({one.key for one in nights}), [one for one in nights if one.is_look]
    if repeated is not None:
        is_look, number = repeated.is_look, repeated.look
    else:
        due = due or not looks or bool(new) or night & (night - 1) == 0
        is_look = due or not judged.answers or not stands(looks[-1])
        number = 1 + len({one.key for one in looks}) if is_look else looks[-1].look
    return Counted(
        number=number,
        is_look=is_look,
        night=night,
        new_answers=len(unseen),
        new_cases=len(new),
        nights=tuple(nights),
        note=note,
        repeats=repeated,
    )


def standing(counted: Counted, workload: str) -> EarlierRun | None:
    """The look whose verdict stands where a run is none: that of its workload, where there is one.

    `None` if there was no look.
    """
    if not counted.earlier:
        return None
    last = [one for one in counted.earlier if one.key == counted.earlier[-1].key]
    return next((one for one in last if one.workload == workload), last[-1])


class Prompts(Struct, frozen=True, kw_only=True):
    """The number of prompts that share the error rate of a claim, and the late ones of a run."""

    number: int
    late: Mapping[str, frozenset[int]]
    """Digest of a variant to the cases whose answers could be read before any run asked it."""


def count_prompts(
    judged: Judged, earlier: Sequence[EarlierRun], own: Collection[str], beside: Collection[str]
) -> Prompts:
    """Count the prompts of a claim: the plain one, and each variant in any of its runs.

    A variant stays what it was first asked as, and whatever model answered: answers of an earlier
    one could be read too.

    Args:
        judged: what the run judged.
        earlier: as of `count_look`.
        own: digests of the variants that it asked for this candidate.
        beside: of those that it asked elsewhere on the same routes and cases.
    """
    claim = _same_claim(judged, earlier)
    ever = {*own, *beside}.union(*(one.variants for one in claim))
    late = {}
    for digest in own:
        seen: set[int] = set()
        for one in claim:
            if digest in one.variants:
                break
            seen.update(one.read("cases"))
        found = seen.intersection(judged.cases)
        if found:
            late[digest] = frozenset(found)
    return Prompts(number=1 + len(ever), late=late)


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
    """The runs of the same served models since drift was last shown.

    A model that is not known is no change.
    """
    found: list[EarlierRun] = []
    for one in reversed(claim):
        if any(a and b and a != b for a, b in zip(judged.served, one.served, strict=True)):
            continue
        found.append(one)
        if one.drift:
            break
    return found[::-1]


def _note(judged: Judged, looks: Sequence[EarlierRun]) -> str:
    """The changes since the latest different look, made after its answers could be read."""
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
    return f"{found[0].upper()}{found[1:]}, and its answers could be read before."
