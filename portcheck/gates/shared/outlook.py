"""Compute how many more cases or repeats would decide an undecided score gate."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import UNSET, Struct, UnsetType

from portcheck.model.numbers import count, number
from portcheck.model.parity import CasePair, HelpsMore
from portcheck.parity.detector_error import DetectorError, confidence_of_difference
from portcheck.parity.intervals import Counts, count_values
from portcheck.parity.noninferiority import differences
from portcheck.parity.pairing import Pairing
from portcheck.parity.power import (
    POWER,
    more_cases,
    more_for_floor,
    more_for_inferior,
    more_repeats,
    new_cases,
)


class NextLook(Struct, frozen=True, kw_only=True):
    """The error rates of the next look."""

    number: int
    """Number of the look, from 1."""
    confidence: float
    """One-sided, of that look."""
    fresh_confidence: float
    """One-sided, of a first look: a claim on new cases alone."""


class Outlook(Struct, frozen=True, kw_only=True):
    """Numbers of new groups that decide a gate in 80 % of runs; `None` if no number would."""

    look: int
    settled: bool = False
    """Whether the gate is decided already."""
    more: int | None = None
    """If there is no real difference."""
    alone: int | None = None
    """The same if the new groups are judged alone."""
    if_real: int | None = None
    """If the observed loss is real; `None` also if no loss was observed."""
    worse: int | None = None
    """To show a loss beyond the margin, if the observed loss is real."""
    repeats: int | None = None
    """By how much to multiply the repeats instead; 0 if no number of repeats would decide."""
    calls: tuple[int, int] = (0, 0)
    """Answers of each side for the additional cases, and for the additional repeats."""

    @property
    def helps_more(self) -> HelpsMore | UnsetType:
        """Whether more cases or repeats decide with fewer calls; unset if the gate is decided."""
        if self.settled:
            return UNSET
        if self.more is None:
            return "neither"
        return "repeats" if self.repeats and self.calls[1] < self.calls[0] else "cases"

    @property
    def sentence(self) -> str:
        """The outlook as text without a full stop; "" if the gate is decided."""
        if self.settled:
            return ""
        share = f"in {POWER * 100:.0f} % of runs"
        if self.more is None:
            hopeless = "more cases are not expected to make it safe"
            if self.worse is None:
                return hopeless
            return (
                f"{hopeless}; if the loss is real, about {count(self.worse, 'more case')} would "
                f"show it to be worse than the margin allows {share}, at look {self.look}"
            )
        said = (
            f"about {count(self.more, 'more case')} would decide {share} if there is no real "
            f"difference, at look {self.look}"
        )
        if self.if_real is not None:
            said += f", about {number(self.if_real)} if the loss is real and stays as it is"
        if self.alone is not None and self.alone < self.more:
            said += (
                f"; so would about {count(self.alone, 'new case')} judged alone, as a fresh claim"
            )
        if self.repeats:
            said += (
                f"; with {self.repeats} times as many repeats these cases are enough if their "
                f"difference stays the same; repeats take {count(self.calls[1], 'call')} a side, "
                f"cases {number(self.calls[0])}: {self.helps_more} help more"
            )
        elif self.repeats == 0:
            said += "; more repeats of these cases would not"
        return said


class Target(Struct, frozen=True, kw_only=True):
    """What a gate must show, and what of it is shown."""

    margin: float
    """0 < margin < 1."""
    part: float
    """The part that the interval must clear; the rest allows for a detector's mistakes."""
    inside: bool
    """Whether the interval clears `part`."""
    floor: float | None
    """0 <= floor < 1."""
    floor_met: bool
    error: DetectorError | None = None
    """Error of the detector that scored it; without `condemns` no result is inferior."""

    def confidence(self, of_look: float) -> float:
        """The one-sided confidence of the interval, at a look with the confidence `of_look`."""
        return confidence_of_difference(of_look, self.error)


def outlook(
    cases: Sequence[CasePair[float]], pairing: Pairing, target: Target, look: NextLook
) -> Outlook:
    """Compute how many more cases or repeats would decide a gate.

    Args:
        cases: Scores 0..1 by case, with their repeats.
        pairing: The same scores by group, in pairs.
        target: What the gate must show.
        look: The next look.
    """
    observed = differences(pairing)
    if target.inside and target.floor_met:
        return Outlook(look=look.number, settled=True, alone=new_alone(pairing, target, look))
    ahead = target.confidence(look.confidence)
    more = _together(pairing, observed, target, look)
    if more is None:
        worse = None
        if not target.inside and (target.error is None or target.error.condemns):
            worse = more_for_inferior(_complete(pairing), margin=target.margin, confidence=ahead)
        return Outlook(look=look.number, worse=worse)
    repeats = real = None
    if not target.inside:
        real = more_cases(observed, margin=target.part, confidence=ahead, loss_is_real=True)
        if target.floor_met:
            repeats = more_repeats(cases, margin=target.part, confidence=ahead)
    answers = sum(len(case.candidate) for case in cases)
    further = math.ceil(more * answers / max(1, len(pairing.candidate)))
    return Outlook(
        look=look.number,
        calls=(further, max(0, (repeats or 1) - 1) * answers),
        more=more,
        alone=new_alone(pairing, target, look),
        if_real=real if real is not None and real > more else None,
        repeats=repeats,
    )


def new_alone(pairing: Pairing, target: Target, look: NextLook) -> int | None:
    """New groups that show the whole target in 80 % of runs if they are judged alone, or `None`."""
    fresh = target.confidence(look.fresh_confidence)
    needed = [new_cases(differences(pairing), margin=target.part, confidence=fresh)]
    if target.floor is not None:
        needed.append(_for_floor(pairing, target.floor, look.fresh_confidence, alone=True))
    return _largest(needed)


def _together(pairing: Pairing, observed: Counts, target: Target, look: NextLook) -> int | None:
    """New groups that show the rest of the target together with the observed ones, or `None`."""
    needed: list[int | None] = []
    if not target.inside:
        ahead = target.confidence(look.confidence)
        needed.append(more_cases(observed, margin=target.part, confidence=ahead))
    if target.floor is not None and not target.floor_met:
        needed.append(_for_floor(pairing, target.floor, look.confidence))
    return _largest(needed)


def _for_floor(
    pairing: Pairing, floor: float, confidence: float, *, alone: bool = False
) -> int | None:
    rates = count_values(pairing.candidate)
    pass_fail = all(value in {0.0, 1.0} for value, _ in rates)
    return more_for_floor(
        rates, floor=floor, confidence=confidence, pass_fail=pass_fail, alone=alone
    )


def _complete(pairing: Pairing) -> Counts:
    pairs = zip(pairing.complete_baseline, pairing.complete_candidate, strict=True)
    return count_values(after - before for before, after in pairs)


def _largest(needed: Sequence[int | None]) -> int | None:
    """The largest of the numbers; `None` if one of them is not known."""
    numbers = [one for one in needed if one is not None]
    return max(numbers) if numbers and len(numbers) == len(needed) else None
