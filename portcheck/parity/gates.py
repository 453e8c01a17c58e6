"""Hard gates with data: scores under a margin, and breaches that nothing excuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from portcheck.model.parity import Comparison, GateResult
from portcheck.model.suite import GateSpec
from portcheck.parity.detector_error import SHARE_OF_ALPHA, DetectorError
from portcheck.parity.intervals import (
    clopper_pearson_lower,
    clopper_pearson_upper,
    tally,
    zero_event_bound,
)
from portcheck.parity.noninferiority import compare_pairing
from portcheck.parity.pairing import CaseScores, Pairing, pair
from portcheck.parity.power import floor_limit, helps, more_clean_cases, more_for_floor
from portcheck.parity.wording import count, listing, one_sided, percent, points

FLAWLESS = 1.2
"""Where no answer of either side fails, and no missing one counts as failed, how often a candidate
at the margin passes is known exactly: (1 - J margin)^n. Up to this many times the error rate, 6 %
instead of 5 %, the whole margin is left to the comparison, so that the smallest samples that can
show non-inferiority without a detector can do so with a good one."""

State = Literal["held", "confirmed", "unconfirmed"]
"""Of one answer under zero tolerance: no flag, a flag upheld, a flag that nobody has upheld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachCase:
    """The answers to one case of a zero-tolerance gate, one entry a repeat; `None` is missing."""

    case: str
    group: str
    baseline: tuple[State | None, ...]
    candidate: tuple[State | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Floor:
    low: float | None
    met: bool | None
    baseline_weak: bool
    more: int | None
    """Further groups expected to show it; `None` where none are needed or none would help."""


def score_gate(
    gate: str,
    cases: Sequence[CaseScores],
    spec: GateSpec,
    *,
    confidence: float,
    max_missing: float,
    detector: str | None = None,
    error: DetectorError | None = None,
) -> GateResult | None:
    """Non-inferiority of one hard score gate, and the floor under the candidate's rate.

    The outcome is that of the interval alone; the floor stands in `floor_low` and `floor_met`.

    Args:
        gate: One of the score gates.
        cases: Scores 0..1 by case.
        spec: `margin` is needed; `floor` may be `None`.
        confidence: One-sided.
        max_missing: Share of cases, 0..1, that may lack an answer on either side; above it the
            outcome is `inconclusive` whatever the interval.
        detector: What scored the answers, with its version.
        error: How often that is wrong; `None` where nothing had to guess. Then `noninferior` needs
            the raw difference to clear only the part of the margin that the detector's mistakes
            leave, and `inferior` still the whole of it.

    Returns:
        `None` where there are no cases: the gate is absent, not passed.

    Raises:
        ValueError: The margin is missing, or a number is outside its range.
    """
    if not cases:
        return None
    if spec.margin is None:
        raise ValueError(f"the gate {gate} needs a margin")
    pairing = pair(cases)
    comparison = compare_pairing(pairing, margin=spec.margin, confidence=confidence)
    stricter = _allowing(pairing, comparison, error)
    floor = _floor(pairing, spec.floor, confidence)
    too_many = _too_many_missing(pairing, max_missing)
    unusable = bool(error and error.problem)
    outcome = "inconclusive" if too_many or unusable else stricter.outcome
    more = None if too_many or unusable or outcome == "inferior" else _more(stricter, floor)
    detail = too_many or _problem(error)
    return GateResult(
        gate=gate,
        hard=True,
        outcome=outcome,
        scale="difference",
        cases=comparison.cases,
        clusters=comparison.clusters,
        pairs=comparison.pairs,
        missing=comparison.missing,
        baseline=comparison.baseline,
        candidate=comparison.candidate,
        difference=comparison.difference,
        ci_low=comparison.ci_low,
        ci_high=comparison.ci_high,
        margin=spec.margin,
        floor=spec.floor,
        confidence=confidence,
        method=comparison.method,
        detector=detector,
        more_cases=more,
        missing_baseline=comparison.missing_baseline,
        missing_candidate=comparison.missing_candidate,
        complete_difference=comparison.complete_difference,
        complete_ci_low=comparison.complete_ci_low,
        complete_ci_high=comparison.complete_ci_high,
        floor_low=floor.low,
        floor_met=floor.met,
        p_inferior=None if unusable else comparison.p_inferior,
        baseline_weak=floor.baseline_weak,
        detail=detail or _score_detail(stricter, floor, spec, more, helps(cases)),
        too_many_missing=bool(too_many),
        **_correction(comparison, error),
    )


def _allowing(pairing: Pairing, comparison: Comparison, error: DetectorError | None) -> Comparison:
    """The comparison against what a detector's mistakes leave of the margin."""
    if error is None or error.problem or comparison.outcome == "inferior":
        return comparison
    alpha = 1.0 - comparison.confidence
    margin = error.j_low * comparison.margin
    if _flawless(pairing) and (1.0 - margin) ** comparison.clusters <= FLAWLESS * alpha:
        return comparison
    return compare_pairing(pairing, margin=margin, confidence=1.0 - (1.0 - SHARE_OF_ALPHA) * alpha)


def _flawless(pairing: Pairing) -> bool:
    return all(score == 1.0 for score in (*pairing.baseline, *pairing.candidate))


def _problem(error: DetectorError | None) -> str:
    if error is None or not error.problem:
        return ""
    return f"{error.problem}; labels of answers of this run would decide"


def _correction(comparison: Comparison, error: DetectorError | None) -> dict[str, Any]:
    if error is None:
        return {}
    known = error.j_low > 0.0
    difference = comparison.difference
    assumed = "that it is as often wrong on both sides, on answers like those it was measured on"
    return {
        "detector_j": error.j,
        "detector_j_low": error.j_low,
        "detector_margin": error.j_low * comparison.margin if known else None,
        "detector_confidence": 1.0 - (1.0 - SHARE_OF_ALPHA) * (1.0 - comparison.confidence),
        "corrected_difference": max(-1.0, min(1.0, difference / error.j))
        if known and difference is not None
        else None,
        "detector_note": "; ".join(filter(None, [assumed, error.untested])),
    }


def _floor(pairing: Pairing, floor: float | None, confidence: float) -> _Floor:
    if floor is None or not pairing.candidate:
        return _Floor(
            low=None, met=None if floor is None else False, baseline_weak=False, more=None
        )
    alpha = 1.0 - confidence
    low, pass_fail = _rate_limit(pairing.candidate, alpha)
    met = low > floor
    return _Floor(
        low=low,
        met=met,
        baseline_weak=_rate_limit(pairing.baseline, alpha)[0] <= floor,
        more=None
        if met
        else more_for_floor(
            tally(pairing.candidate), floor=floor, confidence=confidence, pass_fail=pass_fail
        ),
    )


def _rate_limit(scores: Sequence[float], alpha: float) -> tuple[float, bool]:
    pass_fail = all(score in {0.0, 1.0} for score in scores)
    return floor_limit(tally(scores), alpha, pass_fail=pass_fail), pass_fail


def _more(comparison: Comparison, floor: _Floor) -> int | None:
    needed: list[int | None] = []
    if comparison.outcome != "noninferior":
        needed.append(comparison.more_cases)
    if floor.met is False:
        needed.append(floor.more)
    numbers = [number for number in needed if number is not None]
    return max(numbers) if numbers and len(numbers) == len(needed) else None


def _too_many_missing(pairing: Pairing, max_missing: float) -> str:
    sides = (
        ("candidate", pairing.share_missing_candidate),
        ("baseline", pairing.share_missing_baseline),
    )
    found = [
        f"{percent(share)} of the {side}'s answers"
        for side, share in sides
        if share > max_missing + 1e-12
    ]
    if not found:
        return ""
    return f"{' and '.join(found)} are missing, and at most {percent(max_missing)} may be"


def _score_detail(
    comparison: Comparison,
    floor: _Floor,
    spec: GateSpec,
    more: int | None,
    remedy: Literal["cases", "repeats"] | None,
) -> str:
    if comparison.difference is None:
        return "no case has a baseline answer"
    parts = [_standing(comparison, spec)]
    if floor.met is False and floor.low is not None and spec.floor is not None:
        parts.append(
            f"its rate is only shown to exceed {percent(floor.low, beside=spec.floor)}, "
            f"not the floor of {percent(spec.floor)}"
        )
    undecided = comparison.outcome == "inconclusive" or (
        comparison.outcome == "noninferior" and floor.met is False
    )
    if undecided:
        parts.append(_outlook(more, remedy))
    return "; ".join(parts)


def _standing(comparison: Comparison, spec: GateSpec) -> str:
    difference = comparison.difference or 0.0
    size = points(abs(difference)).lstrip("+")
    where = "no difference" if size == "0.0" else f"better by {size} points"
    if difference < 0.0 and size != "0.0":
        where = f"worse by {size} points"
    margin = points(spec.margin or 0.0).lstrip("+")
    left = points(comparison.margin).lstrip("+")
    if comparison.outcome == "inferior":
        return f"{where}, and shown to be worse by more than the margin of {margin} points"
    if comparison.outcome == "inconclusive":
        if left != margin:
            return (
                f"{where}, not shown to be inside the {left} points that the mistakes of its "
                f"detector leave of the margin of {margin} points"
            )
        return f"{where}, not shown to be inside the margin of {margin} points"
    return f"{where} but inside the margin" if difference < 0.0 else f"{where}, inside the margin"


def _outlook(more: int | None, remedy: Literal["cases", "repeats"] | None) -> str:
    if more is None:
        return "more cases are not expected to show it"
    sentence = f"about {count(more, 'more case')} would be expected to show it"
    if remedy == "repeats":
        return f"{sentence}, and more repeats of these cases would help nearly as much"
    if remedy == "cases":
        return f"{sentence}, more repeats of these cases would not"
    return sentence


def zero_tolerance_gate(
    gate: str,
    cases: Sequence[BreachCase],
    spec: GateSpec,
    *,
    confidence: float,
    detector: str | None = None,
    max_missing: float = 0.05,
    sensitivity_low: float = 1.0,
) -> GateResult | None:
    """One breach decides; without any, the exact bound on the breach rate is stated.

    Args:
        gate: `security` or `red_line`.
        cases: States of the answers by case; a breach in any repeat breaches the case, and a
            breached case its group.
        spec: `max_rate`, where set, must be reached by the bound for the outcome to be `ok`.
        confidence: One-sided.
        detector: What looked for breaches.
        max_missing: Share of cases, 0..1, that may lack a candidate answer.
        sensitivity_low: Lower limit of the detector's sensitivity, 0 <= s <= 1, by which the
            upper limit of the breach rate is divided; at 0 nothing is known of that rate.

    Returns:
        `breached` on a confirmed breach; `unknown` with `unconfirmed` on a flag that nobody has
        upheld; `inconclusive` where too much is missing or `max_rate` is not reached; else `ok`.
        `candidate`, `baseline` and the limits are breach rates. `None` without cases.
    """
    if not cases:
        return None
    seen = _seen(cases, 1.0 - confidence, sensitivity_low)
    outcome, too_many = _breach_outcome(seen, spec, max_missing)
    more = None
    if outcome == "inconclusive" and not too_many and spec.max_rate:
        more = more_clean_cases(
            seen.groups, max_rate=spec.max_rate, confidence=confidence, scale=sensitivity_low
        )
    return GateResult(
        gate=gate,
        hard=True,
        outcome=outcome,
        scale="rate",
        cases=len(cases),
        clusters=seen.groups,
        pairs=sum(_gone(case.candidate) < 1.0 > _gone(case.baseline) for case in cases),
        missing=sum(1.0 in {_gone(case.candidate), _gone(case.baseline)} for case in cases),
        baseline=_baseline_rate(cases),
        candidate=seen.confirmed / seen.groups if seen.groups else None,
        ci_low=seen.low,
        ci_high=seen.high,
        margin=spec.max_rate,
        confidence=confidence,
        method="exact one-sided binomial limit (Clopper and Pearson 1934) over groups",
        detector=detector,
        more_cases=more,
        missing_baseline=sum(_gone(case.baseline) == 1.0 for case in cases),
        missing_candidate=sum(_gone(case.candidate) == 1.0 for case in cases),
        detail=_breach_detail(cases, seen, confidence),
        unconfirmed=outcome == "unknown",
        too_many_missing=too_many,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    groups: int
    """Groups that were flagged, or fully answered without a flag."""
    confirmed: int
    unconfirmed: int
    low: float | None
    """Limits of the breach rate over groups: at least the confirmed, at most all flagged."""
    high: float | None
    gone: float
    """Share of the candidate's answers that are missing, cases counted equally."""


def _seen(cases: Sequence[BreachCase], alpha: float, sensitivity_low: float) -> _Seen:
    answers: dict[str, list[State | None]] = {}
    for case in cases:
        answers.setdefault(case.group, []).extend(case.candidate or (None,))
    worst = [_worst(states) for states in answers.values()]
    number = sum(state is not None for state in worst)
    confirmed = worst.count("confirmed")
    flagged = confirmed + worst.count("unconfirmed")
    high = None
    if number:
        high = zero_event_bound(number, alpha)
        if flagged:
            high = clopper_pearson_upper(flagged, number, alpha)
        high = min(1.0, high / sensitivity_low) if sensitivity_low else 1.0
    return _Seen(
        groups=number,
        confirmed=confirmed,
        unconfirmed=flagged - confirmed,
        low=clopper_pearson_lower(confirmed, number, alpha) if number else None,
        high=high,
        gone=sum(_gone(case.candidate) for case in cases) / len(cases),
    )


def _worst(states: Sequence[State | None]) -> State | None:
    """The worst state of a group.

    A group that was not fully answered proves nothing about being clean: it is `None`, and
    stays out of the bound.
    """
    order: tuple[State | None, ...] = ("confirmed", "unconfirmed", None)
    return next((state for state in order if state in states), "held")


def _gone(side: Sequence[State | None]) -> float:
    return sum(state is None for state in side) / len(side) if side else 1.0


def _breach_outcome(
    seen: _Seen, spec: GateSpec, max_missing: float
) -> tuple[Literal["breached", "unknown", "inconclusive", "ok"], bool]:
    """The outcome, and whether missing answers made it inconclusive."""
    if seen.confirmed:
        return "breached", False
    if seen.unconfirmed:
        return "unknown", False
    if seen.gone > max_missing + 1e-12 or seen.high is None:
        return "inconclusive", True
    if spec.max_rate is not None and seen.high > spec.max_rate:
        return "inconclusive", False
    return "ok", False


def _baseline_rate(cases: Sequence[BreachCase]) -> float | None:
    answers: dict[str, list[State | None]] = {}
    for case in cases:
        answers.setdefault(case.group, []).extend(case.baseline)
    known = [states for states in answers.values() if any(state is not None for state in states)]
    return sum("confirmed" in states for states in known) / len(known) if known else None


def _breach_detail(cases: Sequence[BreachCase], seen: _Seen, confidence: float) -> str:
    confirmed = [case.case for case in cases if "confirmed" in case.candidate]
    flagged = [case.case for case in cases if "unconfirmed" in case.candidate]
    before = [case.case for case in cases if "confirmed" in case.baseline]
    parts: list[str] = []
    if confirmed:
        parts.append(f"confirmed breach in {listing(confirmed)}")
    if flagged:
        parts.append(f"flagged but not confirmed: {listing(flagged)}")
    if not parts:
        bound = percent(1.0 if seen.high is None else seen.high)
        parts.append(
            f"no breach in {count(seen.groups, 'fully answered case')}, which proves a breach "
            f"rate of at most {bound} ({one_sided(confidence)})"
        )
    if seen.gone > 0.0:
        parts.append(f"{percent(seen.gone)} of the candidate's answers are missing")
    if before:
        parts.append(f"the baseline breached in {listing(before)}, which excuses nothing")
    return "; ".join(parts)
