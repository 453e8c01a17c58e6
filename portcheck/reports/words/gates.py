"""Describe one gate in words, the same in every report, so that reports never disagree.

Nothing is measured here: numbers from the report become text. Strings from a suite or a model are
passed on unchanged; each format escapes them in its own way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from msgspec import Struct

from portcheck.model.comparison.power import PowerCurve
from portcheck.model.numbers import (
    count,
    decimal,
    factor,
    number,
    one_sided,
    p_value,
    percent,
    points,
    two_sided,
)
from portcheck.model.parity import GateResult
from portcheck.model.score import CardUsed
from portcheck.plugins import GATES, Gate

IN_RUNS = "in 80 % of runs if there is no real difference"
"""The meaning of the number of more cases."""


class GateText(Struct, frozen=True, kw_only=True):
    """One gate in words; a field is "" if the gate has no such number."""

    gate: str
    kind: str
    """`hard` or `soft`."""
    outcome: str
    baseline: str
    candidate: str
    difference: str
    """Signed percentage points; for scale `ratio` a factor such as `1.20x`."""
    interval: str
    level: str
    """Coverage of the interval, for example `two-sided 90 %`."""
    measure: str
    """The quantity of both sides, if it is not a score: `breach rate`, `median` and so on."""
    limit: str
    """The margin in points, or the limit of a ratio or a rate."""
    limit_name: str
    """`margin` or `limit`."""
    unit: str
    """` points` if difference and limit are percentage points, otherwise ""."""
    floor: str
    n: str
    more_cases: str
    notes: tuple[str, ...]
    """Important notes for the reader; the gate's own sentence if it has one."""
    fine_print: tuple[str, ...]
    """Details on how the numbers were computed."""

    @property
    def label(self) -> str:
        """The gate, with its n if it has numbers."""
        return f"{self.gate} (n {self.n})" if self.n else self.gate

    @property
    def measured(self) -> str:
        """The gate and its measure."""
        return f"{self.gate} {self.measure}".rstrip()

    @property
    def lower_inside(self) -> bool:
        """Whether the gate is noninferior although the candidate's rate is lower."""
        return self.outcome == "noninferior" and self.difference.startswith("-")


def gate_text(gate: GateResult) -> GateText:
    """Describe one gate."""
    found = _registered(gate)
    has_numbers = any(
        value is not None for value in (gate.baseline, gate.candidate, gate.difference)
    )
    return GateText(
        gate=gate.gate,
        kind="hard" if gate.hard else "soft",
        outcome=gate.outcome,
        baseline=_side(gate, gate.baseline),
        candidate=_side(gate, gate.candidate),
        difference=_effect(gate, gate.difference),
        interval=interval(gate),
        level=_level(gate) if interval(gate) else "",
        limit=_limit(gate),
        limit_name="margin" if gate.scale == "difference" else "limit",
        unit=" points" if gate.scale == "difference" else "",
        measure=gate.measure or (found.measure if found else ""),
        floor=percent(gate.floor, exact=True),
        n=_size(gate) if has_numbers or gate.cases else "",
        more_cases="" if gate.more_cases is None else number(gate.more_cases),
        notes=tuple(_notes(gate)),
        fine_print=tuple(_fine_print(gate)),
    )


def interval(gate: GateResult) -> str:
    """Format `[low, high]` in the unit of the gate's difference; "" without both limits."""
    low, high = gate.ci_low, gate.ci_high
    if low is None or high is None:
        return ""
    return _bracket(gate, low, high)


def _level(gate: GateResult) -> str:
    return "two-sided" if gate.confidence is None else two_sided(gate.confidence)


def _bracket(gate: GateResult, low: float, high: float) -> str:
    if gate.scale == "rate":
        return f"[{percent(low, *gate.rate_limits)}, {percent(high, *gate.rate_limits)}]"
    return f"[{_effect(gate, low)}, {_effect(gate, high)}]"


def _side(gate: GateResult, value: float | None) -> str:
    if value is None or gate.scale in {"difference", "rate", "fact"}:
        return percent(value, *gate.rate_limits)
    found = _registered(gate)
    return (found.amount if found and found.amount else _amount)(value)


def _amount(value: float) -> str:
    return decimal(value, least=2) if math.isfinite(value) else ""


def _effect(gate: GateResult, value: float | None) -> str:
    if gate.scale == "ratio":
        return _times(factor(value, *gate.effect_limits))
    return points(value, *gate.effect_limits)


def _times(text: str) -> str:
    return f"{text}x" if text[-1:].isdigit() else text


def gate_kind(gate: GateResult) -> str:
    """The kind of a gate, which says what it can do to a verdict; "" if the gate is unknown."""
    known = _registered(gate)
    return known.kind if known else ""


def _registered(gate: GateResult) -> Gate | None:
    """The registered gate; `None` if it is not installed any more."""
    return GATES.get(gate.gate) if GATES.has(gate.gate) else None


def _limit(gate: GateResult) -> str:
    if gate.margin is None or not math.isfinite(gate.margin):
        return ""
    if gate.scale == "ratio":
        return _times(factor(gate.margin, exact=True))
    if gate.scale == "rate":
        return percent(gate.margin, exact=True)
    return points(gate.margin, exact=True, signed=False)


def _notes(gate: GateResult) -> Iterable[str]:
    if gate.detail:
        yield gate.detail
        return
    if gate.scale == "difference" and gate.outcome == "noninferior" and (gate.difference or 0) < 0:
        yield "the candidate is lower than the baseline, inside the margin"
    if gate.floor_met is False:
        yield (
            f"floor {percent(gate.floor, exact=True)} not met:"
            f" the candidate's lower limit is {percent(gate.floor_low, gate.floor) or 'unknown'}"
        )
    if gate.unconfirmed:
        yield "a flag was raised and nobody has confirmed it"
    if gate.more_cases is not None:
        yield f"about {count(gate.more_cases, 'more case')} would decide it {IN_RUNS}"


def _fine_print(gate: GateResult) -> Iterable[str]:
    if gate.floor_met:
        yield (
            f"floor {percent(gate.floor, exact=True)} met:"
            f" the candidate's lower limit is {percent(gate.floor_low, gate.floor) or 'unknown'}"
        )
    if gate.baseline_weak:
        yield "the baseline itself does not clear the floor"
    yield from _missing(gate)
    if gate.p_inferior is not None:
        also = "" if gate.p_holm is None else f", adjusted {p_value(gate.p_holm)}"
        yield f"p of not being worse than the margin allows: {p_value(gate.p_inferior)}{also}"
    if gate.cases and gate.scale == "difference":
        yield f"{count(gate.cases, 'case')}, {number(gate.pairs)} answered by both"
    if gate.detector:
        yield f"scored by {gate.detector}"
    if gate.detector_card and gate.detector_card.file:
        yield _own_card(gate.detector_card)
    yield from _correction(gate)
    if gate.method:
        yield f"method: {gate.method}"


def _correction(gate: GateResult) -> Iterable[str]:
    """Describe the correction for the detector's mistakes, and its assumptions."""
    if gate.detector_j is None or gate.detector_j_low is None:
        return
    j = f"J {decimal(gate.detector_j, least=2)}, at least {decimal(gate.detector_j_low, least=2)}"
    if gate.corrected_difference is not None:
        yield (
            f"difference as found {_effect(gate, gate.difference)} points, corrected for the"
            f" detector's mistakes {_effect(gate, gate.corrected_difference)} ({j})"
        )
    if gate.detector_margin is not None and gate.confidence is not None:
        limit = f"{one_sided(gate.confidence)} limit"
        yield f"to hold, its {limit} must exceed {_effect(gate, -gate.detector_margin)}"
    if gate.detector_note:
        yield f"untested: {gate.detector_note}"


def _size(gate: GateResult) -> str:
    """The n of a gate: a number of cases, or of groups, which is then named."""
    if gate.clusters and gate.clusters < gate.cases:
        return count(gate.clusters, "group")
    return number(gate.clusters or gate.cases)


def _missing(gate: GateResult) -> Iterable[str]:
    if gate.unscored:
        yield f"{count(gate.unscored, 'answer')} unscored, counted as the worst"
    if not gate.missing and not gate.unscored:
        return
    if not gate.missing:
        pass
    elif gate.missing_baseline or gate.missing_candidate:
        yield (
            f"{count(gate.missing, 'answer')} missing (baseline"
            f" {number(gate.missing_baseline)}, candidate {number(gate.missing_candidate)})"
        )
    else:
        yield f"{count(gate.missing, 'case')} without a value on both sides"
    low, high = gate.complete_ci_low, gate.complete_ci_high
    if gate.complete_difference is not None:
        bracket = "" if low is None or high is None else f" {_bracket(gate, low, high)}"
        yield f"complete pairs alone: {_effect(gate, gate.complete_difference)}{bracket}"


def shared_level(gates: Iterable[GateText]) -> str | None:
    """The coverage that all printed intervals share; `None` if they differ or there are none.

    A report prints it once in a heading, or next to every interval if this is `None`.
    """
    levels = {gate.level for gate in gates if gate.interval}
    return levels.pop() if len(levels) == 1 else None


def _own_card(card: CardUsed) -> str:
    """Describe the user's own detector card, whose counts give J."""
    said = (
        f"measured by your own card, {card.file}: {card.detector}, {card.measured}, "
        f"{number(card.positives)} and {number(card.negatives)} labels of the two classes by "
        f"{card.labelled_by}, set {card.source[:12]}"
    )
    if card.left_out:
        said += f"; {count(card.left_out, 'label')} of this same run left out"
    return said


def power_words(curve: PowerCurve) -> str:
    """Describe what a power curve shows and assumes."""
    share = next((share for n, share in curve.points if n >= curve.groups), None)
    enough = f" About {number(curve.enough)} cases would decide." if curve.enough else ""
    now = "" if share is None else f", {percent(share)} at the {number(curve.groups)} of this run"
    return (
        f"Share of runs that show a margin of {points(curve.margin, signed=False)} points, by the "
        f"number of cases{now}, if there is no real difference and {percent(curve.discordance)} of "
        f"the pairs differ, at {one_sided(curve.confidence)}.{enough}"
    )
