"""Soft gates: failures, latency, cost and the days that are left."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median, variance
from typing import Any

from portcheck.model.numbers import count, factor, number, percent, two_sided
from portcheck.model.parity import GateOutcome, GateResult
from portcheck.model.suite import GateSpec
from portcheck.parity.intervals import t_quantile, tally
from portcheck.parity.pairing import average
from portcheck.parity.power import floor_limit


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseValues:
    """Seconds, or US dollars, of one case, one entry a repeat; `None` is not known."""

    case: str
    group: str
    baseline: tuple[float | None, ...]
    candidate: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ratio:
    value: float
    low: float
    high: float


def errors_gate(
    groups: Sequence[Sequence[bool]], spec: GateSpec, confidence: float
) -> GateResult | None:
    """The observed share of failed trials of the candidate against `max_rate`.

    The observed rate decides: it is a limit on this run, not a claim about all traffic. The limits
    beside it count groups, whose trials are averaged.

    Args:
        groups: for each group of cases, whether each of its trials failed.
        spec: `max_rate`, 0..1.
        confidence: one-sided.

    Returns:
        `ok`, `exceeded`, or `unknown` without trials; `None` where no limit is set.
    """
    limit = spec.max_rate
    if limit is None:
        return None
    shares = [sum(trials) / len(trials) for trials in groups if trials]
    if not shares:
        return _soft("errors", "unknown", limit, confidence, "no trial was made")
    alpha = 1.0 - confidence
    failed, total = sum(map(sum, groups)), sum(map(len, groups))
    rate = sum(shares) / len(shares)
    low = _lower(shares, alpha)
    high = 1.0 - _lower([1.0 - share for share in shares], alpha)
    return GateResult(
        gate="errors",
        hard=False,
        outcome="ok" if rate <= limit else "exceeded",
        scale="rate",
        cases=len(shares),
        clusters=len(shares),
        candidate=rate,
        ci_low=low,
        ci_high=high,
        margin=limit,
        confidence=confidence,
        method="observed rate of failed trials; one-sided limits over groups",
        detail=(
            f"{number(failed)} of {count(total, 'trial')} failed, {percent(rate, limit)} "
            f"({two_sided(confidence)} interval {percent(low, limit)} to {percent(high, limit)}), "
            f"limit {percent(limit, exact=True)}"
        ),
    )


def _lower(shares: Sequence[float], alpha: float) -> float:
    pass_fail = all(share in {0.0, 1.0} for share in shares)
    return max(0.0, floor_limit(tally(shares), alpha, pass_fail=pass_fail))


def latency_gate(
    cases: Sequence[CaseValues], spec: GateSpec, confidence: float
) -> GateResult | None:
    """Ratio of latencies, candidate / baseline: paired, of case medians, on the log scale.

    Args:
        cases: Seconds > 0; cases without a value on both sides are left out and counted.
        spec: `max_ratio` (t interval of the mean log ratio) and `max_p95_ratio` (as observed,
            nearest-rank percentile over all answers of the complete pairs).
        confidence: One-sided.

    Returns:
        `ok` where the upper limit is at most `max_ratio`, `exceeded` where the lower limit is
        above it or the observed p95 ratio above its own, `inconclusive` between, `unknown` with
        fewer than two groups; `None` where no limit is set.
    """
    if spec.max_ratio is None and spec.max_p95_ratio is None:
        return None
    limit = spec.max_ratio if spec.max_ratio is not None else spec.max_p95_ratio
    complete = [(case, _positive(case.baseline), _positive(case.candidate)) for case in cases]
    complete = [(case, before, after) for case, before, after in complete if before and after]
    groups: dict[str, list[float]] = {}
    for case, before, after in complete:
        groups.setdefault(case.group, []).append(math.log(median(after) / median(before)))
    if len(groups) < 2:
        reason = f"{count(len(groups), 'case')} timed on both sides: at least 2 are needed"
        return _soft("latency", "unknown", limit, confidence, reason, scale="ratio")
    ratio = _log_t([average(logs) for logs in groups.values()], confidence)
    tail = _p95([x for _, _, after in complete for x in after]) / _p95(
        [x for _, before, _ in complete for x in before]
    )
    return GateResult(
        gate="latency",
        hard=False,
        outcome=_latency_outcome(ratio, tail, spec),
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
        detail=_latency_detail(ratio, tail, spec, confidence),
    )


def _latency_outcome(ratio: _Ratio, tail: float, spec: GateSpec) -> GateOutcome:
    outcome: GateOutcome = "ok" if spec.max_ratio is None else _ratio_outcome(ratio, spec.max_ratio)
    if spec.max_p95_ratio is not None and tail > spec.max_p95_ratio:
        return "exceeded"
    return outcome


def _latency_detail(ratio: _Ratio, tail: float, spec: GateSpec, confidence: float) -> str:
    parts = []
    if spec.max_ratio is not None:
        parts.append(_ratio_detail("typical latency", ratio, spec.max_ratio, confidence))
    if spec.max_p95_ratio is not None:
        parts.append(
            f"95th percentile {factor(tail, spec.max_p95_ratio)} times the baseline's as "
            f"observed, limit {factor(spec.max_p95_ratio, exact=True)}"
        )
    return "; ".join(parts)


def cost_gate(cases: Sequence[CaseValues], spec: GateSpec, confidence: float) -> GateResult | None:
    """Ratio of the total cost of the cases, candidate / baseline.

    A case's cost is the mean over its repeats. The limits are those of a ratio of means by the
    delta method on the log scale, groups as clusters, with a t quantile.

    Args:
        cases: US dollars; `None` is an unknown price or usage. A side without any entry had no
            answer: its case is left out and counted.
        spec: `max_ratio`.
        confidence: One-sided.

    Returns:
        `ok`, `exceeded` or `inconclusive` as for latency; `unknown` where any cost is unknown
        or zero, or there are fewer than two groups; `None` where no limit is set.
    """
    if spec.max_ratio is None:
        return None
    complete = [case for case in cases if case.baseline and case.candidate]
    unknown = [
        case.case for case in complete if not all(map(_is_cost, case.baseline + case.candidate))
    ]
    if unknown:
        reason = f"the cost of {count(len(unknown), 'case')} is unknown or zero"
        return _soft("cost", "unknown", spec.max_ratio, confidence, reason, scale="ratio")
    groups: dict[str, list[tuple[float, float]]] = {}
    for case in complete:
        pair = (average(_positive(case.baseline)), average(_positive(case.candidate)))
        groups.setdefault(case.group, []).append(pair)
    if len(groups) < 2:
        reason = f"{count(len(groups), 'case')} with a cost on both sides: at least 2 are needed"
        return _soft("cost", "unknown", spec.max_ratio, confidence, reason, scale="ratio")
    before = [math.fsum(b for b, _ in pairs) for pairs in groups.values()]
    after = [math.fsum(a for _, a in pairs) for pairs in groups.values()]
    ratio = _ratio_of_totals(before, after, confidence)
    return GateResult(
        gate="cost",
        hard=False,
        outcome=_ratio_outcome(ratio, spec.max_ratio),
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
        margin=spec.max_ratio,
        confidence=confidence,
        method="ratio of total cost, delta method on the log scale with t quantile",
        detail=_ratio_detail("total cost", ratio, spec.max_ratio, confidence),
    )


def lifecycle_gate(facts: Mapping[str, Any], spec: GateSpec, as_of: date) -> GateResult | None:
    """Days that remain before the model retires or the contract ends, against `min_days`.

    Args:
        facts: `retires` and `contract_ends`, ISO 8601 dates, each optional.
        spec: `min_days`.
        as_of: The day from which days are counted.

    Returns:
        `exceeded` where a stated date is nearer than `min_days`; else `unknown` where none is
        stated or one is not a date; else `ok`. `None` where no limit is set.
    """
    if spec.min_days is None:
        return None
    parts: list[str] = []
    days: list[int] = []
    unreadable = False
    for name, words in (("retires", "the model retires"), ("contract_ends", "the contract ends")):
        stated = facts.get(name)
        if stated is None:
            continue
        try:
            day = date.fromisoformat(str(stated))
        except ValueError:
            unreadable = True
            parts.append(f"{name} is not a date: {stated}")
            continue
        days.append((day - as_of).days)
        parts.append(f"{words} on {day.isoformat()}, {count(days[-1], 'day')} from {as_of}")
    outcome: GateOutcome = "unknown" if unreadable or not days else "ok"
    if any(left < spec.min_days for left in days):
        outcome = "exceeded"
    stated_days = "; ".join(parts) or "neither a retirement date nor a contract end is stated"
    return GateResult(
        gate="lifecycle",
        hard=False,
        outcome=outcome,
        scale="fact",
        detail=f"{stated_days}; at least {count(spec.min_days, 'day')} must remain",
    )


def _soft(
    gate: str,
    outcome: GateOutcome,
    limit: float | None,
    confidence: float,
    detail: str,
    *,
    scale: str = "rate",
) -> GateResult:
    return GateResult(
        gate=gate,
        hard=False,
        outcome=outcome,
        scale="ratio" if scale == "ratio" else "rate",
        margin=limit,
        confidence=confidence,
        detail=detail,
    )


def _log_t(logs: Sequence[float], confidence: float) -> _Ratio:
    centre = average(logs)
    reach = t_quantile(confidence, len(logs) - 1) * math.sqrt(variance(logs) / len(logs))
    return _Ratio(
        value=math.exp(centre), low=math.exp(centre - reach), high=math.exp(centre + reach)
    )


def _ratio_of_totals(before: Sequence[float], after: Sequence[float], confidence: float) -> _Ratio:
    """Cochran (1977), Sampling Techniques, eq. 6.13, carried to the log by the delta method."""
    mean_before, mean_after = average(before), average(after)
    influence = [a / mean_after - b / mean_before for b, a in zip(before, after, strict=True)]
    centre = math.log(mean_after / mean_before)
    number = len(before)
    reach = t_quantile(confidence, number - 1) * math.sqrt(variance(influence, 0.0) / number)
    return _Ratio(
        value=math.exp(centre), low=math.exp(centre - reach), high=math.exp(centre + reach)
    )


def _ratio_outcome(ratio: _Ratio, limit: float) -> GateOutcome:
    if ratio.high <= limit:
        return "ok"
    return "exceeded" if ratio.low > limit else "inconclusive"


def _ratio_detail(what: str, ratio: _Ratio, limit: float, confidence: float) -> str:
    shown = {
        "ok": "shown to be inside",
        "exceeded": "shown to be outside",
        "inconclusive": "not shown to be inside",
    }[_ratio_outcome(ratio, limit)]
    return (
        f"{what} {factor(ratio.value, limit)} times the baseline's ({two_sided(confidence)} "
        f"interval {factor(ratio.low, limit)} to {factor(ratio.high, limit)}), {shown} the limit "
        f"of {factor(limit, exact=True)}"
    )


def _positive(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None and _is_cost(value)]


def _is_cost(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and value > 0.0


def _p95(values: Sequence[float]) -> float:
    """Nearest-rank 95th percentile."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]
