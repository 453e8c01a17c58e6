"""Decide whether the candidate answers fast enough, by medians and by the slowest answers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from portcheck.gates.shared.ratio_gate import (
    Ratio,
    is_positive,
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
from portcheck.parity.ratios.percentiles import Percentile, groups_needed, percentile
from portcheck.plugins import Evidence, Gate

_SHARE = 0.95
_MEDIANS = "t interval of the mean log ratio of case medians"
_PERCENTILES = "ratio of 95th percentiles, exact limits of each side at half of the error rate"


class _Comparison(Struct, frozen=True, kw_only=True):
    """One ratio, its limit, and how it was computed."""

    ratio: Ratio
    limit: float
    sides: tuple[float, float]
    """Seconds of baseline and candidate."""
    method: str
    detail: str
    measure: Literal["95th percentile"] | UnsetType = UNSET

    @property
    def outcome(self) -> GateOutcome:
        return ratio_outcome(self.ratio, self.limit)


def latency_result(
    cases: Sequence[CasePair[float]], limits: JsonObject, confidence: float
) -> GateResult | None:
    """Compare ratios of latencies, candidate / baseline, with their limits.

    Args:
        cases: Seconds > 0; cases without a value on both sides are left out and counted.
        limits: `max_ratio`, for the t interval of the mean log ratio of case medians, and
            `max_p95_ratio`, for the 95th percentiles; see `_percentiles`.
        confidence: One-sided.

    Returns:
        `ok`, `exceeded` or `inconclusive`, see `ratio_outcome`. If both limits are set, the worse
        outcome decides and its numbers are returned; if both are the same, those of the medians.
        `unknown` with fewer than two groups; `None` if no limit is set.
    """
    limit = limits.get("max_ratio", limits.get("max_p95_ratio"))
    if limit is None:
        return None
    complete = [(case, positive(case.baseline), positive(case.candidate)) for case in cases]
    complete = [(case, before, after) for case, before, after in complete if before and after]
    groups = len({case.group for case, _, _ in complete})
    if groups < 2:
        reason = f"{count(groups, 'case')} timed on both sides: at least 2 are needed"
        return unknown("latency", limit, confidence, reason)
    compared = []
    if "max_ratio" in limits:
        compared.append(_medians(complete, limits["max_ratio"], confidence))
    if "max_p95_ratio" in limits:
        compared.append(_percentiles(cases, complete, limits["max_p95_ratio"], confidence))
    decides = max(compared, key=lambda one: _WORSE.index(one.outcome))
    return GateResult(
        gate="latency",
        hard=False,
        outcome=decides.outcome,
        scale="ratio",
        cases=len(cases),
        clusters=groups,
        pairs=len(complete),
        missing=len(cases) - len(complete),
        baseline=decides.sides[0],
        candidate=decides.sides[1],
        difference=decides.ratio.value,
        ci_low=decides.ratio.low,
        ci_high=decides.ratio.high if math.isfinite(decides.ratio.high) else None,
        margin=decides.limit,
        confidence=confidence,
        method=decides.method,
        measure=decides.measure,
        detail="; ".join(one.detail for one in compared),
    )


_WORSE: Sequence[GateOutcome] = ("ok", "inconclusive", "exceeded")
_Timed = Sequence[tuple[CasePair[float], list[float], list[float]]]
"""Each case with the seconds of the baseline and of the candidate."""


def _medians(complete: _Timed, limit: float, confidence: float) -> _Comparison:
    logs: dict[str, list[float]] = {}
    for case, before, after in complete:
        logs.setdefault(case.group, []).append(math.log(median(after) / median(before)))
    ratio = log_t([average(found) for found in logs.values()], confidence)
    return _Comparison(
        ratio=ratio,
        limit=limit,
        sides=(
            median([median(before) for _, before, _ in complete]),
            median([median(after) for _, _, after in complete]),
        ),
        method=_MEDIANS,
        detail=ratio_detail("typical latency", ratio, limit, confidence),
    )


def _percentiles(
    cases: Sequence[CasePair[float]], complete: _Timed, limit: float, confidence: float
) -> _Comparison:
    """The ratio of the 95th percentiles of all answers.

    Each side has its limits at half of the error rate, so the ratio of the candidate's upper limit
    and the baseline's lower one holds at the whole rate, however the two sides depend on each other
    (Bonferroni 1936). For the upper limit of the ratio, a missing answer of the candidate counts as
    slower than all others, one of the baseline as faster; the lower limit uses complete cases.
    """
    alpha = (1.0 - confidence) / 2.0
    seen = [_side([(case.group, own[at]) for case, *own in complete], alpha) for at in (0, 1)]
    worst = [
        _side(
            [
                (case.group, [one if is_positive(one) else missing for one in values])
                for case in cases
                if (values := (case.baseline, case.candidate)[at])
            ],
            alpha,
        )
        for at, missing in enumerate((0.0, math.inf))
    ]
    ratio = Ratio(
        value=seen[1].value / seen[0].value,
        low=seen[1].low / seen[0].high,
        high=worst[1].high / worst[0].low if worst[0].low else math.inf,
    )
    what = "95th percentile"
    if math.isfinite(ratio.high):
        detail = ratio_detail(what, ratio, limit, confidence)
    else:
        needed = count(groups_for_percentiles(confidence), "case")
        detail = (
            f"{what} {factor(ratio.value, limit)} times the baseline's, without an upper limit: "
            f"that needs {needed}, and more if answers are missing"
        )
    return _Comparison(
        ratio=ratio,
        limit=limit,
        sides=(seen[0].value, seen[1].value),
        method=_PERCENTILES,
        detail=detail,
        measure="95th percentile",
    )


def groups_for_percentiles(confidence: float) -> int:
    """Fewest groups with which a ratio of 95th percentiles has an upper limit; one-sided."""
    return groups_needed(_SHARE, (1.0 - confidence) / 2.0)


def _side(cases: Iterable[tuple[str, Sequence[float]]], alpha: float) -> Percentile:
    groups: dict[str, list[Sequence[float]]] = {}
    for group, answers in cases:
        groups.setdefault(group, []).append(answers)
    return percentile(list(groups.values()), _SHARE, alpha)


def decide(evidence: Evidence) -> GateResult | None:
    """Compare the seconds of all answers with the limits; `None` if no limit is set."""
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
            "max_ratio": {
                "description": "Largest ratio of medians.",
                "type": "number",
                "exclusiveMinimum": 0,
            },
            "max_p95_ratio": {
                "description": "Largest ratio of 95th percentiles.",
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
