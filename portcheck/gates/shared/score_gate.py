"""Hard score gates: non-inferiority under a margin, with a floor.

`score_gate` makes a gate of this kind; all of them decide by `score_result`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any, Literal

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.gates.shared.by_labels import with_labels
from portcheck.gates.shared.outlook import NextLook, Outlook, Target, outlook
from portcheck.model.chat import JsonObject
from portcheck.model.numbers import percent, points
from portcheck.model.parity import CasePair, Comparison, GateResult
from portcheck.model.suite import sample_of
from portcheck.parity.detector_error import (
    DetectorError,
    confidence_of_difference,
    detector_error,
)
from portcheck.parity.intervals import count_values
from portcheck.parity.noninferiority import compare_pairing
from portcheck.parity.pairing import Pairing, pair
from portcheck.parity.power import floor_limit
from portcheck.parity.sequential import confidence_of, look_confidence
from portcheck.plugins import Evidence, Gate

Cases = Sequence[CasePair[float]]
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
        name: Its name in suites.
        summary: One line for the table in the documentation.
        place: Its place in reports among the gates of scores.
        margin: Default of the tolerated loss, 0..1.
        floor: Default of the rate 0..1 that the candidate's rate must be shown to exceed.
    """

    def decide(evidence: Evidence) -> GateResult | None:
        return evidence_result(name, evidence)

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


def evidence_result(
    name: str, evidence: Evidence, sides: Callable[[Cases], Cases] = lambda cases: cases
) -> GateResult | None:
    """Decide a gate on the evidence of a run, including labels.

    Args:
        name: The name of the gate.
        evidence: The scores and labels of the gate.
        sides: Converts tabulated scores to scores of the two sides, for checks that score pairs.

    Returns:
        `None` if no case feeds the gate.
    """
    cases, error = evidence.scores(), worst_error(evidence)
    sampled = {one.id for one in sample_of(evidence.workload.outlines, name)}
    sample = [case for case in cases if case.case in sampled]
    results = [
        (result, part)
        for part in ([cases] if len(sample) == len(cases) else [sample, cases])
        if (result := _of_cases(name, evidence, sides(part), error)) is not None
    ]
    if not results:
        return None
    # Both must hold. The sample decides unless the other cases show their own loss.
    result, part = min(results, key=lambda one: _low(one[0]))
    if error is None:
        return result
    chosen = {case.case for case in part}
    labelled = [case for case in evidence.labelled() if case.case in chosen]
    return with_labels(result, evidence, error, sides(part), sides(labelled))


def _of_cases(
    name: str, evidence: Evidence, cases: Cases, error: DetectorError | None
) -> GateResult | None:
    return score_result(
        name,
        cases,
        evidence.limits,
        confidence=evidence.confidence,
        next_look=next_look(evidence),
        max_missing=evidence.workload.max_missing,
        detector=", ".join(evidence.detectors()) or None,
        error=error,
    )


def _low(result: GateResult) -> float:
    return -2.0 if result.ci_low is None else result.ci_low


def next_look(evidence: Evidence) -> NextLook:
    """The error rates of the look after this one."""
    claim, number = evidence.workload.confidence, evidence.look + 1
    return NextLook(
        number=number,
        confidence=look_confidence(claim, number),
        fresh_confidence=look_confidence(claim, 1),
    )


def worst_error(evidence: Evidence) -> DetectorError | None:
    """The error of the worst detector that feeds a gate; `None` if none does."""
    vendors = (evidence.baseline.vendor, evidence.candidate.vendor)
    errors = [
        replace(detector_error(counts, alpha=1.0 - evidence.confidence, vendors=vendors), card=card)
        for counts, card in zip_longest(evidence.accuracies(), evidence.cards())
    ]
    worst = min(errors, key=lambda error: (not error.weak, error.j_low), default=None)
    language = evidence.unmeasured_language()
    if not language:
        return worst
    return replace(
        worst or detector_error(None, alpha=1.0 - evidence.confidence), language=language
    )


class _Floor(Struct, frozen=True, kw_only=True):
    limit: float | None
    low: float | None
    met: bool | None
    baseline_weak: bool


def score_result(
    gate: str,
    cases: Sequence[CasePair[float]],
    limits: JsonObject,
    *,
    confidence: float,
    next_look: NextLook | None = None,
    max_missing: float,
    detector: str | None = None,
    error: DetectorError | None = None,
) -> GateResult | None:
    """Decide non-inferiority of one hard score gate, and whether its floor is met.

    The outcome is that of the interval alone; `floor_low` and `floor_met` have the floor.

    Args:
        gate: One of the score gates.
        cases: Scores 0..1 by case.
        limits: `margin` is required, `floor` is optional.
        confidence: One-sided, of this look.
        next_look: The look at which more cases would be judged; by default one with the same
            confidence.
        max_missing: Share of cases, 0..1, that may lack an answer on either side; above it the
            outcome is `inconclusive` whatever the interval is.
        detector: The detector of the scores, with its version.
        error: The error of the detector; `None` if nothing had to guess. With it, `noninferior`
            needs the raw difference to clear the smaller part of the margin that the detector's
            mistakes leave, and `inferior` the whole margin. With a detector that is too weak,
            nothing is `inferior`, and `noninferior` is only a condition (`detector_weak`).

    Returns:
        `None` if there are no cases: the gate is absent, not passed.

    Raises:
        ValueError: The margin is missing, or a number is outside its range.
    """
    if not cases:
        return None
    margin, least = limits.get("margin"), limits.get("floor")
    if margin is None:
        raise ValueError(f"the gate {gate} needs a margin")
    if next_look is None:
        next_look = NextLook(number=1, confidence=confidence, fresh_confidence=confidence)
    pairing = pair(cases)
    decided = confidence_of_difference(confidence, error)
    comparison = compare_pairing(pairing, margin=margin, confidence=decided)
    part = margin if error is None else error.share_of_margin * margin
    floor = _floor(pairing, least, confidence)
    too_many = _too_many_missing(pairing, max_missing)
    outcome = _outcome(comparison, part, too_many, error)
    target = Target(
        margin=margin,
        part=part,
        inside=outcome == "noninferior",
        floor=least,
        floor_met=floor.met is not False,
        error=error,
    )
    ahead = None
    if not too_many and outcome != "inferior" and not (error and error.language):
        ahead = outlook(cases, pairing, target, next_look)
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
        confidence=confidence_of(1.0 - decided),
        method=comparison.method,
        detector=detector,
        missing_baseline=comparison.missing_baseline,
        missing_candidate=comparison.missing_candidate,
        unscored=comparison.unscored,
        complete_difference=comparison.complete_difference,
        complete_ci_low=comparison.complete_ci_low,
        complete_ci_high=comparison.complete_ci_high,
        floor_low=floor.low,
        floor_met=floor.met,
        p_inferior=comparison.p_inferior if error is None or error.condemns else None,
        baseline_weak=floor.baseline_weak,
        detail=too_many or _detail(outcome, comparison, part, floor, ahead),
        too_many_missing=bool(too_many),
        **_correction(comparison, part, error),
        **_further(ahead),
    )


def _outcome(
    comparison: Comparison, part: float, too_many: str, error: DetectorError | None
) -> Literal["noninferior", "inferior", "inconclusive"]:
    """Compare the interval with the part of the margin that mistakes leave."""
    if too_many or comparison.ci_low is None or comparison.complete_difference is None:
        return "inconclusive"
    if comparison.ci_low > -part:
        return "noninferior"
    condemns = error is None or error.condemns
    return "inferior" if comparison.outcome == "inferior" and condemns else "inconclusive"


def weakness(error: DetectorError | None) -> str:
    """Why a detector is too weak to decide a gate without a condition; "" if it is not."""
    if error is None or not error.weak:
        return ""
    return f"{error.weak}; labels for answers of this run would lift this"


def _further(ahead: Outlook | None) -> dict[str, Any]:
    """The fields of a result for how many more cases or repeats would decide."""
    if ahead is None:
        return {}
    return {
        "more_cases": ahead.more,
        "more_alone": ahead.alone,
        "more_repeats": ahead.repeats or UNSET,
        "helps_more": ahead.helps_more,
    }


def _correction(comparison: Comparison, part: float, error: DetectorError | None) -> dict[str, Any]:
    if error is None:
        return {}
    difference = comparison.difference
    return {
        "detector_j": error.j,
        "detector_j_low": error.j_low,
        "detector_margin": part,
        "corrected_difference": max(-1.0, min(1.0, difference / error.j))
        if error.j_low > 0.0 and difference is not None
        else None,
        "detector_note": error.untested,
        "detector_weak": weakness(error),
        "detector_card": error.card or UNSET,
    }


def _floor(pairing: Pairing, floor: float | None, confidence: float) -> _Floor:
    if floor is None:
        return _Floor(limit=None, low=None, met=None, baseline_weak=False)
    low = _rate_limit(pairing.candidate, 1.0 - confidence)
    before = pairing.complete_baseline
    return _Floor(
        limit=floor,
        low=low,
        met=low > floor,
        baseline_weak=bool(before) and _rate_limit(before, 1.0 - confidence) <= floor,
    )


def _rate_limit(scores: Sequence[float], alpha: float) -> float:
    pass_fail = set(scores) <= {0.0, 1.0}
    return floor_limit(count_values(scores), alpha, pass_fail=pass_fail)


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
    unscored = " or could not be scored" if pairing.unscored else ""
    return (
        f"{' and '.join(found)} are missing{unscored}, more than the allowed "
        f"{percent(max_missing, exact=True)}"
    )


def _detail(
    outcome: str,
    comparison: Comparison,
    part: float,
    floor: _Floor,
    ahead: Outlook | None,
) -> str:
    if comparison.complete_difference is None:
        return "no case has a scored answer on both sides"
    parts = [_standing(outcome, comparison, part)]
    if floor.met is False and floor.low is not None and floor.limit is not None:
        parts.append(
            f"its rate is only shown to exceed {percent(floor.low, floor.limit)}, "
            f"not the floor of {percent(floor.limit, exact=True)}"
        )
    if ahead is not None and ahead.sentence:
        parts.append(ahead.sentence)
    return "; ".join(parts)


def _standing(outcome: str, comparison: Comparison, part: float) -> str:
    difference = comparison.difference or 0.0
    whole = comparison.margin
    size = points(difference, -whole, -part, signed=False)
    where = "no difference" if float(size) == 0.0 else f"better by {size} points"
    if difference < 0.0 and float(size) != 0.0:
        where = f"worse by {size} points"
    margin = points(whole, exact=True, signed=False)
    if outcome == "inferior":
        return f"{where}, and shown to be worse by more than the margin of {margin} points"
    if outcome == "inconclusive":
        if part != whole:
            left = points(part, whole, signed=False)
            return (
                f"{where}, not shown to be inside {left} points, which is the margin of {margin} "
                "points less the mistakes of its detector"
            )
        return f"{where}, not shown to be inside the margin of {margin} points"
    return f"{where} but inside the margin" if difference < 0.0 else f"{where}, inside the margin"
