"""Decide which look a run is, and combine its evidence with that of earlier nights.

Nights never add cases: each case counts once, with the mean of its answers over the nights of the
epoch. The results of earlier nights are in the run folder (`portcheck.run.nights.nights_file`), so
a run can be judged again without its history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.model.numbers import percent
from portcheck.model.parity import Breach, CasePair, GateResult, Verdict
from portcheck.model.run import Look
from portcheck.plugins import Evidence
from portcheck.run.nights.shown_drift import Drift, shown_drift
from portcheck.run.nights.values import (
    ClaimNights,
    NightValue,
    Sides,
    as_breaches,
    as_scores,
)

T = TypeVar("T")
Cases: TypeAlias = Callable[[str], Sequence[CasePair[float]]]
"""Name of a gate of scores to its cases in the run."""


class SettledLook(Struct, frozen=True, kw_only=True):
    """The look that a run is at a claim, and the nights whose evidence counts."""

    look: Look
    nights: ClaimNights
    """Has no values if only this run counts."""
    drift: Drift | None = None
    """The drift that this run shows."""

    @property
    def standing(self) -> Mapping[str, GateResult]:
        """The gates of the standing verdict by name; empty if the run is a look."""
        verdict = self.nights.standing
        return {} if verdict is None else {gate.gate: gate for gate in verdict.gates}

    @property
    def cautions(self) -> tuple[str, ...]:
        """Sentences about earlier looks and nights that a reader must know."""
        found = [self.look.note] if self.look.note else []
        if self.drift is not None:
            one = self.drift
            found.append(
                f"Drift is shown: the {one.side}'s {one.gate} was {percent(one.before)} over the "
                f"nights before and is {percent(one.tonight)} tonight. A new epoch begins, and "
                f"earlier nights are no longer evidence."
            )
        if self.nights.lacking:
            runs = ", ".join(self.nights.lacking)
            found.append(f"Nights without stored scores are not in the means: run {runs}.")
        return tuple(found)

    def with_night(self, verdict: Verdict) -> Verdict:
        """The verdict with its night, the run it stands from, and whether drift is shown."""
        return replace(
            verdict,
            night=self.look.night,
            stands_from=self.nights.standing_run or UNSET,
            drift=self.drift is not None or UNSET,
        )


def settle_look(look: Look, nights: ClaimNights, gates: Iterable[str], cases: Cases) -> SettledLook:
    """The look that a run is, and the nights whose evidence counts.

    If the run shows drift from earlier nights, it is the first look of a new epoch.

    Args:
        look: The look as it was counted.
        nights: The nights before it in its epoch.
        gates: Names of the score gates.
        cases: Returns the cases of a gate in this run.
    """
    drift = _drift(nights, gates, cases) if nights.values else None
    if drift is None:
        return SettledLook(look=look, nights=nights)
    fresh = replace(look, number=1, night=1, stands="", earlier_runs=(), repeated=False)
    alone = replace(nights, night=1, runs=(), lacking=(), values={}, standing=None, standing_run="")
    return SettledLook(look=fresh, nights=alone, drift=drift)


def with_nights(tonight: Evidence, earlier: Mapping[str, Sides], *, labelled: bool) -> Evidence:
    """The evidence of a gate, with the results of earlier nights as more repeats of its cases.

    Args:
        tonight: The evidence of this run.
        earlier: Case id to the results of earlier nights.
        labelled: Whether people have labelled answers of this run. If so, scores of earlier nights
            do not count, because labels correct the scores of this run only.
    """

    def scores() -> list[CasePair[float]]:
        return list(_longer(tonight.scores(), {} if labelled else earlier, as_scores))

    def breaches() -> list[CasePair[Breach]]:
        return list(_longer(tonight.breaches(), earlier, as_breaches))

    return replace(tonight, scores=scores, breaches=breaches) if earlier else tonight


def _drift(nights: ClaimNights, gates: Iterable[str], cases: Cases) -> Drift | None:
    found = {}
    for gate in gates:
        rows, earlier = cases(gate), nights.values.get(gate, {})
        if any(row.case in earlier for row in rows):
            found[gate] = _against(rows, earlier, 0), _against(rows, earlier, 1)
    return shown_drift(found)


def _against(
    rows: Iterable[CasePair[float]], earlier: Mapping[str, Sides], side: int
) -> Iterator[CasePair[float]]:
    """Yield rows that compare a side with itself; `side` is 0 for the baseline, 1 for a candidate.

    In the rows, `baseline` has the values of earlier nights, and `candidate` those of tonight.
    """
    for row in rows:
        before = earlier.get(row.case)
        if before is not None:
            tonight = row.candidate if side else row.baseline
            yield replace(row, baseline=as_scores(before[side]), candidate=tonight)


def _longer(
    cases: Iterable[CasePair[T]],
    earlier: Mapping[str, Sides],
    read: Callable[[Sequence[NightValue]], tuple[T | None, ...]],
) -> Iterator[CasePair[T]]:
    """Yield each case with the results of earlier nights; equal results share memory."""
    known: dict[object, tuple[tuple[T | None, ...], tuple[T | None, ...]]] = {}
    for case in cases:
        found = earlier.get(case.case)
        if found is None:
            yield case
            continue
        place = found, case.baseline, case.candidate
        sides = known.get(place)
        if sides is None:
            before, after = map(read, found)
            sides = known[place] = (*before, *case.baseline), (*after, *case.candidate)
        yield replace(case, baseline=sides[0], candidate=sides[1])
