"""Decide whether the candidate costs no more than allowed, in total over all cases."""

from __future__ import annotations

import math
from collections.abc import Sequence

from portcheck.gates.shared.ratio_gate import (
    is_positive,
    positive,
    ratio_detail,
    ratio_of_totals,
    ratio_outcome,
    unknown,
)
from portcheck.model.chat import JsonObject
from portcheck.model.numbers import count, dollars
from portcheck.model.parity import CasePair, GateResult
from portcheck.parity.pairing import average
from portcheck.plugins import Evidence, Gate


def cost_result(
    cases: Sequence[CasePair[float]], limits: JsonObject, confidence: float
) -> GateResult | None:
    """Compare the ratio of the total cost of the cases, candidate / baseline, with its limit.

    A case's cost is the mean over its repeats. The interval is that of a ratio of means by the
    delta method on the log scale, with groups as clusters and a t quantile.

    Args:
        cases: US dollars; `None` is an unknown price or usage. A case without an answer on one
            side is left out and counted.
        limits: `max_ratio`.
        confidence: One-sided.

    Returns:
        `ok`, `exceeded` or `inconclusive`, see `ratio_outcome`; `unknown` if any cost is unknown or
        zero, or if there are fewer than two groups; `None` if no limit is set.
    """
    max_ratio = limits.get("max_ratio")
    if max_ratio is None:
        return None
    complete = [case for case in cases if case.baseline and case.candidate]
    unpriced = [
        case.case for case in complete if not all(map(is_positive, case.baseline + case.candidate))
    ]
    if unpriced:
        reason = f"the cost of {count(len(unpriced), 'case')} is unknown or zero"
        return unknown("cost", max_ratio, confidence, reason)
    groups: dict[str, list[tuple[float, float]]] = {}
    for case in complete:
        pair = (average(positive(case.baseline)), average(positive(case.candidate)))
        groups.setdefault(case.group, []).append(pair)
    if len(groups) < 2:
        reason = f"{count(len(groups), 'case')} with a cost on both sides: at least 2 are needed"
        return unknown("cost", max_ratio, confidence, reason)
    before = [math.fsum(b for b, _ in pairs) for pairs in groups.values()]
    after = [math.fsum(a for _, a in pairs) for pairs in groups.values()]
    ratio = ratio_of_totals(before, after, confidence)
    return GateResult(
        gate="cost",
        hard=False,
        outcome=ratio_outcome(ratio, max_ratio),
        scale="ratio",
        cases=len(cases),
        clusters=len(groups),
        pairs=len(complete),
        missing=len(cases) - len(complete),
        baseline=math.fsum(before),
        candidate=math.fsum(after),
        difference=ratio.value,
        ci_low=ratio.low,
        ci_high=ratio.high,
        margin=max_ratio,
        confidence=confidence,
        method="ratio of total cost, delta method on the log scale with t quantile",
        detail=ratio_detail("total cost", ratio, max_ratio, confidence),
    )


def decide(evidence: Evidence) -> GateResult | None:
    """Compare the US dollars of all answers with the limit; `None` if no limit is set."""
    return cost_result(evidence.dollars(), evidence.limits, evidence.confidence)


GATE = Gate(
    name="cost",
    summary="All cases together cost at most this many times the baseline's cost.",
    kind="soft",
    fed_by="calls",
    limits={
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {"max_ratio": {"type": "number", "exclusiveMinimum": 0}},
    },
    decide=decide,
    measure="total",
    amount=dollars,
    place=30,
)
