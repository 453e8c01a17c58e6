"""Whether the candidate answers in time: typical latency, and the slowest answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from portcheck.gates.shared.ratio_gate import (
    Ratio,
    log_t,
    positive,
    ratio_detail,
    ratio_outcome,
    unknown,
)
from portcheck.model.chat import JsonObject
from portcheck.model.numbers import count, factor, seconds
from portcheck.model.parity import CasePair, GateOutcome, GateResult
from portcheck.parity.pairing import average
from portcheck.plugins import Evidence, Gate


def latency_result(
    cases: Sequence[CasePair[float]], limits: JsonObject, confidence: float
) -> GateResult | None:
    """Ratio of latencies, candidate / baseline: paired, of case medians, on the log scale.

    Args:
        cases: Seconds > 0; cases without a value on both sides are left out and counted.
        limits: `max_ratio` (t interval of the mean log ratio) and `max_p95_ratio` (as observed,
            nearest-rank percentile over all answers of the complete pairs).
        confidence: One-sided.

    Returns:
        `ok` where the upper limit is at most `max_ratio`, `exceeded` where the lower limit is
        above it or the observed p95 ratio above its own, `inconclusive` between, `unknown` with
        fewer than two groups; `None` where no limit is set.
    """
    limit = limits.get("max_ratio", limits.get("max_p95_ratio"))
    if limit is None:
        return None
    complete = [(case, positive(case.baseline), positive(case.candidate)) for case in cases]
    complete = [(case, before, after) for case, before, after in complete if before and after]
    groups: dict[str, list[float]] = {}
    for case, before, after in complete:
        groups.setdefault(case.group, []).append(math.log(median(after) / median(before)))
    if len(groups) < 2:
        reason = f"{count(len(groups), 'case')} timed on both sides: at least 2 are needed"
        return unknown("latency", limit, confidence, reason)
    ratio = log_t([average(logs) for logs in groups.values()], confidence)
    tail = _p95([x for _, _, after in complete for x in after]) / _p95(
        [x for _, before, _ in complete for x in before]
    )
    return GateResult(
        gate="latency",
        hard=False,
        outcome=_outcome(ratio, tail, limits),
        scale="ratio",
        cases=len(cases),
        clusters=len(groups),
        pairs=len(complete),
        missing=len(cases) - len(complete),
        baseline=median([median(before) for _, before, _ in complete]),
        candidate=median([median(after) for _, _, after in complete]),
        difference=ratio.value,
        ci_low=ratio.low,
        ci_high=ratio.high,
        margin=limit,
        confidence=confidence,
        method="t interval of the mean log ratio of case medians",
        detail=_detail(ratio, tail, limits, confidence),
    )


def _outcome(ratio: Ratio, tail: float, limits: JsonObject) -> GateOutcome:
    most, most_p95 = limits.get("max_ratio"), limits.get("max_p95_ratio")
    if most_p95 is not None and tail > most_p95:
        return "exceeded"
    return "ok" if most is None else ratio_outcome(ratio, most)


def _detail(ratio: Ratio, tail: float, limits: JsonObject, confidence: float) -> str:
    parts = []
    most, most_p95 = limits.get("max_ratio"), limits.get("max_p95_ratio")
    if most is not None:
        parts.append(ratio_detail("typical latency", ratio, most, confidence))
    if most_p95 is not None:
        parts.append(
            f"95th percentile {factor(tail, most_p95)} times the baseline's as observed, limit "
            f"{factor(most_p95, exact=True)}"
        )
    return "; ".join(parts)


def _p95(values: Sequence[float]) -> float:
    """Nearest-rank 95th percentile."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def decide(evidence: Evidence) -> GateResult | None:
    """Seconds of every answer against the limits."""
    return latency_result(evidence.seconds(), evidence.limits, evidence.confidence)


GATE = Gate(
    name="latency",
    summary="Answers take at most this many times as long as the baseline's.",
    kind="soft",
    fed_by="calls",
    limits={
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {
            "max_ratio": {"description": "Of medians.", "type": "number", "exclusiveMinimum": 0},
            "max_p95_ratio": {
                "description": "Of 95th percentiles.",
                "type": "number",
                "exclusiveMinimum": 0,
            },
        },
    },
    decide=decide,
    measure="median",
    amount=seconds,
    place=20,
)
