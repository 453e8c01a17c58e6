"""Hard gates of scores: non-inferiority under a margin, with a floor.

A gate of this kind is one call of `score_gate`; `score_result` is how they all decide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from msgspec.structs import replace

from portcheck.model.chat import JsonObject
from portcheck.model.numbers import count, percent, points
from portcheck.model.parity import CasePair, Comparison, GateResult
from portcheck.parity.detector_error import SHARE_OF_ALPHA, DetectorError, detector_error
from portcheck.parity.intervals import count_values
from portcheck.parity.noninferiority import compare_pairing
from portcheck.parity.pairing import Pairing, pair
from portcheck.parity.power import cases_needed, floor_limit, helps, more_for_floor
from portcheck.plugins import Evidence, Gate

FLAWLESS = 1.2
"""Where no answer of either side fails, and no missing one counts as failed, how often a candidate
at the margin passes is known exactly: (1 - J margin)^n. Up to this many times the error rate, 6 %
instead of 5 %, the whole margin is left to the comparison, so that the smallest samples that can
show non-inferiority without a detector can do so with a good one."""


MARGIN: JsonObject = {
    "description": "Largest tolerated loss on the 0..1 scale.",
    "type": "number",
    "exclusiveMinimum": 0,
    "exclusiveMaximum": 1,
}
LIMITS: JsonObject = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "margin": MARGIN,
        "floor": {
            "description": "The candidate's rate must be shown to exceed this.",
            "type": "number",
            "minimum": 0,
            "exclusiveMaximum": 1,
        },
    },
}


def score_gate(
    name: str, summary: str, *, place: int, margin: float = 0.05, floor: float = 0.5
) -> Gate:
    """A hard gate that checks feed with scores.

    Args:
        name: As suites name it.
        summary: One line for the table in the documentation.
        place: Where reports list it among the gates of scores.
        margin: Tolerated loss 0..1 where the suite says nothing.
        floor: The rate 0..1 that the candidate's must be shown to exceed, likewise.
    """

    def decide(evidence: Evidence) -> GateResult | None:
        workload = evidence.workload
        return score_result(
            name,
            evidence.scores(),
            evidence.limits,
            confidence=workload.confidence,
            max_missing=workload.max_missing,
            detector=", ".join(evidence.detectors()) or None,
            error=worst_error(evidence),
        )

    return Gate(
        name=name,
        summary=summary,
        kind="score",
        fed_by="checks",
        limits=LIMITS,
        defaults={"margin": margin, "floor": floor},
        decide=decide,
        place=place,
    )


def worst_error(evidence: Evidence) -> DetectorError | None:
    """How often the detectors of a gate are wrong, by the worst of them; `None` without any."""
    vendors = (evidence.baseline.vendor, evidence.candidate.vendor)
    errors = [
        detector_error(accuracy, alpha=1.0 - evidence.workload.confidence, vendors=vendors)
        for accuracy in evidence.accuracies()
    ]
    return min(errors, key=lambda error: (not error.problem, error.j_low), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Floor:
    limit: float | None
    low: float | None
    met: bool | None
    baseline_weak: bool
    more: int | None
    """Further groups expected to show it; `None` where none are needed or none would help."""


def score_result(
    gate: str,
    cases: Sequence[CasePair[float]],
    limits: JsonObject,
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
        limits: `margin` is needed, `floor` may be absent.
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
    margin, least = limits.get("margin"), limits.get("floor")
    if margin is None:
        raise ValueError(f"the gate {gate} needs a margin")
    pairing = pair(cases)
    comparison = compare_pairing(pairing, margin=margin, confidence=confidence)
    stricter = _allowing(pairing, comparison, error)
    floor = _floor(pairing, least, confidence)
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
        margin=margin,
        floor=least,
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
        detail=detail or _detail(stricter, floor, margin, more, helps(cases)),
        too_many_missing=bool(too_many),
        **_correction(comparison, error),
    )


def _allowing(pairing: Pairing, comparison: Comparison, error: DetectorError | None) -> Comparison:
    """The comparison against what a detector's mistakes leave of the margin."""
    if error is None or error.problem or comparison.outcome == "inferior":
        return comparison
    alpha = 1.0 - comparison.confidence
    margin = error.j_low * comparison.margin
    strict = compare_pairing(
        pairing, margin=margin, confidence=1.0 - (1.0 - SHARE_OF_ALPHA) * alpha
    )
    if strict.outcome == "inferior":
        # Shown below a part of the margin, which is not the whole of it.
        return replace(strict, outcome="inconclusive")
    if strict.outcome == "noninferior" or not _flawless(pairing):
        return strict
    lacking = _flawless_needed(comparison, margin, alpha) - comparison.clusters
    return comparison if lacking <= 0 else replace(strict, more_cases=lacking)


def _flawless_needed(comparison: Comparison, margin: float, alpha: float) -> int:
    """Groups without any failure that show non-inferiority; see `FLAWLESS`."""
    by_bound = math.ceil(math.log(FLAWLESS * alpha) / math.log1p(-margin))
    return max(by_bound, cases_needed(comparison.margin, comparison.confidence))


def _flawless(pairing: Pairing) -> bool:
    return all(score == 1.0 for score in (*pairing.baseline, *pairing.candidate))


def _problem(error: DetectorError | None) -> str:
    if error is None or not error.problem:
        return ""
    return f"{error.problem}; labels for answers of this run would decide"


def _correction(comparison: Comparison, error: DetectorError | None) -> dict[str, Any]:
    if error is None:
        return {}
    known = error.j_low > 0.0
    difference = comparison.difference
    return {
        "detector_j": error.j,
        "detector_j_low": error.j_low,
        "detector_margin": error.j_low * comparison.margin if known else None,
        "detector_confidence": 1.0 - (1.0 - SHARE_OF_ALPHA) * (1.0 - comparison.confidence),
        "corrected_difference": max(-1.0, min(1.0, difference / error.j))
        if known and difference is not None
        else None,
        "detector_note": error.untested,
    }


def _floor(pairing: Pairing, floor: float | None, confidence: float) -> _Floor:
    if floor is None or not pairing.candidate:
        return _Floor(
            limit=floor,
            low=None,
            met=None if floor is None else False,
            baseline_weak=False,
            more=None,
        )
    alpha = 1.0 - confidence
    low, pass_fail = _rate_limit(pairing.candidate, alpha)
    met = low > floor
    return _Floor(
        limit=floor,
        low=low,
        met=met,
        baseline_weak=_rate_limit(pairing.baseline, alpha)[0] <= floor,
        more=None
        if met
        else more_for_floor(
            count_values(pairing.candidate), floor=floor, confidence=confidence, pass_fail=pass_fail
        ),
    )


def _rate_limit(scores: Sequence[float], alpha: float) -> tuple[float, bool]:
    pass_fail = all(score in {0.0, 1.0} for score in scores)
    return floor_limit(count_values(scores), alpha, pass_fail=pass_fail), pass_fail


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
        f"{percent(share, max_missing)} of the {side}'s answers"
        for side, share in sides
        if share > max_missing + 1e-12
    ]
    if not found:
        return ""
    return (
        f"{' and '.join(found)} are missing, and at most {percent(max_missing, exact=True)} may be"
    )


def _detail(
    comparison: Comparison,
    floor: _Floor,
    margin: float,
    more: int | None,
    remedy: Literal["cases", "repeats"] | None,
) -> str:
    if comparison.difference is None:
        return "no case has a baseline answer"
    parts = [_standing(comparison, margin)]
    if floor.met is False and floor.low is not None and floor.limit is not None:
        parts.append(
            f"its rate is only shown to exceed {percent(floor.low, floor.limit)}, "
            f"not the floor of {percent(floor.limit, exact=True)}"
        )
    undecided = comparison.outcome == "inconclusive" or (
        comparison.outcome == "noninferior" and floor.met is False
    )
    if undecided:
        parts.append(_outlook(more, remedy))
    return "; ".join(parts)


def _standing(comparison: Comparison, whole: float) -> str:
    difference = comparison.difference or 0.0
    part = comparison.margin
    size = points(difference, -whole, -part, signed=False)
    where = "no difference" if float(size) == 0.0 else f"better by {size} points"
    if difference < 0.0 and float(size) != 0.0:
        where = f"worse by {size} points"
    margin = points(whole, exact=True, signed=False)
    if comparison.outcome == "inferior":
        return f"{where}, and shown to be worse by more than the margin of {margin} points"
    if comparison.outcome == "inconclusive":
        if part != whole:
            left = points(part, whole, signed=False)
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
